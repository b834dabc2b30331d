#include "ilert-bridge/daemon/sync.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <set>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// ilert takes 120 calls a minute of one token, and others may use it too.
constexpr std::size_t calls_per_minute = 50;
constexpr Span minute = std::chrono::seconds{60};
constexpr Span first_pause = std::chrono::seconds{5};
constexpr Span longest_pause = std::chrono::minutes{5};
constexpr Span repeat_fault_after = std::chrono::minutes{10};
// How far apart the clocks may be beyond what is known: an answer tells its time in seconds.
constexpr Span known_slack = std::chrono::seconds{3};
constexpr Span unknown_slack = std::chrono::seconds{30};
constexpr int most_pages = 400;

asio::awaitable<bool> is_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

Sync::Sync(SyncSettings settings, std::string url, std::vector<SyncRoute> routes, SyncPorts ports,
           Ledger& ledger)
    : settings_(std::move(settings)),
      url_(std::move(url)),
      routes_(std::move(routes)),
      ports_(std::move(ports)),
      ledger_(ledger) {}

asio::awaitable<void> Sync::run() {
  for (;;) {
    co_await round();
    const bool slept = co_await sleep_for(pause());
    if (!slept) co_return;
  }
}

asio::awaitable<bool> Sync::round() {
  const bool found = co_await find_sources();
  if (!found) co_return false;
  std::vector<ShownAlert> shown;
  const bool read = sources_.empty() || co_await read_alerts(shown);
  if (!read) co_return false;
  answered();
  take_over(shown);
  co_return true;
}

asio::awaitable<void> Sync::keep_within_budget() {
  for (;;) {
    const Steady::time_point present = Steady::now();
    while (!asked_.empty() && present - asked_.front() >= minute) asked_.pop_front();
    if (asked_.size() < calls_per_minute) break;
    const auto wait = minute - (present - asked_.front());
    co_await sleep_for(std::chrono::ceil<Span>(wait));
  }
  asked_.push_back(Steady::now());
}

// Nothing: it was said why.
asio::awaitable<std::optional<HttpAnswer>> Sync::ask(HttpRequest request) {
  co_await keep_within_budget();
  HttpAnswer answer = co_await ports_.ask(std::move(request));
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return std::nullopt;
  if (const std::optional<Span> ahead = ahead_by(answer, now())) ilert_ahead_ = ahead;
  if (const std::optional<RestFault> fault = fault_of(answer, secrets())) {
    failed(*fault);
    co_return std::nullopt;
  }
  co_return answer;
}

asio::awaitable<bool> Sync::find_sources() {
  for (const SyncRoute& route : routes_) {
    const bool known = std::any_of(sources_.begin(), sources_.end(),
                                   [&](const auto& source) { return source.second == route.name; });
    if (known) continue;
    HttpRequest request =
        alert_source_request(url_, settings_.token.reveal(), route.integration_key.reveal());
    const std::optional<HttpAnswer> answer = co_await ask(std::move(request));
    if (!answer) {
      if (fault_) fault_->text.insert(0, "alert source of route " + route.name + ": ");
      co_return false;
    }
    const Result<AlertSource> source = read_alert_source(answer->body);
    if (!source) {
      failed({.text = "alert source of route " + route.name + ": " + source.error().text, .remedy = {}});
      co_return false;
    }
    sources_[source->id] = route.name;
    for (const std::string& concern : source->concerns)
      log_warning("the alert source of route " + route.name + ": " + concern);
  }
  co_return true;
}

// Rows move between pages while they are read, so a page may bring what was there before, and one may be
// missed until the next round. A page that brings nothing new is the last one, whatever its length.
asio::awaitable<bool> Sync::read_alerts(std::vector<ShownAlert>& into) {
  std::vector<std::int64_t> ids;
  for (const auto& [id, unused] : sources_) ids.push_back(id);
  std::set<std::int64_t> seen;
  for (int page = 0; page < most_pages; ++page) {
    HttpRequest request = open_alerts_request(url_, settings_.token.reveal(), ids, page * alerts_per_page);
    const std::optional<HttpAnswer> answer = co_await ask(std::move(request));
    if (!answer) co_return false;
    Result<AlertPage> read = read_alert_page(answer->body);
    if (!read) {
      failed({.text = read.error().text, .remedy = "is a proxy in between? check [ilert] url and proxy"});
      co_return false;
    }
    const std::size_t before = seen.size();
    for (ShownAlert& alert : read->alerts)
      if (seen.insert(alert.id).second) into.push_back(std::move(alert));
    if (read->rows < static_cast<std::size_t>(alerts_per_page) || seen.size() == before) break;
  }
  co_return true;
}

KeyFacts Sync::facts_of(const std::string& route, const ShownAlert& alert) const {
  const Journal& journal = ledger_.journal();
  return {.waits = !journal.queue(route, alert.key).empty(),
          .taken_over = journal.has_order(route, source_of(alert)),
          .last_alert_at = journal.last_alert_at(route, alert.key)};
}

void Sync::take_over(const std::vector<ShownAlert>& shown) {
  if (settings_.accept == SyncAccept::ignore || !ledger_.has_room()) return;
  const Acceptor acceptor{
      .author = settings_.author,
      .ilert_ahead = ilert_ahead_.value_or(Span{0}),
      .clock_slack = ilert_ahead_ ? known_slack : unknown_slack,
      .facts = [this](const std::string& route, const ShownAlert& alert) { return facts_of(route, alert); }};
  const Time at = now();
  std::vector<TakeOver> taken = accepted_in_ilert(newest_of_each_key(shown, sources_), sources_,
                                                  reported_keys(ledger_.reports()), acceptor, at);
  Recording recording;
  for (TakeOver& one : taken) {
    recording.changes.push_back(
        {.subject = one.order.subject, .route = one.order.route, .report = one.after, .events = {}});
    recording.orders.push_back(std::move(one.order));
  }
  if (recording.orders.empty() || !ledger_.record(recording, at)) return;
  for (const Order& order : recording.orders)
    log_notice("accepted in ilert, to be acknowledged in Checkmk: " + to_text(order.subject),
               {{"order", std::to_string(order.id)},
                {"route", order.route},
                {"by", order.remark.author},
                {"source", order.source}});
  ports_.ordered();
}

void Sync::failed(const RestFault& fault) {
  const Time at = now();
  ++failures_;
  if (!fault_since_) fault_since_ = at;
  fault_ = fault;
  if (said_ == fault.text || (!said_.empty() && at - said_at_ < repeat_fault_after)) return;
  said_ = fault.text;
  said_at_ = at;
  log_warning("what people do in ilert does not reach Checkmk: " + fault.text, {{"remedy", fault.remedy}});
}

void Sync::answered() {
  if (!answered_at_ && failures_ == 0)
    log_info("ilert shows its alerts", {{"sources", std::to_string(sources_.size())}});
  if (failures_ > 0) log_notice("ilert shows its alerts again, what people do there reaches Checkmk");
  answered_at_ = now();
  failures_ = 0;
  fault_.reset();
  fault_since_.reset();
  said_.clear();
}

Span Sync::pause() {
  if (failures_ == 0) return settings_.interval;
  const double chance = std::uniform_real_distribution<>{}(chance_);
  const Span first = fault_ && fault_->held ? minute : std::max(settings_.interval, first_pause);
  return growing_pause(failures_, first, std::max(longest_pause, first), chance);
}

std::vector<std::string> Sync::secrets() const {
  std::vector<std::string> all{settings_.token.reveal()};
  for (const SyncRoute& route : routes_) all.push_back(route.integration_key.reveal());
  return all;
}

SyncStatus Sync::status() const {
  SyncStatus status;
  status.configured = true;
  status.answered_at = answered_at_;
  status.fault_since = fault_since_;
  if (fault_) {
    status.fault = fault_->text;
    status.remedy = fault_->remedy;
  }
  return status;
}

}  // namespace ilert_bridge
