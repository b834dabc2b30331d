// What ilert refused for good, and how Deliver tries it again while its problem lasts.
#include <algorithm>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/stand_in.hpp"
#include "ilert-bridge/daemon/deliver.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_told_since = 50;  // an ALERT

// Older versions left it parked though a later one was taken.
bool is_made_good(const Event& end, const Journal& journal) {
  const std::vector<Entry> since = journal.history(end.route, end.subject, most_told_since);
  return std::any_of(since.begin(), since.end(), [&](const Entry& entry) {
    const Event& event = entry.queued.event;
    return event.id > end.id && event.type == EventType::resolve && entry.settled == Settled::delivered;
  });
}

}  // namespace

// An event is refused twice before it is parked: with everything, and with required fields only.
void Deliver::find_parked(const Entry& entry) {
  if (entry.settled != Settled::parked) return;
  if (entry.queued.event.type == EventType::resolve) return find_refused_end(entry);
  if (entry.queued.event.type != EventType::alert) return;
  parked_.found(entry.queued.event.alert_key, entry.queued.event.id, entry.queued.event.subject.is_own(),
                entry.queued.attempts / 2, entry.settled_at.value_or(Time{}));
}

// What was open when it was refused counts as nothing: so an ALERT came after it.
void Deliver::find_refused_end(const Entry& entry) {
  const Event& end = entry.queued.event;
  if (!refused_ends_.try_emplace(end.alert_key, end.id).second) return;  // the newest comes first
  Heard heard = backlog_.heard(end.alert_key);
  if (heard.told != Told::open || is_made_good(end, ledger_.journal())) return;
  heard.doubtful = true;
  backlog_.hear(end.alert_key, heard);
  parked_.found(end.alert_key, end.id, end.subject.is_own(), entry.queued.attempts / 2,
                entry.settled_at.value_or(Time{}));
}

// Whose problem lasts, though ilert took no ALERT of it. Where something newer waits, that calls.
void Deliver::take_up_parked(Time at) {
  for (const std::string& key : parked_.take_due(at)) {
    const Heard heard = backlog_.heard(key);
    const bool is_behind = may_have_called_nobody(heard);
    const bool calls = backlog_.wanted(key) == Told::open && (heard.told == Told::none || is_behind);
    if (!calls || backlog_.plan(key) != nullptr || backlog_.is_under_way(key)) continue;
    const EventId event = *parked_.event_of(key);
    if (is_behind && !record_anew(event, at)) continue;
    if (ledger_.journal().retry({event}, "ilert-bridge, since the problem lasts", at).empty()) {
      parked_.forget(key);
      continue;
    }
    std::vector<WaitingRow> rows;
    for (const Queued& queued : ledger_.journal().queue(route_.name, key)) {
      rows.push_back(waiting_row_of(queued.event));
      rows.back().waiting.tried_again = true;
    }
    backlog_.replace(key, rows);
    log_notice(is_behind
                   ? "a refused RESOLVE is tried again, its alert is in the way of one whose problem lasts"
                   : "a refused ALERT is tried again, its problem lasts",
               {{"event", std::to_string(event)}, {"route", route_.name}, {"key", key}});
  }
}

// The ALERT that came behind this RESOLVE, to follow it when it is tried again. Where it is refused again,
// there is nothing to tell of that ALERT.
bool Deliver::record_anew(EventId refused_end, Time at) {
  const std::optional<Entry> end = ledger_.journal().entry(refused_end);
  if (!end) return false;
  const Subject& subject = end->queued.event.subject;
  std::vector<Queued> told;
  for (const Entry& entry : ledger_.journal().history(route_.name, subject, most_told_since)) {
    if (entry.settled != Settled::delivered) continue;
    told.insert(told.begin(), entry.queued);
    if (entry.queued.event.type == EventType::alert) break;
  }
  if (told.empty() || told.front().event.type != EventType::alert) return false;
  Recording recording;
  recording.changes.push_back({.subject = subject,
                               .route = route_.name,
                               .report = ledger_.report(subject, route_.name),
                               .events = {alert_anew(told, at)}});
  return ledger_.record(recording, at);
}

void Deliver::remember_end(const Event& event, Settled settled) {
  const std::string& key = event.alert_key;
  if (settled == Settled::parked) {
    refused_ends_[key] = event.id;
    if (parked_.event_of(key) == event.id) parked_.park(key, event.id, event.subject.is_own(), now());
  }
  if (settled != Settled::delivered || refused_ends_.erase(key) == 0) return;
  parked_.forget(key);
  say_parked();
}

void Deliver::remember_call(const Event& event, Settled settled) {
  if (settled == Settled::parked) parked_.park(event.alert_key, event.id, event.subject.is_own(), now());
  if (settled != Settled::delivered) return;
  const bool was_parked = parked_.event_of(event.alert_key).has_value();
  parked_.forget(event.alert_key);
  if (!event.subject.is_own()) parked_.another_was_taken(event.alert_key);
  const auto end = refused_ends_.find(event.alert_key);
  if (may_have_called_nobody(backlog_.heard(event.alert_key)) && end != refused_ends_.end())
    parked_.park(event.alert_key, end->second, event.subject.is_own(), now());
  if (was_parked) say_parked();
}

}  // namespace ilert_bridge
