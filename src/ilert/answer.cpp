#include "ilert-bridge/ilert/answer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

constexpr std::size_t text_limit = 300;
constexpr std::size_t correlation_limit = 100;
constexpr Span longest_retry_after = std::chrono::minutes{15};
constexpr std::string_view remedy_of_407 =
    "set [ilert] proxy_user and proxy_password_file, or ask who runs the proxy whether they are right";

// Once more when it is clean: what is removed may have stood within a secret, as its blanks may be its own.
// Cut only afterwards: half a secret would not be found any more.
std::string fit(std::string_view text) { return cut(blot_out(one_line(blot_out(text))), text_limit); }

// What an error body says, as far as it can be understood.
struct Complaint {
  std::string code;
  std::string message;
};

std::string word(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (const json::string* string = value->if_string()) return {string->data(), string->size()};
  return value->is_structured() ? std::string{} : json::serialize(*value);
}

Complaint complaint_in(const json::object& object) {
  Complaint complaint{word(object, "code"), word(object, "message")};
  if (complaint.message.empty()) complaint.message = word(object, "error");
  const json::value* error = object.if_contains("error");
  if (complaint.message.empty() && error != nullptr && error->is_object())
    return complaint_in(error->get_object());
  return complaint;
}

// Of a web page its title: what a proxy or a load balancer has to say.
std::string title_of(std::string_view page) {
  const std::string low = lower(page);
  const std::size_t open = low.find("<title");
  const std::size_t start = open == std::string::npos ? open : low.find('>', open);
  if (start == std::string::npos) return {};
  return std::string{page.substr(start + 1, low.find('<', start) - start - 1)};
}

Complaint complaint_of(std::string_view body) {
  boost::system::error_code fault;
  const json::value value = json::parse(json::string_view{body.data(), body.size()}, fault);
  if (!fault && value.is_object()) return complaint_in(value.get_object());
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return {};
  return {{}, body[start] == '<' ? title_of(body) : std::string{body.substr(start)}};
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view one) { return text.find(one) != std::string_view::npos; });
}

// ACCEPT or RESOLVE of what is not open: ilert already shows what it should.
bool changes_nothing(const Complaint& complaint) {
  return mentions(complaint.code,
                  {"NONE_OPEN", "NO_OPEN", "ALREADY_ACCEPTED", "ALREADY_RESOLVED", "ALREADY_CLOSED"});
}

bool is_about_key(const Complaint& complaint) {
  return mentions(complaint.code, {"KEY_ERROR", "INTEGRATION_KEY", "API_KEY"}) ||
         mentions(lower(complaint.message), {"integration key", "integrationkey", "api key", "apikey"});
}

bool is_about_plan(const Complaint& complaint) {
  return mentions(complaint.code, {"FEATURE_REQUIRED", "QUOTA_EXCEEDED"});
}

// An event that ilert does not want must not hold up the others; a route that cannot work must not park them
// all.
Outcome outcome_of(int status, const Complaint& complaint) {
  if (status >= 200 && status < 300) return Outcome::delivered;
  if (status == 400 && changes_nothing(complaint)) return Outcome::delivered;
  if (status == 429) return Outcome::limited;
  if (status == 408 || status == 425 || status >= 500) return Outcome::failed;
  if (status < 200) return Outcome::unknown;
  const bool about_event = status == 400 || status == 409 || status == 413 || status == 415 || status == 422;
  if (about_event && !is_about_key(complaint) && !is_about_plan(complaint)) return Outcome::refused;
  return Outcome::route_held;
}

std::string remedy_of_hold(int status, const Complaint& complaint) {
  if (status >= 300 && status < 400)
    return "[ilert] url is redirected, and a key must not follow: set the address it leads to";
  if (status == 402 || is_about_plan(complaint))
    return "the plan of the ilert account does not allow it: ask its owner";
  if (status == 407) return std::string{remedy_of_407};
  if (status == 401 || status == 403 || is_about_key(complaint))
    return "compare the route's integration key with that of the alert source in ilert";
  return "check [ilert] url, and the route's integration key against that of the alert source in ilert";
}

std::string remedy_of(Outcome outcome, int status, const Complaint& complaint) {
  switch (outcome) {
    case Outcome::route_held:
      return remedy_of_hold(status, complaint);
    case Outcome::limited:
      return "ilert takes fewer events a minute: lower the route's events_per_minute, or let ilert raise the "
             "limit";
    case Outcome::refused:
      return "`ilert-bridge journal show` tells what was sent";
    case Outcome::failed:
      return status < 500 ? ""
                          : "ilert, or a proxy in between, has trouble: look at https://status.ilert.com";
    default:
      return {};
  }
}

std::string remedy_of(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::no_name:
      return "check the host's name in [ilert] url or proxy, and this machine's name resolution";
    case Obstacle::no_proxy:
      return "check [ilert] proxy (else the environment's https_proxy), and that it lets this host through "
             "to ilert";
    case Obstacle::proxy_password:
      return std::string{remedy_of_407};
    case Obstacle::no_connection:
      return "check [ilert] url, and that a firewall lets this host through to it, or set [ilert] proxy";
    case Obstacle::untrusted:
      return "name the authority that signed the certificate in [ilert] ca_file, or install ca-certificates; "
             "is a "
             "proxy in between that opens TLS?";
    case Obstacle::expired:
      return "compare this machine's clock; if it is right, the other side has to renew its certificate";
    case Obstacle::wrong_name:
      return "check the host's name in [ilert] url: the certificate is for another one";
    case Obstacle::no_ca_file:
      return "check that [ilert] ca_file exists, is readable and holds certificates as PEM";
    case Obstacle::no_tls:
      return "check that [ilert] url leads to ilert and that nothing in between breaks TLS";
    case Obstacle::timed_out:
      return "check the way to [ilert] url (firewall, proxy), or raise [ilert] timeout";
    default:
      return "check the network, name resolution, proxy, certificates and [ilert] url";
  }
}

std::string header(const HttpAnswer& answer, const std::string& name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? std::string{} : found->second;
}

// "400 KEY_ERROR: no such key"; of a redirect where to, but for the query.
std::string text_of(const HttpAnswer& answer, const Complaint& complaint, Outcome outcome) {
  std::string text = std::to_string(answer.status);
  const std::string location = header(answer, "location");
  if (answer.status >= 300 && answer.status < 400 && !location.empty())
    return text + " to " + location.substr(0, location.find_first_of("?#"));
  if (outcome == Outcome::delivered && answer.status < 300) return text;
  if (!complaint.code.empty()) text += " " + complaint.code;
  return complaint.message.empty() ? text : text + ": " + complaint.message;
}

// Seconds only: a date would mean to trust the server's clock.
std::optional<Span> retry_after_of(const HttpAnswer& answer) {
  const std::string value = one_line(header(answer, "retry-after"));
  if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [rest, failed] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  const std::int64_t most = std::chrono::duration_cast<std::chrono::seconds>(longest_retry_after).count();
  return std::chrono::seconds{failed == std::errc{} ? std::min(seconds, most) : most};
}

// The older sources have processed the event when they answer, and say what alert came of it; somewhere in
// the answer.
std::string alert_in(const json::value& value, int depth) {
  constexpr int deepest = 4;
  if (!value.is_object() || depth > deepest) return {};
  std::string found = word(value.get_object(), "incidentKey");
  for (const auto& [unused, child] : value.get_object())
    if (found.empty()) found = alert_in(child, depth + 1);
  return found;
}

std::string alert_in(std::string_view body) {
  boost::system::error_code fault;
  const json::value value = json::parse(json::string_view{body.data(), body.size()}, fault);
  return fault ? std::string{} : alert_in(value, 0);
}

std::string correlation_of(const HttpAnswer& answer) {
  std::string id = header(answer, "correlation-id");
  if (id.empty() && answer.status == 200) id = alert_in(answer.body);
  id = blot_out(id);
  std::erase_if(id, [](char c) {
    return std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:*"}.find(c) ==
           std::string_view::npos;
  });
  return blot_out(id).substr(0, correlation_limit);  // what is gone may have stood within one
}

Answer unanswered(const HttpAnswer& answer) {
  Answer result;
  result.outcome = answer.transport == HttpAnswer::Transport::not_sent ? Outcome::not_sent : Outcome::unknown;
  result.text = fit(answer.fault);
  if (result.text.empty())
    result.text = result.outcome == Outcome::not_sent ? "not sent" : "no complete answer";
  result.remedy = remedy_of(answer.obstacle);
  return result;
}

}  // namespace

Answer read_answer(const HttpAnswer& answer) {
  if (answer.transport != HttpAnswer::Transport::answered) return unanswered(answer);
  const Complaint complaint = complaint_of(answer.body);
  Answer result;
  result.http_status = answer.status;
  result.outcome = outcome_of(answer.status, complaint);
  result.text = fit(text_of(answer, complaint, result.outcome));
  result.remedy = remedy_of(result.outcome, answer.status, complaint);
  result.correlation_id = correlation_of(answer);
  result.retry_after = retry_after_of(answer);
  return result;
}

}  // namespace ilert_bridge
