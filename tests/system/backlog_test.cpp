// Ten thousand events waited for ilert: all are told or made pointless, in order, without much memory.
#include <algorithm>
#include <cstdio>
#include <thread>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

constexpr int keys = 2000;
constexpr int rounds = 5;  // ALERT, RESOLVE, ALERT, RESOLVE, ALERT
constexpr int lasting = 100;
constexpr int per_host = 20;

#if defined(__SANITIZE_ADDRESS__)
constexpr long most_mebibytes = 800;
#else
constexpr long most_mebibytes = 100;
#endif

Subject subject(int i) {
  return {.site = "prod",
          .host = "host" + std::to_string(i / per_host),
          .service = "Service " + std::to_string(i),
          .own = {}};
}

bool lasts(int i) { return i % (keys / lasting) == 0; }

Event event(int i, EventType type, Time at) {
  Event event;
  event.route = "oncall";
  event.subject = subject(i);
  event.alert_key = rig::Rig::key(event.subject.host, event.subject.service);
  event.type = type;
  event.reason = type == EventType::alert ? Reason::problem : Reason::recovered;
  event.state = type == EventType::alert ? State::critical : State::ok;
  event.occurred_at = at;
  event.summary = to_text(event.subject) + " is " + std::string{name(event.state)};
  event.details = std::string(400, '.');
  return event;
}

class Backlog : public Stage {
 protected:
  // A journal as a long outage leaves it, and a world in which some of it has lasted.
  void fill_journal_and_world() {
    Result<Journal> journal = Journal::open(rig.journal_file(), Journal::Access::own, "rig", now());
    ASSERT_TRUE(journal.has_value());
    const Time begun = now() - std::chrono::hours{8};
    for (int round = 0; round < rounds; ++round) {
      Recording storm;
      storm.looked_at.insert({"prod", "oncall"});
      const Time at = begun + round * std::chrono::hours{1};
      const EventType type = round % 2 == 0 ? EventType::alert : EventType::resolve;
      for (int i = 0; i < keys; ++i) storm.changes.push_back(change(i, type, at, round));
      journal->record(storm, at);
    }
    for (int i = 0; i < keys; ++i) show(i);
  }
  // Asks seldom: to look into such a journal costs the one that works in it.
  bool comes_to_rest_with_patience() const {
    for (int tries = 0; tries < 600; ++tries) {
      if (rig.waiting() == 0) return comes_to_rest(rig);
      std::this_thread::sleep_for(std::chrono::milliseconds{250});
    }
    return false;
  }

 private:
  // In the last round only what lasts fails again; of the others the fourth was the last word, and this is
  // one more like it.
  static Recording::Change change(int i, EventType type, Time at, int round) {
    Recording::Change change{.subject = subject(i), .route = "oncall"};
    const bool last_word = round == rounds - 1 && !lasts(i);
    change.events.push_back(event(i, last_word ? EventType::comment : type, at));
    if (type == EventType::resolve || last_word) return change;
    change.report.told = Told::open;
    change.report.state = State::critical;
    change.report.told_at = at;
    return change;
  }
  void show(int i) {
    const Subject it = subject(i);
    rig.world.add_service(it.host, it.service);
    if (lasts(i)) rig.world.service_check(it.host, it.service, 2, "down");
  }
};

TEST_F(Backlog, OfTenThousandEventsIsToldInOrderAndWithinMemory) {
  ASSERT_NO_FATAL_FAILURE(fill_journal_and_world());
  ASSERT_EQ(rig.waiting(), static_cast<std::size_t>(keys * rounds));
  const auto begun = std::chrono::steady_clock::now();
  rig.start();
  const bool done = rig.says("site answers", std::chrono::seconds{60}) && comes_to_rest_with_patience();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  EXPECT_TRUE(done);
  const long mebibytes = rig.resident_kib() >> 10;
  EXPECT_EQ(rig.stop(), 0);
  expect_a_good_end(rig);
  EXPECT_EQ(rig.ilert.open_alerts(), lasting);
  EXPECT_LT(mebibytes, most_mebibytes);
  std::printf("%d events: %zu requests in %.1f s, peak memory %ld MiB\n", keys * rounds,
              rig.ilert.events().size(), took.count(), mebibytes);
}

}  // namespace
}  // namespace ilert_bridge
