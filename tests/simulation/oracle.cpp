#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

// So long it may take at most that somebody is called, once nothing is in the way any more: probes and pauses
// after an outage included.
constexpr Span patience = 4min;
// What was so until then may still be told: a look every five seconds, and the way.
constexpr Span a_look = 20s;
// Whoever looks every five seconds has seen for certain what lasts so long.
constexpr Span surely_seen = 12s;

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

const std::string& key_of(const Thing& thing) {
  static std::map<Thing, std::string> known;
  std::string& key = known[thing];
  if (key.empty())
    key = alert_key({.site = "prod", .host = thing.host, .service = thing.service, .own = {}}, "mon1");
  return key;
}

void Oracle::breaks(int law, const std::string& words) {
  if (broken_.size() >= 50) return;
  broken_.push_back({.law = law, .words = words, .at = now()});
  say_("=> law " + std::to_string(law) + " is broken: " + words);
}

// A key that was not there before is another alert source: what lasts is a new call there. `adopt` is about
// what is there when the first of them comes.
void Oracle::configured(const Setting& setting) {
  const bool is_first = sources_.empty();
  const bool adopts = setting.policy_of("first_start", "alert") == "adopt";
  std::map<Place, Past> pasts;
  for (const RouteSetting& route : setting.routes) {
    const bool is_new = sources_.insert(route.key).second;
    budgets_[route.key] = std::max(budgets_[route.key], route.budget);
    for (const auto& [thing, memory] : memories_) {
      Past past = is_new ? Past{} : pasts_[{thing, route.key}];
      past.adopts = past.adopts || (is_new && is_first && adopts);
      past.is_new = true;  // a priority that the configuration raised calls nobody
      pasts.emplace(Place{thing, route.key}, std::move(past));
    }
  }
  pasts_ = std::move(pasts);
  setting_ = setting;
  notice_each();
}

void Oracle::notice(bool well, bool sees) {
  if (!well) well_since_ = now();
  well_ = well;
  if (sees) seen_at_ = now();
  if (!sees) seen_since_ = now();
  end_of_adopting(sees);
  notice_each();
  for (const RouteSetting& route : setting_.routes) {
    const Time by = bound(route);
    for (const auto& [thing, unused] : memories_) judge(thing, route, pasts_[{thing, route.key}], by);
  }
}

// The first look is over a moment after it began.
void Oracle::end_of_adopting(bool sees) {
  if (adopting_until_ && now() >= *adopting_until_)
    for (auto& [place, past] : pasts_) past.adopts = false;
  if (sees && !adopting_until_) adopting_until_ = now() + 1s;
}

void Oracle::notice_each() {
  world_.read([&](const doubles::WorldState& world) {
    for (auto& [thing, memory] : memories_) {
      const auto* row = world.find(thing.host, thing.service);
      if (row == nullptr) continue;
      if (rests(*row, world)) memory.downtime_ended_at = now();
      if (row->state != 0 && thing.service.empty()) memory.returned_at = now();
    }
    for (const RouteSetting& route : setting_.routes)
      for (const auto& [thing, unused] : memories_) notice(thing, route, world);
  });
}

// Whether a problem that rises calls over this acknowledgement, which then counts no more.
bool Oracle::overrules(const Past& past, const std::string& acknowledgement) const {
  return !past.over && !past.dismissed && came_from_ilert(acknowledgement) &&
         setting_.policy_of("worsened", "reopen") == "reopen";
}

void Oracle::is_over(Past& past) {
  past.over = true;
  past.glimpsed = past.unsure = past.dismissed = false;
}

// The daemon says that it saw an end that nobody is held to have seen: then it was one.
void Oracle::says_it_is_over(Past& past) {
  if (past.glimpsed) is_over(past);
  if (!past.unsure) return;
  past.unsure = past.called = false;
  past.call = now();
}

// It rose for too short to be seen for certain: nobody must have been called for that.
void Oracle::fall_back(Past& past) const {
  const Risen risen = *past.risen;
  past.risen.reset();
  if (!allowances_.unseen_ends_are_no_ends || past.called) return;
  if (now() - std::max(risen.at, seen_since_) >= surely_seen) return;
  past.call = risen.call;
  past.called = risen.called;
  past.dismissed = risen.dismissed;
}

void Oracle::begin_call(Past& past, bool must) {
  ++past.causes;
  past.called = false;
  past.dismissed = past.unsure = false;
  past.taken_back.reset();
  past.call = must ? std::optional{now()} : std::nullopt;
}

void Oracle::notice(const Thing& thing, const RouteSetting& route, const doubles::WorldState& world) {
  Past& past = pasts_[{thing, route.key}];
  const auto* row = world.find(thing.host, thing.service);
  const bool high = row != nullptr && is_high(*row, route);
  const std::string acknowledgement = row == nullptr ? std::string{} : acknowledgement_of(*row, world);
  if (past.overruled != acknowledgement) past.overruled.clear();
  if (high && !past.high && overrules(past, acknowledgement)) past.overruled = acknowledgement;
  const auto [is, may_wait] =
      verdict_on(thing, route, setting_, world, memories_, now(), !past.overruled.empty());
  const bool problem = is == Should::alert || is == Should::accept;
  if (past.adopts && problem) past.dismissed = true;
  const int badness = row == nullptr ? 0 : badness_of(*row);
  const bool unseen =
      allowances_.unseen_ends_are_no_ends &&
      (past.should != Should::clear || now() - std::max(past.since, seen_since_) < surely_seen);
  if (past.is_new && problem) past.high = high;
  past.is_new = false;
  const bool rises = problem && high && !past.high && !past.over &&
                     (past.dismissed || setting_.policy_of("worsened", "reopen") == "reopen");
  if (past.risen && !high && problem) fall_back(past);
  const bool fell = is == Should::alert && past.was_accepted;
  const bool reopens = setting_.policy_of("ack_removed", "reopen") == "reopen";
  if (problem && past.glimpsed) {
    past.glimpsed = false;
    past.unsure = true;
    ++past.causes;
  }
  if (problem && past.over) {
    if (past.dismissed) {
      past.called = true;
    } else {
      begin_call(past, is == Should::alert);
    }
  } else if (rises) {
    past.risen = {{.at = now(), .call = past.call, .called = past.called, .dismissed = past.dismissed}};
    begin_call(past, is == Should::alert);
  } else if (fell && !past.dismissed && badness >= past.accepted_badness) {
    begin_call(past, reopens);
  } else if (fell && !past.dismissed && !past.fell_while_better) {
    ++past.causes;
    past.fell_while_better = true;
  } else if (is == Should::alert && past.should != Should::alert && !past.call && !past.called) {
    past.call = now();  // it began while something held it, or somebody was on it
  }
  if (problem) past.high = high;
  if (problem) past.over = false;
  if (is == Should::accept) {
    past.accepted_badness = badness;
    past.was_accepted = true;
    past.fell_while_better = false;
  }
  if (is == Should::alert && badness >= past.accepted_badness) past.was_accepted = false;
  if (is == Should::clear) {
    past.clear_at = now();
    const bool by_downtime = row != nullptr && row->state != 0 && past.dismissed;
    const bool ends = !by_downtime && !past.over;
    past.glimpsed = ends && unseen;
    if (ends && !unseen) is_over(past);
    past.was_accepted = false;
  }
  if (is == Should::alert) past.alerting_at = now();
  if (is == Should::accept) past.accepting_at = now();
  if (is != past.should) past.since = now();
  past.should = is;
  const bool waits = is == Should::alert && past.call && !past.called && !may_wait && !past.dismissed;
  if (!waits) past.must_since = now();
}

std::size_t Oracle::calls_waiting(const std::string& source) const {
  return static_cast<std::size_t>(std::count_if(pasts_.begin(), pasts_.end(), [&](const auto& one) {
    const Past& past = one.second;
    return one.first.second == source && past.should == Should::alert && past.call && !past.called;
  }));
}

// From then on what was to be done should have been done, if nothing was in the way since.
Time Oracle::bound(const RouteSetting& route) const {
  const auto waiting = static_cast<int>(calls_waiting(route.key)) + 2;
  return now() - patience - 2min * (waiting * 2 / std::max(route.budget, 1));
}

bool Oracle::is_open(const std::string& source, const Thing& thing, bool* calls) const {
  const std::string& key = key_of(thing);
  const auto newest = std::find_if(alerts_->rbegin(), alerts_->rend(), [&](const doubles::AlertView& alert) {
    return alert.source == source && alert.alert_key == key;
  });
  if (newest == alerts_->rend()) return false;
  if (calls != nullptr) *calls = newest->status == doubles::AlertStatus::pending;
  return newest->status != doubles::AlertStatus::resolved;
}

void Oracle::judge(const Thing& thing, const RouteSetting& route, Past& past, Time by) {
  const std::string what = text_of(thing) + " (" + route.name + ")";
  if (past.doubtful_end && now() >= *past.doubtful_end) {
    past.doubtful_end.reset();
    breaks(3, what + ": its alert was resolved, and the problem was never over");
  }
  if (well_since_ > by) return;
  const Time since = std::max(past.since, well_since_);
  bool calls = false;
  if (past.must_since < by) {
    breaks(1, what + " is a problem since " + rfc3339(*past.call).substr(11, 8) + ", and nobody was called");
    past.called = true;
  } else if (past.should == Should::clear && since < by && is_open(route.key, thing)) {
    breaks(3, what + " is over, and its alert is open");
    past.since = now();
  } else if (past.should == Should::accept && since < by && is_open(route.key, thing, &calls) && calls &&
             !past.taken_back) {
    breaks(2, what + " is accepted in Checkmk, and ilert goes on calling");
    past.since = now();
  }
}

void Oracle::checked(const Thing& thing) {
  memories_[thing].checked_at = now();
  memories_[thing].stale = false;
}

// An acknowledgement that is missing then is lost and calls nobody; a downtime that is gone is over.
void Oracle::core_restarted() {
  if (setting_.policy_of("downtime", "resolve") == "accept") return;
  for (auto& [place, past] : pasts_) past.was_accepted = false;
}

void Oracle::dismissed(const Thing& thing) {
  for (auto& [place, past] : pasts_) {
    if (place.first != thing || past.over) continue;
    past.dismissed = true;
    past.called = true;
  }
}

void Oracle::taken_back_in_ilert(const Thing& thing) {
  for (auto& [place, past] : pasts_)
    if (place.first == thing) past.taken_back = now();
}

void Oracle::killed() {
  for (const auto& [place, unused] : std::map{under_way_}) attempt_ends(place.first, place.second, true);
  under_way_.clear();
}

void Oracle::expects_no_own_alert() {
  for (const auto& [key, what] : own_) breaks(3, "an own alert is still open: " + what);
}

const Thing* Oracle::thing_with(const std::string& key) const {
  const auto found = std::find_if(memories_.begin(), memories_.end(),
                                  [&](const auto& one) { return key_of(one.first) == key; });
  return found == memories_.end() ? nullptr : &found->first;
}

void Oracle::attempt_begins(const std::string& source, const std::string& key) {
  if (++under_way_[{source, key}] > 1) breaks(7, "two events of one key are under way at once");
  attempts_[source].push_back(now());
  judge_pace(source);
  if (silent_since_ && own_.empty()) breaks(5, "an event leaves although nothing changes any more");
}

void Oracle::judge_pace(const std::string& source) {
  std::deque<Time>& times = attempts_[source];
  while (times.front() <= now() - 60s) times.pop_front();
  const auto most = static_cast<std::size_t>(budgets_[source]);
  if (times.size() == most + 1)
    breaks(7, std::to_string(times.size()) + " events left for one alert source within a minute, " +
                  std::to_string(most) + " are allowed");
}

void Oracle::attempt_ends(const std::string& source, const std::string& key, bool unknown) {
  const auto found = under_way_.find({source, key});
  if (found != under_way_.end() && found->second > 0) --found->second;
  const Thing* const thing = thing_with(key);
  if (unknown && thing != nullptr) ++pasts_[{*thing, source}].unknown;
}

void Oracle::refuses_the_shape(const std::string& why) {
  breaks(8, "the request is not one that ilert takes: " + why);
}

void Oracle::takes(const Taken& event) {
  const std::string summary = doubles::text_of(event.body, "summary");
  const Thing* const thing = thing_with(event.key);
  say_("  " + event.type + " " + (thing == nullptr ? event.key : text_of(*thing)) + ": " + quoted(summary) +
       (event.opened  ? " opens an alert"
        : event.found ? ""
                      : ", and finds none"));
  const std::string whole = boost::json::serialize(event.body);
  for (const std::string& words : forbidden_)
    if (whole.find(words) != std::string::npos) breaks(6, event.type + " says " + quoted(words));
  if (thing == nullptr) return take_own(event);
  Past& past = pasts_[{*thing, event.source}];
  const std::string what = text_of(*thing);
  if (event.type == "ALERT") take_alert(event, *thing, past);
  if (event.type == "RESOLVE" && event.found) says_it_is_over(past);
  if (event.type == "RESOLVE" && event.found && past.clear_at < *event.found) past.doubtful_end = now() + 90s;
  if (event.type == "ACCEPT" && event.found && event.was_calling) {
    if (past.taken_back) breaks(4, what + " is accepted again, though a person took that back");
    if (past.accepting_at < std::min(now(), seen_at_) - a_look)
      breaks(1, what + " is accepted, and nobody is on it");
  }
}

// Which of the causes it is for, nobody sees; that there is one for each, everybody does.
void Oracle::take_alert(const Taken& event, const Thing& thing, Past& past) {
  for (auto& [place, other] : pasts_)
    if (place.first == thing) other.doubtful_end.reset();
  const std::string what = text_of(thing);
  const bool of_this_call = event.opened || (event.found && past.call && *event.found >= *past.call) ||
                            (allowances_.an_older_alert_that_calls_counts && event.was_calling);
  if (of_this_call) past.called = true;
  if (!event.opened) return;
  ++past.opened;
  if (past.dismissed) breaks(2, what + ": an alert opens for a problem that a person said is known");
  const Time known = std::min(now(), seen_at_) - a_look;
  const bool was_alerting = past.alerting_at >= known || (past.call && *past.call >= known);
  if (!was_alerting && !allowances_.held_events_leave)
    breaks(2, what + ": an alert opens, and it was none to call for since " +
                  (past.alerting_at == Time{} ? "ever" : rfc3339(past.alerting_at).substr(11, 8)));
  if (past.opened > past.causes + past.unknown)
    breaks(2, what + ": " + std::to_string(past.opened) + " alerts were opened for " +
                  std::to_string(past.causes) + " causes to call");
}

void Oracle::take_own(const Taken& event) {
  const std::string summary = doubles::text_of(event.body, "summary");
  if (event.type == "RESOLVE") own_.erase(event.source + event.key);
  if (!event.opened) return;
  own_[event.source + event.key] = summary;
  const bool storm = summary.find("storm") != std::string::npos ||
                     summary.find("problems at once") != std::string::npos ||
                     boost::json::serialize(event.body).find("\"storm\"") != std::string::npos;
  if (storm && calls_waiting(event.source) <= static_cast<std::size_t>(budgets_[event.source]))
    breaks(2, "an own alert speaks of a storm, and " + std::to_string(calls_waiting(event.source)) +
                  " calls wait: " + summary);
}

}  // namespace ilert_bridge::simulation
