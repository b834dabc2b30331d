// kill -9 at every single write and sync of the journal in a scripted storm: the next start makes it good,
// whichever it was. A dozen of them, spread over the storm; all of them where ILERT_BRIDGE_NIGHTLY is set.
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"
#include "tests/system/tracer.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

constexpr int services = 20;
constexpr int killed = 128 + 9;

// The storm's world, from one wave to the next.
class ScriptedWorld {
 public:
  static constexpr int waves = 4;

  explicit ScriptedWorld(doubles::World& world) : world_(world) {
    for (int i = 0; i < services; ++i) world_.add_service(host(i), service(i));
  }
  void wave(int number) {
    for (int i = 0; i < services; ++i) {
      if (number == 0 || (number == 2 && i % 5 == 0)) check(i, 2);
      if (number == 1 && i % 3 == 1) world_.acknowledge(host(i), service(i), "alice", "on it");
      if ((number == 1 && i % 3 == 0) || (number == 2 && i % 3 == 1)) check(i, 0);
      if (number == 3 && i % 7 != 0) check(i, 0);
    }
  }
  // How often each failed: nobody may be woken up more often.
  static int failures(int i) { return i % 5 == 0 && i % 3 != 2 ? 2 : 1; }
  static std::string host(int i) { return "web0" + std::to_string(i % 4); }
  static std::string service(int i) { return "S" + std::to_string(i); }

 private:
  void check(int i, int state) {
    world_.service_check(host(i), service(i), state, state == 0 ? "fine" : "down");
  }
  doubles::World& world_;
};

// One storm on a fresh rig, each wave looked at and told by a run of its own.
class ScriptedStorm {
 public:
  // How many calls each wave makes when nothing goes wrong.
  std::vector<int> blow_and_count() {
    std::vector<int> calls;
    for (int wave = 0; wave < ScriptedWorld::waves; ++wave) {
      world_.wave(wave);
      run_once(tracer_.counting());
      calls.push_back(tracer_.counted());
    }
    return calls;
  }
  // Whether it was killed at this call of that wave.
  bool blow_and_kill_at(int traced_wave, int call) {
    bool was_killed = false;
    for (int wave = 0; wave < ScriptedWorld::waves; ++wave) {
      world_.wave(wave);
      const bool traced = wave == traced_wave;
      const int status = run_once(traced ? tracer_.killing_at(call) : rig::Launcher{});
      if (traced) was_killed = status == killed;
    }
    for (int more = 0; more < 10 && (rig_.waiting() > 0 || !disagreement(rig_).empty()); ++more) run_once({});
    return was_killed;
  }

  // `when` is for the words of a failure.
  void expect_well(const std::string& when) const {
    expect_a_good_end(rig_, when + "\n" + log_);
    EXPECT_EQ(log_.find(" error: "), std::string::npos) << when << log_;
    EXPECT_EQ(log_.find("Sanitizer"), std::string::npos) << when << log_;
    for (int i = 0; i < services; ++i) {
      const std::string key = rig::Rig::key(ScriptedWorld::host(i), ScriptedWorld::service(i));
      int pages = 0;
      for (const doubles::AlertView& alert : rig_.ilert.alerts())
        if (alert.alert_key == key) pages += alert.pages;
      EXPECT_LE(pages, ScriptedWorld::failures(i)) << ScriptedWorld::service(i) << when;
    }
  }

 private:
  int run_once(const rig::Launcher& launcher) {
    std::string said;
    const int status = rig_.command({"run", "--once"}, said, launcher);
    log_ += said;
    return status;
  }
  rig::Rig rig_;
  const Tracer tracer_{rig_};
  ScriptedWorld world_{rig_.world};
  std::string log_;
};

bool is_nightly() { return std::getenv("ILERT_BRIDGE_NIGHTLY") != nullptr; }

struct Moment {
  int wave = 0;
  int call = 0;
};

// All moments, or a dozen spread evenly over them.
std::vector<Moment> moments_of(const std::vector<int>& calls) {
  std::vector<Moment> all;
  for (int wave = 0; wave < ScriptedWorld::waves; ++wave)
    for (int call = 1; call <= calls[static_cast<std::size_t>(wave)]; ++call) all.push_back({wave, call});
  if (is_nightly()) return all;
  constexpr std::size_t some = 12;
  std::vector<Moment> spread;
  for (std::size_t i = 0; i < some; ++i) spread.push_back(all[i * (all.size() - 1) / (some - 1)]);
  return spread;
}

TEST(KillSweep, AtWhicheverWriteOrSyncOfTheJournalNothingIsLost) {
  if (const std::string reason = Tracer::unavailable(); !reason.empty()) GTEST_SKIP() << reason;
  ScriptedStorm quiet;
  const std::vector<int> calls = quiet.blow_and_count();
  quiet.expect_well("without a kill");
  const std::vector<Moment> moments = moments_of(calls);
  std::size_t kills = 0;
  for (const Moment& moment : moments) {
    ScriptedStorm storm;
    kills += storm.blow_and_kill_at(moment.wave, moment.call);
    storm.expect_well("killed at call " + std::to_string(moment.call) + " of wave " +
                      std::to_string(moment.wave));
    if (HasFailure()) break;
  }
  EXPECT_GE(kills * 4, moments.size() * 3) << "the sweep must kill, or it shows nothing";
  std::printf("killed %zu times, at %zu of %d calls\n", kills, moments.size(),
              std::accumulate(calls.begin(), calls.end(), 0));
}

}  // namespace
}  // namespace ilert_bridge
