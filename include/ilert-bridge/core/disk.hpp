// How much room is left where the journal lies, and what that means. Pure.
#pragma once

#include <cstdint>

#include "ilert-bridge/base/size.hpp"

namespace ilert_bridge {

enum class Space : std::uint8_t {
  ok,
  low,  // an own alert says so; everything goes on
  full  // no new events: what is journalled is delivered and recorded, in the room that the reserve left
};

struct Disk {
  Bytes free = 0;   // for us, not for root
  Bytes total = 0;  // of the file system
  bool operator==(const Disk&) const = default;
};

// Of the file that is given up when the disk is full: enough for SQLite's log up to its checkpoint, and for
// the attempts of some thousand events.
inline constexpr Bytes reserve_size = Bytes{8} << 20;

// Below it the disk is low: a twentieth of it, 256 MiB at most, where a large disk would be called low for
// nothing; and 32 MiB at least (a quarter of a tiny disk), since the reserve and the log alone may take 24.
Bytes low_below(const Disk& disk);

// Below it looking stops, before a commit has to fail.
inline constexpr Bytes full_below = Bytes{1} << 20;

// What it means, with some air between going and coming back so that a disk at the edge does not alternate.
// `commit_failed`: for want of room, since this was asked last. A full disk has room again when the reserve
// fits into it with four times `full_below` to spare.
Space space_of(const Disk& disk, bool commit_failed, Space before);

}  // namespace ilert_bridge
