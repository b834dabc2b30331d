#include "ilert-bridge/livestatus/log_lines.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kept_of_output = 2000;  // bytes
// The contact, and the command, by which Checkmk's core hands an event to its notification rules.
constexpr std::string_view handed_to_rules = "check-mk-notify";
// Icinga 2 passes over a file whole that begins before the time that is asked for. It begins a new one every
// hour.
constexpr Span one_file = std::chrono::hours{1};
constexpr std::size_t most_of_icinga = 5'000'000;  // lines, of which few are kept

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// "a;b;c" field by field; the last one is the rest.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}
  std::string_view next() {
    const std::size_t end = rest_.find(';');
    complete_ = complete_ && end != std::string_view::npos;
    const std::string_view field = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    return field;
  }
  std::string_view rest() const { return rest_; }
  bool complete() const { return complete_; }  // so far every field had an end

 private:
  std::string_view rest_;
  bool complete_ = true;
};

struct Kind {
  std::string_view type;
  bool service;
  LogLine::Kind kind;
};
constexpr Kind kinds[] = {
    {"HOST ALERT", false, LogLine::Kind::state},
    {"SERVICE ALERT", true, LogLine::Kind::state},
    {"HOST DOWNTIME ALERT", false, LogLine::Kind::downtime},
    {"SERVICE DOWNTIME ALERT", true, LogLine::Kind::downtime},
    {"HOST FLAPPING ALERT", false, LogLine::Kind::flapping},
    {"SERVICE FLAPPING ALERT", true, LogLine::Kind::flapping},
    {"HOST ACKNOWLEDGE ALERT", false, LogLine::Kind::acknowledgement},
    {"SERVICE ACKNOWLEDGE ALERT", true, LogLine::Kind::acknowledgement},
    {"HOST NOTIFICATION", false, LogLine::Kind::notification},
    {"SERVICE NOTIFICATION", true, LogLine::Kind::notification},
};

bool is_of_a_host(State state) {
  return state == State::up || state == State::down || state == State::unreachable;
}

bool read_state(Fields& fields, bool service, LogLine& line) {
  const std::optional<State> state = state_named(fields.next());
  const std::string_view type = fields.next();
  fields.next();  // the attempt
  if (!state || !fields.complete() || (type != "HARD" && type != "SOFT")) return false;
  if (is_of_a_host(*state) == service) return false;
  line.state = *state;
  line.hard = type == "HARD";
  line.output = cut_bytes(fields.rest(), kept_of_output);
  return true;
}

bool read_change(Fields& fields, LogLine& line) {
  const std::string_view change = trimmed(fields.next());
  line.begins = change == "STARTED";
  return !change.empty();
}

// "CRITICAL", of a host of Icinga 2 "DOWN (DOWN)"; what no problem is the reason for begins with another
// word: "ACKNOWLEDGEMENT (CRITICAL)", "RECOVERY". Some versions of Checkmk wrote the command first.
bool read_notification(Fields& fields, bool service, LogLine& line) {
  std::string_view told = fields.next();
  if (told == handed_to_rules) told = fields.next();
  const std::optional<State> state = state_named(told.substr(0, told.find(' ')));
  if (!state || !fields.complete() || is_good(*state) || is_of_a_host(*state) == service) return false;
  line.state = *state;
  return true;
}

bool read_rest(Fields& fields, bool service, LogLine& line) {
  if (line.kind == LogLine::Kind::state) return read_state(fields, service, line);
  if (line.kind == LogLine::Kind::notification) return read_notification(fields, service, line);
  return read_change(fields, line);
}

}  // namespace

std::optional<LogLine> log_line_of(std::int64_t time, std::int64_t number, std::string_view message) {
  if (message.starts_with('['))
    message = trimmed(message.substr(std::min(message.find(']') + 1, message.size())));
  const std::size_t colon = message.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view type = message.substr(0, colon);
  const auto* const kind =
      std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& one) { return one.type == type; });
  if (kind == std::end(kinds)) return std::nullopt;
  Fields fields{message.substr(colon + 2)};
  LogLine line{.kind = kind->kind, .at = from_unix(time), .number = number, .subject = {}, .output = {}};
  if (kind->kind == LogLine::Kind::notification) line.begins = fields.next() != handed_to_rules;
  line.subject.host = fields.next();
  if (kind->service) line.subject.service = fields.next();
  if (!fields.complete() || line.subject.host.empty() || (kind->service && line.subject.service.empty()))
    return std::nullopt;
  return read_rest(fields, kind->service, line) ? std::optional{std::move(line)} : std::nullopt;
}

Query log_query(const LogWindow& window, Flavour flavour, LogContent content) {
  const bool icinga = flavour == Flavour::icinga2;
  Query query{"log"};
  query.columns({"time", "lineno", "message"})
      .filter("time >= " + std::to_string(unix_seconds(icinga ? window.from - one_file : window.from)))
      .filter("time < " + std::to_string(unix_seconds(window.to)))
      .filter("class = 1");
  if (content == LogContent::alerts_and_notifications) query.filter("class = 3").any_of(2);
  if (!icinga) query.limit(longest_page + 1);  // it begins with the oldest, which nobody asked for
  query.at_most(icinga ? most_of_icinga : std::size_t{longest_page} + 1);
  return query;
}

asio::awaitable<Asked<LogPage>> read_log(Source& source, LogWindow window, Span patience,
                                         LogContent content) {
  LogPage page;
  int rows = 0;
  const Query query = log_query(window, source.capabilities().flavour, content);
  RowReader::OnRow on_row = [&](Row&& row) {
    const Time at = row.size() == 3 ? from_unix(row[0].seconds()) : Time{};
    if (at < window.from || at >= window.to || ++rows > longest_page) return;
    auto line = log_line_of(row[0].seconds(), row[1].number(), row[2].text());
    if (!line || (line->kind == LogLine::Kind::notification && content == LogContent::alerts)) return;
    page.lines.push_back(*std::move(line));
  };
  auto asking = source.rows(query, std::move(on_row), patience);
  const Asked<void> asked = co_await std::move(asking);
  const bool too_large = !asked && asked.error().kind == AskFailure::Kind::too_large;
  if (!asked && !too_large) co_return asked.error();
  page.is_whole = !too_large && rows <= longest_page;
  co_return page;
}

}  // namespace ilert_bridge
