#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/backtest_screen.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

constexpr int schema = 1;

json::value as_json(const std::optional<Time>& time) { return time ? json::value(rfc3339(*time)) : nullptr; }

json::value seconds(const std::optional<Span>& span) {
  if (!span) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(*span).count();
}

// Of a site that did not answer, nothing is known.
json::value time_or_null(Time time) { return as_json(time == Time{} ? std::nullopt : std::optional{time}); }

json::object as_json(const Subject& subject) {
  return {{"site", clean(subject.site)}, {"host", clean(subject.host)}, {"service", clean(subject.service)}};
}

json::object as_json(const ByRule& rules) {
  json::object object;
  for (const auto& [rule, count] : rules) object[rule ? name(*rule) : name(Reason::unrouted)] = count;
  return object;
}

json::object as_json(const PastOfSite& site) {
  return {{"site", clean(site.site)},
          {"flavour", name(site.flavour)},
          {"read", site.is_read},
          {"fault", clean(site.fault)},
          {"from", time_or_null(site.from)},
          {"until", time_or_null(site.until)},
          {"logBegins", as_json(site.begins)},
          {"lines", site.lines},
          {"unreadSeconds", seconds(site.unread)},
          {"goneObjects", site.gone},
          {"objectsWithProblems", site.troubled},
          {"acknowledgementsLogged", site.tells_acknowledgements},
          {"whole", site.is_whole()}};
}

json::object as_json(const CallCount& count, const BacktestSummary& summary) {
  json::object repeated;
  for (const auto& [because, calls] : count.repeated) repeated[name(because)] = calls;
  json::array noisiest;
  for (const NoisyObject& object : count.noisiest) {
    json::object one = as_json(object.subject);
    one["calls"] = object.calls;
    noisiest.push_back(std::move(one));
  }
  json::array days;
  for (std::size_t i = 0; i < count.by_day.size(); ++i) {
    const std::chrono::sys_days date{std::chrono::days{summary.first_day + static_cast<std::int64_t>(i)}};
    days.push_back(json::object{{"day", rfc3339(Time{date}).substr(0, 10)}, {"calls", count.by_day[i]}});
  }
  const std::optional<double> rate = per_day(count.calls, summary);
  return {{"calls", count.calls},
          {"high", count.high},
          {"low", count.low()},
          {"perDay", rate ? json::value(*rate) : json::value(nullptr)},
          {"atNight", count.at_night},
          {"repeated", std::move(repeated)},
          {"shortestSeconds", seconds(count.shortest)},
          {"longestSeconds", seconds(count.longest)},
          {"notOver", count.lasting},
          {"endNotLogged", count.end_not_logged},
          {"byDay", std::move(days)},
          {"byHour", json::array(count.by_hour.begin(), count.by_hour.end())},
          {"objects", count.objects},
          {"noisiest", std::move(noisiest)}};
}

json::object as_json(const ProblemCount& count) {
  return {{"problems", count.problems},
          {"called", count.called},
          {"notCalled", count.without_call()},
          {"whyNot", as_json(count.uncalled)},
          {"notifications", count.notifications},
          {"notified", count.notified},
          {"notifiedAndCalled", count.both},
          {"notifiedNotCalled", count.only_checkmk()},
          {"notifiedWhyNot", as_json(count.notified_uncalled)},
          {"calledNotNotified", count.only_ours()}};
}

json::object as_json(const PastCall& call) {
  return {{"route", call.route->name}, {"at", rfc3339(call.at)},          {"over", as_json(call.over)},
          {"state", name(call.state)}, {"priority", name(call.priority)}, {"because", name(call.because)}};
}

json::array calls_of(const std::vector<TriedSite>& sites, const BacktestSummary& summary) {
  json::array calls;
  for (const TriedSite& site : sites)
    for (const PastCall& call : site.past.calls) {
      if (!summary.counts(*call.route)) continue;
      const PastProblem& problem = site.past.problems[call.problem];
      json::object one = as_json(site.chronicle->subject(problem.subject));
      one["problemBegan"] = rfc3339(problem.began);
      one["notifications"] = problem.notified;
      for (const auto& [key, value] : as_json(call)) one[key] = value;
      calls.push_back(std::move(one));
    }
  return calls;
}

json::object as_json(const BacktestSummary& summary) {
  json::object object = as_json(summary.all, summary);
  json::array routes;
  for (const RouteCount& route : summary.routes) {
    json::object one{{"route", route.route->name}};
    for (auto& [key, value] : as_json(route.count, summary)) one[key] = value;
    routes.push_back(std::move(one));
  }
  object["routes"] = std::move(routes);
  object["problems"] = as_json(summary.problems);
  return object;
}

json::array as_json(const std::vector<WhatIf>& what_ifs) {
  json::array array;
  for (const WhatIf& one : what_ifs)
    array.push_back(json::object{{"route", one.route->name},
                                 {"key", one.key},
                                 {"value", one.value},
                                 {"before", one.before},
                                 {"after", one.after}});
  return array;
}

json::object as_json(const CallChange& change) {
  json::object object = as_json(change.subject);
  object["fate"] = name(change.fate);
  object["rule"] = change.rule ? json::value(name(*change.rule)) : nullptr;
  object["before"] = change.before ? json::value(as_json(*change.before)) : nullptr;
  object["after"] = change.after ? json::value(as_json(*change.after)) : nullptr;
  return object;
}

json::object as_json(const OtherTry& other) {
  json::array changes, musts;
  for (const CallChange& change : other.difference.changes) changes.push_back(as_json(change));
  for (const MustAnswer& must : other.musts)
    musts.push_back(json::object{{"object", clean(must.asked)},
                                 {"known", must.is_known},
                                 {"lost", must.lost.size()},
                                 {"holds", must.holds()}});
  return {{"file", clean(other.file)},
          {"summary", as_json(other.summary)},
          {"calls", calls_of(other.tried, other.summary)},
          {"before", other.difference.before},
          {"after", other.difference.after},
          {"later", other.difference.later},
          {"changes", std::move(changes)},
          {"must", std::move(musts)}};
}

}  // namespace

json::object json_of(const BacktestStory& story) {
  json::array sites;
  for (const PastOfSite& site : story.sites) sites.push_back(as_json(site));
  return {{"schema", schema},
          {"from", rfc3339(story.summary.from)},
          {"until", rfc3339(story.summary.until)},
          {"sure", how_sure(story)},
          {"sites", std::move(sites)},
          {"summary", as_json(story.summary)},
          {"whatIf", as_json(story.what_ifs)},
          {"calls", calls_of(story.tried, story.summary)},
          {"with", story.other ? json::value(as_json(*story.other)) : nullptr}};
}

}  // namespace ilert_bridge
