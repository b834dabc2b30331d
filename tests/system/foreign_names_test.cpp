// Names with bytes that are no UTF-8, as old configurations have them: each server shows them otherwise, and
// finds nothing under what it shows.
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

const std::string host = "B\xfcro", service =
                                        "L\xfc"
                                        "fter";

// What is shown of them.
struct Shown {
  const char* what;
  Flavour by;
  std::string host, service;
};

void PrintTo(const Shown& shown, std::ostream* out) { *out << shown.what; }

class ForeignNames : public Stage, public testing::WithParamInterface<Shown> {
 protected:
  ForeignNames() : Stage({.flavour = GetParam().by}) { rig.world.add_service(host, service); }
  // Of the newest RESOLVE.
  Reason why_resolved() const {
    for (const Entry& entry : rig.entries())
      if (entry.queued.event.type == EventType::resolve) return entry.queued.event.reason;
    return Reason::problem;
  }
};

TEST_P(ForeignNames, AreFoundAgainWhenTheProblemIsOver) {
  const Shown& shown = GetParam();
  rig.world.host_check(host, 1, "no ping");
  rig.start();
  ASSERT_TRUE(rig.becomes(shown.host, "", AlertStatus::pending));
  EXPECT_NE(std::string(rig.ilert.events().back().raw).find("no ping"), std::string::npos)
      << "its texts are found, too";
  rig.world.host_check(host, 0, "there");
  EXPECT_TRUE(rig.becomes(shown.host, "", AlertStatus::resolved));
  EXPECT_EQ(why_resolved(), Reason::recovered);

  rig.world.service_check(host, service, 2, "stands still");
  ASSERT_TRUE(rig.becomes(shown.host, shown.service, AlertStatus::pending));
  EXPECT_NE(std::string(rig.ilert.events().back().raw).find("stands still"), std::string::npos);
  ASSERT_TRUE(rig.settles()) << "or a kill leaves its outcome unknown";
  rig.kill();
  rig.world.service_check(host, service, 0, "turns");
  rig.start();
  EXPECT_TRUE(rig.becomes(shown.host, shown.service, AlertStatus::resolved))
      << "under the key it was told by";
  EXPECT_EQ(why_resolved(), Reason::recovered);

  EXPECT_EQ(rig.told(shown.host), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.told(shown.host, shown.service), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.ilert.pages(), 2);
}

INSTANTIATE_TEST_SUITE_P(Livestatus, ForeignNames,
                         testing::Values(Shown{"Checkmk", Flavour::checkmk, "B", "L"},
                                         Shown{"Nagios", Flavour::nagios, "B", "L"},
                                         Shown{"Naemon", Flavour::naemon, "Bro", "Lfter"},
                                         Shown{"Icinga2", Flavour::icinga2, "B\xef\xbf\xbdro",
                                               "L\xef\xbf\xbd"
                                               "fter"}),
                         [](const auto& shown) { return shown.param.what; });

}  // namespace
}  // namespace ilert_bridge
