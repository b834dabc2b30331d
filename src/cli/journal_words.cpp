#include "ilert-bridge/cli/journal_words.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/daemon/event_json.hpp"

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

namespace {

std::string text_at(const json::object& event, std::string_view field) {
  const json::value* const found = event.if_contains(field);
  return found == nullptr || !found->is_string() ? std::string{} : std::string{found->get_string()};
}

Subject subject_in(const json::object& event) {
  Subject about{.site = text_at(event, "site"),
                .host = text_at(event, "host"),
                .service = text_at(event, "service"),
                .own = text_at(event, "own")};
  // Of a daemon of before, what an own matter is about is its site.
  if (about.is_own() && about.site.empty()) about.site = text_at(event, "name");
  return about;
}

TextTable table_with(const json::array& events, const std::string& when,
                     std::string (*time_text)(Time time)) {
  TextTable table({"ID", when, "TYPE", "ABOUT", "STATE", "ROUTE", "REASON", "SETTLED", "TRIES"});
  table.keep("ID", 20);
  table.keep(when, 30);
  table.keep("ABOUT", 24);
  table.keep("SETTLED", 10);
  table.may_lack({"ROUTE", "TRIES", "REASON", "STATE", "SETTLED"});
  for (const json::value& value : events) {
    const json::object& event = value.as_object();
    const Subject about = subject_in(event);
    const std::string because = text_at(event, "because");
    const std::optional<Time> recorded = parse_rfc3339(text_at(event, "recordedAt"));
    table.add({json::serialize(event.at("id")), recorded ? time_text(*recorded) : "", text_at(event, "type"),
               to_text(about), about.is_own() ? "" : text_at(event, "state"), text_at(event, "route"),
               because == name(Because::verdict) ? text_at(event, "reason") : because,
               text_at(event, "settled"), json::serialize(event.at("attempts"))});
  }
  return table;
}

}  // namespace

std::string table_of(const json::array& events, std::size_t width, Time now) {
  const TextTable whole = table_with(events, "RECORDED", local_text);
  if (width == 0 || whole.width() <= width) return whole.text();
  return table_with(events, "WHEN " + zone_text(now), day_text).text(width);
}

}  // namespace ilert_bridge
