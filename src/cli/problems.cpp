#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/missed.hpp"
#include "ilert-bridge/cli/surveyed.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/cli/taken_now.hpp"
#include "ilert-bridge/daemon/orphans.hpp"

namespace ilert_bridge {
namespace {

// One line of the answer: a subject on a route, or one that no route takes.
struct Line {
  Subject subject;
  std::string state, since, route, verdict, reason;
  std::string alert;  // empty: not known
};

std::string since(const Sighting* sighting, Time at) {
  if (sighting == nullptr || sighting->presence != Presence::seen) return {};
  const Time changed = sighting->observation.last_state_change;
  return unix_seconds(changed) == 0 ? std::string{} : age_text(at - changed);
}

// What nobody was called for, by route, and the oldest of it.
class Alarms {
 public:
  explicit Alarms(Time now) : now_(now) {}
  void consider(const std::string& route, AlertState state, const Taken& taken) {
    if (!is_uncalled(state, taken, now_)) return;
    auto& [uncalled, oldest] = routes_[route];
    if (uncalled.count == 0 || taken.untaken->decided_at < oldest.untaken->decided_at) oldest = taken;
    uncalled.add(taken.untaken->subject, taken.untaken->state, taken.untaken->decided_at);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& [route, alarm] : routes_) {
      lines.push_back(alarm_of(alarm.first, alarm.second, now_));
      if (routes_.size() > 1) lines.back() += " (route " + route + ")";
    }
    return lines;
  }

 private:
  Time now_;
  std::map<std::string, std::pair<Uncalled, Taken>> routes_;
};

// What ilert has taken, by subject and route; and what comes of that.
struct Picture {
  TakenNow taken;
  Alarms alarms;
  bool is_known = true;  // the journal could be read, or there is none

  std::string alert(const Subject& subject, const std::string& route, const Report& report, bool held,
                    bool lasts) {
    if (!is_known) return {};
    const Taken of_it = taken.of(subject, route);
    const AlertState state = alert_state(report, of_it, held);
    if (lasts) alarms.consider(route, state, of_it);
    return std::string{name(state)};
  }
};

Line line_of(const Decision& decision, Picture& picture, Time at) {
  const bool seen = decision.sighting != nullptr && decision.sighting->presence == Presence::seen;
  const State state = seen ? decision.sighting->observation.state : decision.before.state;
  const Shows shows = decision.verdict.shows;
  const bool lasts = shows == Shows::alerting || shows == Shows::hold;
  return {.subject = decision.subject,
          .state = std::string{name(state)},
          .since = since(decision.sighting, at),
          .route = decision.route->name,
          .verdict = std::string{name(decision.verdict.shows)},
          .reason = std::string{name(decision.verdict.reason)},
          .alert = picture.alert(decision.subject, decision.route->name, decision.before,
                                 decision.step.after.held, lasts)};
}

void add_site(const SiteSurvey& site, Picture& picture, std::vector<Line>& lines) {
  std::set<Subject> routed;
  for (const Decision& decision : site.decisions) {
    lines.push_back(line_of(decision, picture, site.look->at));
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
                     .alert = picture.is_known ? "none" : ""});
  }
}

void add_unseen(const SiteSurvey& site, const Reports& reports, Picture& picture, std::vector<Line>& lines) {
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if (!subject.is_own() && subject.site == site.site && report.told != Told::none)
        lines.push_back({.subject = subject,
                         .state = std::string{name(report.state)},
                         .since = {},
                         .route = route,
                         .verdict = "hold",
                         .reason = std::string{name(Reason::site_unsure)},
                         .alert = picture.alert(subject, route, report, false, true)});
}

void add_own(const Reports& reports, Picture& picture, std::vector<Line>& lines) {
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if (subject.is_own())
        lines.push_back({.subject = subject,
                         .state = {},
                         .since = {},
                         .route = route,
                         .verdict = "alerting",
                         .reason = std::string{name(Reason::own)},
                         .alert = picture.alert(subject, route, report, false, true)});
}

void add_orphans(const Reports& orphans, std::vector<Line>& lines) {
  for (const auto& [subject, by_route] : orphans)
    for (const auto& [route, report] : by_route)
      lines.push_back({.subject = subject,
                       .state = {},
                       .since = {},
                       .route = route,
                       .verdict = "-",
                       .reason = "route_gone",
                       .alert = std::string{name(report.told)}});
}

void print_json(const std::vector<Line>& lines, const std::optional<std::vector<MissedLine>>& missed,
                const Survey& survey) {
  const boost::json::value nothing = nullptr;
  boost::json::array problems;
  for (const Line& line : lines)
    problems.push_back({{"site", line.subject.is_own() ? std::string{} : clean(line.subject.site)},
                        {"host", clean(line.subject.host)},
                        {"service", clean(line.subject.service)},
                        {"own", line.subject.own},
                        {"name", line.subject.is_own() ? clean(line.subject.site) : std::string{}},
                        {"state", line.state},
                        {"route", line.route},
                        {"verdict", line.verdict},
                        {"reason", line.reason},
                        {"alert", line.alert.empty() ? nothing : boost::json::value(line.alert)}});
  boost::json::object unsure;
  for (const SiteSurvey& site : survey.sites)
    if (!site.fault.empty()) unsure[site.site] = clean(site.fault);
  std::cout << boost::json::serialize(
                   boost::json::object{{"problems", problems},
                                       {"missed", missed ? boost::json::value(as_json(*missed)) : nothing},
                                       {"unsure", unsure}})
            << '\n';
}

void print_table(const std::vector<Line>& lines, const std::vector<std::string>& alarms,
                 const std::optional<std::vector<MissedLine>>& missed, const Survey& survey) {
  for (const std::string& alarm : alarms) std::cout << on_screen(one_line(alarm)) << '\n';
  for (const SiteSurvey& site : survey.sites)
    if (!site.fault.empty())
      std::cout << (site.look ? "a part of site " : "site ") << site.site
                << " is unsure, its alerts are held: " << one_line(site.fault) << "\n";
  TextTable table({"SUBJECT", "STATE", "FOR", "ROUTE", "VERDICT", "REASON", "ALERT"});
  table.keep("SUBJECT", 24);
  table.keep("ALERT", 9);
  table.may_lack({"ROUTE", "REASON", "VERDICT", "FOR"});
  for (const Line& line : lines)
    table.add({to_text(line.subject), line.state, line.since, line.route, line.verdict, line.reason,
               line.alert.empty() ? "not known" : line.alert});
  const auto answers = [](const SiteSurvey& site) { return site.look.has_value(); };
  const bool sure = std::all_of(survey.sites.begin(), survey.sites.end(), answers);
  const char* const nothing = sure ? "no problems\n" : "no problems among what is known\n";
  std::cout << (table.empty() ? nothing : on_screen(table.text(terminal_width())))
            << (missed ? screen_of(*missed) : "");
}

}  // namespace

int problems_command(const Invocation& invocation) {
  const std::optional<Config> config = configured_to_show(invocation);
  if (!config) return exit_usage;
  Survey survey;
  const SurveyBasis basis = survey_now(*config, survey);
  const Reports& reports = basis.reports;
  const bool is_known = journal_to_show(*config, now()).unread.empty();
  Picture picture{TakenNow::read(*config, now()), Alarms(now()), is_known};
  std::vector<Line> lines;
  add_own(reports, picture, lines);
  bool sure = true;
  for (const SiteSurvey& site : survey.sites) {
    sure = sure && site.look.has_value();
    site.look ? add_site(site, picture, lines) : add_unseen(site, reports, picture, lines);
  }
  add_orphans(orphans(basis.open, config->plain_routes(), {}), lines);
  std::optional<std::vector<MissedLine>> missed;
  if (is_known) missed = missed_lately(*config, now());
  const std::vector<std::string> alarms = picture.alarms.lines();
  invocation.json ? print_json(lines, missed, survey) : print_table(lines, alarms, missed, survey);
  return sure ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
