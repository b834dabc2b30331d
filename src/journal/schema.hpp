// The tables, as the list of steps that lead to them. `PRAGMA user_version` counts the steps a file has
// behind it.
//
// A new version only ever adds a step: files of every older version exist somewhere. A new word for a state,
// a reason or the like is a new version too, if need be with an empty step: an older program must refuse the
// file, not stumble over the word (words_test).
#pragma once

#include <string>
#include <vector>

#include "sqlite.hpp"

namespace ilert_bridge::journal {

const std::vector<std::string>& schema_steps();

// No id that was ever given is higher: a thousand a second would take thirty years. SQLite gives none after
// the highest number there is, and calls that a full disk; so one that is beyond this is damage.
inline constexpr std::int64_t highest_id_given = std::int64_t{1} << 40;

// What a file says of itself.
enum class Lineage : std::uint8_t {
  empty,   // nothing in it yet
  ours,    // of this version or an older one
  newer,   // written by a newer ilert-bridge
  foreign  // a database of some other program
};
struct Version {
  Lineage origin = Lineage::empty;
  std::size_t number = 0;
};
Version version_of(Database& database, const std::vector<std::string>& steps = schema_steps());

// Takes the missing steps, as part of a transaction.
void take_steps(Database& database, const std::vector<std::string>& steps = schema_steps());
// The same as a transaction of its own.
void migrate(Database& database, const std::vector<std::string>& steps = schema_steps());

// How every connection is set up; `writes` is one that owns the file.
void set_up(Database& database, bool writes);

// For a file that is thrown away if it does not become complete: without a log, which would take as much room
// again, and without waiting for the disk.
void set_up_scratch(Database& database);

}  // namespace ilert_bridge::journal
