#include "ilert-bridge/core/status.hpp"

#include <algorithm>
#include <set>

namespace ilert_bridge {
namespace {

Judgement unknown() {
  return {.condition = Condition::unknown, .cause = "not known while the daemon does not answer"};
}

std::string counted(std::size_t count, const std::string& one) {
  return std::to_string(count).append(" ").append(one).append(count == 1 ? "" : "s");
}

Judgement daemon_mute(const Status& status) {
  return {.condition = Condition::warning,
          .cause = "it runs (process " + std::to_string(status.pid) +
                   "), but its control socket does not answer: " + status.why_not,
          .since = std::nullopt,
          .remedy =
              "why there is no socket is in its log: journalctl -u ilert-bridge; one started by hand needs "
              "the same RUNTIME_DIRECTORY as this command"};
}

Judgement daemon_gone(const Status& status) {
  return {.condition = Condition::critical,
          .cause = status.why_not,
          .since = std::nullopt,
          .remedy = "systemctl start ilert-bridge; why it ended: journalctl -u ilert-bridge"};
}

Judgement reload_failed(const Status& status) {
  return {.condition = Condition::warning,
          .cause = "the changed configuration has errors, the one before it is in use",
          .since = status.reload_failed_at,
          .remedy = "ilert-bridge check; then systemctl reload ilert-bridge"};
}

Judgement of_own_alert(const OwnAlert& alert) {
  Judgement judgement{.condition = Condition::warning, .since = alert.since};
  if (alert.kind == "core") {
    judgement.condition = Condition::critical;
    judgement.cause = "the monitoring core executes no checks: nothing new is seen";
    judgement.remedy = "start the checks of the site again";
  } else if (alert.kind == "removal") {
    judgement.cause = "many reported objects left the configuration at once: their alerts are held";
    judgement.remedy = "bring them back, or take it as it is: ilert-bridge adopt";
  } else if (alert.kind == "unrouting") {
    judgement.cause =
        "many alerts are not matched by their routes any more, all at once: they are held there";
    judgement.remedy =
        "set it right in the monitoring or the routes, or take it as it is: ilert-bridge adopt";
  } else if (alert.kind == "storm") {
    judgement.cause = "more to tell than ilert takes in a minute: the most urgent goes first";
  } else if (alert.kind == "route") {
    judgement.cause = "ilert took nothing of it when it was tried last";
    judgement.remedy = "ilert-bridge send-test --route " + alert.name +
                       "; its alert is resolved with the next event that ilert takes";
  } else if (alert.kind == "disk") {
    judgement.cause = "its disk was nearly full a moment ago";
    judgement.remedy = "a little more room, and its alert is resolved";
  } else {
    judgement.cause = "the alert about it (" + alert.kind + ") is still open";
  }
  return judgement;
}

std::string own_subject(const OwnAlert& alert) {
  if (alert.kind == "storm" || alert.kind == "route" || alert.kind == "parked") return "route " + alert.name;
  if (alert.kind == "disk") return "journal";
  return alert.name.empty() ? alert.kind : "site " + alert.name;
}

// What its own finding shows already is not said twice.
bool is_shown(const OwnAlert& alert, const std::vector<Finding>& found) {
  static const std::set<std::string, std::less<>> has_words{"core", "removal", "unrouting", "storm"};
  if (has_words.contains(alert.kind)) return false;
  const std::string about = own_subject(alert);
  return std::any_of(found.begin(), found.end(),
                     [&](const Finding& finding) { return finding.about == about; });
}

void add(std::vector<Finding>& found, std::string about, Judgement judgement) {
  const Condition condition = judgement.condition;
  if (condition == Condition::warning || condition == Condition::critical)
    found.push_back({.about = std::move(about), .judgement = std::move(judgement)});
}

}  // namespace

std::string_view name(Condition condition) {
  switch (condition) {
    case Condition::ok:
      return "ok";
    case Condition::unknown:
      return "unknown";
    case Condition::warning:
      return "warning";
    case Condition::critical:
      break;
  }
  return "critical";
}

Span look_overdue(const SiteStatus& site) {
  return std::max(Span{std::chrono::minutes{1}}, 3 * std::max(site.poll_interval, site.pause));
}

Judgement judge(const SiteStatus& site, const Status& status) {
  if (!status.running) return unknown();
  if (site.silent_since) {
    const bool for_long = status.at - *site.silent_since >= site.silent_after;
    return {.condition = for_long ? Condition::critical : Condition::warning,
            .cause = site.fault.empty() ? "does not answer" : site.fault,
            .since = site.silent_since};
  }
  // Nobody looks then: that is the disk's fault, which is said, and not the site's.
  if (!status.journal.fault.empty())
    return {.condition = Condition::unknown, .cause = "not looked at while the journal cannot be written"};
  const Time heard = site.answered_at.value_or(status.configured_at);
  const Span quiet = status.at - heard;
  if (quiet < look_overdue(site) && site.core_still_since)
    return {.condition = Condition::critical,
            .cause = "the core does not work: " + site.core_fault,
            .since = site.core_still_since,
            .remedy = site.core_remedy};
  if (quiet < look_overdue(site) && site.unread_since && status.at - *site.unread_since >= waits_long)
    return {.condition = Condition::warning, .cause = site.unread, .since = site.unread_since};
  if (quiet < look_overdue(site)) return {};
  return {.condition = quiet >= site.silent_after ? Condition::critical : Condition::warning,
          .cause = "a question to the site has not been answered yet",
          .since = heard,
          .remedy = "is the site overloaded? its core may hang"};
}

std::optional<Time> stuck_since(const RouteStatus& route) {
  if (route.waiting == 0 || !route.oldest_waiting) return std::nullopt;
  return std::max(*route.oldest_waiting, route.delivered_at.value_or(*route.oldest_waiting));
}

// A moment's trouble is over before anybody has read of it; what a person must mend is not.
Judgement nobody_called(const RouteStatus& route, const Status& status) {
  const bool for_long = status.at - *route.uncalled.since >= waits_long;
  const bool only_many = status.running && route.trouble.empty() && route.parked == 0;
  Judgement judgement{.condition = for_long && !only_many ? Condition::critical : Condition::warning,
                      .cause = sentence_of(route.uncalled),
                      .since = route.uncalled.since,
                      .remedy = route.remedy};
  if (!status.running) {
    judgement.condition = Condition::critical;
    judgement.cause += ", and the daemon is not running";
  } else if (!route.trouble.empty()) {
    judgement.cause += ": " + route.trouble;
  } else if (route.parked > 0) {
    judgement.cause += ": ilert refused it";
    judgement.remedy =
        "ilert-bridge journal list --state parked --route " + route.name + "; then journal retry or drop";
  } else {
    judgement.cause += ": ilert takes " + std::to_string(route.pace) + " a minute";
  }
  return judgement;
}

Judgement judge(const RouteStatus& route, const Status& status) {
  if (route.uncalled.count > 0) {
    Judgement judgement = nobody_called(route, status);
    RouteStatus but_that = route;
    but_that.uncalled = {};
    judgement.condition = std::max(judgement.condition, judge(but_that, status).condition);
    return judgement;
  }
  if (!status.running) return unknown();
  const std::optional<Time> stuck = stuck_since(route);
  const bool has_begun = status.at - status.started_at >= first_delivery_takes;
  const bool too_long = has_begun && stuck && status.at - *stuck >= waits_too_long;
  if (!route.trouble.empty() || too_long)
    return {.condition = route.held || too_long ? Condition::critical : Condition::warning,
            .cause = route.trouble.empty()
                         ? "nothing was delivered although " + counted(route.waiting, "event") +
                               (route.waiting == 1 ? " waits" : " wait")
                         : route.trouble,
            .since = route.trouble_since ? route.trouble_since : stuck,
            .remedy = route.remedy};
  if (route.waiting > 0 && route.oldest_waiting && status.at - *route.oldest_waiting >= waits_long)
    return {.condition = Condition::warning,
            .cause = counted(route.waiting, "event") + (route.waiting == 1 ? " waits" : " wait") +
                     ", ilert takes " + std::to_string(route.pace) + " a minute",
            .since = route.oldest_waiting,
            .remedy = route.waiting > static_cast<std::size_t>(std::max(route.pace, 0))
                          ? "nothing: the most urgent go first"
                          : "why: ilert-bridge journal list --state waiting --route " + route.name +
                                "; then journal show ID"};
  if (route.parked > 0)
    return {.condition = Condition::warning,
            .cause = counted(route.parked, "event") + " parked: ilert refused " +
                     (route.parked == 1 ? "it" : "them") + " for good",
            .since = std::nullopt,
            .remedy = "ilert-bridge journal list --state parked --route " + route.name +
                      "; then journal retry or drop"};
  return {};
}

// Long enough to be seen by whoever was not there, and over by itself.
constexpr Span said_after_damage = std::chrono::days{1};

Judgement judge(const JournalStatus& journal, const Status& status) {
  if (!journal.fault.empty()) return {.condition = Condition::critical, .cause = journal.fault};
  if (journal.disk_low > 0 && journal.disk_free < journal.disk_low)
    return {.condition = journal.disk_free < journal.disk_low / 4 ? Condition::critical : Condition::warning,
            .cause = "only " + about_size(journal.disk_free) + " are free on its disk",
            .since = std::nullopt,
            .remedy = "make room; the journal keeps what is undelivered whatever it takes"};
  if (journal.set_aside_at && status.at - *journal.set_aside_at < said_after_damage)
    return {.condition = Condition::warning,
            .cause = "it was damaged; what could be read is taken over, the damaged file is " +
                     journal.set_aside + " (" + about_size(journal.set_aside_size) + ")",
            .since = journal.set_aside_at,
            .remedy =
                "look for errors of the disk in the kernel's log; the file may be deleted, and goes by "
                "itself after keep_delivered"};
  if (!journal.is_known()) return {.condition = Condition::unknown, .cause = "not known: " + journal.unread};
  if (!status.running && status.pid == 0 && journal.waiting > 0)
    return {.condition = Condition::warning,
            .cause = counted(journal.waiting, "event") + (journal.waiting == 1 ? " waits" : " wait") +
                     " for the daemon to run again",
            .since = journal.oldest_waiting};
  return {};
}

Judgement judge(const HeartbeatStatus& heartbeat, const Status& status) {
  if (!heartbeat.configured) return {};
  if (!status.running) return unknown();
  if (!heartbeat.stopped_by.empty())
    return {.condition = Condition::warning,
            .cause = "not sent: " + heartbeat.stopped_by,
            .since = heartbeat.stopped_since,
            .remedy = "ilert raises its alert when none comes for long enough"};
  if (heartbeat.failures >= pings_missed)
    return {.condition = Condition::warning,
            .cause = std::to_string(heartbeat.failures) + " in a row failed: " + heartbeat.fault,
            .since = heartbeat.pinged_at};
  return {};
}

// What a route says of its own events is closer to what matters, and is not said twice.
Judgement judge(const IlertStatus& ilert, const Status& status) {
  if (!status.running) return unknown();
  const bool is_said = std::any_of(status.routes.begin(), status.routes.end(),
                                   [](const RouteStatus& route) { return !route.trouble.empty(); });
  if (ilert.fault.empty() || is_said) return {};
  const bool for_long = ilert.fault_since && status.at - *ilert.fault_since >= waits_too_long;
  return {.condition = for_long ? Condition::critical : Condition::warning,
          .cause = "does not answer, nobody could be called: " + ilert.fault,
          .since = ilert.fault_since,
          .remedy = ilert.remedy};
}

Judgement judge(const SyncStatus& sync, const Status& status) {
  if (!status.running) return sync.configured || sync.open > 0 ? unknown() : Judgement{};
  if (!sync.fault.empty())
    return {.condition = Condition::warning,
            .cause = "what people do in ilert does not reach Checkmk: " + sync.fault,
            .since = sync.fault_since,
            .remedy = sync.remedy};
  if (sync.oldest_open && status.at - *sync.oldest_open >= waits_too_long)
    return {.condition = Condition::warning,
            .cause = counted(sync.open, "act") + " of people in ilert not done in Checkmk yet",
            .since = sync.oldest_open,
            .remedy = "ilert-bridge explain HOST says why; until then acknowledge in Checkmk by hand"};
  if (sync.given_up > 0)
    return {.condition = Condition::warning,
            .cause = counted(sync.given_up, "act") +
                     " of people in ilert in the last day could not be done in Checkmk",
            .since = std::nullopt,
            .remedy = "ilert-bridge explain HOST says why; acknowledge or comment in Checkmk by hand"};
  if (!sync.disagreements.empty())
    return {.condition = Condition::warning, .cause = sync.disagreements.front()};
  if (!sync.concerns.empty()) return {.condition = Condition::warning, .cause = sync.concerns.front()};
  return {};
}

std::vector<Finding> findings(const Status& status) {
  std::vector<Finding> found;
  if (!status.running) add(found, "daemon", status.pid > 0 ? daemon_mute(status) : daemon_gone(status));
  if (status.reload_failed_at) add(found, "configuration", reload_failed(status));
  for (const SiteStatus& site : status.sites) add(found, "site " + site.name, judge(site, status));
  for (const RouteStatus& route : status.routes) add(found, "route " + route.name, judge(route, status));
  add(found, "ilert", judge(status.ilert, status));
  add(found, "journal", judge(status.journal, status));
  for (const OwnAlert& alert : status.own_alerts)
    if (status.running && !is_shown(alert, found)) add(found, own_subject(alert), of_own_alert(alert));
  add(found, "heartbeat", judge(status.heartbeat, status));
  add(found, "sync", judge(status.sync, status));
  std::stable_sort(found.begin(), found.end(), [](const Finding& left, const Finding& right) {
    return left.judgement.condition > right.judgement.condition;
  });
  std::stable_partition(found.begin(), found.end(), [&](const Finding& finding) {
    return std::any_of(status.routes.begin(), status.routes.end(), [&](const RouteStatus& route) {
      return route.uncalled.count > 0 && finding.about == "route " + route.name;
    });
  });
  return found;
}

Condition overall(const std::vector<Finding>& findings) {
  Condition worst = Condition::ok;
  for (const Finding& finding : findings) worst = std::max(worst, finding.judgement.condition);
  return worst;
}

const Finding& worst_of(const std::vector<Finding>& findings) {
  return *std::max_element(findings.begin(), findings.end(), [](const Finding& one, const Finding& other) {
    return one.judgement.condition < other.judgement.condition;
  });
}

}  // namespace ilert_bridge
