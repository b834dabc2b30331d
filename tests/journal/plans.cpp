#include "tests/journal/plans.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string_view>

#include "src/journal/schema.hpp"

namespace ilert_bridge::plans {
namespace {

using journal::Database;

std::map<std::string, std::int64_t>& statements() {
  static std::map<std::string, std::int64_t> all;
  return all;
}

int on_end(unsigned, void*, void* statement, void*) {
  auto* const ended = static_cast<sqlite3_stmt*>(statement);
  const int steps = sqlite3_stmt_status(ended, SQLITE_STMTSTATUS_VM_STEP, 1);
  std::int64_t& most = statements()[sqlite3_sql(ended)];
  most = std::max<std::int64_t>(most, steps);
  return 0;
}

int on_open(sqlite3* database, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, on_end, nullptr);
}

// Ways to a row that read a part of a table only if more is known than the first column of an index.
struct Narrow {
  std::string_view index, needs;
};
constexpr std::array<Narrow, 6> narrow{{{"events_of_key", "alert_key=?"},
                                        {"attempts_of_route", "started_at>?"},
                                        {"orders_of_subject", "service=?"},
                                        {"sqlite_autoindex_orders_1", "source=?"},
                                        {"sqlite_autoindex_reports_1", "route=?"},
                                        {"events_settled", "settled_at=?"}}};
// What is in these is undelivered or under way, and so little.
constexpr std::array<std::string_view, 3> little{"events_waiting", "events_parked", "attempts_under_way"};
// Why a statement may do more, as it says itself.
constexpr std::array<std::string_view, 3> may_scan{
    "/* test */",         // it is the test's
    "/* whole table */",  // all of a small table is wanted, at the start
    "/* rescue */"};      // everything is gone through, once, while nothing else can be done
// Along an index, until there are enough.
constexpr std::array<std::string_view, 2> may_go_along{"/* the oldest */", "/* from the newest on */"};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_wide(std::string_view step) {
  for (const std::string_view index : little)
    if (has(step, index)) return false;
  if (step.starts_with("SCAN "))
    return !has(step, "CONSTANT ROW") && !has(step, "VALUES CLAUSE") && !has(step, "VIRTUAL TABLE") &&
           !has(step, "SUBQUERY") && !has(step, "(subquery") && !has(step, "sqlite_schema") &&
           !has(step, "sqlite_master") && !has(step, "sqlite_sequence") && !has(step, "sqlite_stat");
  for (const auto& [index, needs] : narrow)
    if (has(step, index) && !has(step, needs)) return true;
  return has(step, "INTEGER PRIMARY KEY (rowid>?)") || has(step, "INTEGER PRIMARY KEY (rowid<?)");
}

std::vector<std::string> steps_of(Database& database, const std::string& sql) {
  std::vector<std::string> steps;
  try {
    journal::SqlQuery row = database.query("EXPLAIN QUERY PLAN " + sql);
    while (row.step()) {
      for (int column = 0; column < 3; ++column) row.integer();
      steps.push_back(row.text());
    }
  } catch (const CommitFailed&) {
    // It is about tables that a journal does not have, or no statement that has a plan.
  }
  return steps;
}

// The planner knows nothing of a journal's size (opening.cpp), so an empty one shows what a large one does.
Database& a_journal() {
  static const auto made = [] {
    auto database = std::make_unique<Database>("memory", Database::Mode::memory);
    journal::migrate(*database);
    return database;
  }();
  return *made;
}

// At the end of each test: what it ran.
class Guard : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo&) override { forget(); }
  void OnTestEnd(const testing::TestInfo&) override {
    for (const auto& [sql, steps] : std::map<std::string, std::int64_t>{seen()})
      if (looked_at_.insert(sql).second)
        for (const std::string& fault : faults(sql)) ADD_FAILURE() << fault;
  }
  std::set<std::string> looked_at_;
};

class Guarding : public testing::Environment {
  void SetUp() override {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(on_open));
    testing::UnitTest::GetInstance()->listeners().Append(new Guard);
  }
};

[[maybe_unused]] testing::Environment* const guarding = testing::AddGlobalTestEnvironment(new Guarding);

}  // namespace

const std::map<std::string, std::int64_t>& seen() { return statements(); }
void forget() { statements().clear(); }

std::vector<std::string> faults(const std::string& sql) {
  std::vector<std::string> found;
  const auto says = [&](std::string_view reason) { return has(sql, reason); };
  if (std::any_of(may_scan.begin(), may_scan.end(), says)) return found;
  const bool goes_along = std::any_of(may_go_along.begin(), may_go_along.end(), says);
  for (const std::string& step : steps_of(a_journal(), sql))
    if (is_wide(step) && !(goes_along && step.starts_with("SEARCH ")))
      found.push_back(step + "\n  of " + sql);
  return found;
}

}  // namespace ilert_bridge::plans
