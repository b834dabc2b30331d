// A scene to ask for its verdict and its step: by default a service of a calm site that was last checked a
// minute ago, nothing told. Each word changes one thing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/core/reconcile.hpp"

namespace ilert_bridge {

inline const Time noon = from_unix(1'750'000'000);
inline const Program first_run{1000, 11};
inline const Program second_run{2000, 22};
inline const Remark anna{"anna", "on it"};
inline const Remark berta{"berta", "me too"};
inline const Remark move{"carl", "moving racks"};

inline constexpr auto s = [](std::int64_t count) { return Span{std::chrono::seconds{count}}; };
inline constexpr auto min = [](std::int64_t count) { return Span{std::chrono::minutes{count}}; };

struct Scene {
  Sighting sighting;
  Report report;
  Route route;
  Circumstances at;

  Verdict verdict() const { return verdict_of(sighting, report, route, at); }
  Step step() const { return next_step(report, verdict(), sighting, route, at); }

  // What the server shows.
  Scene state(State state) const {
    return seen([&](Observation& it) { it.state = state; });
  }
  Scene soft(State last_hard = State::ok) const {
    return seen([&](Observation& it) {
      it.hard = false;
      it.last_hard_state = last_hard;
    });
  }
  Scene pending() const {
    return seen([](Observation& it) { it.checked = false; });
  }
  Scene acknowledged(const Remark& by = anna) const {
    return seen([&](Observation& it) {
      it.acknowledged = true;
      it.acknowledgement = by;
    });
  }
  Scene unacknowledged() const {
    return seen([](Observation& it) { it.acknowledged = false; });
  }
  Scene in_downtime(const Remark& by = move) const {
    return seen([&](Observation& it) {
      it.in_downtime = true;
      it.downtime = by;
    });
  }
  Scene flapping() const {
    return seen([](Observation& it) { it.flapping = true; });
  }
  Scene silenced() const {
    return seen([](Observation& it) { it.notifications_enabled = false; });
  }
  Scene out_of_hours() const {
    return seen([](Observation& it) { it.in_notification_period = false; });
  }
  Scene checked(Time when) const {
    return seen([&](Observation& it) { it.last_check = when; });
  }
  Scene changed(Time when) const {
    return seen([&](Observation& it) { it.last_state_change = it.last_hard_state_change = when; });
  }
  Scene host(State state, Time since) const {
    return seen([&](Observation& it) {
      it.host_state = state;
      it.host_last_state_change = since;
    });
  }
  Scene presence(Presence presence) const {
    return with([&](Scene& it) { it.sighting.presence = presence; });
  }
  Scene absent() const { return presence(Presence::absent); }

  // What was told before.
  Scene told(Told told, State state = State::critical, Priority priority = Priority::high) const {
    return with([&](Scene& it) {
      it.report = {};
      it.report.told = told;
      it.report.state = state;
      it.report.priority = priority;
      it.report.program = first_run;
      it.report.checked_at = noon - min(10);
      it.report.told_at = noon - min(9);
    });
  }
  Scene open(State state = State::critical, Priority priority = Priority::high) const {
    return told(Told::open, state, priority);
  }
  Scene accepted(Acceptance by = Acceptance::checkmk, const Remark& remark = anna,
                 State state = State::critical, Priority priority = Priority::high) const {
    return told(Told::accepted, state, priority).with([&](Scene& it) {
      it.report.acceptance = by;
      it.report.remark = remark;
    });
  }
  Scene overruled(const Remark& remark) const {
    return with([&](Scene& it) { it.report.overruled = remark; });
  }
  Scene absent_since(Time since, Program program = first_run) const {
    return absent().with([&](Scene& it) { it.report.absence = Absence{since, program}; });
  }
  Scene alert_worthy_since(Time since) const {
    return with([&](Scene& it) { it.report.alert_worthy_since = since; });
  }

  // Where and when it is asked.
  Scene restarted() const {
    return with([](Scene& it) { it.at.program = second_run; });
  }
  Scene takes_host(bool takes = true) const {
    return with([&](Scene& it) { it.at.route_takes_host = takes; });
  }
  Scene alert_on(std::set<State> states) const {
    return with([&](Scene& it) { it.route.alert_on = std::move(states); });
  }
  Scene delay(Span delay) const {
    return with([&](Scene& it) { it.route.delay = delay; });
  }
  template <class Value>
  Scene policy(Value Policy::*key, Value value) const {
    return with([&](Scene& it) { it.route.policy.*key = value; });
  }
  template <class Change>
  Scene with(const Change& change) const {
    Scene changed = *this;
    change(changed);
    return changed;
  }
  template <class Change>
  Scene seen(const Change& change) const {
    return with([&](Scene& it) { change(it.sighting.observation); });
  }
};

inline Scene host(State state) {
  Scene it;
  it.sighting.subject = {"prod", "web01", "", ""};
  it.sighting.observation.state = state;
  it.sighting.observation.last_check = noon - min(1);
  it.sighting.observation.last_state_change = noon - min(10);
  it.sighting.observation.last_hard_state_change = noon - min(10);
  it.sighting.observation.host_last_state_change = noon - min(1000);
  it.route.name = "oncall";
  it.at.program = first_run;
  it.at.now = noon;
  return it;
}

inline Scene service(State state) {
  return host(state).with([](Scene& it) { it.sighting.subject.service = "HTTP"; });
}

// "RESOLVE/worsened ALERT/worsened", or "-" for nothing.
inline std::string text_of(const std::vector<Telling>& tellings) {
  std::string text;
  for (const Telling& telling : tellings) {
    text += text.empty() ? "" : " ";
    text += name(telling.type);
    if (telling.because != Because::verdict) text += '/' + std::string{name(telling.because)};
  }
  return text.empty() ? "-" : text;
}

inline std::string text_of(const Verdict& verdict) {
  return std::string{name(verdict.shows)} + ' ' + std::string{name(verdict.reason)};
}

// A complete look at site prod.
inline Look look_at(std::vector<Sighting> sightings) {
  Look look;
  look.site = "prod";
  look.program = first_run;
  look.at = noon;
  look.sightings = std::move(sightings);
  return look;
}

}  // namespace ilert_bridge
