#include "ilert-bridge/core/agreement.hpp"

#include <algorithm>
#include <utility>

namespace ilert_bridge {
namespace {

constexpr int most_times = 3;
constexpr std::size_t most_at_once = 10;
constexpr Span first_pause = std::chrono::minutes{5};
constexpr Span named_for = std::chrono::minutes{15};  // what is sent again is not found for a while
constexpr Span forgotten_after = std::chrono::hours{1};

using Status = ShownAlert::Status;

bool is_open(const ShownAlert& alert) {
  return alert.status == Status::pending || alert.status == Status::accepted;
}

const Report* report_of(const Reports& reports, const Subject& subject, const std::string& route) {
  const auto on_routes = reports.find(subject);
  if (on_routes == reports.end()) return nullptr;
  const auto found = on_routes->second.find(route);
  return found == on_routes->second.end() ? nullptr : &found->second;
}

// Whatever was told of it, ilert had the time to show.
bool is_settled(const ShownAlert& alert, const KeyFacts& facts, const Outlook& at) {
  if (facts.waits || (facts.last_told_at && at.now - *facts.last_told_at < at.settles)) return false;
  const Time present = at.now + at.acceptor.ilert_ahead;
  return alert.reported_at && present - *alert.reported_at >= at.settles;
}

// Its labels say whose it is, and the key that they make says that they are right.
bool is_ours(const ShownAlert& alert, const Outlook& at) {
  return !alert.subject.host.empty() && at.sites.contains(alert.subject.site) &&
         alert_key(alert.subject, {}) == alert.key;
}

bool nothing_is_told(const ShownAlert& alert, const std::string& route, const Outlook& at) {
  const Report* report = report_of(at.reports, alert.subject, route);
  return report == nullptr || report->told == Told::none;
}

Correction taken_as_open(const ShownAlert& alert, const std::string& route, const Outlook& at) {
  Correction one{.subject = alert.subject,
                 .route = route,
                 .key = alert.key,
                 .gap = Gap::not_ended,
                 .after = {},
                 .heard = {}};
  if (const Report* known = report_of(at.reports, alert.subject, route)) one.after = *known;
  one.after.told = Told::open;
  one.after.state = alert.state.value_or(alert.subject.is_service() ? State::critical : State::down);
  one.after.told_at = at.now;
  one.heard.told = alert.status == Status::accepted ? Told::accepted : Told::open;
  one.heard.state = one.after.state;
  return one;
}

bool accepted_by_checkmk(const Report& report) {
  return report.told == Told::accepted &&
         (report.acceptance == Acceptance::checkmk || report.acceptance == Acceptance::downtime);
}

// Checkmk shows the acknowledgement that was made of this very alert's acceptance, and no other.
bool is_mirror_of(const ShownAlert& alert, const Report& report) {
  return report.told == Told::accepted && report.acceptance == Acceptance::mirrored &&
         is_same_remark(report.remark, {report.remark.author, accepted_text(alert)});
}

Order removal_of(const ShownAlert& alert, const std::string& route, const Report& report,
                 const KeyFacts& facts) {
  Order order;
  order.route = route;
  order.subject = alert.subject;
  order.kind = OrderKind::unacknowledge;
  order.source = source_of_removal(alert, facts.taken_back);
  order.remark = report.remark;
  return order;
}

std::string what(Gap gap, std::size_t count) {
  const bool one = count == 1;
  const std::string alerts = std::to_string(count) + (one ? " alert" : " alerts");
  switch (gap) {
    case Gap::no_alert:
      return alerts + (one ? " does" : " do") + " not show up in ilert, though it took the events";
    case Gap::not_ended:
      return alerts + (one ? " stays" : " stay") + " open in ilert, though the end was told";
    case Gap::not_accepted:
      return alerts + (one ? " is" : " are") + " not accepted in ilert, though that was told";
    case Gap::ended_by_ilert:
      return alerts + (one ? " was" : " were") + " resolved by ilert itself while the problem lasts";
  }
  return {};
}

std::string likely_cause(Gap gap) {
  switch (gap) {
    case Gap::no_alert:
      return "the event log of the alert source in ilert says why; a filter, a maintenance or a limit?";
    case Gap::not_ended:
      return "does the alert source filter RESOLVE? see its event log; resolve them in ilert by hand";
    case Gap::not_accepted:
      return "does the alert source filter ACCEPT? see its event log in ilert";
    case Gap::ended_by_ilert:
      return "switch off automatic resolution in the alert source";
  }
  return {};
}

}  // namespace

Correction correction_of(const Unseen& traceless) {
  return {.subject = traceless.subject,
          .route = traceless.route,
          .key = traceless.key,
          .gap = Gap::no_alert,
          .after = untold(traceless.report),
          .heard = {}};
}

std::vector<Correction> not_ended(const Outlook& at) {
  std::vector<Correction> found;
  for (const ShownAlert& alert : at.open) {
    const auto route = at.routes.find(alert.source);
    if (route == at.routes.end() || !is_open(alert) || !is_ours(alert, at)) continue;
    if (!nothing_is_told(alert, route->second, at)) continue;
    const KeyFacts facts = at.acceptor.facts(route->second, alert);
    if (facts.heard != Told::none || !is_settled(alert, facts, at)) continue;
    found.push_back(taken_as_open(alert, route->second, at));
  }
  return found;
}

std::vector<Correction> not_accepted(const Outlook& at) {
  std::vector<Correction> found;
  for (const ShownAlert& alert : at.open) {
    const auto route = at.routes.find(alert.source);
    if (route == at.routes.end() || alert.status != Status::pending || !is_ours(alert, at)) continue;
    const Report* report = report_of(at.reports, alert.subject, route->second);
    if (report == nullptr) continue;
    const bool by_checkmk = accepted_by_checkmk(*report);
    if (!by_checkmk && !(at.removes && is_mirror_of(alert, *report))) continue;
    const KeyFacts facts = at.acceptor.facts(route->second, alert);
    if ((by_checkmk && facts.heard != Told::accepted) || !is_settled(alert, facts, at)) continue;
    if (is_stale(alert, facts, at.acceptor, at.now)) continue;
    Correction& one = found.emplace_back(Correction{.subject = alert.subject,
                                                    .route = route->second,
                                                    .key = alert.key,
                                                    .gap = Gap::not_accepted,
                                                    .after = *report,
                                                    .heard = {}});
    one.after.told = Told::open;
    one.after.acceptance = {};
    one.after.remark = {};
    one.heard = {.told = Told::open, .state = report->state, .priority = report->priority};
    one.alert = alert.id;
    if (!by_checkmk) one.order = removal_of(alert, route->second, *report, facts);
  }
  return found;
}

bool was_accepted(const std::vector<LogEntry>& log) {
  return std::any_of(log.begin(), log.end(), [](const LogEntry& entry) {
    return entry.kind == LogEntry::Kind::response || entry.kind == LogEntry::Kind::event_response;
  });
}

std::optional<Correction> taken_back(const Correction& not_accepted, const Reports& reports) {
  const Report* report = report_of(reports, not_accepted.subject, not_accepted.route);
  if (report == nullptr || report->acceptance == Acceptance::downtime) return std::nullopt;
  Correction stands = not_accepted;
  stands.after.overruled = report->remark.empty() ? unread_remark : report->remark;
  return stands;
}

bool Agreement::may_correct(const Try& tried, const Correction& one, const SourceStates& sources,
                            Time now) const {
  if (one.gap == Gap::ended_by_ilert || tried.times >= most_times) return false;
  const auto source = sources.find(one.route);
  if (source != sources.end() && !source->second.follows_keys) return false;
  return tried.times == 0 || now - tried.at >= first_pause * tried.times;
}

std::vector<Correction> Agreement::due(const std::vector<Correction>& found, const SourceStates& sources,
                                       Time now) {
  std::vector<Correction> chosen;
  checked_at_ = now;
  for (const Correction& one : found) {
    Try& tried = tries_[{one.route, one.key}];
    if (tried.gap != one.gap) tried = {};
    tried.subject = one.subject;
    tried.gap = one.gap;
    tried.found_at = now;
    const bool may = may_correct(tried, one, sources, now);
    tried.persists = tried.persists || tried.times > 0 || !may;
    if (!may || chosen.size() >= most_at_once) continue;
    ++tried.times;
    tried.at = now;
    chosen.push_back(one);
  }
  forget(now);
  return chosen;
}

void Agreement::forget(Time now) {
  std::erase_if(tries_, [&](const auto& one) { return now - one.second.found_at >= forgotten_after; });
}

std::vector<std::string> Agreement::disagreements(const SourceStates& sources) const {
  std::map<std::pair<std::string, Gap>, std::vector<const Try*>> by_kind;
  for (const auto& [place, tried] : tries_)
    if (tried.persists && checked_at_ - tried.found_at < named_for)
      by_kind[{place.first, tried.gap}].push_back(&tried);
  std::vector<std::string> sentences;
  for (const auto& [kind, tries] : by_kind) {
    const auto source = sources.find(kind.first);
    const bool explained =
        source != sources.end() && !source->second.follows_keys && !source->second.concerns.empty();
    std::string sentence = "route " + kind.first + ": ";
    sentence.append(what(kind.second, tries.size()))
        .append(" (")
        .append(to_text(tries.front()->subject))
        .append(tries.size() > 1 ? ", …): " : "): ")
        .append(explained ? "its alert source may be why: " + source->second.concerns.front()
                          : likely_cause(kind.second));
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace ilert_bridge
