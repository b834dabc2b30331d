// What happened while the bridge did not run: read from the log of each kind of server, journalled, not told.
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class LookBack : public Stage, public testing::WithParamInterface<Flavour> {
 protected:
  explicit LookBack(rig::RigOptions options = {}) : Stage(with(std::move(options))) {
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "Disk");
  }
  void comes_and_goes(const std::string& service = "HTTP") {
    rig.world.service_check("web01", service, 2, "connection refused");
    rig.world.service_check("web01", service, 0, "OK");
  }
  // "web01/HTTP ALERT superseded missed", oldest first.
  Types journalled() const {
    Types lines;
    for (const Entry& entry : rig.entries()) {
      const Event& event = entry.queued.event;
      lines.insert(lines.begin(), event.subject.host + '/' + event.subject.service + ' ' +
                                      std::string{name(event.type)} + ' ' + std::string{name(entry.settled)} +
                                      ' ' + std::string{name(event.reason)});
    }
    return lines;
  }
  Types log_questions() const {
    Types found;
    for (const std::string& request : rig.livestatus->requests())
      if (request.starts_with("GET log\n")) found.push_back(request);
    return found;
  }

 private:
  static rig::RigOptions with(rig::RigOptions options) {
    options.flavour = GetParam();
    return options;
  }
};

class FullLookBack : public LookBack {
 protected:
  FullLookBack() : LookBack({.route_keys = "replay = \"full\"\n"}) {}
};

TEST_P(LookBack, AProblemThatCameAndWentIsJournalledOnceAndPagesNobody) {
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(log_questions().empty()) << "a site that was never looked at has no past";
  comes_and_goes();
  ASSERT_EQ(run_once(), 0) << said;
  const Types expected{"web01/HTTP ALERT superseded missed", "web01/HTTP RESOLVE superseded missed"};
  EXPECT_EQ(journalled(), expected) << said;
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(journalled(), expected) << said;
  EXPECT_EQ(rig.ilert.pages(), 0);
  ASSERT_FALSE(log_questions().empty());
  for (const std::string& question : log_questions()) {
    EXPECT_EQ(question.find("Wait"), std::string::npos) << question;
    EXPECT_NE(question.find("Filter: class = 1"), std::string::npos) << question;
    EXPECT_NE(question.find("Filter: time >= "), std::string::npos) << question;
  }
}

TEST_P(LookBack, WhatIsStillThereIsToldAsEver) {
  ASSERT_EQ(run_once(), 0) << said;
  comes_and_goes("Disk");
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
  rig.world.service_check("web01", "HTTP", 0, "OK");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(journalled(),
            (Types{"web01/Disk ALERT superseded missed", "web01/Disk RESOLVE superseded missed",
                   "web01/HTTP ALERT delivered problem", "web01/HTTP RESOLVE delivered recovered"}));
}

TEST_P(FullLookBack, WithFullReplayIlertIsToldInOrder) {
  ASSERT_EQ(run_once(), 0) << said;
  comes_and_goes();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "RESOLVE", "ALERT"}));
}

TEST_P(FullLookBack, NotWhatWasInADowntime) {
  ASSERT_EQ(run_once(), 0) << said;
  rig.world.schedule_downtime("web01", "HTTP", "bob", "new disks");
  comes_and_goes();
  rig.world.cancel_downtimes("web01", "HTTP");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(journalled(), Types{});
}

std::string word(const testing::TestParamInfo<Flavour>& info) {
  constexpr const char* words[] = {"Checkmk", "Naemon", "Icinga2", "Lmd", "Nagios", "Unknown"};
  return words[static_cast<std::size_t>(info.param)];
}
INSTANTIATE_TEST_SUITE_P(Servers, LookBack,
                         testing::Values(Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                         Flavour::nagios),
                         word);
INSTANTIATE_TEST_SUITE_P(Servers, FullLookBack, testing::Values(Flavour::checkmk), word);

}  // namespace
}  // namespace ilert_bridge
