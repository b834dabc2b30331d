// What each rule looks at, in words. A property test holds that nothing a decision depends on is left out.
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/names.hpp"
#include "rules.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<4> downtime_words{"resolve", "accept", "keep", "alert"};
constexpr Words<4> presence_words{"there", "absent", "not visible", "unknown"};

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

RuleValue state(const Case& it) { return {"state", std::string{name(it.seen.state)}}; }

RuleValue presence(const Case& it) {
  return {"in the answer", std::string{name_in(presence_words, it.sighting.presence)}};
}

RuleValue alert_on(const Case& it) {
  std::vector<std::string> states;
  for (const State state : it.route.alert_on) states.emplace_back(name(state));
  return {"alert_on", join(states, " ")};
}

RuleValue told(const Case& it) { return {"told", std::string{name(it.report.told)}}; }

RuleValue policy(std::string_view key, std::string_view value) {
  return {"policy " + std::string{key}, std::string{value}};
}
RuleValue policy_flapping(const Case& it) {
  return policy("flapping", it.policy.flapping == Flapping::hold ? "hold" : "alert");
}
RuleValue policy_downtime(const Case& it) {
  return policy("downtime", name_in(downtime_words, it.policy.downtime));
}
RuleValue soft_states(const Case& it) {
  return policy("soft_states", it.policy.soft_states ? "true" : "false");
}

RuleValue confirmed(const Case& it) { return {"confirmed", it.seen.hard ? "yes, hard" : "no, soft"}; }
RuleValue is_it_flapping(const Case& it) { return {"flapping", yes_no(it.seen.flapping)}; }

RuleValue fresh(const Case& it) {
  if (is_fresh(it)) return {"fresh", "yes"};
  return {"fresh", "no: the core restarted, and it was last checked " + rfc3339(it.seen.last_check) +
                       ", not after " + rfc3339(it.report.checked_at)};
}

std::string remark_text(const Remark& remark) {
  if (remark.empty()) return "nobody knows whom";
  return remark.text.empty() ? remark.author : remark.author + ": " + remark.text;
}

constexpr const char* untold = "unknown, its server does not say";

bool is_untold_of_its_host(const Case& it) {
  return it.sighting.subject.is_service() && it.seen.host_state == State::unknown;
}

std::string ago(Time time, Time now) { return rfc3339(time) + ", " + age_text(now - time) + " ago"; }

void add_resolve_delay(const Case& it, RuleValues& values) {
  if (!it.over_since) return;
  values.push_back({"over since", ago(*it.over_since, it.at.now)});
  values.push_back({"resolve_delay", span_text(it.route.resolve_delay)});
}

}  // namespace

namespace values_of {

RuleValues site_unsure(const Case& it) {
  return {{"complete answer", yes_no(it.at.site_sure && it.sighting.presence != Presence::unknown)}};
}

RuleValues pending(const Case& it) {
  if (it.sighting.presence != Presence::seen) return {presence(it)};
  return {{"checked", it.seen.checked ? "yes" : "never"}};
}

RuleValues removed(const Case& it) {
  RuleValues values{presence(it)};
  if (it.sighting.presence != Presence::absent) return values;
  values.push_back({"too many at once", yes_no(it.at.many_missing)});
  values.push_back({"held as one of many", yes_no(it.report.many_missing)});
  values.push_back({"absent since", ago(absence_of(it.report, it.at).since, it.at.now)});
  values.push_back(told(it));
  values.push_back(
      policy("removed_object", it.policy.removed_object == RemovedObject::keep ? "keep" : "resolve"));
  return values;
}

RuleValues not_visible(const Case& it) { return {presence(it)}; }

RuleValues unrouted(const Case& it) {
  RuleValues values{{"the route takes it", yes_no(it.at.routed)}};
  if (it.at.routed) return values;
  const bool shown = stopped_matching(it.report, it.route, it.at);
  values.push_back({"it took it before, and its rules are the same", yes_no(shown)});
  if (!shown) return values;
  values.push_back({"held as one of many", yes_no(is_held_unrouted(it.report, it.route, it.at))});
  values.push_back({"not matched since", ago(mismatch_of(it.report, it.at).since, it.at.now)});
  return values;
}

RuleValues recovered(const Case& it) {
  RuleValues values{state(it)};
  if (is_good(it.seen.state))
    values.insert(values.end(), {is_it_flapping(it), policy_flapping(it), fresh(it)});
  add_resolve_delay(it, values);
  return values;
}

RuleValues below_threshold(const Case& it) {
  RuleValues values{state(it), alert_on(it)};
  if (is_good(it.seen.state) || in_alert_on(it.seen.state, it.route)) return values;
  values.insert(values.end(), {confirmed(it), soft_states(it)});
  if (may_clear(it)) values.insert(values.end(), {is_it_flapping(it), policy_flapping(it), fresh(it)});
  add_resolve_delay(it, values);
  return values;
}

RuleValues unclear_state(const Case& it) { return {state(it), alert_on(it)}; }

RuleValues downtime(const Case& it) {
  if (!it.seen.in_downtime && it.seen.downtime.empty()) {
    if (is_untold_of_its_host(it)) return {{"in downtime of its own", "no"}, {"in one of its host", untold}};
    return {{"in downtime", "no"}};
  }
  return {{"in downtime", it.seen.in_downtime ? "yes" : "one runs, the core has just started"},
          {"set by", remark_text(it.seen.downtime)},
          policy_downtime(it)};
}

RuleValues not_fresh(const Case& it) {
  RuleValues values{{"better now", yes_no(may_clear(it))}};
  if (may_clear(it)) values.push_back(fresh(it));
  return values;
}

RuleValues soft(const Case& it) { return {state(it), confirmed(it), soft_states(it)}; }

RuleValues acknowledged(const Case& it) {
  RuleValues values{state(it), {"acknowledged", yes_no(it.seen.acknowledged)}};
  if (it.seen.acknowledged) values.push_back({"by", remark_text(it.seen.acknowledgement)});
  return values;
}

RuleValues flapping(const Case& it) { return {is_it_flapping(it), policy_flapping(it)}; }

RuleValues host_down(const Case& it) {
  if (!it.sighting.subject.is_service()) return {{"a service", "no"}};
  if (is_untold_of_its_host(it)) return {{"host", untold}};
  RuleValues values{{"host", it.seen.host_checked ? std::string{name(it.seen.host_state)} : "never checked"}};
  const bool late = it.seen.last_check < it.seen.host_last_state_change;
  if (it.host_return) values.push_back({"host is back since", ago(it.host_return->since, it.at.now)});
  if (!it.host_return && is_to_come(it.seen.host_last_state_change, it.at)) {
    values.push_back({"the host's last change", "in the future of its server's clock, so it does not count"});
    return values;
  }
  values.push_back({"checked since then", yes_no(!late)});
  if (it.seen.host_state == State::up && !late && !it.host_return) return values;
  values.push_back({"the route alerts on the host", yes_no(it.at.route_takes_host)});
  values.push_back(policy("host_down_hides_services", it.policy.host_down_hides_services ? "true" : "false"));
  return values;
}

RuleValues after_downtime(const Case& it) {
  if (!it.downtime_over_since) return {{"a downtime has just ended", "no"}};
  return {
      {"its downtime is over since", ago(*it.downtime_over_since, it.at.now)},
      {"checked since then", "no"},
      policy("after_downtime", it.policy.after_downtime == AfterDowntime::checked ? "checked" : "at_once")};
}

RuleValues notifications_off(const Case& it) {
  const bool keep = it.policy.notifications_disabled == NotificationsDisabled::keep;
  return {{"notifications", !it.at.notifications_enabled     ? "off for the whole core"
                            : !it.seen.notifications_enabled ? "off for it"
                                                             : "on"},
          {"in its notification period", yes_no(it.seen.in_notification_period)},
          policy("notifications_disabled", keep ? "keep" : "alert")};
}

RuleValues time_period(const Case& it) {
  if (it.route.time_period.empty()) return {{"time_period", "none"}};
  return {{"time_period", it.route.time_period}, {"it runs", yes_no(it.at.in_time_period)}};
}

RuleValues delay(const Case& it) {
  const Span delay = delay_of(it.seen, it.route, it.at);
  if (delay == Span{}) return {{"delay", "none"}};
  const bool of_its_own = delay > it.route.delay;
  RuleValues values{{of_its_own ? "its first notification delay" : "delay", span_text(delay)}, told(it)};
  values.push_back(
      {"in alert_on since", it.alert_worthy_since ? ago(*it.alert_worthy_since, it.at.now) : "it is not"});
  return values;
}

RuleValues problem(const Case& it) {
  const Attributes& attributes = it.seen.attributes;
  const Subject& subject = it.sighting.subject;
  std::string priority{name(it.route.priority_of(it.seen.state, subject, attributes))};
  if (const auto rule = it.route.priority_rule_for(it.seen.state, subject, attributes))
    priority += " (number " + std::to_string(*rule + 1) + " of priority_rules)";
  RuleValues values{state(it), {"priority", std::move(priority)}};
  if (!it.at.routed)
    values.push_back({"held as one of many", yes_no(is_held_unrouted(it.report, it.route, it.at))});
  return values;
}

}  // namespace values_of
}  // namespace ilert_bridge
