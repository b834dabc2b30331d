#include "tests/property/schedule.hpp"

#include <algorithm>
#include <array>

#include "tests/property/virtual_time.hpp"

namespace ilert_bridge::property {
namespace {

using doubles::Certainty;
using doubles::Fault;
using doubles::ObjectRow;

const Time begin = from_unix(1'767'261'600);  // 2026-01-01 10:00
constexpr int patience = 40;                  // looks, a minute apart, until all must be at rest

std::string state_words(const Thing& thing, int state) {
  return std::string{name(thing.description.empty() ? host_state(state) : service_state(state))};
}

// Whether the row is a host's: they have no WARNING.
int state_of_kind(const Thing& thing, int kind) {
  static constexpr std::array services = {2, 0, 2, 1, 0, 3};
  static constexpr std::array hosts = {1, 0, 0, 1, 0, 0};
  const auto which = static_cast<std::size_t>(kind % 6);
  return thing.description.empty() ? hosts.at(which) : services.at(which);
}

struct BadAnswer {
  Mishap mishap;
  std::string words;
};

BadAnswer bad_answer(const Step& step) {
  Mishap mishap{.at = step.place};
  const auto bytes = static_cast<std::size_t>(step.bytes);
  const std::string where = " its question " + std::to_string(step.place + 1) + " is ";
  const auto fault = [&](Fault::Kind kind, const char* words) {
    mishap.fault = Fault{.kind = kind};
    return BadAnswer{mishap, where + words};
  };
  switch (step.kind) {
    case 0:
      mishap.refuses = true;
      return {mishap, " refused from its question " + std::to_string(step.place + 1) + " on"};
    case 1:
      mishap.cut_after = bytes;
      mishap.then_silent = true;
      return {mishap, where + "answered with " + std::to_string(bytes) + " bytes, then silence"};
    case 2:
      return fault(Fault::Kind::garbage, "answered with garbage");
    case 3:
      return fault(Fault::Kind::too_large, "answered 413");
    case 4:
      return fault(Fault::Kind::refuse, "answered 400");
    case 5:
      return fault(Fault::Kind::not_json, "answered with HTML");
    case 6:
      return fault(Fault::Kind::empty_body, "answered with nothing");
    case 7:
      return fault(Fault::Kind::wrong_length, "answered with the wrong length");
    case 8:
      mishap.drips = true;
      return {mishap, where + "answered byte by byte"};
    default:
      mishap.cut_after = bytes;
      return {mishap, where + "cut after " + std::to_string(bytes) + " bytes"};
  }
}

// So long a core that starts may show no downtime where one runs.
std::chrono::seconds downtimes_count_after(const Step& step) { return std::chrono::seconds{9 * step.kind}; }

std::string clock_text() { return rfc3339(now()).substr(11, 8); }

}  // namespace

Schedule::Schedule(const Setting& setting)
    : route_(route_of(setting)),
      truth_(world_, route_),
      pager_(
          truth_, [this](const std::string& sentence) { say(sentence); },
          [this](const std::string& what) { wrong(what); }),
      site_(flavour_of(setting), world_) {
  set_time(begin);
  world_.clock_from([] { return unix_seconds(now()); });
  for (const Thing& thing : all_things()) {
    if (thing.description.empty()) continue;
    world_.add_service({.host = thing.host, .description = thing.description});
  }
  save();
  truth_.notice();
  listen(&site_);
  start_bridge();
}

Schedule::~Schedule() {
  bridge_.reset();
  listen(nullptr);
}

void Schedule::say(const std::string& sentence) { story_ += clock_text() + ' ' + sentence + '\n'; }

void Schedule::wrong(const std::string& what) {
  if (!wrong_.empty()) return;
  wrong_ = what;
  say("=> " + what);
}

void Schedule::heard(const Recording::Change& change) {
  for (const Event& event : change.events)
    say("  journalled: " + std::string{name(event.type)} + ' ' + to_text(change.subject) + " (event " +
        std::to_string(event.id) + ", " + std::string{name(event.reason)} + ')');
  const std::string what = truth_.wrong_with(change);
  if (!what.empty()) wrong(to_text(change.subject) + ": " + what);
}

void Schedule::start_bridge() {
  bridge_ = std::make_unique<BridgeLife>(folder_ / "journal.db", route_, pager_.port(),
                                         [this](const Recording::Change& change) { heard(change); });
}

void Schedule::kill() {
  bridge_.reset();
  say("the bridge starts again");
  start_bridge();
}

void Schedule::pass(Span span) {
  truth_.notice();
  let_pass(span);
  truth_.notice();
}

void Schedule::save() {
  world_.read([&](const doubles::WorldState& world) { saved_ = world.objects; });
}

void Schedule::restart(bool keep_states, std::chrono::seconds until_downtimes_count) {
  world_.restart(keep_states, until_downtimes_count);
  truth_.core_restarted();
}

// What was not there when it was saved is not touched.
void Schedule::crash() {
  restart(true, std::chrono::seconds{30});
  for (const auto& saved : saved_) {
    const ObjectRow& row = saved.second;
    bool there = false;
    world_.read(
        [&](const doubles::WorldState& world) { there = world.find(row.host, row.description) != nullptr; });
    if (!there) continue;
    world_.change(row.host, row.description, [&](ObjectRow& into) { into = row; });
    truth_.reverted({row.host, row.description});
  }
}

void Schedule::check(const Thing& thing, int kind, Certainty certainty) {
  const int state = state_of_kind(thing, kind);
  world_.service_check(thing.host, thing.description, state, "output", certainty);
  truth_.checked(thing);
  say(text_of(thing) + " is " + state_words(thing, state) +
      (certainty == Certainty::hard || state == 0 ? "" : " soft"));
}

void Schedule::toggle(const Step& step, const Thing& thing) {
  const ObjectRow row = world_.row(thing.host, thing.description);
  if (step.act == Act::flap) {
    world_.flapping(thing.host, thing.description, !row.flapping);
    say(text_of(thing) + (row.flapping ? " flaps no more" : " flaps"));
  } else {
    world_.notifications(thing.host, thing.description, !row.notifications_enabled);
    say("notifications of " + text_of(thing) + (row.notifications_enabled ? " are off" : " are on again"));
  }
}

void Schedule::change_world(const Step& step, const Thing& thing, bool is_there) {
  const std::string what = text_of(thing);
  if (step.act == Act::add) {
    if (is_there) return;
    world_.add_service(ObjectRow{.host = thing.host, .description = thing.description, .checked = false});
    return say(what + " is in the monitoring again");
  }
  if (!is_there) return;
  switch (step.act) {
    case Act::check:
      return check(thing, step.kind, Certainty::hard);
    case Act::soft_check:
      return check(thing, step.kind, Certainty::soft);
    case Act::acknowledge:
      world_.acknowledge(thing.host, thing.description, "ann", "mine " + std::to_string(step.kind),
                         step.kind % 2 == 0);
      return say("ann acknowledges " + what);
    case Act::unacknowledge:
      world_.unacknowledge(thing.host, thing.description);
      return say("ann takes it back of " + what);
    case Act::begin_downtime:
      world_.schedule_downtime(thing.host, thing.description, "ben", "work", {},
                               unix_seconds(now()) + 120 * (1 + step.kind));
      return say(what + " is in a downtime for " + std::to_string(2 * (1 + step.kind)) + " min");
    case Act::end_downtime:
      world_.cancel_downtimes(thing.host, thing.description);
      return say("no downtime of " + what);
    case Act::remove:
      if (thing.description.empty()) return;
      world_.remove_service(thing.host, thing.description);
      return say(what + " is removed");
    default:
      return toggle(step, thing);
  }
}

void Schedule::look(Mishap mishap, const std::string& words) {
  site_.expect(std::move(mishap));
  bool complete = false;
  try {
    complete = bridge_->look();
  } catch (const Killed&) {
    say("the bridge looks, and is killed" + words);
    site_.heal();
    return kill();
  }
  site_.heal();
  if (complete) truth_.bridge_looked();
  say(std::string("the bridge looked") + (complete ? ":" : " in vain:") + words +
      (complete ? "" : " (" + bridge_->fault() + ")"));
}

void Schedule::look_badly(const Step& step) {
  if (step.act == Act::look_badly) {
    const BadAnswer bad = bad_answer(step);
    return look(bad.mishap, bad.words);
  }
  const std::string before = " before the answer to question " + std::to_string(step.place + 1);
  Mishap mishap{.at = step.place};
  if (step.act == Act::look_and_die) {
    mishap.meanwhile = [] { throw Killed(); };
    return look(mishap, before);
  }
  const bool crashes = step.act == Act::look_and_crash;
  mishap.meanwhile = [this, crashes, states = step.kind % 4 != 0, counts = downtimes_count_after(step)] {
    crashes ? crash() : restart(states, counts);
  };
  look(mishap, std::string(" the core ") +
                   (crashes              ? "crashed"
                    : step.kind % 4 != 0 ? "restarted"
                                         : "lost its states") +
                   before);
}

void Schedule::deliver() {
  try {
    bridge_->deliver();
  } catch (const Killed&) {
    kill();
  }
}

void Schedule::trouble(const Step& step) {
  static constexpr std::array troubles = {Trouble::server_error, Trouble::taken_in_vain, Trouble::lost,
                                          Trouble::limited,      Trouble::refused,       Trouble::not_sent,
                                          Trouble::forbidden};
  const bool dies = step.act == Act::deliver_and_die;
  const Trouble what = dies ? (step.kind % 2 == 0 ? Trouble::killed_after : Trouble::killed_before)
                            : troubles.at(static_cast<std::size_t>(step.kind) % troubles.size());
  pager_.expect(what, dies ? 1 : 1 + step.place % 3);
  say("next: " + std::string{text_of(what)});
  deliver();
}

void Schedule::take(const Step& step) {
  static constexpr std::array waits = {5, 30, 61, 125, 300, 700, 4000};
  const Thing& thing = all_things().at(static_cast<std::size_t>(step.subject));
  bool is_there = false;
  world_.read([&](const doubles::WorldState& world) {
    is_there = world.find(thing.host, thing.description) != nullptr;
  });
  switch (step.act) {
    case Act::wait:
      pass(std::chrono::seconds{waits.at(static_cast<std::size_t>(step.kind) % waits.size())});
      return;
    case Act::restart:
    case Act::lose_states:
      restart(step.act == Act::restart, downtimes_count_after(step));
      return say(step.act == Act::restart ? "the core restarts"
                                          : "the core restarts and has lost its states");
    case Act::save:
      return save();
    case Act::crash:
      crash();
      return say("the core crashes and comes back with old states");
    case Act::tick:
      pass(std::chrono::seconds{5});
      look({.at = 1000}, "");
      return deliver();
    case Act::look:
      return look({.at = 1000}, "");
    case Act::look_badly:
    case Act::look_and_restart:
    case Act::look_and_crash:
    case Act::look_and_die:
      return look_badly(step);
    case Act::deliver:
      return deliver();
    case Act::deliver_badly:
    case Act::deliver_and_die:
      return trouble(step);
    case Act::kill:
      say("the bridge is killed");
      return kill();
    default:
      return change_world(step, thing, is_there);
  }
}

// Nothing that would leave it open what ilert should show; what is acknowledged or in a downtime stays so.
void Schedule::settle_world() {
  pager_.heal();
  for (const Thing& thing : all_things()) {
    bool is_there = false;
    world_.read([&](const doubles::WorldState& world) {
      is_there = world.find(thing.host, thing.description) != nullptr;
    });
    if (!is_there) continue;
    world_.flapping(thing.host, thing.description, false);
    world_.notifications(thing.host, thing.description, true);
    const int state = world_.row(thing.host, thing.description).state;
    world_.service_check(thing.host, thing.description, state, "at rest");
    truth_.checked(thing);
  }
  say("all is checked once more, and nothing goes wrong from now on");
}

void Schedule::come_to_rest() {
  pass(std::chrono::seconds{1});
  settle_world();
  truth_.notice();
  for (int minute = 0; minute < patience && wrong_.empty(); ++minute) {
    pass(std::chrono::seconds{61});
    look({.at = 1000}, "");
    deliver();
    for (const Subject& subject : bridge_->retry()) {
      say("ann wants what is parked of " + to_text(subject) + " tried again");
      pager_.by_hand(subject);
      if (!subject.is_own()) truth_.retried_by_hand(subject);
    }
    deliver();
    if (minute > 4 && bridge_->rests()) return;
  }
  wrong("something still waits");
}

void Schedule::judge() {
  for (const Thing& thing : all_things()) {
    const auto* newest = pager_.newest(alert_key(subject_of(thing), "mon1"));
    const std::string what = truth_.wrong_finally(thing, newest);
    if (!what.empty()) wrong(text_of(thing) + ' ' + what);
  }
  const std::string own = pager_.still_open_of_its_own();
  if (!own.empty()) wrong("an alert of the bridge's own is still open: " + own);
}

std::string Schedule::play(const Steps& steps) {
  for (const Step& step : steps) {
    if (!wrong_.empty()) break;
    pass(std::chrono::seconds{1});
    take(step);
    truth_.notice();
  }
  if (wrong_.empty()) come_to_rest();
  if (wrong_.empty()) judge();
  return wrong_.empty() ? "" : wrong_ + "\n\n" + story_;
}

}  // namespace ilert_bridge::property
