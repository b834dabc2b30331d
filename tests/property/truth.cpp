#include "tests/property/truth.hpp"

#include <algorithm>

namespace ilert_bridge::property {
namespace {

const Thing& thing_of(const Subject& subject) {
  return *std::find_if(all_things().begin(), all_things().end(), [&](const Thing& thing) {
    return thing.host == subject.host && thing.description == subject.service;
  });
}

State state_of(const doubles::ObjectRow& row) {
  return row.description.empty() ? host_state(row.state) : service_state(row.state);
}

bool tells_of_a_problem(const std::vector<Event>& events, std::size_t from) {
  return std::any_of(events.begin() + static_cast<std::ptrdiff_t>(from), events.end(),
                     [](const Event& event) { return event.type == EventType::alert; });
}

}  // namespace

const std::array<Thing, 5>& all_things() {
  static const std::array<Thing, 5> things = {
      {{"web01", "HTTP"}, {"web01", ""}, {"web01", "Disk"}, {"db01", "SQL"}, {"db01", ""}}};
  return things;
}

Subject subject_of(const Thing& thing) {
  return {.site = "prod", .host = thing.host, .service = thing.description, .own = {}};
}

std::string text_of(const Thing& thing) {
  return thing.host + (thing.description.empty() ? "" : "/" + thing.description);
}

Truth::Should Truth::should(const Thing& thing) const {
  Should answer = Should::hold;
  world_.read([&](const doubles::WorldState& world) { answer = should_now(world, thing); });
  return answer;
}

State Truth::state(const Thing& thing) const {
  State answer = State::unreachable;
  world_.read([&](const doubles::WorldState& world) {
    if (const auto* row = world.find(thing.host, thing.description)) answer = state_of(*row);
  });
  return answer;
}

Truth::Should Truth::should_now(const doubles::WorldState& world, const Thing& thing) const {
  const auto* row = world.find(thing.host, thing.description);
  if (row == nullptr) return Should::clear;
  if (!row->checked) return Should::hold;
  const State now_in = state_of(*row);
  const bool is_problem = route_.alert_on.contains(now_in);
  const auto past = past_.find(subject_of(thing));
  const bool stale = past != past_.end() && past->second.stale;
  // A soft WARNING on the way to CRITICAL is no recovery, a soft OK does not exist.
  const bool better = is_good(now_in) || (!is_problem && row->hard);
  if (better && !row->flapping && !stale) return Should::clear;
  const auto* host = world.find(thing.host);
  const bool of_service = !thing.description.empty();
  const bool resting =
      world.downtimes_running(*row) > 0 || (of_service && world.downtimes_running(*host) > 0);
  if (resting && route_.policy.downtime == Downtime::resolve) return Should::clear;
  if (resting && route_.policy.downtime == Downtime::accept) return Should::accept;
  if (resting && route_.policy.downtime == Downtime::keep) return Should::hold;
  if (better || !row->hard) return Should::hold;
  if (row->acknowledged) return Should::accept;
  if (row->flapping) return Should::hold;
  if (of_service && host->checked) {
    const bool settled = row->last_check >= host->last_state_change;
    if (host->state != 0 || (!settled && world.now < host->last_state_change + 600)) return Should::hold;
  }
  return row->notifications_enabled && world.notifications ? Should::alert : Should::hold;
}

void Truth::notice() {
  for (const Thing& thing : all_things()) {
    Past& past = past_[subject_of(thing)];
    const Should is = should(thing);
    const State in = state(thing);
    past.was_bad = past.was_bad || !is_good(in);
    const bool problem = is == Should::alert || is == Should::accept;
    const Priority priority = route_.priority_of(in, subject_of(thing), {});
    const bool fell = is == Should::alert && past.was_accepted;
    if (problem && (past.over || fell || priority > past.priority)) {
      ++past.causes_to_page;
    }
    // Not of what is told: that may have been told only when it was less urgent, or not at all.
    if (problem) past.priority = priority;
    if (is == Should::clear) {
      past.clear_at = now();
      past.over = true;
    }
    if (problem) past.over = false;
    if (is == Should::accept) past.was_accepted = true;
    if (is == Should::alert) past.was_accepted = false;
    const bool taken_back = is == Should::alert || is == Should::hold;
    if (taken_back && badness(in) < past.accepted_badness) past.accept_may_last = true;
    past.should = is;
  }
}

void Truth::core_restarted() {
  for (auto& [subject, past] : past_) {
    past.restarted_at = now();
    past.before_restart = past.should;
    // An acknowledgement that is missing then is lost and calls nobody; a downtime that is gone is over.
    if (route_.policy.downtime != Downtime::accept) past.was_accepted = false;
  }
}

void Truth::reverted(const Thing& thing) { past_[subject_of(thing)].stale = true; }
void Truth::checked(const Thing& thing) { past_[subject_of(thing)].stale = false; }

void Truth::bridge_looked() {
  for (auto& [subject, past] : past_)
    if (!is_good(state(thing_of(subject)))) past.problem_seen_at = now();
}

std::string Truth::wrong_event(const Past& past, const Recording::Change& change, std::size_t which) const {
  const Event& event = change.events[which];
  if (event.reason == Reason::missed)  // of the past, from the server's log
    return past.was_bad ? "" : "it never was a problem";
  const Should is = should(thing_of(change.subject));
  switch (event.type) {
    case EventType::alert:
      // The look was over, and only then the core forgot what it had shown.
      if (past.restarted_at == now() && past.before_restart == Should::alert) return {};
      if (is == Should::alert || (is == Should::accept && event.because == Because::worsened)) return {};
      return "there is nothing to alert of";
    case EventType::accept:
      return is == Should::accept ? "" : "nobody has accepted it";
    case EventType::resolve: {
      const bool pages_again = tells_of_a_problem(change.events, which);
      const bool was_good_meanwhile = past.stale && past.clear_at > past.problem_seen_at;
      return is == Should::clear || pages_again || was_good_meanwhile ? "" : "the problem is not over";
    }
    case EventType::comment:
      return {};
  }
  return {};
}

std::string Truth::wrong_with(const Recording::Change& change) {
  if (change.subject.is_own()) return {};
  Past& past = past_[change.subject];
  for (std::size_t which = 0; which < change.events.size(); ++which) {
    const std::string wrong = wrong_event(past, change, which);
    if (!wrong.empty()) return std::string{name(change.events[which].type)} + " is false: " + wrong;
    // The log may know of a problem that a core which lost its states does not show any more.
    if (change.events[which].reason == Reason::missed && change.events[which].type == EventType::alert)
      ++past.causes_to_page;
    if (change.events[which].type != EventType::accept) continue;
    past.accepted_at = now();
    past.accepted_badness = badness(change.report.state);
    past.accept_may_last = false;
  }
  return {};
}

std::string Truth::wrong_pages(const Subject& subject, int pages) const {
  const int most = past_.at(subject).causes_to_page;
  if (pages <= most) return {};
  return std::to_string(pages) + " alerts were opened for " + std::to_string(most) + " problems";
}

std::string Truth::wrong_end(const Subject& subject, Time alert_since) const {
  const Past& past = past_.at(subject);
  return past.clear_at >= alert_since ? "" : "RESOLVE is false: it was never over since the alert";
}

std::string Truth::wrong_finally(const Thing& thing, const doubles::AlertView* newest) const {
  using doubles::AlertStatus;
  const bool open = newest != nullptr && newest->status != AlertStatus::resolved;
  const bool accepted = open && newest->status == AlertStatus::accepted;
  const Past& past = past_.at(subject_of(thing));
  switch (should(thing)) {
    case Should::hold:
      return {};
    case Should::clear:
      return open ? "is over, and its alert is open" : "";
    case Should::accept:
      return open && !accepted && !past.by_hand ? "is accepted in Checkmk, and its alert is not" : "";
    case Should::alert:
      if (!open) return "is a problem, and there is no alert";
      if (accepted && past.restarted_at < past.accepted_at && !past.accept_may_last &&
          route_.policy.ack_removed == AckRemoved::reopen)
        return "is not accepted any more, and its alert is";
      if (!accepted && route_.policy.worsened == Worsened::reopen && newest->priority == "LOW" &&
          route_.priority_of(state(thing), subject_of(thing), {}) == Priority::high)
        return "is HIGH, and its alert is LOW";
  }
  return {};
}

}  // namespace ilert_bridge::property
