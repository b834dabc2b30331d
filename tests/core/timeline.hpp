// One site over time: every look is decided about, and what it leaves is kept, as the daemon does.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/core/adopt.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {

struct Timeline {
  std::vector<Route> routes;
  Reports reports{};
  Time now = noon;
  Program program = first_run;
  Span clock_ahead{};
  std::map<Subject, Sighting> shown{};
  std::map<std::string, std::string> reasons{};  // of the last look, by subject

  void show(const Subject& subject, Scene scene) {
    scene.sighting.subject = subject;
    shown[subject] = scene.sighting;
  }
  // What follows from a look now: "oncall RESOLVE" → how often.
  std::map<std::string, int> look() {
    const Look seen = as_seen();
    return keep(assess(seen, reports, routes, {}, now));
  }
  std::map<std::string, int> adopt(const std::string& only = {}) {
    const Look seen = as_seen();
    return keep(adoption(seen, reports, {}, routes, only, now));
  }
  // Many looks, every five seconds.
  std::map<std::string, int> go_on(Span lasts) {
    std::map<std::string, int> told;
    for (const Time until = now + lasts; now < until; now += s(5))
      for (const auto& [what, count] : look()) told[what] += count;
    return told;
  }
  Report report(const Subject& subject, const std::string& route = "oncall") const {
    const auto found = reports.find(subject);
    if (found == reports.end() || !found->second.contains(route)) return {};
    return found->second.at(route);
  }

 private:
  Look as_seen() const {
    std::vector<Sighting> sightings;
    for (const auto& [subject, sighting] : shown) sightings.push_back(sighting);
    Look seen = look_at(std::move(sightings));
    seen.program = program;
    seen.clock_ahead = clock_ahead;
    return seen;
  }
  std::map<std::string, int> keep(const std::vector<Decision>& decisions) {
    std::map<std::string, int> told;
    for (const Decision& decision : decisions) {
      const std::string& route = decision.route->name;
      for (const Telling& telling : decision.step.tellings) {
        std::string what = route + ' ' + std::string{name(telling.type)};
        if (telling.because != Because::verdict) what.append("/").append(name(telling.because));
        ++told[what];
      }
      reasons[to_text(decision.subject) + ' ' + route] = std::string{name(decision.verdict.reason)};
      reports[decision.subject][route] = decision.step.after;
      if (decision.step.after.is_blank()) reports[decision.subject].erase(route);
      if (reports[decision.subject].empty()) reports.erase(decision.subject);
    }
    return told;
  }
};

using Events = std::map<std::string, int>;

}  // namespace ilert_bridge
