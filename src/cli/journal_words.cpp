#include "ilert-bridge/cli/journal_words.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

json::object as_json(const Attempt& attempt) {
  json::object object{{"startedAt", rfc3339(attempt.started_at)}};
  if (attempt.ended_at) object["endedAt"] = rfc3339(*attempt.ended_at);
  object["outcome"] = name(attempt.outcome);
  object["httpStatus"] = attempt.http_status;
  object["answer"] = clean(attempt.answer);
  object["correlationId"] = clean(attempt.correlation_id);
  return object;
}

json::object as_json(const ByHand& change) {
  return {{"at", rfc3339(change.at)}, {"who", clean(change.who)}, {"what", clean(change.what)}};
}

template <class Values>
json::array all_as_json(const Values& values) {
  json::array array;
  for (const auto& value : values) array.push_back(as_json(value));
  return array;
}

}  // namespace

json::object as_json(const Entry& entry) {
  const Event& event = entry.queued.event;
  json::object object{{"id", event.id},
                      {"recordedAt", rfc3339(event.recorded_at)},
                      {"occurredAt", rfc3339(event.occurred_at)},
                      {"route", event.route},
                      {"alertKey", event.alert_key},
                      {"site", clean(event.subject.site)},
                      {"host", clean(event.subject.host)},
                      {"service", clean(event.subject.service)},
                      {"own", event.subject.own},
                      {"type", name(event.type)},
                      {"reason", name(event.reason)},
                      {"because", name(event.because)},
                      {"state", name(event.state)},
                      {"priority", name(event.priority)},
                      {"summary", event.summary},
                      {"settled", name(entry.settled)},
                      {"attempts", entry.queued.attempts}};
  if (entry.settled_at) object["settledAt"] = rfc3339(*entry.settled_at);
  if (entry.superseded_by != 0) object["supersededBy"] = entry.superseded_by;
  if (event.stands_for > 1) object["standsFor"] = event.stands_for;
  if (event.first_at) object["firstAt"] = rfc3339(*event.first_at);
  return object;
}

json::object whole_as_json(const Entry& entry) {
  const Event& event = entry.queued.event;
  json::object object = as_json(entry);
  object["details"] = clean(event.details);
  object["link"] = clean(event.link);
  if (!event.remark.empty())
    object["remark"] =
        json::object{{"author", clean(event.remark.author)}, {"text", clean(event.remark.text)}};
  if (!event.context.empty()) {
    json::object context;
    for (const auto& [name, value] : event.context) context[name] = value;
    object["context"] = std::move(context);
  }
  object["outcomeUnknown"] = entry.queued.outcome_unknown;
  object["requiredOnly"] = entry.queued.required_only;
  object["attempts"] = all_as_json(entry.attempts);
  object["byHand"] = all_as_json(entry.by_hand);
  return object;
}

TextTable table_of(const std::vector<Entry>& entries) {
  TextTable table({"ID", "RECORDED", "TYPE", "ABOUT", "STATE", "ROUTE", "REASON", "SETTLED", "TRIES"});
  for (const Entry& entry : entries) {
    const Event& event = entry.queued.event;
    table.add({std::to_string(event.id), rfc3339(event.recorded_at), std::string{name(event.type)},
               to_text(event.subject), event.subject.is_own() ? "" : std::string{name(event.state)},
               event.route,
               std::string{event.because == Because::verdict ? name(event.reason) : name(event.because)},
               std::string{name(entry.settled)}, std::to_string(entry.queued.attempts)});
  }
  return table;
}

}  // namespace ilert_bridge
