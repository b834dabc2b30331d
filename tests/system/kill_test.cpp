// kill -9 in the middle of a storm, at many moments: in the end ilert agrees with Checkmk, and nothing was
// lost.
#include <algorithm>
#include <functional>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

// Services that go round and round: fine, failing, acknowledged. Neighbours are a step apart.
class Storm : public Stage {
 protected:
  static constexpr int services = 24;
  enum Phase { fine, failing, acknowledged };

  Storm() {
    for (int i = 0; i < services; ++i) rig.world.add_service(host(i), service(i));
  }
  static std::string host(int i) { return "web0" + std::to_string(i % 4); }
  static std::string service(int i) { return "S" + std::to_string(i); }
  Phase phase(int i) const { return static_cast<Phase>((i + waves_) % 3); }

  void next_wave() {
    ++waves_;
    for (int i = 0; i < services; ++i) {
      if (phase(i) == acknowledged && rig.world.row(host(i), service(i)).state != 0)
        rig.world.acknowledge(host(i), service(i), "alice", "wave " + std::to_string(waves_));
      else
        rig.world.service_check(host(i), service(i), phase(i) == failing ? 2 : 0,
                                "wave " + std::to_string(waves_));
    }
  }

  // Starts the daemon and kills it when the count has grown so much; or when there is nothing more to tell,
  // for what came and went between two kills was never seen.
  void kill_after(const std::function<std::size_t()>& count, std::size_t growth) {
    const std::size_t before = count(), looks = looks_told_of();
    rig.start();
    const auto nothing_more = [&] { return looks_told_of() > looks && rig.waiting() == 0; };
    EXPECT_TRUE(eventually([&] { return count() >= before + growth || nothing_more(); }));
    rig.kill();
  }
  std::size_t looks_told_of() const {
    const std::string log = rig.log();
    std::size_t times = 0;
    for (auto at = log.find("site answers"); at != std::string::npos; at = log.find("site answers", at + 1))
      ++times;
    return times;
  }

  // However the daemon was killed: the next runs bring everything to a good end.
  void expect_that_it_ends_well() {
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(comes_to_agree()) << said;
      expect_a_good_end(rig);
      next_wave();
    }
    EXPECT_EQ(rig.log().find(" error: "), std::string::npos) << "a start that failed, for one";
  }

  bool comes_to_agree() {
    for (int runs = 0; runs < 5; ++runs)
      if (run_once() == 0 && disagreement(rig).empty()) return true;
    return false;
  }

  std::size_t delivered() const {
    const std::vector<Entry> entries = rig.entries();
    return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [](const Entry& entry) {
      return entry.settled == Settled::delivered;
    }));
  }

 private:
  int waves_ = 0;
};

TEST_F(Storm, KilledAfterTheNthEventThatIlertGot) {
  constexpr std::size_t moments[] = {1, 2, 3, 4, 5, 7, 9, 11, 13, 15, 17, 20};
  for (const std::size_t n : moments) {
    next_wave();
    kill_after([this] { return rig.ilert.events().size(); }, n);
  }
  expect_that_it_ends_well();
  EXPECT_LE(taken_twice(rig), 16 * std::size(moments)) << "no more than were under way";
}

TEST_F(Storm, KilledAfterTheNthQuestionToTheSite) {
  for (std::size_t n = 1; n <= 9; ++n) {  // of about as many in a look
    next_wave();
    rig.livestatus->forget_requests();
    rig.start();
    EXPECT_TRUE(rig.livestatus->wait_for_requests(n, doubles::long_enough));
    rig.kill();
  }
  expect_that_it_ends_well();
}

TEST_F(Storm, KilledAfterTheNthAnswerIsJournalled) {
  for (std::size_t n = 0; n < 12; n += 2) {
    next_wave();
    kill_after([this] { return delivered(); }, n + 1);
  }
  expect_that_it_ends_well();
}

TEST_F(Storm, KilledWhileAnswersAreLost) {
  for (std::size_t n = 1; n <= 4; ++n) {
    next_wave();
    rig.ilert.fault(doubles::HttpFault::drop_after_processing(), 2);
    kill_after([this] { return rig.ilert.events().size(); }, n + 1);
  }
  rig.ilert.heal();
  expect_that_it_ends_well();
}

TEST_F(Storm, KilledWhileIlertIsAway) {
  for (int n = 1; n <= 4; ++n) {
    if (n == 2) rig.ilert.stop();
    next_wave();
    const std::size_t before = rig.entries().size();
    rig.start();
    EXPECT_TRUE(eventually([&] { return rig.entries().size() > before; }));
    rig.kill();
  }
  rig.ilert.start();
  expect_that_it_ends_well();
}

}  // namespace
}  // namespace ilert_bridge
