#include "explain_words.hpp"

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

using Text = std::string;

const Observation& seen_in(const Explanation& one) { return one.decision.sighting->observation; }
Text state_of(const Explanation& one) { return Text{name(one.decision.verdict.state)}; }

Text alert_on(const Route& route) {
  std::vector<Text> states;
  for (const State state : route.alert_on) states.emplace_back(name(state));
  return join(states, ", ");
}

Text by(const Remark& remark) {
  if (remark.empty()) return {};
  const Text author = remark.author.empty() ? Text{} : " by " + remark.author;
  return remark.text.empty() ? author : author + ": " + quoted(remark.text);
}

Text why_not_taken(const Explanation& one) {
  const RouteTrial& match = one.match;
  if (match.fate == RouteFate::shut_out) return "the route's `except` shuts it out";
  if (match.fate == RouteFate::spared) return "another route takes it, and this one only falls back";
  const KeyTrial* failed = match.first_failed();
  if (failed == nullptr) return "the route does not take it";
  const Text key{failed->key};
  if (!failed->applies) return "the route does not take hosts, for it wants " + key;
  return "the route does not take it: its " + key + " match nothing of it";
}

Text why_silenced(const Explanation& one) {
  if (!one.at.notifications_enabled) return "notifications are off for the whole core";
  if (!seen_in(one).notifications_enabled) return "its notifications are off";
  return "it is outside its notification period";
}

Text why_hidden_by_host(const Explanation& one) {
  const Observation& seen = seen_in(one);
  if (seen.host_state == State::up) return "its host came back a moment ago, and it was not checked since";
  return "its host is " + Text{name(seen.host_state)} + ", and the route alerts on that";
}

Text why_delayed(const Explanation& one) {
  const Verdict& verdict = one.decision.verdict;
  const Span so_far = one.at.now - verdict.alert_worthy_since.value_or(one.at.now);
  const Span own = one.at.interval_length * seen_in(one).first_notification_delay;
  const bool of_its_own = verdict.due && *verdict.due > *verdict.alert_worthy_since + one.route->delay;
  return "it has been a problem for " + age_text(so_far) + " only, and " +
         (of_its_own ? "its first notification delay is " + span_text(own)
                     : "the route waits " + span_text(one.route->delay));
}

Text why_not_over_yet(const Explanation& one) {
  const Span so_far = one.at.now - one.decision.verdict.over_since.value_or(one.at.now);
  return "it has been over for " + age_text(so_far) + " only, and the route waits " +
         span_text(one.route->resolve_delay);
}

Text cause(const Explanation& one) {
  switch (one.decision.verdict.reason) {
    case Reason::site_unsure:
      return one.at.site_sure ? "the site's answer says nothing about it"
                              : "the site gave no complete answer";
    case Reason::pending:
      return "it was never checked yet";
    case Reason::removed:
      return "it left the monitoring configuration";
    case Reason::missing:
      return "it is gone from the monitoring, which is believed after a minute";
    case Reason::many_missing:
      return "so many are gone from the monitoring at once that a person must say it is meant";
    case Reason::not_visible:
      return "the contact of auth_user does not see it";
    case Reason::many_unrouted:
      return "the route stopped taking it together with so many others that a person must say it is meant";
    case Reason::unrouted:
      return why_not_taken(one);
    case Reason::recovered:
      return "it is " + state_of(one);
    case Reason::below_threshold:
    case Reason::unclear_state:
      return state_of(one) + " is not in the route's alert_on: " + alert_on(*one.route);
    case Reason::resolve_delay:
      return why_not_over_yet(one);
    case Reason::after_downtime:
      return "its downtime is over, and it was not checked since";
    case Reason::downtime:
      return "it is in a downtime" + by(seen_in(one).downtime);
    case Reason::not_fresh:
      return "the core restarted, and its better state may be an old one";
    case Reason::soft:
      return "the problem is not confirmed yet, its state is soft";
    case Reason::acknowledged:
      return "it is acknowledged" + by(seen_in(one).acknowledgement);
    case Reason::flapping:
      return "it is flapping";
    case Reason::host_down:
      return why_hidden_by_host(one);
    case Reason::notifications_off:
      return why_silenced(one);
    case Reason::time_period:
      return "it is outside the route's time period " + quoted(one.route->time_period);
    case Reason::delay:
      return why_delayed(one);
    case Reason::problem:
      return "it is " + state_of(one) + ", and nothing holds it back";
    default:
      return Text{name(one.decision.verdict.reason)};
  }
}

// What has to happen before anything else is decided.
Text turn(const Explanation& one) {
  switch (one.decision.verdict.reason) {
    case Reason::site_unsure:
      return "the site answers";
    case Reason::pending:
    case Reason::not_fresh:
    case Reason::after_downtime:
      return "it was checked";
    case Reason::removed:
      return "it is back";
    case Reason::many_missing:
      return "they are back, or `ilert-bridge adopt` says that they are gone";
    case Reason::many_unrouted:
      return "its state changes, the route takes it again, or `ilert-bridge adopt` says that it is meant";
    case Reason::not_visible:
      return "the contact sees it again";
    case Reason::downtime:
      return "the downtime ends";
    case Reason::soft:
      return "the monitoring confirms it";
    case Reason::acknowledged:
      return "the acknowledgement is taken back";
    case Reason::flapping:
      return "it calms down";
    case Reason::host_down:
      return "its host is UP and it was checked again";
    case Reason::notifications_off:
      return "it may notify again";
    case Reason::time_period:
      return "the time period " + quoted(one.route->time_period) + " runs";
    default:
      return "its state changes";
  }
}

Text types_of(const std::vector<Telling>& tellings) {
  std::vector<Text> types;
  for (const Telling& telling : tellings) {
    Text type{name(telling.type)};
    if (telling.because != Because::verdict) type.append(" (").append(name(telling.because)).append(")");
    types.push_back(std::move(type));
  }
  return join(types, " and ");
}

bool is_adopted_now(const Decision& decision) {
  return decision.before.told != Told::dismissed && decision.step.after.told == Told::dismissed;
}

Text as_it_is(const Explanation& one) {
  const bool holds = one.decision.verdict.shows == Shows::hold;
  switch (one.alert) {
    case AlertState::open:
      return holds ? "Its alert stays open" : "Its alert is open";
    case AlertState::accepted:
      return holds ? "Its alert stays accepted" : "Its alert is accepted";
    case AlertState::waiting:
    case AlertState::parked:
    case AlertState::held:
      return "An alert is decided";
    default:
      return "No alert";
  }
}

Text not_taken(AlertState state) {
  switch (state) {
    case AlertState::waiting:
      return "; ilert has not taken it.";
    case AlertState::parked:
      return "; ilert refused it, it is parked.";
    case AlertState::held:
      return "; it is held, ilert has not been told.";
    default:
      return ".";
  }
}

Text accepted_by(const Report& report) {
  const Text who = by(report.remark);
  switch (report.acceptance) {
    case Acceptance::checkmk:
      return "it was acknowledged" + who;
    case Acceptance::downtime:
      return "it was in a downtime" + who;
    case Acceptance::ilert:
    case Acceptance::mirrored:
      return "it was accepted in ilert" + who;
    case Acceptance::lost:
      return "it was acknowledged before the core restarted";
  }
  return {};
}

Text why_dismissed(const Report& report) {
  const Text how = report.remark.empty()
                       ? "the problem was adopted as known already"
                       : "it was resolved in ilert while the problem lasts" + by(report.remark);
  return "No alert: " + how + ", and nothing is sent until it is over or gets a higher priority.";
}

Text at_time(const Explanation& one, Time due) {
  return clock_text(due, one.at.now) + " (in " + age_text(due - one.at.now) + ")";
}

Text when_due(const Explanation& one, Time due) {
  switch (one.decision.verdict.reason) {
    case Reason::delay:
      return "ALERT at " + at_time(one, due) + ", if the problem lasts until then.";
    case Reason::resolve_delay:
      return "RESOLVE at " + at_time(one, due) + ", if it is still over then.";
    case Reason::problem:
      return "The route does not take it any more: believed at " + at_time(one, due) +
             ", if that is still so then.";
    case Reason::missing:
      return "Believed at " + at_time(one, due) + ", if it is still gone then.";
    default:
      return "Decided anew when " + turn(one) + ", at " + at_time(one, due) + " at the latest.";
  }
}

bool is_problem(const Explanation& one) {
  const Sighting& sighting = *one.decision.sighting;
  return sighting.presence == Presence::seen && !is_good(sighting.observation.state) &&
         one.route->alert_on.contains(sighting.observation.state);
}

}  // namespace

std::string cause_of(const Explanation& one) { return cause(one); }

std::string why_of(const Explanation& one) {
  const Decision& decision = one.decision;
  if (is_adopted_now(decision))
    return "No alert: the problem was there before the site or route was new, and first_start is \"adopt\".";
  if (!decision.step.tellings.empty())
    return "About to be told (" + types_of(decision.step.tellings) + "), because " + cause(one) + ".";
  if (decision.before.told == Told::dismissed && decision.step.after.told == Told::dismissed)
    return why_dismissed(decision.before);
  const bool accepted = one.alert == AlertState::accepted && decision.before.told == Told::accepted &&
                        decision.verdict.shows == Shows::alerting;
  if (accepted) return "Its alert is accepted, because " + accepted_by(decision.before) + ".";
  if (one.alert == AlertState::none && decision.before.told == Told::open)
    return "No alert: ilert has taken none, and none waits; somebody dropped it, or the journal was lost.";
  return as_it_is(one) + ", because " + cause(one) + not_taken(one.alert);
}

std::string next_of(const Explanation& one) {
  const Decision& decision = one.decision;
  const Verdict& verdict = decision.verdict;
  if (!decision.step.tellings.empty())
    return types_of(decision.step.tellings) + " with the next look of the daemon.";
  if (one.alert == AlertState::waiting || one.alert == AlertState::parked)
    return next_try_of(one.taken, one.at.now);
  if (one.alert == AlertState::held) return "ALERT, if the problem is still there when " + turn(one) + ".";
  if (verdict.due) return when_due(one, *verdict.due);
  if (decision.step.after.told == Told::dismissed)
    return "Nothing until it is over or gets a higher priority; the next problem alerts.";
  if (verdict.reason == Reason::unrouted) return "Nothing on this route.";
  if (verdict.reason == Reason::problem) return "RESOLVE when it is over, ACCEPT when it is acknowledged.";
  if (decision.before.told != Told::none) return "Decided anew when " + turn(one) + ".";
  if (is_problem(one)) return "ALERT, if the problem is still there when " + turn(one) + ".";
  return "ALERT when its state is in alert_on: " + alert_on(*one.route) + ".";
}

}  // namespace ilert_bridge
