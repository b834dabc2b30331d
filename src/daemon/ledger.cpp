#include "ilert-bridge/daemon/ledger.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/collapse.hpp"
#include "ilert-bridge/core/stand_in.hpp"

namespace ilert_bridge {
namespace {

void log_event(const Event& event) {
  log_notice(std::string{name(event.type)} + " " + to_text(event.subject),
             {{"event", std::to_string(event.id)},
              {"route", event.route},
              {"state", event.subject.is_own() ? "-" : std::string{name(event.state)}},
              {"priority", std::string{name(event.priority)}},
              {"reason", std::string{name(event.reason)}},
              {"because", std::string{name(event.because)}},
              {"key", event.alert_key}});
}

// Whoever decided it: an older alert that may be open still would swallow the ALERT.
void make_way(Recording& recording, const Journal& journal) {
  for (Recording::Change& change : recording.changes) {
    const auto first = std::find_if(change.events.begin(), change.events.end(), [](const Event& event) {
      return event.type == EventType::alert || event.type == EventType::resolve;
    });
    if (first == change.events.end() || first->type != EventType::alert) continue;
    if (!may_be_in_the_way(journal.heard(change.route, first->alert_key))) continue;
    Event end = end_before(*first);
    change.events.insert(first, std::move(end));
  }
}

}  // namespace

Ledger::Ledger(Journal journal)
    : journal_(std::move(journal)),
      reports_(journal_.reports()),
      looked_at_(journal_.looked_at()),
      looks_(journal_.looks()) {
  journal_.on_reserve_used(
      [this] { found_full("the disk is full, a delivery was recorded in the reserve's room"); });
}

Report Ledger::report(const Subject& subject, const std::string& route) const {
  const auto routes = reports_.find(subject);
  if (routes == reports_.end()) return {};
  const auto report = routes->second.find(route);
  return report == routes->second.end() ? Report{} : report->second;
}

std::set<std::string, std::less<>> Ledger::never_looked_at(std::string_view site,
                                                           const std::vector<Route>& routes) const {
  std::set<std::string, std::less<>> names;
  for (const Route& route : routes)
    if (!looked_at_.contains({std::string{site}, route.name})) names.insert(route.name);
  return names;
}

std::optional<LookMark> Ledger::last_look(const std::string& site) const {
  const auto known = looks_.find(site);
  return known == looks_.end() ? std::nullopt : std::optional{known->second};
}

void Ledger::found_full(std::string_view why) {
  ++errors_;
  if (!std::exchange(has_room_, false)) return;
  log_error(why);
  if (on_full_) on_full_();
}

bool Ledger::record(Recording& recording, Time now) {
  if (recording.empty()) return true;
  make_way(recording, journal_);
  try {
    journal_.record(recording, now);
  } catch (const CommitFailed& failure) {
    if (!failure.disk_full()) throw;
    found_full(failure.what());
    return false;
  }
  remember(recording);
  return true;
}

void Ledger::change_sources(const std::vector<SourceChange>& changes, Time now) {
  if (changes.empty()) return;
  journal_.change_sources(changes, now);
  reports_ = journal_.reports();
  looked_at_ = journal_.looked_at();
}

void Ledger::remember(const Recording& recording) {
  looked_at_.insert(recording.looked_at.begin(), recording.looked_at.end());
  for (const auto& [site, mark] : recording.looks) looks_[site] = mark;
  for (const Event& event : recording.missed) log_event(event);
  for (const Recording::Change& change : recording.changes) {
    if (change.report.is_blank()) {
      const auto place = reports_.find(change.subject);
      if (place != reports_.end()) {
        place->second.erase(change.route);
        if (place->second.empty()) reports_.erase(place);
      }
    } else {
      reports_[change.subject][change.route] = change.report;
    }
    for (const Event& event : change.events) log_event(event);
    if (on_change_) on_change_(change);
  }
}

}  // namespace ilert_bridge
