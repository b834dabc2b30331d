#include "ilert-bridge/ilert/alert_log.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <utility>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/ilert/alerts.hpp"
#include "rest_json.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;
using rest::object_in;
using rest::text_in;

constexpr std::array<std::pair<std::string_view, LogEntry::Kind>, 4> kinds{{
    {"UserResponseLogEntry", LogEntry::Kind::response},
    {"AlertSourceResponseLogEntry", LogEntry::Kind::event_response},
    {"AlertAutoResolvedLogEntry", LogEntry::Kind::auto_resolved},
    {"AlertCommentAddedLogEntry", LogEntry::Kind::comment},
}};

LogEntry::Kind kind_of(std::string_view word) {
  for (const auto& [name, kind] : kinds)
    if (name == word) return kind;
  return LogEntry::Kind::other;
}

std::string first_text(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (std::string text = text_in(object, name); !text.empty()) return text;
  return {};
}

// "Ada Example commented: looking at it"
void read_sentence(std::string_view sentence, LogEntry& entry) {
  for (const std::string_view between : {" commented: ", " added a comment: ", ": "}) {
    const std::size_t at = sentence.find(between);
    if (at == std::string_view::npos) continue;
    if (entry.author.empty()) entry.author = one_line(sentence.substr(0, at));
    if (entry.text.empty()) entry.text = clean(sentence.substr(at + between.size()));
    return;
  }
  if (entry.text.empty()) entry.text = clean(sentence);
}

std::optional<LogEntry> entry_of(const json::value& row) {
  if (!row.is_object()) return std::nullopt;
  const json::object& object = row.get_object();
  LogEntry entry;
  entry.id = rest::id_in(object, "id");
  if (entry.id == 0) return std::nullopt;
  entry.kind = kind_of(text_in(object, "logEntryType"));
  entry.at = parse_ilert_time(text_in(object, "timestamp"));
  if (entry.kind != LogEntry::Kind::comment) return entry;
  const json::object& vars = object_in(object, "vars");
  for (const json::object* place : {&object, &vars}) {
    if (entry.text.empty()) entry.text = clean(first_text(*place, {"comment", "content"}));
    if (entry.author.empty()) entry.author = one_line(first_text(*place, {"creator", "author", "user"}));
  }
  if (entry.text.empty()) entry.text = clean(text_in(vars, "text"));
  if (entry.text.empty() || entry.author.empty()) read_sentence(text_in(object, "text"), entry);
  entry.text = blot_out(entry.text);  // it is journalled, and told to Checkmk
  return entry;
}

}  // namespace

HttpRequest log_entries_request(std::string_view base_url, std::string_view token, std::int64_t alert,
                                int start) {
  std::string url = rest::url(base_url, "/alerts/" + std::to_string(alert) + "/log-entries");
  url.append("?lang=en&include=vars&start-index=").append(std::to_string(start));
  url.append("&max-results=").append(std::to_string(log_entries_per_page));
  return rest::get(std::move(url), token);
}

Result<HistoryPage> read_log_page(std::string_view body) {
  const Result<json::value> value = rest::parsed(body);
  if (!value) return value.error();
  if (!value->is_array()) return error("what came back is no history of an alert");
  HistoryPage page;
  page.rows = value->get_array().size();
  for (const json::value& row : value->get_array())
    if (std::optional<LogEntry> entry = entry_of(row)) page.entries.push_back(std::move(*entry));
  return page;
}

}  // namespace ilert_bridge
