// How much a process and its journal take, and whether it grows. Flat is a rule: see `growth`.
#pragma once

#include <sys/types.h>
#include <optional>
#include <string>
#include <vector>

namespace ilert_bridge::soak {

// One look at the daemon.
struct Sample {
  double at = 0;  // seconds since the soak began
  pid_t pid = 0;
  long resident_kib = 0, anonymous_kib = 0;  // VmRSS, and what of it is no file's
  long proportional_kib = 0;                 // PSS, for the table: it changes with who else runs the program
  long descriptors = 0, threads = 0;
  long cpu_ms = 0;                        // since its start
  long journal_bytes = 0, log_bytes = 0;  // the database's file; the -wal beside it
};

// Nothing: there is no such process any more.
std::optional<Sample> measured(pid_t pid, const std::string& journal_file, double at);
std::string heading();  // of a table of samples, tab-separated
std::string line_of(const Sample& sample);

// What grew during one life of a process, a sentence each. Compared are the medians of its second quarter and
// of its last: the first is for warming up. A life of fewer than `fewest` samples proves nothing. Margins:
//   resident and anonymous memory      a tenth and 2 MiB: malloc's arenas and SQLite's cache fill up late
//   descriptors                        4: a look, a delivery, a visitor and a question may be under way
//   threads                            1: one that looks up names may be there
//   CPU per second                     half and 10 ms: bursts are drawn by chance
//   the journal's log                  never above 17 MiB, as ilert-bridge.toml(5) says of it
inline constexpr std::size_t fewest = 40;
std::vector<std::string> growth(const std::vector<Sample>& life);

// The same of the journal's file, whatever the lives: once it is `full_after` seconds old it holds as much as
// it will ever hold, for then what is old goes. From then on a third and 1 MiB more is growth.
std::vector<std::string> journal_growth(const std::vector<Sample>& all, double full_after);

// The samples of each process, in the order of their lives.
std::vector<std::vector<Sample>> lives(const std::vector<Sample>& all);

}  // namespace ilert_bridge::soak
