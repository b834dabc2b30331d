// What the administrator decided: [policy] and [route.*], as values. Defaults are those of the documentation.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/integration.hpp"
#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

enum class Downtime : std::uint8_t { resolve, accept, keep, alert };
enum class Flapping : std::uint8_t { hold, alert };
enum class NotificationsDisabled : std::uint8_t { keep, alert };
enum class Worsened : std::uint8_t { reopen, comment, ignore };
enum class AckRemoved : std::uint8_t { reopen, comment, ignore };
enum class RemovedObject : std::uint8_t { resolve, keep };
enum class FirstStart : std::uint8_t { alert, adopt };
enum class FirstNotificationDelay : std::uint8_t { honour, ignore };
enum class AfterDowntime : std::uint8_t { checked, at_once };
// An alert that a person resolved in ilert while its problem lasts.
enum class SyncResolve : std::uint8_t { ignore, acknowledge, reopen };
enum class Replay : std::uint8_t { collapse, full };  // after an outage: what matters now; or every event

struct Policy {
  bool soft_states = false;
  Downtime downtime = Downtime::resolve;
  Flapping flapping = Flapping::hold;
  NotificationsDisabled notifications_disabled = NotificationsDisabled::keep;
  bool host_down_hides_services = true;
  Worsened worsened = Worsened::reopen;
  AckRemoved ack_removed = AckRemoved::reopen;
  RemovedObject removed_object = RemovedObject::resolve;
  FirstStart first_start = FirstStart::alert;
  FirstNotificationDelay first_notification_delay = FirstNotificationDelay::honour;
  AfterDowntime after_downtime = AfterDowntime::checked;
  // How far back the server's log is read for problems that nobody saw; nothing is never.
  Span look_back = std::chrono::hours{24};
  bool operator==(const Policy&) const = default;
};

// What leaves this host beyond names and states.
struct Send {
  bool output = true;
  bool links = true;
  bool notes = true;  // notes and action URL of the object
  bool groups = false;
  bool address = false;
  bool alias = false;
  bool labels = false;
  bool tags = false;
  std::vector<std::string> custom;  // names of custom variables
  bool operator==(const Send&) const = default;
};

// A name to be equal to, or "~" and a regular expression to be found anywhere (RE2, case counts).
class Pattern {
 public:
  // Throws nothing; an expression RE2 refuses gives RE2's reason in `why` and a pattern that matches nothing.
  static Pattern parse(std::string_view text, std::string* why);
  bool matches(std::string_view value) const;
  const std::string& text() const { return text_; }
  bool operator==(const Pattern& other) const { return text_ == other.text_; }

 private:
  std::string text_;
  std::shared_ptr<const void> expression_;  // an RE2, shared because patterns are copied with their route
};

// The keys of `match` and `except`. An empty list is a key that was not given.
struct Match {
  std::vector<Pattern> sites, hosts, services, host_groups, service_groups, contacts, contact_groups, labels,
      tags;
  bool operator==(const Match&) const = default;
  bool empty() const;
};

// The priority of what it fits; an empty part fits everything.
struct PriorityRule {
  Match match;
  std::set<State> states;
  Priority priority = Priority::high;
  bool operator==(const PriorityRule&) const = default;
};

struct Route {
  std::string name;
  std::set<State> alert_on{State::down, State::critical, State::unknown};
  Span delay{};
  Span resolve_delay{};
  std::map<State, Priority> priority{{State::warning, Priority::low}};  // unnamed states are HIGH
  std::vector<PriorityRule> priority_rules;  // before that; the first that fits decides
  std::string summary;                       // template; empty: the default one for hosts or services
  std::string details;                       // likewise
  Send send;
  Match match;
  Match except;
  // A fingerprint of what decides which subjects it takes: of its own rules, and for a fallback of all
  // routes' (with_rules); 0: not known. The journal keeps it.
  std::int64_t rules = 0;
  std::string time_period;  // of Checkmk; outside it nothing new is sent; empty: always
  bool fallback = false;
  bool own_alerts = false;  // resolved: whether the bridge's alerts about itself go here
  Policy policy;
  int events_per_minute = 45;
  Replay replay = Replay::collapse;
  Integration integration = Integration::api;
  bool operator==(const Route&) const = default;

  Priority priority_of(State state, const Subject& subject, const Attributes& attributes) const;
  // Index of the rule that decides; nothing: the state alone does.
  std::optional<std::size_t> priority_rule_for(State state, const Subject& subject,
                                               const Attributes& attributes) const;
};

}  // namespace ilert_bridge
