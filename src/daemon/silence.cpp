// The part of Watch that says that its site does not answer: after a look, and while one is under way, for a
// site that answers every question just in time can be looked at for an hour.
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

void Watch::say_silence(Time at) {
  OwnMatter matter{.kind = "site", .name = site_.name, .wrong = false, .summary = {}, .details = {}};
  if (!health_.silent_since) {
    matter.summary = "ilert-bridge " + bridge_name_ + ": site " + site_.name + " answers again";
    matter.details = matter.summary + ".";
  } else if (at - *health_.silent_since >= site_.silent_after) {
    matter.wrong = true;
    matter.summary = "ilert-bridge " + bridge_name_ + ": site " + site_.name + " does not answer";
    matter.details =
        "No complete answer since " + rfc3339(*health_.silent_since) + ": " + health_.fault +
        "\n\nNew problems of this site are not seen, open alerts stay as they are. This alert is resolved "
        "when the site answers again.";
  } else {
    return;  // silent, but not for long enough to say so
  }
  say(matter, routes_, ledger_, bridge_name_, at);
}

asio::awaitable<void> Watch::mind_silence() {
  const Span tick = std::clamp(Span{site_.silent_after / 10}, shortest_tick, longest_tick);
  for (;;) {
    auto sleeping = sleep_for(tick);
    if (!co_await std::move(sleeping)) co_return;
    say_if_unanswered(now());
  }
}

// Measured from the look's beginning: what the pause before it was, the site cannot be blamed for.
void Watch::say_if_unanswered(Time at) {
  if (!unanswered_since_) return;
  const auto waited = std::chrono::duration_cast<Span>(Clock::now() - *unanswered_since_);
  if (!health_.silent_since) {
    if (waited < site_.silent_after) return;
    health_.silent_since = health_.answered_at.value_or(started_at_);
    health_.fault = "a look has not come to its end for " + age_text(waited) + ", the site answers slowly";
    if (fault_.fails(health_.fault, at))
      log_warning("site is unsure, its alerts are held: " + health_.fault, {{"site", site_.name}});
  }
  say_silence(at);
}

}  // namespace ilert_bridge
