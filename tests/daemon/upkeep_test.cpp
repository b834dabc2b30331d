// What happens to looking, delivering and history while the disk fills up and empties again.
#include "ilert-bridge/daemon/upkeep.hpp"

#include <fstream>
#include <memory>

#include "ilert-bridge/base/log.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/daemon/stage.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {

using namespace stage;
using namespace std::chrono_literals;

constexpr Bytes mib = Bytes{1} << 20;

std::vector<std::string>& logged() {
  static std::vector<std::string> lines;
  return lines;
}

class UpkeepTest : public testing::Test {
 protected:
  UpkeepTest() {
    logged().clear();
    set_log_sink([](Level, std::string_view line) { logged().emplace_back(line); });
    ledger.on_full([this] { upkeep.disk_was_full(); });
  }
  ~UpkeepTest() override { set_log_sink(nullptr); }

  Journal opened() {
    Result<Journal> journal = Journal::open(folder / "journal.db", Journal::Access::own, "mon1", now());
    if (!journal) throw std::runtime_error(journal.error().text);
    return std::move(*journal);
  }
  void look(Bytes free) {
    disk.free = free;
    upkeep.look_at_disk(now());
  }
  bool reserve() { return ledger.journal().has_reserve(); }
  static bool said(const std::string& words) {
    return std::any_of(logged().begin(), logged().end(),
                       [&](const std::string& line) { return line.find(words) != std::string::npos; });
  }
  // So many events that are history since then.
  void history(int events, Time at) {
    Recording recording;
    Event event;
    event.route = "oncall";
    event.subject = service();
    event.alert_key = alert_key(event.subject, "mon1");
    event.details = std::string(1000, 'd');
    recording.changes.push_back(
        {event.subject, "oncall", Report{}, std::vector<Event>(static_cast<std::size_t>(events), event)});
    ledger.record(recording, at);
    std::vector<EventId> ids;
    for (const Event& recorded : recording.changes[0].events) ids.push_back(recorded.id);
    ledger.journal().drop(ids, "ann", at);
  }

  doubles::TemporaryFolder folder;
  boost::asio::io_context io;
  Ledger ledger{opened()};
  Disk disk{.free = 5000 * mib, .total = 10'000 * mib};
  Upkeep upkeep{io.get_executor(),
                {.bridge_name = "mon1",
                 .folder = "/var/lib/ilert-bridge",
                 .routes = {route()},
                 .retention = {.keep_delivered = 24h, .max_size = 64 * mib}},
                ledger,
                [this] { return disk; }};
};

TEST_F(UpkeepTest, WithRoomThereIsAReserveAndNothingIsSaid) {
  look(5000 * mib);
  EXPECT_TRUE(reserve());
  EXPECT_TRUE(ledger.has_room());
  EXPECT_TRUE(logged().empty());
  EXPECT_TRUE(told(ledger.journal()).empty());
}

TEST_F(UpkeepTest, ANearlyFullDiskIsAnOwnAlertAndIsResolvedWithSomeAir) {
  look(5000 * mib);
  look(255 * mib);
  look(250 * mib);
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  EXPECT_TRUE(ledger.has_room()) << "everything still works";
  EXPECT_TRUE(reserve());
  look(260 * mib);
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  look(320 * mib);
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
}

TEST_F(UpkeepTest, TheOwnAlertSaysWhereHowMuchAndWhatToDo) {
  look(200 * mib);
  const Event event = ledger.journal().list({}).at(0).queued.event;
  EXPECT_EQ(event.summary, "ilert-bridge mon1: the disk of its journal is nearly full");
  EXPECT_NE(event.details.find("200 MiB of 9.7 GiB free"), std::string::npos) << event.details;
  EXPECT_NE(event.details.find("/var/lib/ilert-bridge"), std::string::npos) << event.details;
  EXPECT_NE(event.details.find("Make room"), std::string::npos) << event.details;
}

TEST_F(UpkeepTest, OnAFullDiskLookingStopsAndTheReserveIsGivenUp) {
  look(5000 * mib);
  look(0);
  EXPECT_FALSE(ledger.has_room());
  EXPECT_FALSE(reserve());
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"}) << "in the reserve's room";
  EXPECT_TRUE(said("looking stops")) << logged().back();
}

TEST_F(UpkeepTest, WhenThereIsRoomTheReserveComesFirstAndThenLooking) {
  look(5000 * mib);
  look(0);
  look(11 * mib);
  EXPECT_FALSE(ledger.has_room()) << "the reserve alone would fill it";
  look(12 * mib);
  EXPECT_TRUE(ledger.has_room());
  EXPECT_TRUE(reserve());
  EXPECT_TRUE(said("looking goes on"));
  look(5000 * mib);
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
}

TEST_F(UpkeepTest, ACommitThatFoundNoRoomCountsAsAFullDisk) {
  look(5000 * mib);
  ledger.found_full("the journal cannot be written: the disk is full");
  EXPECT_FALSE(ledger.has_room()) << "at once";
  look(5000 * mib);
  EXPECT_EQ(upkeep.space(), Space::full);
  look(5000 * mib);
  EXPECT_EQ(upkeep.space(), Space::ok) << "it was over before anybody looked";
  EXPECT_TRUE(ledger.has_room());
}

TEST_F(UpkeepTest, AReserveThatADeliveryTookIsAFullDisk) {
  look(5000 * mib);
  ledger.journal().free_reserve();
  look(10 * mib);
  EXPECT_EQ(upkeep.space(), Space::full);
  EXPECT_FALSE(reserve()) << "not taken from the deliveries again";
}

TEST_F(UpkeepTest, AStartOnAFullDiskDoesNotTakeTheLastRoomForAReserve) {
  look(10 * mib);
  EXPECT_EQ(upkeep.space(), Space::full);
  EXPECT_FALSE(reserve());
  EXPECT_FALSE(ledger.has_room());
}

TEST_F(UpkeepTest, HistoryGoesInARoundThatIsSaidOnce) {
  history(450, now() - 25h);
  history(1, now() - 23h);
  logged().clear();
  look(5000 * mib);
  int steps = 0;
  while (upkeep.prune_some(now())) ++steps;
  EXPECT_EQ(steps, 9) << "nine times 50";
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_NE(logged()[0].find("history is pruned events=450"), std::string::npos) << logged()[0];
  EXPECT_EQ(ledger.journal().list({}).size(), 1U);
  EXPECT_FALSE(upkeep.prune_some(now()));
  EXPECT_EQ(logged().size(), 1U) << "a round with nothing to do is silent";
}

TEST_F(UpkeepTest, NothingIsPrunedOnAFullDisk) {
  history(1, now() - 25h);
  look(0);
  EXPECT_FALSE(upkeep.prune_some(now())) << "deleting takes room first";
  look(5000 * mib);
  EXPECT_FALSE(upkeep.prune_some(now()));
  EXPECT_EQ(ledger.journal().list({}).size(), 2U) << "the alert and its end";
}

TEST_F(UpkeepTest, NothingIsPrunedWhileSomebodyReads) {
  look(5000 * mib);
  {
    const auto reader =
        std::make_unique<journal::Database>(folder / "journal.db", journal::Database::Mode::read_only);
    journal::SqlQuery row = reader->query("SELECT 1 FROM sqlite_schema");
    ASSERT_TRUE(row.step());
    history(7000, now() - 48h);
    ASSERT_GT(std::filesystem::file_size(folder / "journal.db-wal"), std::uintmax_t{16} << 20);
    EXPECT_FALSE(upkeep.prune_some(now()));
    EXPECT_FALSE(upkeep.prune_some(now()));
    EXPECT_EQ(std::count_if(logged().begin(), logged().end(),
                            [](const std::string& line) {
                              return line.find("history is not pruned while somebody reads") != line.npos;
                            }),
              1)
        << "once";
    EXPECT_EQ(ledger.journal().list({.settled = Settled::dropped, .limit = 9000}).size(), 7000U);
  }
  EXPECT_TRUE(upkeep.prune_some(now()));
  EXPECT_TRUE(said("nobody holds up the journal's log any more"));
  EXPECT_LT(ledger.journal().list({.settled = Settled::dropped, .limit = 9000}).size(), 7000U);
}

TEST_F(UpkeepTest, WhatWasSetAsideGoesAfterKeepDelivered) {
  const auto aside = folder / "journal.db.damaged-20200101T000000Z";
  std::ofstream{aside} << "damaged";
  look(5000 * mib);
  upkeep.prune_some(now());
  EXPECT_FALSE(std::filesystem::exists(aside));
  EXPECT_TRUE(said("damaged journals that were set aside are deleted"));
}

}  // namespace
}  // namespace ilert_bridge
