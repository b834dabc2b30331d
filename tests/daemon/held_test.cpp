// The bridge's own alerts about what is held as one of many: they last while any is, and go when a person
// says that it is meant.
#include <algorithm>

#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/daemon/watch.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

Route of_group(const std::string& group) {
  Route made = route();
  made.match.contact_groups = {Pattern::parse(group, nullptr)};
  return made;
}
Route fallback() {
  Route made = route("rest");
  made.fallback = true;
  made.own_alerts = false;
  return made;
}

Sighting in_group(Sighting sighting, const std::string& group) {
  sighting.observation.attributes.contact_groups = {group};
  return sighting;
}

// Forty services are CRITICAL and told, as a contact group's.
class Held : public ::testing::Test {
 protected:
  Held() {
    for (int i = 0; i < 40; ++i)
      shown.push_back(in_group(critical(service("web" + std::to_string(i))), "linux"));
    look_once();
  }
  WatchPorts ports() {
    WatchPorts made;
    made.look = [this](std::vector<Subject>) -> asio::awaitable<Asked<Look>> { co_return look(shown); };
    made.texts = [](std::vector<Subject>, std::size_t) -> asio::awaitable<Asked<std::map<Subject, Texts>>> {
      co_return std::map<Subject, Texts>{};
    };
    return made;
  }
  void look_once() { EXPECT_TRUE(run(io, watch.look_once())); }
  Told own(const std::string& kind) {
    return ledger.report({.site = "prod", .host = {}, .service = {}, .own = kind}, "oncall").told;
  }
  long events(EventType type, const std::string& on) {
    const std::vector<Entry> all = ledger.journal().list({});
    return std::count_if(all.begin(), all.end(), [&](const Entry& entry) {
      const Event& event = entry.queued.event;
      return event.type == type && event.route == on && !event.subject.is_own();
    });
  }
  AdoptCount adopted() {
    watch.adopt({.route = {}, .who = "ann"});
    look_once();
    return watch.adopted().value_or(Adopted{}).routes["oncall"];
  }

  SiteSettings settings{.name = "prod", .endpoint = {}, .auth_user = {}, .web_url = {}};
  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::vector<Sighting> shown;
  Watch watch{settings, with_rules({of_group("linux"), fallback()}), "mon1", ports(), ledger};
};

TEST_F(Held, WhatVanishedIsAnOwnAlertUntilTheLastIsBack) {
  for (int i = 0; i < 25; ++i) shown[i].presence = Presence::absent;
  look_once();
  EXPECT_EQ(own("removal"), Told::open);
  for (int i = 1; i < 25; ++i) shown[i].presence = Presence::seen;
  look_once();
  EXPECT_EQ(own("removal"), Told::open) << "one is still held";
  shown[0].presence = Presence::seen;
  look_once();
  EXPECT_EQ(own("removal"), Told::none);
  EXPECT_EQ(events(EventType::resolve, "oncall"), 0);
}

TEST_F(Held, WhatVanishedIsRemovedWhenAPersonSaysSo) {
  for (int i = 0; i < 25; ++i) shown[i].presence = Presence::absent;
  look_once();
  EXPECT_EQ(adopted().removed, 25U);
  EXPECT_EQ(events(EventType::resolve, "oncall"), 25);
  EXPECT_EQ(own("removal"), Told::none);
}

TEST_F(Held, WhatItsRouteDoesNotMatchAnyMoreIsAnOwnAlertUntilAPersonSaysSo) {
  for (Sighting& sighting : shown) sighting = in_group(sighting, "unix");
  look_once();
  look_once();
  EXPECT_EQ(own("unrouting"), Told::open);
  EXPECT_EQ(own("removal"), Told::none);
  EXPECT_EQ(events(EventType::alert, "rest"), 0);
  EXPECT_EQ(adopted().unrouted, 40U);
  EXPECT_EQ(own("unrouting"), Told::none);
  EXPECT_EQ(events(EventType::resolve, "oncall"), 40);
  look_once();
  EXPECT_EQ(events(EventType::alert, "rest"), 0) << "known already";
}

TEST_F(Held, IsCountedInWordsThatSayWhatToDo) {
  for (int i = 0; i < 25; ++i) shown[i].presence = Presence::absent;
  look_once();
  for (const Entry& entry : ledger.journal().list({}))
    if (entry.queued.event.subject.own == "removal") {
      EXPECT_EQ(entry.queued.event.summary,
                "ilert-bridge mon1: site prod misses 25 of 40 reported objects at once");
      EXPECT_NE(entry.queued.event.details.find("ilert-bridge adopt --site prod"), std::string::npos);
    }
}

}  // namespace
}  // namespace ilert_bridge
