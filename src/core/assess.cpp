#include "ilert-bridge/core/assess.hpp"

#include <algorithm>

#include "case.hpp"
#include "ilert-bridge/core/adopt.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t few = 1000;  // sightings

using OnRoutes = Reports::mapped_type;
using RouteNames = std::set<std::string, std::less<>>;

// Calls `visit(subject, its reports)` for the site's subjects, the bridge's own matters aside.
template <class Visit>
void each_subject_of(const Reports& reports, std::string_view site, const Visit& visit) {
  for (auto at =
           reports.lower_bound(Subject{.site = std::string{site}, .host = {}, .service = {}, .own = {}});
       at != reports.end() && at->first.site == site; ++at)
    if (!at->first.is_own()) visit(at->first, at->second);
}

bool shows_a_problem(const Sighting& sighting) {
  return sighting.presence == Presence::seen && sighting.observation.checked &&
         !is_good(sighting.observation.state);
}

const Report* report_on(const OnRoutes* on_routes, const Route& route) {
  if (on_routes == nullptr) return nullptr;
  const auto found = on_routes->find(route.name);
  return found == on_routes->end() ? nullptr : &found->second;
}

// Matching costs more than all rules together, so it is asked only where the answer can matter.
bool host_may_hide(const Sighting& sighting) {
  const Observation& seen = sighting.observation;
  return sighting.subject.is_service() && shows_a_problem(sighting) &&
         (seen.host_state != State::up || seen.last_check < seen.host_last_state_change);
}

// The routes that get the subject's events, and those that get its host's. Who is not seen shows nothing to
// match; the rules about that come before the one about routes.
struct Routing {
  Routing(const std::vector<Route>& routes, const Sighting& sighting) {
    const Attributes& attributes = sighting.observation.attributes;
    if (sighting.presence == Presence::seen) takers = routes_for(routes, sighting.subject, attributes);
    if (host_may_hide(sighting)) host_takers = routes_for_host_of(routes, sighting.subject, attributes);
  }
  static bool has(const std::vector<std::size_t>& indexes, std::size_t index) {
    return std::find(indexes.begin(), indexes.end(), index) != indexes.end();
  }
  bool takes(std::size_t route) const { return has(takers, route); }
  bool takes_host(std::size_t route) const { return has(host_takers, route); }

  std::vector<std::size_t> takers;
  std::vector<std::size_t> host_takers;
};

Decision decide(const Sighting& sighting, const Report& report, const Route& route, const Circumstances& at) {
  Verdict verdict = verdict_of(sighting, report, route, at);
  Step step = next_step(report, verdict, sighting, route, at);
  return {sighting.subject, &route, &sighting, std::move(verdict), report, std::move(step)};
}

// What is already there when a site or route is new.
bool is_adopted(const Decision& decision, const Circumstances& at) {
  return decision.route->policy.first_start == FirstStart::adopt && decision.before.told == Told::none &&
         is_worth_an_alert(decision, at);
}

struct Matter {
  const Sighting& sighting;
  const Reports& reports;
  const std::vector<Route>& routes;
  const RouteNames& first_look_on;
};

// Wherever it counts as matched, though it does not fit: there it stays, so it is nothing that is left over.
bool stays_elsewhere(const OnRoutes& on_routes, const std::vector<Route>& routes, const Routing& routing,
                     Circumstances at) {
  at.routed = false;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Report* report = report_on(&on_routes, routes[i]);
    if (report != nullptr && !routing.takes(i) && counts_as_matched(*report, routes[i], at)) return true;
  }
  return false;
}

bool is_taken_as_fallback(const Route& route, const Sighting& sighting) {
  return route.fallback &&
         (route.match.empty() || !takes(route, sighting.subject, sighting.observation.attributes));
}

// What the site does not tell runs.
bool is_over(const std::string& period, const Circumstances& at) {
  return at.periods_over != nullptr && at.periods_over->contains(period);
}

// Whether the fallback routes that would get it must not.
bool is_spared(const Matter& of, const OnRoutes* on_routes, const Routing& routing, const Circumstances& at) {
  if (on_routes == nullptr || of.sighting.presence != Presence::seen) return false;
  const bool left_over = std::all_of(routing.takers.begin(), routing.takers.end(), [&](std::size_t i) {
    return is_taken_as_fallback(of.routes[i], of.sighting);
  });
  return left_over && stays_elsewhere(*on_routes, of.routes, routing, at);
}

// Calls `take(decision, its circumstances)` on every route, or where there is something to decide: a report,
// or a problem that the route takes.
template <class Take>
void decide_on_routes(const Matter& of, Circumstances at, bool everywhere, const Take& take) {
  static const Report none;
  const auto known = of.reports.find(of.sighting.subject);
  const OnRoutes* on_routes = known == of.reports.end() ? nullptr : &known->second;
  const bool is_problem = shows_a_problem(of.sighting);
  if (!everywhere && on_routes == nullptr && !is_problem) return;
  const Routing routing{of.routes, of.sighting};
  const bool spared = is_spared(of, on_routes, routing, at);
  for (std::size_t i = 0; i < of.routes.size(); ++i) {
    const Route& route = of.routes[i];
    const Report* report = report_on(on_routes, route);
    at.routed = routing.takes(i) && !(spared && (report == nullptr || report->told == Told::none));
    if (!everywhere && report == nullptr && !(at.routed && is_problem)) continue;
    at.in_time_period = !is_over(route.time_period, at);
    at.route_takes_host = routing.takes_host(i) && route.alert_on.contains(State::down);
    Decision& decision = take(decide(of.sighting, report ? *report : none, route, at), at);
    if (of.first_look_on.contains(route.name) && is_adopted(decision, at)) dismiss(decision, at);
  }
}

Decision released(const Subject& subject, const Report& report, const Route& route, Time now) {
  static const Sighting nothing{};
  const Circumstances at{.routed = false, .leaves = true, .now = now};
  Decision decision = decide(nothing, report, route, at);
  decision.subject = subject;
  decision.sighting = nullptr;
  decision.verdict.state = report.state;
  decision.verdict.priority = report.priority;
  return decision;
}

const Route* named(const std::vector<Route>& routes, std::string_view name) {
  const auto found =
      std::find_if(routes.begin(), routes.end(), [&](const Route& it) { return it.name == name; });
  return found == routes.end() ? nullptr : &*found;
}

// What counts when many leave at once: what a living route has told of a subject and is not to be kept when
// it is gone. Of a route that left with its key nobody can say anything any more.
template <class Test>
bool any_report(const OnRoutes& on_routes, const std::vector<Route>& routes, const Test& test) {
  return std::any_of(on_routes.begin(), on_routes.end(), [&](const auto& it) {
    const Route* const route = it.second.told == Told::none ? nullptr : named(routes, it.first);
    return route != nullptr && test(it.second, *route);
  });
}

bool is_reported(const Report&, const Route&) { return true; }
bool may_go(const Report& report, const Route& route) { return !outlives_its_object(report, route.policy); }
bool is_held_missing(const Report& report, const Route& route) {
  return report.many_missing && may_go(report, route);
}
bool is_held_unmatched(const Report& report, const Route&) { return report.many_unrouted; }

bool is_held(const OnRoutes& on_routes, const std::vector<Route>& routes) {
  return any_report(on_routes, routes, [](const Report& report, const Route& route) {
    return is_held_missing(report, route) || is_held_unmatched(report, route);
  });
}

// Whether any route that told of it does not match it any more, because of what is seen now. Only asked of
// what is told, for matching is dear.
bool is_unmatched(const Sighting& sighting, const OnRoutes& on_routes, const std::vector<Route>& routes) {
  const Attributes& attributes = sighting.observation.attributes;
  return any_report(on_routes, routes, [&](const Report& report, const Route& route) {
    if (!route.match.empty() && takes(route, sighting.subject, attributes)) return false;
    const auto takers = routes_for(routes, sighting.subject, attributes);
    const bool routed = Routing::has(takers, static_cast<std::size_t>(&route - routes.data()));
    return stopped_matching(report, route, {.routed = routed});
  });
}

}  // namespace

std::vector<Subject> to_ask_by_name(const Reports& reports, std::string_view site) {
  std::vector<Subject> subjects;
  each_subject_of(reports, site, [&](const Subject& subject, const OnRoutes& on_routes) {
    const bool blank =
        std::all_of(on_routes.begin(), on_routes.end(), [](const auto& it) { return it.second.is_blank(); });
    if (!blank) subjects.push_back(subject);
  });
  return subjects;
}

MissingCount missing_in(const Look& look, const Reports& reports, const std::vector<Route>& routes) {
  MissingCount count;
  std::size_t kept = 0;
  each_subject_of(reports, look.site, [&](const Subject&, const OnRoutes& on_routes) {
    count.reported += any_report(on_routes, routes, is_reported) && !is_held(on_routes, routes);
  });
  for (const Sighting& sighting : look.sightings) {
    const auto known = reports.find(sighting.subject);
    if (known == reports.end() || !any_report(known->second, routes, is_reported)) continue;
    if (is_held(known->second, routes)) continue;
    if (sighting.presence == Presence::seen) count.unmatched += is_unmatched(sighting, known->second, routes);
    if (sighting.presence != Presence::absent) continue;
    (any_report(known->second, routes, may_go) ? count.missing : kept) += 1;
  }
  count.reported -= kept;
  return count;
}

HeldCount held_as_many(const Reports& reports, std::string_view site, const std::vector<Route>& routes) {
  HeldCount count;
  each_subject_of(reports, site, [&](const Subject&, const OnRoutes& on_routes) {
    count.reported += any_report(on_routes, routes, is_reported);
    count.missing += any_report(on_routes, routes, is_held_missing);
    count.unrouted += any_report(on_routes, routes, is_held_unmatched);
  });
  return count;
}

Circumstances circumstances_of(const Look& look, const Reports& reports, const std::vector<Route>& routes,
                               Time now) {
  const MissingCount count = missing_in(look, reports, routes);
  auto over = look.periods_over.empty() ? nullptr : std::make_shared<const RouteNames>(look.periods_over);
  return {.program = look.program,
          .notifications_enabled = look.notifications_enabled,
          .many_missing = is_mass(count.missing, count.reported),
          .many_unrouted = is_mass(count.unmatched, count.reported),
          .periods_over = std::move(over),
          .interval_length = look.interval_length,
          .clock_ahead = look.clock_ahead,
          .now = now};
}

std::vector<Weighed> decide_everywhere(const Sighting& sighting, const Reports& reports,
                                       const std::vector<Route>& routes, const RouteNames& first_look_on,
                                       const Circumstances& at) {
  std::vector<Weighed> all;
  decide_on_routes({sighting, reports, routes, first_look_on}, at, true,
                   [&](Decision&& decision, const Circumstances& of) -> Decision& {
                     return all.emplace_back(Weighed{std::move(decision), of}).decision;
                   });
  return all;
}

std::vector<Decision> assess(std::span<const Sighting* const> some, const Reports& reports,
                             const std::vector<Route>& routes, const RouteNames& first_look_on,
                             const Circumstances& at) {
  std::vector<Decision> decisions;
  const auto keep = [&](Decision&& decision, const Circumstances&) -> Decision& {
    return decisions.emplace_back(std::move(decision));
  };
  for (const Sighting* const sighting : some)
    decide_on_routes({*sighting, reports, routes, first_look_on}, at, false, keep);
  return decisions;
}

std::vector<Decision> assess(const Look& look, const Reports& reports, const std::vector<Route>& routes,
                             const RouteNames& first_look_on, Time now) {
  return assess(in_turn(look), reports, routes, first_look_on, circumstances_of(look, reports, routes, now));
}

std::vector<const Sighting*> in_turn(const Look& look) {
  std::vector<const Sighting*> all;
  all.reserve(look.sightings.size());
  for (const Sighting& sighting : look.sightings) all.push_back(&sighting);
  if (all.size() <= few) return all;
  const auto earlier = [](const Sighting* one, const Sighting* other) {
    const bool of_service = one->subject.is_service();
    if (of_service != other->subject.is_service()) return !of_service;
    return one->subject < other->subject;
  };
  if (!std::is_sorted(all.begin(), all.end(), earlier)) std::stable_sort(all.begin(), all.end(), earlier);
  return all;
}

std::vector<Decision> release(const Reports& reports,
                              const std::set<std::string, std::less<>>& configured_sites,
                              const std::vector<Route>& routes, const std::vector<Route>& gone_routes,
                              Time now) {
  std::vector<Decision> decisions;
  for (const auto& [subject, on_routes] : reports) {
    const bool stays = subject.is_own() || configured_sites.contains(subject.site);
    for (const auto& [name, report] : on_routes) {
      const Route* route = named(routes, name);
      if (route != nullptr && stays) continue;
      if (route == nullptr) route = named(gone_routes, name);
      if (route != nullptr) decisions.push_back(released(subject, report, *route, now));
    }
  }
  return decisions;
}

bool is_mass(std::size_t count, std::size_t reported) { return count >= 20 && count * 5 > reported; }

std::optional<Time> next_due(const std::vector<Decision>& decisions) {
  std::optional<Time> next;
  for (const Decision& decision : decisions)
    if (const auto& due = decision.verdict.due; due && (!next || *due < *next)) next = due;
  return next;
}

}  // namespace ilert_bridge
