// How much of the disk history may take in a new file: what is free without a margin in which the bridge can
// work, since a rescue must not fill the disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ilert_bridge::journal {

class Room {
 public:
  explicit Room(const std::filesystem::path& damaged) : damaged_(damaged) {}

  // For one row more; cheap, because the disk is looked at now and then. Once there is none, there is none.
  bool is_left();
  bool was_short() const { return short_; }

  // From which id on history fits, if the damaged file has as much for each of its events: the newest is
  // worth most. That takes too little rather than too much. `newest` 0: unknown.
  std::int64_t first_event(std::int64_t oldest, std::int64_t newest) const;

 private:
  const std::filesystem::path& damaged_;
  std::uint64_t asked_ = 0;
  bool short_ = false;
};

}  // namespace ilert_bridge::journal
