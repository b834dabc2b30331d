// The bridge gets another name while alerts about itself are open.
#include "ilert-bridge/daemon/deliver.hpp"
#include "tests/daemon/stage.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

const Subject disk{.site = {}, .host = {}, .service = {}, .own = "disk"};

class Renamed : public ::testing::Test {
 protected:
  void start_as(const std::string& bridge) {
    ledger.reset();
    name = bridge;
    Result<Journal> journal = Journal::open(folder.path() / "journal.db", Journal::Access::own, name, now());
    ASSERT_TRUE(journal) << journal.error().text;
    ledger.emplace(std::move(*journal));
    end_under_other_names(routes, *ledger, name, now());
  }
  void disk_is(bool wrong) {
    say({.kind = "disk", .name = {}, .wrong = wrong, .summary = "s", .details = "d"}, routes, *ledger, name,
        now());
  }
  // What ilert gets, as the type of event and the name that its key is made of.
  Lines delivered() {
    Lines got;
    DeliverPorts ports;
    ports.say = [](const OwnMatter&) {};
    ports.send = [&](Event event, bool) -> asio::awaitable<Answer> {
      const bool is_new = event.alert_key == alert_key(disk, "new");
      got.push_back(std::string{ilert_bridge::name(event.type)} + (is_new ? " new" : " old"));
      EXPECT_EQ(event.alert_key, alert_key(disk, is_new ? "new" : "old"));
      if (routes.front().integration != Integration::api) got.back() += " " + event.context.at("HOSTNAME");
      Answer taken;
      taken.outcome = Outcome::delivered;
      co_return taken;
    };
    const DeliverOptions options{.bridge_name = name, .gap = Span{0}};
    Deliver deliver(io.get_executor(), options, routes.front(), ports, *ledger);
    run(io, deliver.drain());
    return got;
  }

  doubles::TemporaryFolder folder;
  asio::io_context io{1};
  std::string name;
  std::optional<Ledger> ledger;
  std::vector<Route> routes{route("oncall")};
};

TEST_F(Renamed, WhatIsOpenIsResolvedUnderItsOldKeyAndWhatIsStillWrongIsSaidAnew) {
  start_as("old");
  disk_is(true);
  EXPECT_EQ(delivered(), Lines{"ALERT old"});
  start_as("new");
  EXPECT_TRUE(ledger->reports().empty());
  disk_is(true);
  EXPECT_EQ(delivered(), (Lines{"ALERT new", "RESOLVE old"})) << "the page first";
  start_as("new");
  disk_is(false);
  EXPECT_EQ(delivered(), Lines{"RESOLVE new"});
}

TEST_F(Renamed, WhatIsOverInTheMeantimeIsResolvedToo) {
  start_as("old");
  disk_is(true);
  delivered();
  start_as("new");
  disk_is(false);
  EXPECT_EQ(delivered(), Lines{"RESOLVE old"});
}

TEST_F(Renamed, WhatWasNotToldYetIsToldUnderTheNewNameOnly) {
  start_as("old");
  disk_is(true);
  start_as("new");
  disk_is(true);
  EXPECT_EQ(delivered(), Lines{"ALERT new"});
}

TEST_F(Renamed, AnOlderAlertSourceFindsItByTheHostOfTheOldName) {
  routes.front().integration = Integration::checkmk;
  start_as("old");
  disk_is(true);
  delivered();
  start_as("new");
  EXPECT_EQ(delivered(), Lines{"RESOLVE old ilert-bridge-old"});
}

TEST_F(Renamed, ARouteThatIsNotConfiguredIsLeftAsItIs) {
  start_as("old");
  disk_is(true);
  delivered();
  routes.front().name = "other";
  start_as("new");
  EXPECT_EQ(ledger->report(disk, "oncall").told, Told::open);
  EXPECT_EQ(ledger->journal().waiting("oncall"), 0U);
}

}  // namespace
}  // namespace ilert_bridge
