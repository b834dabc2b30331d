// kill -9 in the middle of a storm, at many moments: in the end ilert agrees with Checkmk, and nothing was
// lost.
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <set>

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
    EXPECT_TRUE(
        eventually([&] { return count() >= before + growth || nothing_more(); }, std::chrono::seconds{20}));
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
  void expect_a_good_end() {
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(run_once(), 0) << said;
      EXPECT_EQ(rig.waiting(), 0U);
      expect_ilert_agrees();
      next_wave();
    }
    expect_order_per_key();
    expect_nothing_lost();
    EXPECT_EQ(rig.log().find(" error: "), std::string::npos) << "a start that failed, for one";
  }

  void expect_ilert_agrees() const {
    for (int i = 0; i < services; ++i) {
      const auto alert = rig.alert(host(i), service(i));
      const bool open = alert && alert->status != AlertStatus::resolved;
      const doubles::ObjectRow row = rig.world.row(host(i), service(i));
      if (row.state == 0) {
        EXPECT_FALSE(open) << service(i) << " is fine";
      } else if (row.acknowledged) {
        EXPECT_TRUE(!open || alert->status == AlertStatus::accepted) << service(i) << " is acknowledged";
      } else {
        EXPECT_TRUE(open && alert->status == AlertStatus::pending) << service(i) << " fails";
      }
    }
  }

  // Events of a key arrive in the journal's order; only the one that was under way may come again.
  void expect_order_per_key() const {
    std::map<std::string, EventId> last;
    for (const doubles::ReceivedEvent& event : rig.ilert.events()) {
      if (!event.taken) continue;
      EXPECT_GE(id_of(event), last[event.alert_key]) << event.raw;
      last[event.alert_key] = id_of(event);
    }
  }

  void expect_nothing_lost() const {
    std::set<EventId> taken;
    for (const doubles::ReceivedEvent& event : rig.ilert.events())
      if (event.taken) taken.insert(id_of(event));
    for (const Entry& entry : rig.entries()) {
      const Event& event = entry.queued.event;
      if (entry.settled == Settled::delivered)
        EXPECT_TRUE(taken.contains(event.id)) << "event " << event.id << " is delivered, and nobody got it";
      else
        EXPECT_EQ(entry.settled, Settled::superseded) << "event " << event.id;
      taken.erase(event.id);
    }
    EXPECT_TRUE(taken.empty()) << "ilert took events that the journal does not know";
  }

  std::size_t taken_twice() const {
    std::map<EventId, std::size_t> times;
    std::size_t again = 0;
    for (const doubles::ReceivedEvent& event : rig.ilert.events())
      if (event.taken && times[id_of(event)]++ > 0) ++again;
    return again;
  }

  std::size_t delivered() const {
    const std::vector<Entry> entries = rig.entries();
    return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [](const Entry& entry) {
      return entry.settled == Settled::delivered;
    }));
  }

  static EventId id_of(const doubles::ReceivedEvent& event) {
    return std::stoll(std::string{event.body.at("customDetails").at("eventId").as_string()});
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
  expect_a_good_end();
  EXPECT_LE(taken_twice(), 16 * std::size(moments)) << "no more than were under way";
}

TEST_F(Storm, KilledAfterTheNthQuestionToTheSite) {
  for (std::size_t n = 1; n <= 9; ++n) {  // of about as many in a look
    next_wave();
    rig.livestatus->forget_requests();
    rig.start();
    EXPECT_TRUE(rig.livestatus->wait_for_requests(n, std::chrono::seconds{20}));
    rig.kill();
  }
  expect_a_good_end();
}

TEST_F(Storm, KilledAfterTheNthAnswerIsJournalled) {
  for (std::size_t n = 0; n < 12; n += 2) {
    next_wave();
    kill_after([this] { return delivered(); }, n + 1);
  }
  expect_a_good_end();
}

TEST_F(Storm, KilledWhileAnswersAreLost) {
  for (std::size_t n = 1; n <= 4; ++n) {
    next_wave();
    rig.ilert.fault(doubles::HttpFault::drop_after_processing(), 2);
    kill_after([this] { return rig.ilert.events().size(); }, n + 1);
  }
  rig.ilert.heal();
  expect_a_good_end();
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
  expect_a_good_end();
}

}  // namespace
}  // namespace ilert_bridge
