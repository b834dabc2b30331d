#include "rescue.hpp"

#include <unistd.h>

#include <cerrno>

#include "aside.hpp"
#include "harvest.hpp"
#include "ilert-bridge/base/log.hpp"
#include "own_file.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

// A file that was not there before is on the disk before it takes the other's place.
void sync(const fs::path& file) {
  const Descriptor written = open_file(file);
  if (!written || fsync(written.number()) != 0)
    throw CommitFailed("journal " + file.string() + " cannot be written: " + why_unreachable(file, errno));
}

void move_if_there(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) fs::rename(from, to);
}

bool is_empty_file(const fs::path& file) { return fs::exists(file) && fs::file_size(file) == 0; }

std::string counted(const Salvaged& salvaged) {
  return std::to_string(salvaged.taken) +
         (salvaged.lost == 0 ? "" : ", at most " + std::to_string(salvaged.lost) + " lost");
}

void say(const fs::path& path, const fs::path& aside, const Rescued& rescued) {
  log_error(
      "the journal was damaged; a new one has what could still be read, the rest follows from what Checkmk "
      "shows",
      {{"journal", path.string()},
       {"set_aside", aside.string()},
       {"reports", counted(rescued.reports)},
       {"events", counted(rescued.events)},
       {"attempts", counted(rescued.attempts)},
       {"history", rescued.history_left_behind
                       ? "not all of it: the disk has no room for a second file of this size; what was told "
                         "and what waits is complete"
                       : "complete as far as it can be read"}});
}

}  // namespace

fs::path finish_rescue(const fs::path& path, Time now) {
  const fs::path complete = beside(path, ".rescued");
  if (!fs::exists(complete)) return {};
  const fs::path aside = name_to_set_aside(path, now);
  // The log first: a new database must never meet an old log.
  if (is_empty_file(beside(path, "-wal"))) fs::remove(beside(path, "-wal"));
  move_if_there(beside(path, "-wal"), beside(aside, "-wal"));
  fs::remove(beside(path, "-shm"));
  move_if_there(path, aside);
  fs::rename(complete, path);
  sync_folder(path);
  return aside;
}

void rescue(const fs::path& path, Time now) {
  const fs::path fresh = beside(path, ".new");
  remove_database(fresh);
  if (!make_file(fresh))
    throw CommitFailed("cannot create " + fresh.string() + ": " + why_unreachable(fresh, errno));
  Rescued rescued;
  try {
    rescued = harvest(path, fresh);
    sync(fresh);
  } catch (...) {
    remove_database(fresh);  // a disk that is full of it would stay full
    throw;
  }
  fs::rename(fresh, beside(path, ".rescued"));
  sync_folder(path);
  say(path, finish_rescue(path, now), rescued);
}

}  // namespace ilert_bridge::journal
