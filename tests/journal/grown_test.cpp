// A journal that has run for long: what the daemon asks it again and again costs as much as in a new one.
#include <fstream>
#include <iterator>
#include <string>

#include "src/journal/schema.hpp"
#include "tests/journal/folder.hpp"
#include "tests/journal/grown.hpp"
#include "tests/journal/plans.hpp"

namespace ilert_bridge {
namespace {

constexpr std::int64_t events = 20'000;
constexpr std::int64_t waiting = events / 1000;
// Of SQLite's machine: for some hundred rows. All events would be a million and more.
constexpr std::int64_t few_steps = 40'000;

class GrownTest : public JournalTest {
 protected:
  GrownTest() {
    { Journal claims_the_file = opened(); }
    journal::Database database(path(), journal::Database::Mode::read_write);
    grow(database, events);
  }
  static void expect_little_work() {
    for (const auto& [sql, steps] : plans::seen()) {
      const bool may_be_much = sql.find("/* test */") != std::string::npos ||
                               sql.find("/* whole table */") != std::string::npos ||
                               sql.find("quick_check") != std::string::npos;
      EXPECT_TRUE(may_be_much || steps < few_steps) << steps << " steps: " << sql;
    }
  }
  static Time recorded(EventId id) { return from_millis(grown_began + (id - 1) * 2000); }
};

TEST_F(GrownTest, AStartAndALookCostAsMuchAsInANewOne) {
  plans::forget();
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), 1000U);
  std::size_t waits = 0;
  for (const std::string& route : journal.waiting_routes()) {
    waits += journal.waiting(route);
    EXPECT_EQ(journal.backlog(route).size(), journal.waiting(route));
    EXPECT_FALSE(journal.heard(route).empty());
    EXPECT_LE(journal.attempts_since(route, recorded(events - 100)).size(), 100U);
    EXPECT_TRUE(journal.last_delivery(route));
  }
  EXPECT_EQ(waits, static_cast<std::size_t>(waiting));
  EXPECT_EQ(journal.stock().at("oncall").parked, 20U);
  EXPECT_EQ(journal.parked("oncall"), 20U);
  EXPECT_GT(journal.untaken("oncall").size(), 0U);
  EXPECT_FALSE(journal.heard_counts().empty());
  EXPECT_TRUE(journal.done_by_hand(recorded(1), 10).empty()) << "of no single event";
  EXPECT_TRUE(journal.under_other_names().empty());
  EXPECT_TRUE(journal.open_orders().empty());
  EXPECT_EQ(journal.orders_given_up(recorded(events - 1000)), 0U);
  record_opening(journal, subject("web01"));
  expect_little_work();
}

TEST_F(GrownTest, ADeliveryAndWhatPeopleDoCostAsMuchAsInANewOne) {
  Journal journal = opened();
  const Event waits = journal.entry(events)->queued.event;
  plans::forget();
  EXPECT_EQ(journal.queue(waits.route, waits.alert_key).size(), 2U) << "an ALERT and its RESOLVE";
  journal.begin_attempt(waits.id, start);
  journal.end_attempt(waits.id, ended(Outcome::delivered, 202), Settled::delivered, false,
                      journal.heard(waits.route, waits.alert_key), start);
  journal.cut_off_attempts(waits.route, "the end", start);
  EXPECT_TRUE(journal.last_told(waits.route, waits.alert_key).at);
  EXPECT_FALSE(journal.occurrences(waits.route, waits.alert_key, recorded(1)).empty());
  EXPECT_EQ(journal.retry({8, 1008}, "ann (1000)", start), (std::vector<EventId>{8, 1008}));
  EXPECT_EQ(journal.drop({2008}, "ann (1000)", start), std::vector<EventId>{2008});
  EXPECT_EQ(journal.history("oncall", waits.subject, 10).size(), 0U);
  EXPECT_TRUE(journal.orders("oncall", waits.subject, 10).size() <= 10);
  EXPECT_TRUE(journal.has_order("oncall", "x50") || journal.has_order("second", "x50"));
  EXPECT_EQ(journal.waiting_for("oncall", waits.subject), 0U);
  EXPECT_EQ(journal.prune({.keep_delivered = Span{0}}, 50, recorded(events) + std::chrono::days{1}), 50U);
  expect_little_work();
}

TEST_F(GrownTest, WhatIsTakenOverFromASpoolCostsAsMuchAsInANewOne) {
  Journal journal = opened();
  plans::forget();
  Import import{.route = "oncall", .files = {}, .matters = {}};
  import.files.push_back({.event = event_of(subject("web01")), .id = { "a.ilert", "digest" }});
  import.matters.push_back({.subject = subject("web01"),
                            .alert_key = alert_key(subject("web01"), "mon1"),
                            .report = open_report(),
                            .may_be_open = true});
  journal.import(import, start);
  journal.note_by_hand({.at = start, .who = "ann", .what = "adopt", .event = 0});
  EXPECT_EQ(journal.spool_files().size(), 1U);
  expect_little_work();
}

struct Asked {
  const char* what;
  Filter filter;
  std::size_t found;
};

TEST_F(GrownTest, AListCostsLittleAtATimeWhateverItIsOf) {
  const Journal journal = opened();
  const std::vector<Asked> asked{
      {"everything", {.limit = 100}, 100},
      {"a host", {.host = "host-7", .limit = 10'000}, 18},
      {"a host that is not there", {.host = "nowhere"}, 0},
      {"what waits", {.settled = Settled::waiting}, static_cast<std::size_t>(waiting)},
      {"what is parked on a route", {.route = "oncall", .settled = Settled::parked}, 20},
      {"what nobody did", {.settled = Settled::dropped}, 0},
      {"a service that is not there", {.service = "nothing"}, 0},
      {"the last minute", {.since = recorded(events - 30)}, 31},
      {"a page", {.before = 101, .limit = 7}, 7},
  };
  for (const Asked& one : asked) {
    plans::forget();
    EXPECT_EQ(journal.list(one.filter).size(), one.found) << one.what;
    expect_little_work();
  }
}

TEST_F(GrownTest, AListInStepsIsTheListInOneGo) {
  const Journal journal = opened();
  Filter filter{.service = "Service 7919", .limit = 3};
  std::vector<Entry> found;
  int steps = 1;
  while (journal.list_some(filter, found)) ++steps;
  EXPECT_GT(steps, 1);
  const std::vector<Entry> whole = journal.list({.service = "Service 7919", .limit = 3});
  ASSERT_EQ(found.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i)
    EXPECT_EQ(found[i].queued.event.id, whole[i].queued.event.id);
}

// What no test here calls is looked at by nobody.
TEST(Plans, EveryQuestionToTheJournalIsAskedByATestOfThisProgram) {
  const std::filesystem::path tree = ILERT_BRIDGE_SOURCE_DIR;
  const auto text_of = [](const std::filesystem::path& file) {
    std::ifstream stream(file);
    return std::string{std::istreambuf_iterator<char>(stream), {}};
  };
  std::string tests;
  for (const auto& file : std::filesystem::directory_iterator(tree / "tests/journal"))
    tests += text_of(file.path());
  std::string all = text_of(tree / "include/ilert-bridge/journal/journal.hpp");
  all = all.substr(all.find("class Journal {"));
  int asked = 0;
  std::size_t from = 0;
  for (std::size_t open = all.find('('); open != std::string::npos; open = all.find('(', open + 1)) {
    from = all.find_last_not_of("abcdefghijklmnopqrstuvwxyz_", open - 1) + 1;
    const std::string name = all.substr(from, open - from);
    const std::size_t line = all.rfind('\n', open);
    if (name.empty() || all[line + 1] != ' ' || all[line + 3] == ' ' || all[line + 3] == '/' || from < 2 ||
        all[from - 1] != ' ')
      continue;
    ++asked;
    const bool is_asked = tests.find("." + name + "(") != std::string::npos ||
                          tests.find("::" + name + "(") != std::string::npos;
    EXPECT_TRUE(is_asked) << name;
  }
  EXPECT_GT(asked, 40) << "the header is not read rightly";
}

TEST_F(GrownTest, WhatSomebodyCountedByAnalyzeIsForgottenWithTheNextStart) {
  {
    journal::Database database(path(), journal::Database::Mode::read_write);
    database.execute("/* test */ ANALYZE");
    ASSERT_GT(database.number("SELECT count(*) FROM sqlite_stat1"), 5);
  }
  { Journal journal = opened(); }
  journal::Database database(path(), journal::Database::Mode::read_only);
  EXPECT_EQ(database.number("SELECT count(*) FROM sqlite_stat1"), 0);
}

TEST(Plans, AWideSearchIsSeen) {
  EXPECT_FALSE(plans::faults("SELECT count(*) FROM events WHERE route = ?").empty())
      << "the like of this took seconds";
  EXPECT_FALSE(plans::faults("SELECT id FROM orders WHERE ended IS NULL").empty());
  EXPECT_TRUE(plans::faults("SELECT route FROM events WHERE id = ?").empty());
}

}  // namespace
}  // namespace ilert_bridge
