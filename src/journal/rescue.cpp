#include "rescue.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "harvest.hpp"
#include "ilert-bridge/base/log.hpp"
#include "owner.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

// Renames are on disk only when the folder is.
void sync_folder(const fs::path& file) {
  const int folder = open(fs::absolute(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

void create_private(const fs::path& file) {
  const int created = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (created < 0) throw CommitFailed("cannot create " + file.string() + ": " + why_unreachable(file, errno));
  give_to_owner_of_folder(created, file);
  close(created);
}

std::string stamp(Time now) {
  std::string text = rfc3339(now);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text;
}

fs::path set_aside_name(const fs::path& path, Time now) {
  const fs::path name = beside(path, ".damaged-" + stamp(now));
  fs::path free = name;
  for (int copy = 2; fs::exists(free); ++copy) free = beside(name, "." + std::to_string(copy));
  return free;
}

void move_if_there(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) fs::rename(from, to);
}

bool is_empty_file(const fs::path& file) { return fs::exists(file) && fs::file_size(file) == 0; }

std::string counted(const Salvaged& salvaged) {
  return std::to_string(salvaged.taken) +
         (salvaged.lost == 0 ? "" : ", at most " + std::to_string(salvaged.lost) + " lost");
}

}  // namespace

fs::path finish_rescue(const fs::path& path, Time now) {
  const fs::path complete = beside(path, ".rescued");
  if (!fs::exists(complete)) return {};
  const fs::path aside = set_aside_name(path, now);
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
  create_private(fresh);
  const Rescued rescued = harvest(path, fresh);
  fs::rename(fresh, beside(path, ".rescued"));
  sync_folder(path);
  const fs::path aside = finish_rescue(path, now);
  log_error(
      "the journal was damaged; a new one has what could still be read, the rest follows from what Checkmk "
      "shows",
      {{"journal", path.string()},
       {"set_aside", aside.string()},
       {"reports", counted(rescued.reports)},
       {"events", counted(rescued.events)},
       {"attempts", counted(rescued.attempts)}});
}

}  // namespace ilert_bridge::journal
