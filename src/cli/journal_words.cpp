#include "ilert-bridge/cli/journal_words.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
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

TextTable table_of(const json::array& events) {
  TextTable table({"ID", "RECORDED", "TYPE", "ABOUT", "STATE", "ROUTE", "REASON", "SETTLED", "TRIES"});
  for (const json::value& value : events) {
    const json::object& event = value.as_object();
    const auto text = [&event](std::string_view field) { return std::string{event.at(field).as_string()}; };
    const Subject about{
        .site = text("site"), .host = text("host"), .service = text("service"), .own = text("own")};
    const std::string because = text("because");
    table.add({json::serialize(event.at("id")), text("recordedAt"), text("type"), to_text(about),
               about.is_own() ? "" : text("state"), text("route"),
               because == name(Because::verdict) ? text("reason") : because, text("settled"),
               json::serialize(event.at("attempts"))});
  }
  return table;
}

}  // namespace ilert_bridge
