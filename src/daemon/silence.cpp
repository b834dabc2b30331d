// A site that does not answer is an own alert: said after a look, and while one is under way, for a site that
// answers every question just in time can be looked at for an hour. Its silence is what it owes: it begins
// with the first question that is not answered, and neither a clock that is set nor a machine that slept is
// part of it.
#include <algorithm>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/watch.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span shortest_tick = std::chrono::seconds{1};
constexpr Span longest_tick = std::chrono::seconds{10};

}  // namespace

Span Watch::silent_for() const {
  const auto& since = health_.silent_since ? health_.silent_since : health_.away_since;
  return since ? std::chrono::duration_cast<Span>(Clock::now() - *since) : Span{};
}

void Watch::say_silence(Time at) {
  const std::string about = "ilert-bridge " + bridge_name_ + ": site " + site_.name;
  const bool wrong = health_.silent_since || health_.away_since;
  OwnMatter matter{.kind = "site", .name = site_.name, .wrong = wrong, .summary = {}, .details = {}};
  if (wrong && silent_for() < site_.silent_after) return;  // not for long enough to say so
  if (health_.silent_since) {
    matter.summary = about + " does not answer";
    matter.details =
        "No complete answer since " + rfc3339(on_the_wall(health_.answered.value_or(started_at_), at)) +
        ": " + health_.fault +
        "\n\nNew problems of this site are not seen, open alerts stay as they are. This alert is resolved "
        "when the site answers again.";
  } else if (health_.away_since) {
    matter.summary = about + " is seen in part only: " + health_.away;
    matter.details =
        "Since " + rfc3339(on_the_wall(*health_.away_since, at)) + ": " + health_.away +
        "\n\nNew problems of what it watches are not seen, and its open alerts stay as they are; "
        "the rest of the site is watched as ever. This alert is resolved when all of it "
        "answers.";
  } else {
    matter.summary = about + " answers again";
    matter.details = matter.summary + ".";
  }
  say(matter, routes_, ledger_, bridge_name_, at);
}

// What is missing of a complete look is held, and the rest goes on.
void Watch::note_away(Time at) {
  health_.away = ports_.away ? ports_.away() : std::string{};
  if (!health_.away.empty()) {
    if (!health_.away_since) health_.away_since = Clock::now();
    if (away_fault_.fails(health_.away, at))
      log_warning("a part of the site is unsure, its alerts are held: " + health_.away,
                  {{"site", site_.name}});
    return;
  }
  if (away_fault_.ends())
    log_notice("the whole site answers again", {{"site", site_.name}, {"away", age_text(silent_for())}});
  health_.away_since.reset();
}

asio::awaitable<void> Watch::mind_silence() {
  const Span tick = std::clamp(Span{site_.silent_after / 10}, shortest_tick, longest_tick);
  for (;;) {
    auto sleeping = sleep_for(tick);
    if (!co_await std::move(sleeping)) co_return;
    say_if_unanswered(now());
  }
}

Span Watch::quiet_for(Clock::time_point at) const {
  const auto heard = ports_.heard_at ? ports_.heard_at() : std::nullopt;
  // Nobody who could tell: then it is slow.
  const Clock::time_point last =
      ports_.heard_at ? std::max(*unanswered_since_, heard.value_or(*unanswered_since_)) : at;
  return std::chrono::duration_cast<Span>(at - last);
}

// Measured from the look's beginning: what the pause before it was, the site cannot be blamed for.
void Watch::say_if_unanswered(Time at) {
  if (!unanswered_since_) return;
  const Clock::time_point present = Clock::now();
  const auto waited = std::chrono::duration_cast<Span>(present - *unanswered_since_);
  if (!health_.silent_since) {
    if (waited < site_.silent_after) return;
    health_.silent_since = unanswered_since_;
    health_.fault = unfinished_look(waited, quiet_for(present));
    if (fault_.fails(health_.fault, at))
      log_warning("site is unsure, its alerts are held: " + health_.fault, {{"site", site_.name}});
  }
  say_silence(at);
}

}  // namespace ilert_bridge
