#include "ilert-bridge/daemon/sync.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span minute = std::chrono::seconds{60};
constexpr Span first_pause = std::chrono::seconds{5};
constexpr Span longest_pause = std::chrono::minutes{5};
constexpr Span repeat_fault_after = std::chrono::minutes{10};
// How far apart the clocks may be beyond what is known: an answer tells its time in seconds.
constexpr Span known_slack = std::chrono::seconds{3};
constexpr Span unknown_slack = std::chrono::seconds{30};

}  // namespace

Sync::Sync(SyncSettings settings, std::string url, std::vector<SyncRoute> routes,
           std::set<std::string, std::less<>> sites, SyncPorts ports, Ledger& ledger)
    : settings_(std::move(settings)),
      sites_(std::move(sites)),
      ordered_(std::move(ports.ordered)),
      ledger_(ledger),
      reader_(settings_.token, std::move(url), std::move(routes), std::move(ports.ask)) {}

asio::awaitable<void> Sync::run() {
  for (;;) {
    co_await round();
    const bool slept = co_await sleep_for(pause());
    if (!slept) co_return;
  }
}

asio::awaitable<bool> Sync::round() {
  const Time at = now();
  const bool agrees = !agreed_at_ || at < *agreed_at_ || at - *agreed_at_ >= between_agreements();
  const bool known = co_await ask_everything(agrees);
  if (known) {
    answered();
  } else if (reader_.fault()) {
    failed();
  }
  co_return known;
}

asio::awaitable<bool> Sync::ask_everything(bool agrees) {
  const bool found = co_await reader_.find_sources(agrees);
  if (!found) co_return false;
  unread_in_a_row_ = 0;
  Shown shown{.open = {}, .complete = true, .asked_at = now()};
  Alerts rows;
  const bool read = co_await reader_.open_alerts(rows, shown.complete);
  if (!read) co_return false;
  shown.open = newest_of_each_key(rows, reader_.sources());
  note_ages(shown.open);
  take_over(shown.open);
  const bool ended = co_await find_ends(shown, agrees);
  if (!ended) co_return false;
  if (agrees) {
    const bool asked = co_await ask_who_took_back(shown);
    if (!asked) co_return false;
    agree(shown);
  }
  const bool heard = co_await hear_comments(shown.open);
  co_return heard;
}

// An alert that took another ALERT in is older than what we told last.
void Sync::note_ages(const Alerts& open) {
  const ReportedKeys reported = reported_keys(ledger_.reports());
  std::erase_if(reported_, [&](const auto& one) {
    const auto keys = reported.find(one.first.first);
    return keys == reported.end() || !keys->second.contains(one.first.second);
  });
  for (const ShownAlert& alert : open)
    if (alert.reported_at)
      reported_[{reader_.sources().at(alert.source), alert.key}] =
          *alert.reported_at - reader_.ilert_ahead().value_or(Span{0});
}

KeyFacts Sync::facts_of(const std::string& route, const ShownAlert& alert) const {
  const Journal& journal = ledger_.journal();
  const LastTold told = journal.last_told(route, alert.key);
  int taken_back = 0;
  while (journal.has_order(route, source_of_removal(alert, taken_back))) ++taken_back;
  return {.waits = !journal.queue(route, alert.key).empty(),
          .taken_over = journal.has_order(route, source_of(alert, taken_back)),
          .taken_back = taken_back,
          .last_alert_at = told.alert_at,
          .last_told_at = told.at,
          .heard = journal.heard(route, alert.key).told};
}

Acceptor Sync::acceptor() const {
  const std::optional<Span> ahead = reader_.ilert_ahead();
  return {
      .author = settings_.author,
      .ilert_ahead = ahead.value_or(Span{0}),
      .clock_slack = ahead ? known_slack : unknown_slack,
      .facts = [this](const std::string& route, const ShownAlert& alert) { return facts_of(route, alert); }};
}

void Sync::take_over(const Alerts& open) {
  if (settings_.accept == SyncAccept::ignore || !ledger_.has_room()) return;
  const Time at = now();
  std::vector<TakeOver> taken =
      accepted_in_ilert(open, reader_.sources(), reported_keys(ledger_.reports()), acceptor(), at);
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
  ordered_();
}

Span Sync::between_agreements() const { return settings_.interval * 10; }

// Of what it was told, ilert shows nothing at once.
Span Sync::settles() const {
  return std::clamp<Span>(settings_.interval * 4, std::chrono::seconds{10}, std::chrono::minutes{2});
}

void Sync::failed() {
  const RestFault& fault = *reader_.fault();
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
    log_info("ilert shows its alerts", {{"sources", std::to_string(reader_.sources().size())}});
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

SyncStatus Sync::status() const {
  SyncStatus status;
  status.configured = true;
  status.answered_at = answered_at_;
  status.fault_since = fault_since_;
  status.disagreements = agreement_.disagreements(reader_.source_states());
  for (const auto& [route, source] : reader_.source_states())
    if (!source.follows_keys && !source.concerns.empty())
      status.concerns.push_back("the alert source of route " + route + ": " + source.concerns.front());
  if (!fault_ && !reader_.hidden().empty()) {
    status.fault = reader_.hidden().begin()->second.text;
    status.remedy = reader_.hidden().begin()->second.remedy;
  }
  if (fault_) {
    status.fault = fault_->text;
    status.remedy = fault_->remedy;
  }
  return status;
}

}  // namespace ilert_bridge
