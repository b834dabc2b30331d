// A whole look at once: which subjects to ask for by name, and every verdict and step that follows from the
// answer. Pure.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ilert-bridge/core/reconcile.hpp"
#include "ilert-bridge/core/route.hpp"

namespace ilert_bridge {

// Subject → route → report. Only what is not blank.
using Reports = std::map<Subject, std::map<std::string, Report, std::less<>>>;

// The subjects of a site that the next look must ask for by name if they are not among its problems.
std::vector<Subject> to_ask_by_name(const Reports& reports, std::string_view site);

struct Decision {
  Subject subject;
  const Route* route = nullptr;        // one of the routes given
  const Sighting* sighting = nullptr;  // one of the look's; null for a subject without one (unrouted site)
  Verdict verdict;
  Report before;
  Step step;
  bool changes() const { return !step.tellings.empty() || !(step.after == before); }
};

// One decision per subject and route that has a report or a problem there, in turn (see below); good or never
// checked subjects without a report give none, reports of routes that are not among `routes` are left alone
// (see release). `first_look_on` names the routes that this site has never been looked at for. Where their
// policy is to adopt, every problem that is there, confirmed or taken soft, becomes dismissed, whatever else
// its verdict says.
std::vector<Decision> assess(const Look& look, const Reports& reports, const std::vector<Route>& routes,
                             const std::set<std::string, std::less<>>& first_look_on, Time now);

// The same of some of a look's sightings; `at` is what circumstances_of says of the whole look.
std::vector<Decision> assess(std::span<const Sighting* const> some, const Reports& reports,
                             const std::vector<Route>& routes,
                             const std::set<std::string, std::less<>>& first_look_on,
                             const Circumstances& at);
// All of a look's, for who takes them piece by piece: as they came, but if there are very many, sorted (hosts
// first), so that a piece's names lie side by side.
std::vector<const Sighting*> in_turn(const Look& look);

// A decision, and everything besides the sighting that it was made of.
struct Weighed {
  Decision decision;
  Circumstances at;
};
// The same of one subject, on every route whatever there is to decide; in the order of the routes.
std::vector<Weighed> decide_everywhere(const Sighting& sighting, const Reports& reports,
                                       const std::vector<Route>& routes,
                                       const std::set<std::string, std::less<>>& first_look_on,
                                       const Circumstances& at);

// What a look says for all its subjects; which routes take one of them is added for each.
Circumstances circumstances_of(const Look& look, const Reports& reports, const std::vector<Route>& routes,
                               Time now);

// For sites and routes that left the configuration: everything they have open becomes clear. `gone_routes`
// are kept with their old settings as long as their key is still in memory. Reports of routes that are in
// neither list are left alone: there is no key to say anything with. An own matter leaves only with its
// route.
std::vector<Decision> release(const Reports& reports,
                              const std::set<std::string, std::less<>>& configured_sites,
                              const std::vector<Route>& routes, const std::vector<Route>& gone_routes,
                              Time now);

// Of the subjects that these routes report: how many there are, how many of them are gone in this look, and
// of how many a route does not match them any more because of what it shows. Those that are held as one of
// many already are nothing of it, nor those that are gone and stay reported on purpose (`removed_object`).
struct MissingCount {
  std::size_t missing = 0, unmatched = 0, reported = 0;
};
MissingCount missing_in(const Look& look, const Reports& reports, const std::vector<Route>& routes);

// So many at once: more than a fifth of the site's reported subjects, and at least 20. Who waits to be
// believed counts: all who left within a minute, whether one look or several showed it.
bool is_mass(std::size_t count, std::size_t reported);

// Of the subjects that these routes report at a site, how many there are, and how many are held as one of
// many that vanished, or that a route does not match any more.
struct HeldCount {
  std::size_t missing = 0, unrouted = 0, reported = 0;
};
HeldCount held_as_many(const Reports& reports, std::string_view site, const std::vector<Route>& routes);

// The earliest time at which a held decision is due by itself (the end of a delay, of an absence, of a host's
// grace).
std::optional<Time> next_due(const std::vector<Decision>& decisions);

}  // namespace ilert_bridge
