#include "ilert-bridge/ilert/alerts.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/ilert/answer.hpp"
#include "ilert-bridge/net/url.hpp"
#include "rest_json.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;
using rest::field;
using rest::id_in;
using rest::object_in;
using rest::text_in;

constexpr std::size_t longest_key = 512;

std::string folded(std::string_view key) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = key.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return lower(key.substr(begin, key.find_last_not_of(blanks) - begin + 1));
}

ShownAlert::Status status_of(std::string_view word) {
  if (word == "PENDING" || word == "NEW") return ShownAlert::Status::pending;
  if (word == "ACCEPTED") return ShownAlert::Status::accepted;
  if (word == "RESOLVED") return ShownAlert::Status::resolved;
  return ShownAlert::Status::other;
}

std::string name_of(const json::object& user) {
  const std::string full = one_line(text_in(user, "firstName") + ' ' + text_in(user, "lastName"));
  if (!full.empty()) return full;
  const std::string login = one_line(text_in(user, "username"));
  return login.empty() ? one_line(text_in(user, "email")) : login;
}

// Only the API of some accounts tells it.
std::string resolver_of(const json::object& alert) {
  return text_in(alert, "resolvedByType") == "SOURCE" ? std::string{}
                                                      : name_of(object_in(alert, "resolvedBy"));
}

// The first responder who accepted; an event has none.
std::string acceptor_of(const json::object& alert) {
  const json::value* responders = field(alert, "responders");
  if (responders == nullptr || !responders->is_array()) return {};
  for (const json::value& one : responders->get_array()) {
    if (!one.is_object() || text_in(one.get_object(), "status") != "ACCEPTED") continue;
    if (std::string name = name_of(object_in(one.get_object(), "user")); !name.empty()) return name;
  }
  return {};
}

Subject subject_of(const json::object& labels) {
  return {.site = text_in(labels, "site"),
          .host = text_in(labels, "host"),
          .service = text_in(labels, "service"),
          .own = {}};
}

std::optional<ShownAlert> alert_of(const json::value& row) {
  if (!row.is_object()) return std::nullopt;
  const json::object& object = row.get_object();
  ShownAlert alert;
  alert.id = id_in(object, "id");
  if (alert.id == 0) return std::nullopt;
  alert.source = id_in(object_in(object, "alertSource"), "id");
  const std::string key = text_in(object, "alertKey");
  if (key.size() <= longest_key) alert.key = folded(key);
  alert.status = status_of(text_in(object, "status"));
  alert.reported_at = parse_ilert_time(text_in(object, "reportTime"));
  alert.resolved_at = parse_ilert_time(text_in(object, "resolvedOn"));
  alert.accepted_by = acceptor_of(object);
  alert.resolved_by = resolver_of(object);
  const json::object& labels = object_in(object, "labels");
  alert.subject = subject_of(labels);
  alert.state = state_named(text_in(labels, "state"));
  if (text_in(object, "mergeState") == "MERGED") alert.merged_into = id_in(object, "mergedIntoId");
  return alert;
}

HttpRequest page_request(std::string url, std::string_view token, const std::vector<std::int64_t>& sources,
                         int start) {
  for (const std::int64_t source : sources) url.append("&sources=").append(std::to_string(source));
  url.append("&start-index=").append(std::to_string(start));
  url.append("&max-results=").append(std::to_string(alerts_per_page));
  return rest::get(std::move(url), token);
}

std::string remedy_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return "compare [sync] api_token_file with the API keys of its user in ilert, and what that user may "
             "see";
    case 404:
      return "let the user of the API token see the alert sources of the routes, and check [ilert] url";
    case 402:
      return "the plan of the ilert account does not allow it: ask its owner";
    case 429:
      return "the API token is used up for this minute: who else uses it? raise [sync] interval";
    default:
      return status >= 300 && status < 400
                 ? "[ilert] url is redirected, and a token must not follow: set the address it leads to"
                 : std::string{};
  }
}

}  // namespace

HttpRequest open_alerts_request(std::string_view base_url, std::string_view token,
                                const std::vector<std::int64_t>& sources, int start) {
  return page_request(rest::url(base_url, "/alerts?states=PENDING&states=ACCEPTED"), token, sources, start);
}

HttpRequest resolved_alerts_request(std::string_view base_url, std::string_view token,
                                    const std::vector<std::int64_t>& sources, Time from, int start) {
  return page_request(rest::url(base_url, "/alerts?states=RESOLVED&from=" + rfc3339(from)), token, sources,
                      start);
}

HttpRequest count_request(HttpRequest list) {
  constexpr std::string_view path = "/alerts?";
  list.url.insert(list.url.find(path) + path.size() - 1, "/count");
  return list;
}

Result<std::size_t> read_count(std::string_view body) {
  const Result<json::value> value = rest::parsed(body);
  if (!value) return value.error();
  const std::int64_t count = value->is_object() ? id_in(value->get_object(), "count") : 0;
  if (count <= 0) return error("what came back is no number of alerts");
  return static_cast<std::size_t>(count);
}

Result<AlertPage> read_alert_page(std::string_view body) {
  const Result<json::value> value = rest::parsed(body);
  if (!value) return value.error();
  if (!value->is_array()) return error("what came back is no list of alerts");
  AlertPage page;
  page.rows = value->get_array().size();
  for (const json::value& row : value->get_array())
    if (std::optional<ShownAlert> alert = alert_of(row)) page.alerts.push_back(std::move(*alert));
  return page;
}

std::optional<Time> parse_ilert_time(std::string_view text) {
  constexpr std::size_t whole = std::string_view{"2026-01-02T03:04:05"}.size();
  if (text.size() <= whole || !text.ends_with('Z')) return std::nullopt;
  const std::optional<Time> seconds = parse_rfc3339(std::string{text.substr(0, whole)} + "Z");
  const std::string_view fraction = text.substr(whole, text.size() - whole - 1);
  if (!seconds || fraction.empty()) return seconds;
  const std::string_view digits = fraction.substr(1);
  if (fraction.front() != '.' || digits.empty() || digits.size() > 9 ||
      digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  int millis = 0;
  for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return *seconds + Span{millis};
}

std::optional<RestFault> fault_of(const HttpAnswer& answer) {
  if (answer.transport == HttpAnswer::Transport::answered && answer.status == 200) return std::nullopt;
  const Answer read = read_answer(answer);
  if (answer.transport != HttpAnswer::Transport::answered)
    return RestFault{.text = read.text, .remedy = read.remedy};
  const int status = answer.status;
  const bool passes = status == 408 || status == 425 || status == 429 || status >= 500;
  return RestFault{.text = read.text,
                   .remedy = status >= 500 ? read.remedy : remedy_of(status),
                   .held = status >= 300 && !passes};
}

std::optional<Span> ahead_by(const HttpAnswer& answer, Time now) {
  const auto found = answer.headers.find("date");
  if (found == answer.headers.end()) return std::nullopt;
  const std::optional<Time> at = parse_http_date(found->second);
  return at ? std::optional{*at - now} : std::nullopt;
}

}  // namespace ilert_bridge
