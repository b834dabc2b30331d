// The part of Sync that concerns what people say in ilert.
#include <algorithm>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/sync.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// An alert's history is one question each, of those that are allowed in a minute.
constexpr std::size_t histories_per_minute = 20;
constexpr Span minute = std::chrono::seconds{60};
constexpr std::size_t remembered = 200;
// Of a hundred alerts that end together, the first are heard once more.
constexpr std::size_t most_leaving = 100;
constexpr Span leave_within = std::chrono::minutes{10};

const Reported* reported_of(const ReportedKeys& reported, const std::string& route, const std::string& key) {
  const auto keys = reported.find(route);
  if (keys == reported.end()) return nullptr;
  const auto found = keys->second.find(key);
  return found == keys->second.end() ? nullptr : &found->second;
}

}  // namespace

// Those that changed last are asked most often, and none is left out for longer than five minutes, as far as
// the questions go round.
std::vector<ShownAlert> Sync::worth_hearing(const Alerts& open, Time at) {
  std::map<std::int64_t, Hearing> known;
  std::vector<ShownAlert> due;
  const ReportedKeys reported = reported_keys(ledger_.reports());
  for (const ShownAlert& alert : open) {
    if (reported_of(reported, reader_.sources().at(alert.source), alert.key) == nullptr) continue;
    const auto before = hearings_.find(alert.id);
    Hearing hearing = before == hearings_.end() ? Hearing{.changed_at = at} : before->second;
    hearing.alert = alert;
    hearing.subject = *reported_of(reported, reader_.sources().at(alert.source), alert.key)->subject;
    if (hearing.status != alert.status) hearing.changed_at = at;
    hearing.status = alert.status;
    if (is_worth_hearing(hearing.changed_at, hearing.asked_at, settings_.interval, at)) due.push_back(alert);
    known.emplace(alert.id, hearing);
  }
  take_leave(known, at);
  hearings_ = std::move(known);
  std::stable_sort(due.begin(), due.end(), [&](const ShownAlert& one, const ShownAlert& other) {
    return hearings_[one.id].asked_at < hearings_[other.id].asked_at;
  });
  return due;
}

// Who worked on it may have said what it was just before it was over.
void Sync::take_leave(const std::map<std::int64_t, Hearing>& known, Time at) {
  for (const auto& [id, hearing] : hearings_) {
    if (known.contains(id) || hearing.status != ShownAlert::Status::accepted) continue;
    leaving_.push_back(hearing);
    leaving_.back().changed_at = at;
  }
  while (!leaving_.empty() &&
         (leaving_.size() > most_leaving || at - leaving_.front().changed_at >= leave_within))
    leaving_.pop_front();
}

bool Sync::may_ask_for_a_history(Time at) {
  while (!histories_.empty() && (at < histories_.front() || at - histories_.front() >= minute))
    histories_.pop_front();
  if (histories_.size() >= histories_per_minute) return false;
  histories_.push_back(at);
  return true;
}

asio::awaitable<bool> Sync::hear_last_words(Time at) {
  while (!leaving_.empty() && may_ask_for_a_history(at)) {
    const Hearing leaving = leaving_.front();
    leaving_.pop_front();
    std::vector<LogEntry> log;
    const bool read = co_await reader_.log_of(leaving.alert.id, log);
    if (!read && !goes_on_without_history(leaving.alert.id)) co_return false;
    if (!read) continue;
    unread_in_a_row_ = 0;
    order_comments(leaving.alert, log, leaving.subject);
  }
  co_return true;
}

asio::awaitable<bool> Sync::hear_comments(const Alerts& open) {
  if (!settings_.comments) co_return true;
  const Time at = now();
  const std::vector<ShownAlert> due = worth_hearing(open, at);
  const bool left = co_await hear_last_words(at);
  if (!left) co_return false;
  for (const ShownAlert& alert : due) {
    if (!may_ask_for_a_history(at)) break;
    std::vector<LogEntry> log;
    const bool read = co_await reader_.log_of(alert.id, log);
    if (!read && !goes_on_without_history(alert.id)) co_return false;
    Hearing& hearing = hearings_[alert.id];
    if (!read) {
      hearing.asked_at = at;
      continue;
    }
    unread_in_a_row_ = 0;
    if (hearing.entries != log.size()) hearing.changed_at = at;
    hearing.entries = log.size();
    hearing.asked_at = at;
    write_down(alert, log);
  }
  co_return true;
}

// A history that cannot be read may be the alert's own matter, and must not keep the others back. Three in a
// row are ilert's.
bool Sync::goes_on_without_history(std::int64_t alert) {
  constexpr int too_many = 3;
  if (!reader_.fault() || ++unread_in_a_row_ >= too_many) return false;
  const RestFault& fault = *reader_.fault();
  if (history_fault_.fails(fault.text, now()))
    log_warning("what people did with an alert in ilert cannot be read: " + fault.text,
                {{"alert", std::to_string(alert)}, {"remedy", fault.remedy}});
  return true;
}

std::vector<Remark> Sync::told_of(const std::string& route, const Subject& subject) const {
  std::vector<Remark> told;
  for (const Entry& entry : ledger_.journal().history(route, subject, remembered))
    if (!entry.queued.event.remark.empty()) told.push_back(entry.queued.event.remark);
  return told;
}

void Sync::write_down(const ShownAlert& alert, const std::vector<LogEntry>& log) {
  if (!settings_.comments || !ledger_.has_room()) return;
  const std::string& route = reader_.sources().at(alert.source);
  const ReportedKeys reported = reported_keys(ledger_.reports());
  const Reported* known = reported_of(reported, route, alert.key);
  if (known == nullptr) return;
  const Acceptor with = acceptor();
  if (is_stale(alert, with.facts(route, alert), with, now())) return;
  const Subject subject = *known->subject;
  order_comments(alert, log, subject);
}

void Sync::order_comments(const ShownAlert& alert, const std::vector<LogEntry>& log, const Subject& subject) {
  const auto source = reader_.sources().find(alert.source);
  if (source == reader_.sources().end() || !ledger_.has_room()) return;
  const std::string& route = source->second;
  Recording recording;
  recording.orders = comments_to_write(alert, log, route, subject, settings_.author, told_of(route, subject));
  std::erase_if(recording.orders,
                [&](const Order& order) { return ledger_.journal().has_order(order.route, order.source); });
  if (recording.orders.empty() || !ledger_.record(recording, now())) return;
  for (const Order& order : recording.orders)
    log_notice("commented in ilert, to be commented in Checkmk: " + to_text(order.subject),
               {{"order", std::to_string(order.id)},
                {"route", order.route},
                {"by", order.remark.author},
                {"source", order.source}});
  ordered_();
}

}  // namespace ilert_bridge
