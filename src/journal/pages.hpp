// The pages of a database file as they would be read by SQLite, its log included, but without SQLite: of a
// damaged file that it does not open. Nothing is copied and nothing changed. The format is
// sqlite.org/fileformat2.html, section 4.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "ilert-bridge/base/descriptor.hpp"

namespace ilert_bridge::journal {

class Pages {
 public:
  // The file and `<file>-wal`, if there is one. A file that cannot be read has no pages.
  explicit Pages(const std::filesystem::path& file);

  std::uint32_t count() const { return count_; }
  // By its number, counted from 1; nothing if there is no such page.
  std::optional<std::string> page(std::uint32_t number) const;

 private:
  void read_log();

  Descriptor file_;
  Descriptor log_;
  std::uint32_t count_ = 0;
  std::map<std::uint32_t, std::int64_t> in_log_;  // where the newest committed state of a page is
};

}  // namespace ilert_bridge::journal
