#include "past_host.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

#include "ilert-bridge/core/collapse.hpp"

namespace ilert_bridge {
namespace {

using Entry = Chronicle::Entry;
using Kind = LogLine::Kind;

// The log tells of checks that changed something only. Checkmk checks everything once a minute.
constexpr Span check_interval = std::chrono::minutes{1};
// Contacts are told one after the other: several lines of that time are one notification.
constexpr Span one_notification = std::chrono::minutes{1};

const std::set<std::string, std::less<>> no_route_is_new;

bool ends_with_a_check(const Verdict& verdict) {
  return verdict.reason == Reason::host_down || verdict.reason == Reason::after_downtime;
}

void drop(std::vector<Waiting>& queue, const Plan& plan) {
  const auto is_done = [&](const Waiting& one) {
    return plan.next == one.id ||
           std::find(plan.pointless.begin(), plan.pointless.end(), one.id) != plan.pointless.end();
  };
  queue.erase(std::remove_if(queue.begin(), queue.end(), is_done), queue.end());
}

EventType type_of(const Plan& plan, const std::vector<Waiting>& queue) {
  if (plan.stand_in) return *plan.stand_in;
  const auto next =
      std::find_if(queue.begin(), queue.end(), [&](const Waiting& one) { return one.id == plan.next; });
  return next->type;
}

Because because_of_the_alert(const std::vector<Telling>& tellings) {
  const auto alert = std::find_if(tellings.begin(), tellings.end(),
                                  [](const Telling& one) { return one.type == EventType::alert; });
  return alert == tellings.end() ? Because::verdict : alert->because;
}

}  // namespace

PastHost::PastHost(const Chronicle& chronicle, const Today& today, const std::vector<Route>& routes)
    : chronicle_(chronicle), today_(today), routes_(routes) {}

void PastHost::play(Chronicle::Story story, Time until, PastCalls& into) {
  std::sort(story.begin(), story.end());
  cast(story);
  recall(story);
  auto entry = story.begin();
  while (entry != story.end() || !dues_.empty()) {
    const bool lines_are_next =
        dues_.empty() || (entry != story.end() && from_unix(entry->at) <= dues_.top().first);
    const Time now = lines_are_next ? from_unix(entry->at) : dues_.top().first;
    if (now >= until) break;
    for (; entry != story.end() && from_unix(entry->at) <= now; ++entry) take(*entry);
    for (; !dues_.empty() && dues_.top().first <= now; dues_.pop())
      if (dues_.top().second->due == dues_.top().first) touch(*dues_.top().second);
    look(now);
  }
  hand_over(into);
}

// Everybody in the story, as the site knows them today.
void PastHost::cast(const Chronicle::Story& story) {
  for (auto entry = story.rbegin(); entry != story.rend(); ++entry) {
    Actor*& actor = by_number_[entry->subject];
    if (actor == nullptr) {
      actor = &actors_.emplace_back();
      actor->number = entry->subject;
      actor->sighting.subject = chronicle_.subject(entry->subject);
      std::optional<Observation> seen = today_.of(actor->sighting.subject);
      actor->exists = seen.has_value();
      if (seen) actor->sighting.observation = *std::move(seen);
      be_well(actor->sighting.observation, actor->sighting.subject.is_host());
      if (actor->sighting.subject.is_host()) host_ = actor;
    }
    if (entry->kind == Kind::state) actor->to_come.push_back(from_unix(entry->at));
  }
}

void PastHost::be_well(Observation& observation, bool is_host) {
  observation.state = observation.last_hard_state = is_host ? State::up : State::ok;
  observation.checked = observation.hard = observation.in_notification_period = true;
  observation.acknowledged = false;
  observation.acknowledgement = observation.downtime = {};
  observation.last_check = observation.last_state_change = observation.last_hard_state_change =
      observation.last_good = observation.host_last_state_change = {};
}

// What lasted already when the lines begin: the first line of it says that it is over; or none speaks of it,
// and it lasts today.
void PastHost::recall(const Chronicle::Story& story) {
  std::map<std::pair<Chronicle::SubjectNumber, Kind>, bool> lasted;
  bool hosts_downtime_lasts = false;
  for (const Entry& entry : story) {
    const bool begins = entry.kind == Kind::state ? !is_good(entry.state) : entry.begins;
    lasted.try_emplace({entry.subject, entry.kind}, !begins);
    if (entry.kind == Kind::downtime && host_ != nullptr && entry.subject == host_->number)
      hosts_downtime_lasts = entry.begins;
  }
  tells_host_ = host_ != nullptr && lasted.contains({host_->number, Kind::state});
  for (Actor& actor : actors_) {
    Observation& seen = actor.sighting.observation;
    const auto first = [&](Kind kind, bool lasts_today) {
      const auto found = lasted.find({actor.number, kind});
      return found == lasted.end() ? lasts_today && today_.is_the_end : found->second;
    };
    actor.downtime = first(Kind::downtime, seen.in_downtime && !hosts_downtime_lasts);
    seen.flapping = first(Kind::flapping, seen.flapping);
    if (!today_.is_the_end) seen.host_state = State::up;
    if (&actor == host_ && first(Kind::state, false)) seen.state = seen.last_hard_state = State::down;
  }
}

void PastHost::take(const Entry& entry) {
  Actor& actor = *by_number_.at(entry.subject);
  Observation& seen = actor.sighting.observation;
  switch (entry.kind) {
    case Kind::state:
      take_state(actor, entry);
      break;
    case Kind::downtime:
      actor.downtime = entry.begins;
      break;
    case Kind::flapping:
      seen.flapping = entry.begins;
      break;
    case Kind::acknowledgement:
      seen.acknowledged = entry.begins;
      break;
    case Kind::notification:
      if (entry.begins || !chronicle_.tells_of_people()) take_notification(actor, from_unix(entry.at));
      return;
  }
  const bool concerns_all = &actor == host_ && (entry.kind == Kind::state || entry.kind == Kind::downtime);
  concerns_all ? touch_all() : touch(actor);
}

void PastHost::take_state(Actor& actor, const Entry& entry) {
  const Time at = from_unix(entry.at);
  Observation& seen = actor.sighting.observation;
  if (seen.state != entry.state) seen.last_state_change = at;
  seen.state = entry.state;
  seen.hard = entry.hard || is_good(entry.state);
  if (seen.hard && seen.last_hard_state != entry.state) {
    seen.last_hard_state = entry.state;
    seen.last_hard_state_change = at;
  }
  if (is_good(entry.state)) {
    seen.last_good = at;
    seen.acknowledged = false;
  }
  actor.checked = at;
  actor.to_come.pop_back();
  begin_or_end(actor, entry);
}

void PastHost::begin_or_end(Actor& actor, const Entry& entry) {
  if (!actor.exists) return;
  const Time at = from_unix(entry.at);
  if (is_good(entry.state)) {
    if (actor.problem) problems_[*actor.problem].ended = at;
    actor.problem.reset();
    actor.notified.reset();  // the next one is of another problem, however soon it comes
    return;
  }
  if (!actor.problem) {
    actor.problem = problems_.size();
    problems_.push_back(
        {.began = at, .ended = {}, .subject = actor.number, .worst = entry.state, .why_not = {}});
    confirmed_.push_back(0);
    claim_notification(actor, at);
    std::optional<Priority>& carried = problems_.back().carried;
    for (const auto& [route, shown] : actor.shown)
      if (shown.heard.told != Told::none)
        carried = std::max(carried.value_or(shown.heard.priority), shown.heard.priority);
  }
  PastProblem& problem = problems_[*actor.problem];
  if (badness(entry.state) > badness(problem.worst)) problem.worst = entry.state;
  if (entry.hard) confirmed_[*actor.problem] = 1;
}

void PastHost::take_notification(Actor& actor, Time at) {
  if (!actor.exists || (actor.notified && at - *actor.notified < one_notification)) return;
  actor.notified = at;
  actor.notified_stray = !actor.problem;
  actor.problem ? ++problems_[*actor.problem].notified : ++stray_;
}

// Nagios 4 writes down that it notified, and then of what, in the same second.
void PastHost::claim_notification(Actor& actor, Time at) {
  const bool is_of_it = actor.notified == at && actor.notified_stray;
  problems_[*actor.problem].notified += is_of_it ? 1 : 0;
  stray_ -= is_of_it ? 1 : 0;
}

void PastHost::touch_all() {
  for (Actor& actor : actors_) touch(actor);
}

void PastHost::look(Time now) {
  std::sort(touched_.begin(), touched_.end(),
            [](const Actor* one, const Actor* other) { return one->number < other->number; });
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (Actor* const actor : touched_) look_at(*actor, now);
  touched_.clear();
}

void PastHost::look_at(Actor& actor, Time now) {
  if (!actor.exists || actor.checked == Time{}) return;
  refresh(actor, now);
  const Circumstances at{
      .program = {.start = 1, .pid = 1}, .interval_length = today_.interval_length, .now = now};
  const Sighting* const one = &actor.sighting;
  std::vector<Decision> decisions = assess({&one, 1}, reports_, routes_, no_route_is_new, at);
  for (Decision& decision : decisions) decided(actor, decision, now);
  look_again(actor, decisions);
}

// Checks come once a minute, and a line is written by one: the next line says at which second of a minute.
// Where there is none, the last line does.
Time PastHost::last_check(const Actor& actor, Time now) const {
  if (actor.to_come.empty()) return actor.checked + (now - actor.checked) / check_interval * check_interval;
  const Span ahead = actor.to_come.back() - now;
  const auto checks = (ahead + check_interval - Span{1}) / check_interval;
  return std::max(actor.checked, actor.to_come.back() - checks * check_interval);
}

// What the row would show now.
void PastHost::refresh(Actor& actor, Time now) const {
  Observation& seen = actor.sighting.observation;
  seen.last_check = last_check(actor, now);
  seen.in_downtime = actor.downtime || (host_ != nullptr && host_->downtime);
  if (&actor == host_ || !tells_host_) return;
  seen.host_state = host_->sighting.observation.state;
  seen.host_last_state_change = host_->sighting.observation.last_state_change;
}

void PastHost::decided(Actor& actor, Decision& decision, Time now) {
  deliver(actor, decision, now);
  note_why_not(actor, decision);
  auto& on_routes = reports_[decision.subject];
  if (decision.step.after.is_blank()) {
    on_routes.erase(decision.route->name);
  } else {
    on_routes[decision.route->name] = std::move(decision.step.after);
  }
  if (on_routes.empty()) reports_.erase(decision.subject);
}

// As over a line that is up: whatever is told leaves before anything else happens.
void PastHost::deliver(Actor& actor, const Decision& decision, Time now) {
  std::vector<Waiting> queue;
  for (const Telling& telling : decision.step.tellings)
    queue.push_back({.id = static_cast<EventId>(queue.size()) + 1,
                     .type = telling.type,
                     .priority = decision.step.after.priority,
                     .recorded_at = now});
  if (queue.empty()) return;
  Shown& shown = actor.shown[decision.route];
  while (!queue.empty()) {
    const Told wanted = wanted_of(decision.step.after, shown.heard);
    const Plan plan = plan_for(queue, shown.heard, wanted, decision.route->replay);
    if (!plan.sends()) break;
    sent(actor, shown, type_of(plan, queue), decision, now);
    drop(queue, plan);
  }
}

void PastHost::sent(Actor& actor, Shown& shown, EventType type, const Decision& decision, Time now) {
  const Report& after = decision.step.after;
  Event event;
  event.type = type;
  event.state = after.state;
  event.priority = after.priority;
  // To an alert that is open it adds a line of its history, and calls nobody.
  const bool calls = type == EventType::alert && shown.heard.told == Told::none;
  shown.heard = heard_after(shown.heard, event);
  if (type == EventType::resolve && shown.call) calls_[*shown.call].over = now;
  if (!calls || !actor.problem) return;
  ++problems_[*actor.problem].calls;
  shown.call = calls_.size();
  calls_.push_back({.at = now,
                    .over = {},
                    .route = decision.route,
                    .problem = static_cast<std::uint32_t>(*actor.problem),
                    .state = after.state,
                    .priority = after.priority,
                    .because = because_of_the_alert(decision.step.tellings)});
}

// The rules stand in their order: who came to a later one was closer to a call.
void PastHost::note_why_not(const Actor& actor, const Decision& decision) {
  if (!actor.problem || decision.verdict.shows == Shows::alerting) return;
  std::optional<Reason>& why_not = problems_[*actor.problem].why_not;
  // Confirmed since then: that it was not is no reason any more.
  if (why_not == Reason::soft && confirmed_[*actor.problem] != 0) why_not.reset();
  why_not = std::max(why_not.value_or(decision.verdict.reason), decision.verdict.reason);
}

void PastHost::look_again(Actor& actor, const std::vector<Decision>& decisions) {
  const Observation& seen = actor.sighting.observation;
  actor.due = next_due(decisions);
  const bool waits = std::any_of(decisions.begin(), decisions.end(),
                                 [](const Decision& one) { return ends_with_a_check(one.verdict); });
  if (waits && is_good(seen.host_state)) {
    const Time next_check = seen.last_check + check_interval;
    actor.due = std::min(actor.due.value_or(next_check), next_check);
  }
  if (actor.due) dues_.push({*actor.due, &actor});
}

// Nagios 4 does not log the recovery of a service that became hard because its host was down.
bool PastHost::is_over_today(const PastProblem& problem) const {
  if (problem.ended || !today_.is_the_end) return false;
  const std::optional<Observation> seen = today_.of(chronicle_.subject(problem.subject));
  return seen && is_good(seen->state);
}

// Without the problems that were never confirmed and that nobody was told of.
void PastHost::hand_over(PastCalls& into) const {
  std::vector<std::uint32_t> index(problems_.size());
  for (std::size_t i = 0; i < problems_.size(); ++i) {
    index[i] = static_cast<std::uint32_t>(into.problems.size());
    if (confirmed_[i] != 0 || problems_[i].calls > 0 || problems_[i].notified > 0)
      into.problems.push_back(problems_[i]);
  }
  for (PastCall call : calls_) {
    call.end_not_logged = !call.over && is_over_today(problems_[call.problem]);
    call.problem = index[call.problem];
    into.calls.push_back(call);
  }
  into.stray_notifications += stray_;
}

}  // namespace ilert_bridge
