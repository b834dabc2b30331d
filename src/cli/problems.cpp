#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <set>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/missed.hpp"
#include "ilert-bridge/cli/surveyed.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/daemon/orphans.hpp"

namespace ilert_bridge {
namespace {

// One line of the answer: a subject on a route, or one that no route takes.
struct Line {
  Subject subject;
  std::string state, since, route, verdict, reason, alert;
};

std::string since(const Sighting* sighting, Time at) {
  if (sighting == nullptr || sighting->presence != Presence::seen) return {};
  const Time changed = sighting->observation.last_state_change;
  return unix_seconds(changed) == 0 ? std::string{} : age_text(at - changed);
}

Line line_of(const Decision& decision, Time at) {
  const bool seen = decision.sighting != nullptr && decision.sighting->presence == Presence::seen;
  const State state = seen ? decision.sighting->observation.state : decision.before.state;
  return {.subject = decision.subject,
          .state = std::string{name(state)},
          .since = since(decision.sighting, at),
          .route = decision.route->name,
          .verdict = std::string{name(decision.verdict.shows)},
          .reason = std::string{name(decision.verdict.reason)},
          .alert = std::string{name(decision.before.told)}};
}

void add_site(const SiteSurvey& site, std::vector<Line>& lines) {
  std::set<Subject> routed;
  for (const Decision& decision : site.decisions) {
    lines.push_back(line_of(decision, site.look->at));
    routed.insert(decision.subject);
  }
  for (const Sighting& sighting : site.look->sightings) {
    const bool problem = sighting.presence == Presence::seen && !is_good(sighting.observation.state);
    if (!problem || routed.contains(sighting.subject)) continue;
    lines.push_back({.subject = sighting.subject,
                     .state = std::string{name(sighting.observation.state)},
                     .since = since(&sighting, site.look->at),
                     .route = "-",
                     .verdict = "-",
                     .reason = "no_route",
                     .alert = "none"});
  }
}

void add_unseen(const SiteSurvey& site, const Reports& reports, std::vector<Line>& lines) {
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if (!subject.is_own() && subject.site == site.site && report.told != Told::none)
        lines.push_back({.subject = subject,
                         .state = std::string{name(report.state)},
                         .since = {},
                         .route = route,
                         .verdict = "hold",
                         .reason = std::string{name(Reason::site_unsure)},
                         .alert = std::string{name(report.told)}});
}

void add_own(const Reports& reports, std::vector<Line>& lines) {
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if (subject.is_own())
        lines.push_back({.subject = subject,
                         .state = {},
                         .since = {},
                         .route = route,
                         .verdict = "alerting",
                         .reason = std::string{name(Reason::own)},
                         .alert = std::string{name(report.told)}});
}

void print_json(const std::vector<Line>& lines, const std::vector<MissedLine>& missed, const Survey& survey) {
  boost::json::array problems;
  for (const Line& line : lines)
    problems.push_back({{"site", clean(line.subject.site)},
                        {"host", clean(line.subject.host)},
                        {"service", clean(line.subject.service)},
                        {"own", line.subject.own},
                        {"state", line.state},
                        {"route", line.route},
                        {"verdict", line.verdict},
                        {"reason", line.reason},
                        {"alert", line.alert}});
  boost::json::object unsure;
  for (const SiteSurvey& site : survey.sites)
    if (!site.fault.empty()) unsure[site.site] = clean(site.fault);
  std::cout << boost::json::serialize(boost::json::object{
                   {"problems", problems}, {"missed", as_json(missed)}, {"unsure", unsure}})
            << '\n';
}

void print_table(const std::vector<Line>& lines, const std::vector<MissedLine>& missed,
                 const Survey& survey) {
  for (const SiteSurvey& site : survey.sites)
    if (!site.fault.empty())
      std::cout << (site.look ? "a part of site " : "site ") << site.site
                << " is unsure, its alerts are held: " << one_line(site.fault) << "\n";
  TextTable table({"SUBJECT", "STATE", "FOR", "ROUTE", "VERDICT", "REASON", "ALERT"});
  for (const Line& line : lines)
    table.add(
        {to_text(line.subject), line.state, line.since, line.route, line.verdict, line.reason, line.alert});
  const auto answers = [](const SiteSurvey& site) { return site.look.has_value(); };
  const bool sure = std::all_of(survey.sites.begin(), survey.sites.end(), answers);
  const char* const nothing = sure ? "no problems\n" : "no problems among what is known\n";
  std::cout << (table.empty() ? nothing : table.text(terminal_width())) << screen_of(missed);
}

}  // namespace

int problems_command(const Invocation& invocation) {
  const std::optional<Config> config = configured(invocation);
  if (!config) return exit_usage;
  Survey survey;
  const Reports reports = survey_now(*config, survey);
  std::vector<Line> lines;
  add_own(reports, lines);
  bool sure = true;
  for (const SiteSurvey& site : survey.sites) {
    sure = sure && site.look.has_value();
    site.look ? add_site(site, lines) : add_unseen(site, reports, lines);
  }
  for (const auto& [subject, route] : orphans(reports, config->plain_routes(), {}))
    lines.push_back({.subject = subject,
                     .state = {},
                     .since = {},
                     .route = route,
                     .verdict = "-",
                     .reason = "route_gone",
                     .alert = "open"});
  const std::vector<MissedLine> missed = missed_lately(*config, now());
  invocation.json ? print_json(lines, missed, survey) : print_table(lines, missed, survey);
  return sure ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
