// Everything that can still be had from a damaged journal, put into a new one.
#pragma once

#include <filesystem>

#include "salvage.hpp"

namespace ilert_bridge::journal {

struct Rescued {
  Salvaged reports, events, attempts, looked_at, heard, by_hand, spool_files, looks, orders, alert_sources;
  bool complete = true;  // false: the first page was gone, so rows may be missing that nothing tells of
  bool history_left_behind = false;  // the disk has no room for all of it
};

// Fills the empty file `fresh`: first what SQLite still reaches, then what lies on pages it no longer finds;
// and where rows are gone for good, what follows from that on the safe side. `damaged` is not changed, and
// nothing but `fresh` takes room. Where that is short, history stays behind, the oldest first. Not yet
// synced.
Rescued harvest(const std::filesystem::path& damaged, const std::filesystem::path& fresh);

// The three files that SQLite takes as one.
void remove_database(const std::filesystem::path& database);

}  // namespace ilert_bridge::journal
