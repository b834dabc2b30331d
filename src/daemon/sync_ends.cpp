// The part of Sync that concerns alerts which ilert shows no longer open, and whether both sides agree.
#include <algorithm>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/sync.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t most_logs_at_once = 10;

std::string_view then(SyncResolve policy) {
  switch (policy) {
    case SyncResolve::ignore:
      return "nothing is sent until it is over or gets a higher priority";
    case SyncResolve::acknowledge:
      return "to be acknowledged in Checkmk";
    case SyncResolve::reopen:
      return "told again, unless Checkmk shows it acknowledged";
  }
  return {};
}

std::string_view said_of(Gap gap) {
  switch (gap) {
    case Gap::no_alert:
      return "an alert left no trace in ilert, what is there now is told again: ";
    case Gap::not_ended:
      return "an alert is open in ilert that nothing is told of, the next look decides about it: ";
    case Gap::not_accepted:
      return "an alert is not accepted in ilert, that is told again: ";
    case Gap::ended_by_ilert:
      break;
  }
  return {};
}

}  // namespace

std::vector<Unseen> Sync::unseen(const Alerts& open) const {
  return unseen_in_ilert(open, reader_.sources(), reported_keys(ledger_.reports()), acceptor());
}

// What ilert said of a key before is good until the next comparison: it is asked at length.
bool Sync::is_worth_asking(const std::vector<Unseen>& missing, bool agrees) {
  std::erase_if(ends_, [&](const auto& end) {
    return std::none_of(missing.begin(), missing.end(), [&](const Unseen& one) {
      return Place{one.route, one.key} == end.first && one.alert_at == end.second.unseen.alert_at;
    });
  });
  return agrees ? !missing.empty() : missing.size() > ends_.size();
}

// That ilert ended it does not change any more.
bool Sync::is_settled(const Unseen& one) const {
  const auto end = ends_.find({one.route, one.key});
  return end != ends_.end() && end->second.kind == End::Kind::by_ilert &&
         end->second.unseen.alert_at == one.alert_at;
}

Time Sync::asked_since(const std::vector<Unseen>& missing) const {
  Time since = missing.front().alert_at;
  for (const Unseen& one : missing) {
    const auto shown = reported_.find({one.route, one.key});
    since = std::min({since, one.alert_at, shown == reported_.end() ? since : shown->second});
  }
  return since;
}

asio::awaitable<bool> Sync::find_ends(const Shown& shown, bool agrees) {
  std::vector<Unseen> missing = unseen(shown.open);
  if (!is_worth_asking(missing, agrees)) co_return true;
  std::erase_if(missing, [&](const Unseen& one) { return is_settled(one); });
  if (missing.empty()) {
    for (auto& [unused, end] : ends_) end.again = true;
    co_return true;
  }
  Alerts rows;
  bool complete = false;
  const bool read = co_await reader_.resolved_alerts(asked_since(missing), rows, complete);
  if (!read) co_return false;
  const Alerts resolved = newest_of_each_key(rows, reader_.sources());
  const bool judged = co_await judge(missing, resolved);
  if (!judged) co_return false;
  conclude(shown.open, resolved, complete && shown.complete);
  co_return true;
}

// Asks who resolved what is not known yet; the rest comes with the next round.
asio::awaitable<bool> Sync::judge(const std::vector<Unseen>& missing, const Alerts& resolved) {
  std::size_t asked = 0;
  for (const Unseen& one : missing) {
    const ShownAlert* trace = trace_of(one, resolved, reader_.sources(), acceptor());
    if (trace == nullptr || judged_.contains(trace->id)) continue;
    if (++asked > most_logs_at_once) break;
    std::vector<LogEntry> log;
    const bool read = co_await reader_.log_of(trace->id, log);
    if (!read && !goes_on_without_history(trace->id)) co_return false;
    if (!read) continue;
    unread_in_a_row_ = 0;
    judged_[trace->id] = resolved_by(log);
    write_down(*trace, log);
  }
  co_return true;
}

// While ilert was asked, the world went on: only what is still unseen counts.
void Sync::conclude(const Alerts& open, const Alerts& resolved, bool complete) {
  if (!ledger_.has_room()) return;
  Ends ends;
  for (Unseen& one : unseen(open)) {
    const Place place{one.route, one.key};
    if (is_settled(one)) {
      End& end = ends.emplace(place, ends_.at(place)).first->second;
      end.again = true;
      continue;
    }
    const ShownAlert* trace = trace_of(one, resolved, reader_.sources(), acceptor());
    const auto by = trace == nullptr ? judged_.end() : judged_.find(trace->id);
    if (by != judged_.end() && by->second == ResolvedBy::person) {
      take_over_end(one, *trace);
      continue;
    }
    if (trace != nullptr && by == judged_.end()) continue;
    End end{.unseen = std::move(one), .kind = end_of(trace, complete)};
    const auto before = ends_.find(place);
    end.again = before != ends_.end() && before->second.kind == end.kind;
    ends.emplace(place, std::move(end));
  }
  ends_ = std::move(ends);
}

// An event that resolved what nobody was told to resolve was processed too late, or is somebody else's: the
// problem has no alert.
Sync::End::Kind Sync::end_of(const ShownAlert* trace, bool complete) {
  if (trace == nullptr) return complete ? End::Kind::traceless : End::Kind::unknown;
  return judged_[trace->id] == ResolvedBy::ilert ? End::Kind::by_ilert : End::Kind::traceless;
}

void Sync::take_over_end(const Unseen& ended, const ShownAlert& alert) {
  const Time at = now();
  Aftermath aftermath = aftermath_of(ended, alert, settings_.resolve, acceptor(), at);
  const std::string by =
      aftermath.after.told == Told::none ? alert.resolved_by : aftermath.after.remark.author;
  Recording recording;
  recording.changes.push_back({.subject = ended.subject,
                               .route = ended.route,
                               .report = std::move(aftermath.after),
                               .events = {},
                               .heard = Heard{}});
  if (aftermath.order) recording.orders.push_back(std::move(*aftermath.order));
  if (!ledger_.record(recording, at)) return;
  judged_.erase(alert.id);
  log_notice("resolved in ilert while the problem lasts: " + to_text(ended.subject),
             {{"route", ended.route},
              {"by", by},
              {"source", source_of(alert)},
              {"then", std::string{then(settings_.resolve)}}});
  if (!recording.orders.empty()) ordered_();
}

Outlook Sync::outlook(const Shown& shown, const Acceptor& with) const {
  return {.open = shown.open,
          .routes = reader_.sources(),
          .reports = ledger_.reports(),
          .sites = sites_,
          .acceptor = with,
          .settles = settles(),
          .now = shown.asked_at,
          .removes = settings_.unaccept == SyncUnaccept::remove};
}

// Whether what is not accepted any more ever was; the rest comes with the next comparison.
asio::awaitable<bool> Sync::ask_who_took_back(const Shown& shown) {
  const Acceptor with = acceptor();
  was_accepted_.clear();
  std::vector<Correction> found = not_accepted(outlook(shown, with));
  std::stable_partition(found.begin(), found.end(), [](const Correction& one) { return one.order; });
  std::erase_if(unexplained_, [&](std::int64_t alert) {
    return std::none_of(found.begin(), found.end(),
                        [&](const Correction& one) { return one.alert == alert; });
  });
  for (const Correction& one : found) {
    if (was_accepted_.size() >= most_logs_at_once) break;
    if (unexplained_.contains(one.alert)) continue;
    std::vector<LogEntry> log;
    const bool read = co_await reader_.log_of(one.alert, log);
    if (!read && !goes_on_without_history(one.alert)) co_return false;
    if (!read) continue;
    unread_in_a_row_ = 0;
    was_accepted_[one.alert] = was_accepted(log);
    if (one.order && !was_accepted_[one.alert]) unexplained_.insert(one.alert);
  }
  co_return true;
}

// Only what no person did is told again; what no history explains is left as it is.
void Sync::find_unaccepted(const Shown& shown, std::vector<Correction>& found) {
  const Acceptor with = acceptor();
  std::vector<Correction> stand;
  for (Correction& one : not_accepted(outlook(shown, with))) {
    const auto known = was_accepted_.find(one.alert);
    if (known == was_accepted_.end()) continue;
    if (!known->second) {
      if (!one.order) found.push_back(std::move(one));
    } else if (std::optional<Correction> back = taken_back(one, ledger_.reports())) {
      stand.push_back(std::move(*back));
    }
  }
  record(stand, shown.asked_at, [](const Correction& one) {
    const std::string what = one.order
                                 ? "taken back in ilert, to be no longer acknowledged in Checkmk: "
                                 : "accepted in Checkmk, and a person made it call again in ilert, that "
                                   "stands: ";
    log_notice(what + to_text(one.subject), {{"route", one.route}, {"key", one.key}});
  });
}

// What was told since ilert was asked is not in its answer.
void Sync::agree(const Shown& shown) {
  const Time at = shown.asked_at;
  agreed_at_ = at;
  const Acceptor with = acceptor();
  std::vector<Correction> found = not_ended(outlook(shown, with));
  find_unaccepted(shown, found);
  for (const auto& [unused, end] : ends_) {
    if (end.kind == End::Kind::unknown || !end.again || at - end.unseen.alert_at < settles()) continue;
    if (!(ledger_.report(end.unseen.subject, end.unseen.route) == end.unseen.report)) continue;
    Correction& one = found.emplace_back(correction_of(end.unseen));
    if (end.kind == End::Kind::by_ilert) one.gap = Gap::ended_by_ilert;
  }
  correct(agreement_.due(found, reader_.source_states(), at), at);
}

void Sync::correct(const std::vector<Correction>& corrections, Time at) {
  record(corrections, at, [](const Correction& one) {
    log_warning(std::string{said_of(one.gap)} + to_text(one.subject),
                {{"route", one.route}, {"key", one.key}});
  });
}

void Sync::record(const std::vector<Correction>& corrections, Time at,
                  const std::function<void(const Correction&)>& say) {
  if (corrections.empty() || !ledger_.has_room()) return;
  Recording recording;
  for (const Correction& one : corrections) {
    recording.changes.push_back(
        {.subject = one.subject, .route = one.route, .report = one.after, .events = {}, .heard = one.heard});
    if (one.order) recording.orders.push_back(*one.order);
  }
  if (!ledger_.record(recording, at)) return;
  if (!recording.orders.empty()) ordered_();
  for (const Correction& one : corrections) say(one);
}

}  // namespace ilert_bridge
