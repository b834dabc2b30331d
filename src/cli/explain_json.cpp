#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/explain_screen.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

constexpr int schema = 1;
// Of a route: what the journal says.
constexpr std::string_view of_journal[] = {"alert", "report",  "heard", "toBeTold",
                                           "queue", "adopted", "order", "events"};

json::array as_json(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(clean(text));
  return array;
}

json::array as_json(const std::vector<KeyTrial>& trials) {
  json::array array;
  for (const KeyTrial& trial : trials)
    array.push_back(json::object{{"key", trial.key},
                                 {"wants", as_json(trial.wants)},
                                 {"has", as_json(trial.has)},
                                 {"fits", trial.fits}});
  return array;
}

std::string_view word(RouteFate fate) {
  switch (fate) {
    case RouteFate::takes:
      return "takes";
    case RouteFate::falls_back:
      return "falls_back";
    case RouteFate::spared:
      return "spared";
    case RouteFate::key_failed:
      return "key_failed";
    case RouteFate::shut_out:
      return "shut_out";
  }
  return {};
}

json::object as_json(const RuleTrial& trial) {
  json::object values;
  for (const RuleValue& value : trial.values) values[value.what] = clean(value.value);
  return {{"rule", name(trial.rule)}, {"fate", name(trial.fate)}, {"values", std::move(values)}};
}

json::object as_json(const Verdict& verdict) {
  json::object object{{"shows", name(verdict.shows)},
                      {"reason", name(verdict.reason)},
                      {"state", name(verdict.state)},
                      {"priority", name(verdict.priority)}};
  if (verdict.due) object["due"] = rfc3339(*verdict.due);
  return object;
}

json::object as_json(const Report& report) {
  json::object object{{"told", name(report.told)}};
  if (report.told == Told::none) return object;
  object["state"] = name(report.state);
  object["priority"] = name(report.priority);
  object["toldAt"] = report.told_at == Time{} ? json::value(nullptr) : json::value(rfc3339(report.told_at));
  if (report.told == Told::accepted) object["acceptance"] = name(report.acceptance);
  return object;
}

json::object as_json(const Attempt& attempt) {
  json::object object{{"startedAt", rfc3339(attempt.started_at)},
                      {"outcome", name(attempt.outcome)},
                      {"httpStatus", attempt.http_status},
                      {"answer", attempt.answer},
                      {"correlationId", attempt.correlation_id}};
  if (attempt.ended_at) object["endedAt"] = rfc3339(*attempt.ended_at);
  return object;
}

json::object as_json(const Entry& entry) {
  const Event& event = entry.queued.event;
  json::array attempts;
  for (const Attempt& attempt : entry.attempts) attempts.push_back(as_json(attempt));
  return {{"id", event.id},
          {"alertKey", event.alert_key},
          {"type", name(event.type)},
          {"reason", name(event.reason)},
          {"because", name(event.because)},
          {"recordedAt", rfc3339(event.recorded_at)},
          {"settled", name(entry.settled)},
          {"attempts", std::move(attempts)}};
}

json::value as_json(const std::optional<Order>& order) {
  if (!order) return nullptr;
  const auto maybe = [](const std::optional<Time>& time) {
    return time ? json::value(rfc3339(*time)) : json::value(nullptr);
  };
  return json::object{{"kind", name(order->kind)},
                      {"source", clean(order->source)},
                      {"author", clean(order->remark.author)},
                      {"orderedAt", rfc3339(order->ordered_at)},
                      {"tries", order->tries},
                      {"triedAt", maybe(order->tried_at)},
                      {"ended", order->ended ? json::value(name(*order->ended)) : json::value(nullptr)},
                      {"endedAt", maybe(order->ended_at)},
                      {"fault", clean(order->fault)}};
}

// A time that nobody knows is none, not 1970.
json::value time_or_null(Time time) {
  return time == Time{} ? json::value(nullptr) : json::value(rfc3339(time));
}

json::value as_json(const std::optional<ByHand>& done) {
  if (!done) return nullptr;
  return json::object{{"at", rfc3339(done->at)}, {"who", clean(done->who)}, {"what", clean(done->what)}};
}

json::object as_json(const RouteStory& story) {
  const Explanation& one = story.explanation;
  json::array rules, events, next;
  for (const RuleTrial& trial : one.rules) rules.push_back(as_json(trial));
  for (const Entry& entry : story.events) events.push_back(as_json(entry));
  for (const Telling& telling : one.decision.step.tellings)
    next.push_back(json::object{{"type", name(telling.type)}, {"because", name(telling.because)}});
  return {{"route", one.route->name},
          {"alert", name(one.alert)},
          {"alarm", clean(one.alarm)},
          {"why", clean(one.why)},
          {"next", clean(one.next)},
          {"match",
           {{"fate", word(one.match.fate)},
            {"match", as_json(one.match.match)},
            {"except", as_json(one.match.except)}}},
          {"rules", std::move(rules)},
          {"verdict", as_json(one.decision.verdict)},
          {"report", as_json(one.decision.before)},
          {"heard", name(one.taken.heard.told)},
          {"toBeTold", std::move(next)},
          {"queue",
           {{"waiting", story.waiting},
            {"ofThisObject", story.its_own},
            {"attemptsLeft", story.attempts_left},
            {"nextAttempt", time_or_null(story.next_attempt)}}},
          {"adopted", as_json(story.adopted)},
          {"order", as_json(story.order)},
          {"events", std::move(events)}};
}

}  // namespace

json::object json_of(const ObjectStory& story) {
  const Subject& subject = story.sighting.subject;
  json::object object{{"schema", schema},
                      {"site", clean(subject.site)},
                      {"host", clean(subject.host)},
                      {"service", clean(subject.service)},
                      {"at", rfc3339(story.at)}};
  if (story.sighting.presence == Presence::seen) {
    object["state"] = name(story.sighting.observation.state);
    object["hard"] = story.sighting.observation.hard;
  }
  if (!story.fault.empty()) object["fault"] = clean(story.fault);
  json::array routes;
  for (const RouteStory& route : story.routes) {
    json::object one = as_json(route);
    if (!route.is_known)
      for (const std::string_view key : of_journal) one[key] = nullptr;
    routes.push_back(std::move(one));
  }
  object["routes"] = std::move(routes);
  json::array services;
  for (const Sighting& service : story.services)
    services.push_back(json::object{{"service", clean(service.subject.service)},
                                    {"state", name(service.observation.state)},
                                    {"hard", service.observation.hard}});
  if (subject.is_host()) object["services"] = std::move(services);
  return object;
}

}  // namespace ilert_bridge
