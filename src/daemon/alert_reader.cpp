#include "ilert-bridge/daemon/alert_reader.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/ilert/alert_log.hpp"
#include "ilert-bridge/ilert/alert_source.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// ilert takes 120 calls a minute of one token, and others may use it too.
constexpr std::size_t calls_per_minute = 50;
constexpr Span minute = std::chrono::seconds{60};
constexpr int most_pages = 400;
constexpr int most_resolved_pages = 20;
constexpr int most_log_pages = 5;
// What is asked for by ilert's clock begins so much earlier: its answers tell their time in seconds.
constexpr Span known_slack = std::chrono::seconds{5};
constexpr Span unknown_slack = std::chrono::minutes{1};

const RestFault senseless{.text = {}, .remedy = "is a proxy in between? check [ilert] url and proxy"};

RestFault unread(const std::string& why) {
  RestFault fault = senseless;
  fault.text = why;
  return fault;
}

}  // namespace

AlertReader::AlertReader(Secret token, std::string url, std::vector<SyncRoute> routes, RestPort port)
    : token_(std::move(token)), url_(std::move(url)), routes_(std::move(routes)), port_(std::move(port)) {}

asio::awaitable<void> AlertReader::keep_within_budget() {
  for (;;) {
    const Steady::time_point present = Steady::now();
    while (!asked_.empty() && present - asked_.front() >= minute) asked_.pop_front();
    if (asked_.size() < calls_per_minute) break;
    const auto wait = minute - (present - asked_.front());
    co_await sleep_for(std::chrono::ceil<Span>(wait));
    const bool cancelled = co_await is_cancelled();
    if (cancelled) co_return;
  }
  asked_.push_back(Steady::now());
}

asio::awaitable<std::optional<HttpAnswer>> AlertReader::ask(HttpRequest request) {
  fault_.reset();
  co_await keep_within_budget();
  HttpAnswer answer = co_await port_(std::move(request));
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return std::nullopt;
  if (const std::optional<Span> ahead = ahead_by(answer, now())) ilert_ahead_ = ahead;
  fault_ = fault_of(answer);
  if (fault_) co_return std::nullopt;
  co_return answer;
}

asio::awaitable<bool> AlertReader::find_sources(bool again) {
  std::vector<std::string> news;
  for (const SyncRoute& route : routes_) {
    if (!again && (states_.contains(route.name) || hidden_.contains(route.name))) continue;
    const bool found = co_await find_source(route);
    if (found) continue;
    if (!fault_) co_return false;
    fault_->text.insert(0, "alert source of route " + route.name + ": ");
    if (!fault_->held) co_return false;
    if (hide(route)) news.push_back(route.name);
  }
  if (sources_.empty() && !hidden_.empty()) {
    fault_ = hidden_.begin()->second;
    co_return false;
  }
  for (const std::string& route : news)
    log_warning("what people do in ilert does not reach Checkmk: " + hidden_.at(route).text,
                {{"route", route}, {"remedy", hidden_.at(route).remedy}});
  co_return true;
}

// What one route's source says is no matter of the others. True if it is news.
bool AlertReader::hide(const SyncRoute& route) {
  const auto before = hidden_.find(route.name);
  const bool is_news = before == hidden_.end() || before->second.text != fault_->text;
  hidden_.insert_or_assign(route.name, *fault_);
  states_.erase(route.name);
  std::erase_if(sources_, [&](const auto& one) { return one.second == route.name; });
  return is_news;
}

asio::awaitable<bool> AlertReader::find_source(const SyncRoute& route) {
  HttpRequest request = alert_source_request(url_, token_.reveal(), route.integration_key.reveal());
  const std::optional<HttpAnswer> answer = co_await ask(std::move(request));
  if (!answer) co_return false;
  const Result<AlertSource> source = read_alert_source(answer->body);
  if (!source) {
    fault_ = RestFault{.text = source.error().text, .remedy = {}, .held = true};
    co_return false;
  }
  if (hidden_.erase(route.name) > 0)
    log_notice("ilert shows the alert source again", {{"route", route.name}});
  SourceState& state = states_[route.name];
  for (const std::string& concern : source->concerns)
    if (std::find(state.concerns.begin(), state.concerns.end(), concern) == state.concerns.end())
      log_warning("the alert source of route " + route.name + ": " + concern);
  state = {.follows_keys = source->follows_keys, .concerns = source->concerns};
  std::erase_if(sources_, [&](const auto& one) { return one.second == route.name; });
  sources_[source->id] = route.name;
  co_return true;
}

// Rows move between pages while they are read, so a page may bring what was there before, and one may be
// missed until the next round. A page that brings nothing new is the last one, whatever its length; of more
// than one, ilert is asked whether these were all.
asio::awaitable<bool> AlertReader::pages(PageRequest request, int most, std::vector<ShownAlert>& into,
                                         bool& complete) {
  complete = true;
  std::set<std::int64_t> seen;
  for (int page = 0; page < most; ++page) {
    HttpRequest question = request(page * alerts_per_page);
    const std::optional<HttpAnswer> answer = co_await ask(std::move(question));
    if (!answer) co_return false;
    Result<AlertPage> read = read_alert_page(answer->body);
    if (!read) {
      fault_ = unread(read.error().text);
      co_return false;
    }
    const std::size_t before = seen.size();
    for (ShownAlert& alert : read->alerts)
      if (seen.insert(alert.id).second) into.push_back(std::move(alert));
    if (read->rows == static_cast<std::size_t>(alerts_per_page) && seen.size() > before) continue;
    if (page == 0) co_return true;
    HttpRequest list = request(0);
    complete = co_await counts_no_more(std::move(list), seen.size());
    const bool cancelled = co_await is_cancelled();
    co_return !cancelled;
  }
  complete = false;
  co_return true;
}

// Without an answer nothing is known; that is no reason to stop.
asio::awaitable<bool> AlertReader::counts_no_more(HttpRequest question, std::size_t listed) {
  HttpRequest counting = count_request(std::move(question));
  const std::optional<HttpAnswer> answer = co_await ask(std::move(counting));
  fault_.reset();
  if (!answer) co_return false;
  const Result<std::size_t> count = read_count(answer->body);
  co_return count&&* count <= listed;
}

asio::awaitable<bool> AlertReader::open_alerts(std::vector<ShownAlert>& into, bool& complete) {
  complete = true;
  if (sources_.empty()) co_return true;
  PageRequest request = [this](int start) {
    return open_alerts_request(url_, token_.reveal(), source_ids(), start);
  };
  auto reading = pages(std::move(request), most_pages, into, complete);
  co_return co_await std::move(reading);
}

asio::awaitable<bool> AlertReader::resolved_alerts(Time from, std::vector<ShownAlert>& into, bool& complete) {
  const Span slack = ilert_ahead_ ? known_slack : unknown_slack;
  const Time since = from + ilert_ahead_.value_or(Span{0}) - slack;
  PageRequest request = [this, since](int start) {
    return resolved_alerts_request(url_, token_.reveal(), source_ids(), since, start);
  };
  auto reading = pages(std::move(request), most_resolved_pages, into, complete);
  co_return co_await std::move(reading);
}

asio::awaitable<bool> AlertReader::log_of(std::int64_t alert, std::vector<LogEntry>& into) {
  for (int page = 0; page < most_log_pages; ++page) {
    HttpRequest request = log_entries_request(url_, token_.reveal(), alert, page * log_entries_per_page);
    const std::optional<HttpAnswer> answer = co_await ask(std::move(request));
    if (!answer) co_return false;
    Result<HistoryPage> read = read_log_page(answer->body);
    if (!read) {
      fault_ = unread(read.error().text);
      co_return false;
    }
    into.insert(into.end(), read->entries.begin(), read->entries.end());
    if (read->rows < static_cast<std::size_t>(log_entries_per_page)) break;
  }
  co_return true;
}

std::vector<std::int64_t> AlertReader::source_ids() const {
  std::vector<std::int64_t> ids;
  for (const auto& [id, unused] : sources_) ids.push_back(id);
  return ids;
}

}  // namespace ilert_bridge
