#include "tests/simulation/stage.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/bridge.hpp"
#include "tests/simulation/clock.hpp"
#include "tests/simulation/desk.hpp"

namespace ilert_bridge::simulation {
namespace {

namespace fs = std::filesystem;
using Instant = std::chrono::steady_clock::time_point;
using namespace std::chrono_literals;

const Time beginning = from_unix(1'767'261'600);  // 2026-01-01 10:00

// A host and its service that are always fine and checked every minute, so that the core is seen to work. The
// oracle does not know of them.
const std::string heart = "heart", beat = "Beat";
constexpr Span between_beats = 1min;

Stage* on_stage = nullptr;

// The daemon's own words stand in the story, but for what it says all the time.
void take_line(Level level, std::string_view line) {
  if (on_stage != nullptr && level <= Level::notice) on_stage->say("  log: " + std::string{line});
}

Surroundings surroundings(const fs::path& home) {
  return {.host_name = "mon1", .state_directory = home.string(), .credentials_directory = {}};
}

}  // namespace

bool Played::breaks(int law) const {
  return std::any_of(broken.begin(), broken.end(), [&](const Broken& one) { return one.law == law; });
}

Played play(const Schedule& schedule) {
  Stage stage(schedule);
  return stage.play();
}

Stage::Stage(const Schedule& schedule)
    : oracle(world, schedule.allowances, [this](const std::string& sentence) { say(sentence); }),
      ilert(oracle),
      site(schedule.setting.flavour, world),
      setting(schedule.setting),
      schedule_(schedule) {
  begin_time(beginning, schedule.seed);
  due_ = noticed_ = steady_now();
  world.clock_from([] { return unix_seconds(now()); });
  for (const std::string& name : schedule.things) {
    const Thing thing = thing_of(name);
    oracle.knows(thing);
    if (thing.service.empty()) {
      world.add_host(thing.host);
    } else {
      world.add_service(thing.host, thing.service);
    }
  }
  world.add_service(heart, beat);
  save_states();
  oracle.watches(ilert.alerts());
  ilert.has_sources({key_a, key_b, key_c});
  fs::create_directories(home());
  write_config(setting, home());
  oracle.configured(setting);
  on_stage = this;
  set_log_sink(take_line);
  listen("/sim/prod", &site);
  answer_http(&ilert);
  on_idle([this](Instant deadline) { idle(deadline); });
}

Stage::~Stage() {
  on_idle({});
  answer_http(nullptr);
  listen("/sim/prod", nullptr);
  clear_the_desk();
  set_log_sink(nullptr);
  on_stage = nullptr;
}

fs::path Stage::home() const { return folder_ / ("home" + std::to_string(homes_)); }

void Stage::say(const std::string& sentence) {
  if (!is_dead_) story_ += rfc3339(now()).substr(11, 8) + ' ' + sentence + '\n';
}

Played Stage::play() {
  say(text_of(setting));
  while (scene_ != Scene::over) {
    if (steady_now() >= due_) {
      happens();
    } else if (should_run_) {
      live();
    } else {
      go_on_until(due_);
    }
  }
  return {.broken = oracle.broken(), .story = std::move(story_)};
}

// What systemd would start, and start again.
void Stage::live() {
  Loaded loaded = load_config(home() / "ilert-bridge.toml", surroundings(home()));
  if (!loaded.usable())
    throw std::logic_error("the schedule's configuration: " + to_text(loaded.errors.front()));
  Result<Journal> journal =
      Journal::open(loaded.config.journal_path, Journal::Access::own, loaded.config.name, now());
  if (!journal) throw std::logic_error("the schedule's journal: " + journal.error().text);
  oracle.configured(setting);
  told_to_end_ = false;
  std::string why = "no reason";
  const Instant began = steady_now();
  try {
    Bridge bridge({.config_file = home() / "ilert-bridge.toml"}, std::move(loaded.config),
                  std::move(*journal));
    bridge_ = &bridge;
    bridge.run();
  } catch (const std::exception& failure) {
    why = failure.what();
  }
  bridge_ = nullptr;
  if (!told_to_end_) oracle.ended_by_itself(why);
  if (!told_to_end_) say("the daemon ended by itself: " + why);
  oracle.killed();
  is_dead_ = false;
  if (steady_now() == began) let_pass(1s);
}

void Stage::idle(Instant deadline) {
  if (is_dead_) {
    let_pass(std::chrono::ceil<Span>(std::max(deadline - steady_now(), Instant::duration{1ms})));
    return;
  }
  go_on_until(deadline);
}

// A little, until something happens here or there.
void Stage::go_on_until(Instant deadline) {
  const Instant until = std::min({deadline, due_, noticed_ + 1s});
  if (until > steady_now()) let_pass(std::chrono::ceil<Span>(until - steady_now()));
  if (steady_now() >= noticed_ + 1s) notice();
  if (steady_now() >= due_) happens();
}

void Stage::notice() {
  noticed_ = steady_now();
  if (noticed_ >= next_beat_) {
    world.host_check(heart, 0);
    world.service_check(heart, beat, 0);
    next_beat_ = noticed_ + between_beats;
  }
  const bool runs = bridge_ != nullptr && !told_to_end_;
  oracle.notice(runs && site.is_well() && ilert.is_well(), runs && site.is_well());
}

void Stage::happens() {
  notice();
  if (next_ == schedule_.steps.size()) return settle_down();
  const Step& step = schedule_.steps[next_++];
  if (!step.words.empty()) say(step.words);
  due_ = steady_now() + step.then;
  if (step.act) step.act(*this);
  notice();
}

void Stage::settle_down() {
  switch (scene_) {
    case Scene::playing:
      scene_ = Scene::settling;
      due_ = steady_now() + schedule_.until_told;
      return;
    case Scene::settling:
      scene_ = Scene::silence;
      oracle.expects_silence();
      due_ = steady_now() + schedule_.silence;
      return;
    default:
      scene_ = Scene::over;
      should_run_ = false;
      end_the_daemon();
  }
}

void Stage::end_the_daemon() {
  due_ = scene_ == Scene::over ? Instant::max() : due_;
  told_to_end_ = true;
  if (bridge_ != nullptr) std::raise(SIGTERM);
}

void Stage::start() { should_run_ = true; }

void Stage::stop() {
  should_run_ = false;
  end_the_daemon();
}

void Stage::reload() {
  write_config(setting, home());
  if (bridge_ == nullptr) return;
  oracle.configured(setting);
  std::raise(SIGHUP);
}

// The dead one goes on in a place where nobody hears it, until it has ended; what it had on disk is where the
// next one lives.
void Stage::kill() {
  if (bridge_ == nullptr || told_to_end_) return;
  const fs::path old = home();
  ++homes_;
  fs::create_directories(home());
  for (const char* name : {"journal.db", "journal.db-wal"})
    if (fs::exists(old / name)) fs::copy_file(old / name, home() / name);
  write_config(setting, home());
  oracle.killed();
  ilert.cut_everything();
  told_to_end_ = true;
  is_dead_ = true;
  std::raise(SIGTERM);
}

void Stage::lose_the_journal() {
  if (bridge_ != nullptr) return;
  for (const auto& entry : fs::directory_iterator(home()))
    if (entry.path().filename().string().starts_with("journal.db")) fs::remove(entry.path());
  oracle.journal_was_lost();
}

void Stage::save_states() {
  world.read([&](const doubles::WorldState& state) { saved_ = state.objects; });
}

// What was not there when it was saved is not touched.
void Stage::crash_the_core() {
  world.restart(true, 30s);
  oracle.core_restarted();
  for (const auto& one : saved_) {
    const doubles::ObjectRow& saved = one.second;
    if (saved.host == heart) continue;
    bool changed = false;
    world.read([&](const doubles::WorldState& state) {
      const auto* row = state.find(saved.host, saved.description);
      changed = row != nullptr && row->last_check != saved.last_check;
    });
    if (!changed) continue;
    world.change(saved.host, saved.description, [&](doubles::ObjectRow& into) { into = saved; });
    oracle.crashed_back({saved.host, saved.description});
  }
}

}  // namespace ilert_bridge::simulation
