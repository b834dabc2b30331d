#include "tests/doubles/ilert_rest.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <random>

#include "tests/doubles/ilert_older.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace json = boost::json;

HttpReply json_reply(int status, const json::value& body) {
  return {.status = status, .headers = {{"content-type", "application/json"}}, .body = json::serialize(body)};
}

HttpReply error_reply(int status, std::string_view code, std::string_view message) {
  return json_reply(status, json::object{{"status", status}, {"message", message}, {"code", code}});
}

// The values of a parameter that may come several times.
std::vector<std::string> values_of(std::string_view target, std::string_view name) {
  std::vector<std::string> values;
  std::size_t at = target.find('?');
  while (at != std::string_view::npos) {
    const std::size_t end = std::min(target.find('&', at + 1), target.size());
    const std::string_view pair = target.substr(at + 1, end - at - 1);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos)
      values.push_back(percent_decoded(pair.substr(equals + 1)));
    at = end == target.size() ? std::string_view::npos : end;
  }
  return values;
}

int number_of(std::string_view target, std::string_view name, int otherwise) {
  const std::vector<std::string> values = values_of(target, name);
  return values.empty() ? otherwise : std::stoi(values.front());
}

bool allows(const std::vector<std::string>& values, const std::string& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

bool is_since(std::string_view target, Time reported) {
  const std::vector<std::string> from = values_of(target, "from");
  const std::optional<Time> since = from.empty() ? std::nullopt : parse_rfc3339(from.front());
  return !since || reported >= *since;
}

int source_id(const RestShelf& shelf, const std::string& key) {
  const auto found = std::find(shelf.keys.begin(), shelf.keys.end(), key);
  return first_source_id + static_cast<int>(found - shelf.keys.begin());
}

json::object user_json(const std::string& name) {
  const std::size_t blank = name.find(' ');
  if (blank == std::string::npos) return {{"id", 31}, {"username", name}};
  return {{"id", 31}, {"firstName", name.substr(0, blank)}, {"lastName", name.substr(blank + 1)}};
}

json::object alert_json(const AlertView& alert, const RestShelf& shelf) {
  json::object labels;
  for (const auto& [name, value] : alert.labels) labels[name] = value;
  json::object one{{"id", alert.id},
                   {"summary", alert.summary},
                   {"details", alert.details},
                   {"reportTime", rfc3339(alert.reported)},
                   {"status", to_text(alert.status)},
                   {"priority", alert.priority},
                   {"alertKey", alert.alert_key},
                   {"alertSource", json::object{{"id", source_id(shelf, alert.source)}, {"name", "Checkmk"}}},
                   {"labels", std::move(labels)},
                   {"mergeState", "NONE"},
                   {"addedTomorrow", json::object{{"kind", "NEVER_SEEN"}}}};
  if (alert.resolved) one["resolvedOn"] = rfc3339(*alert.resolved);
  if (!alert.resolved_by.empty()) one["resolvedBy"] = user_json(alert.resolved_by);
  json::array responders{json::object{{"user", user_json("Paged First")}, {"status", "PENDING"}}};
  if (!alert.accepted_by.empty())
    responders.push_back(json::object{{"user", user_json(alert.accepted_by)}, {"status", "ACCEPTED"}});
  one["responders"] = std::move(responders);
  return one;
}

HttpReply list_reply(std::string_view target, const RestShelf& shelf, bool count_only) {
  const int start = number_of(target, "start-index", 0), most = number_of(target, "max-results", 50);
  if (start < 0 || most < 1 || most > 100) return error_reply(400, "VALIDATION_ERROR", "max-results");
  const std::vector<std::string> states = values_of(target, "states"), sources = values_of(target, "sources");
  std::vector<const AlertView*> rows;
  for (const AlertView& alert : shelf.alerts)
    if (allows(states, std::string{to_text(alert.status)}) && is_since(target, alert.reported) &&
        allows(sources, std::to_string(source_id(shelf, alert.source))))
      rows.insert(rows.begin(), &alert);
  if (count_only) return json_reply(200, json::object{{"count", rows.size()}});
  if (shelf.shuffled)
    std::shuffle(rows.begin(), rows.end(), std::minstd_rand{static_cast<unsigned>(shelf.call)});
  json::array list;
  for (int i = start; i < start + most && i < static_cast<int>(rows.size()); ++i)
    list.push_back(alert_json(*rows[static_cast<std::size_t>(i)], shelf));
  return json_reply(200, list);
}

// Only what a person said has its words apart.
json::object vars_of(std::string_view type, const std::string& text) {
  const std::size_t colon = text.find(": ");
  if (type != "AlertCommentAddedLogEntry" || colon == std::string::npos) return {};
  return {{"comment", text.substr(colon + 2)}};
}

// Newest first, all of one page.
json::array log_json(const AlertView& alert, bool with_vars) {
  json::array entries;
  for (std::size_t i = 0; i < alert.log.size(); ++i) {
    const std::string& line = alert.log[i];
    const std::size_t blank = line.find(' ');
    json::object entry{{"id", alert.id * 1000 + static_cast<int>(i)},
                       {"timestamp", rfc3339(alert.reported)},
                       {"logEntryType", line.substr(0, blank)},
                       {"text", line.substr(blank + 1)},
                       {"alertId", alert.id},
                       {"filterTypes", json::array{"ALERT_UPDATES"}}};
    if (with_vars) entry["vars"] = vars_of(line.substr(0, blank), line.substr(blank + 1));
    entries.insert(entries.begin(), std::move(entry));
  }
  return entries;
}

HttpReply alerts_reply(std::string_view path, std::string_view target, const RestShelf& shelf) {
  if (path.empty()) return list_reply(target, shelf, false);
  if (path == "/count") return list_reply(target, shelf, true);
  for (const AlertView& alert : shelf.alerts) {
    const std::string own = "/" + std::to_string(alert.id);
    if (path == own) return json_reply(200, alert_json(alert, shelf));
    if (path == own + "/log-entries")
      return json_reply(200, log_json(alert, !values_of(target, "include").empty()));
  }
  return error_reply(404, "NOT_FOUND", "No such alert");
}

HttpReply source_reply(std::string_view name, const RestShelf& shelf) {
  const std::string wanted = percent_decoded(name);
  for (const std::string& key : shelf.keys)
    if (wanted == key || wanted == std::to_string(source_id(shelf, key)))
      return json_reply(200, json::object{{"id", source_id(shelf, key)},
                                          {"name", "Checkmk"},
                                          {"integrationType", "API"},
                                          {"alertCreation", "ONE_ALERT_PER_EMAIL"},
                                          {"active", true}});
  return error_reply(404, "NOT_FOUND", "No alert source " + wanted);
}

}  // namespace

HttpReply rest_reply(const HttpReceived& request, std::string_view path_and_query, const RestShelf& shelf) {
  const auto authorization = request.headers.find("authorization");
  if (authorization == request.headers.end())
    return error_reply(401, "UNAUTHORIZED", "Authorization is missing");
  const auto is_this = [&](const std::string& token) { return authorization->second == "Bearer " + token; };
  if (std::none_of(shelf.tokens.begin(), shelf.tokens.end(), is_this))
    return error_reply(403, "KEY_ERROR", "Unknown API key " + authorization->second);
  const std::string_view path = path_and_query.substr(0, path_and_query.find('?'));
  constexpr std::string_view alerts = "/alerts", sources = "/alert-sources/";
  if (path.starts_with(sources)) return source_reply(path.substr(sources.size()), shelf);
  if (path.starts_with(alerts)) return alerts_reply(path.substr(alerts.size()), path_and_query, shelf);
  return error_reply(404, "NOT_FOUND", "No such resource");
}

std::string http_date(Time time) {
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::string text = rfc3339(time);
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(time)};
  const std::size_t month = static_cast<std::size_t>(std::stoi(text.substr(5, 2)) - 1);
  return std::string{days.at(day.c_encoding())} + ", " + text.substr(8, 2) + " " +
         std::string{months.substr(month * 3, 3)} + " " + text.substr(0, 4) + " " + text.substr(11, 8) +
         " GMT";
}

}  // namespace ilert_bridge::doubles
