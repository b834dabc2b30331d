#include "ilert-bridge/daemon/core_watch.hpp"

#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span between = std::chrono::minutes{1};

}  // namespace

CoreWatch::CoreWatch(std::string site, std::string bridge_name, std::vector<Route> routes, PulsePort port,
                     Ledger& ledger)
    : site_(std::move(site)),
      bridge_name_(std::move(bridge_name)),
      routes_(std::move(routes)),
      port_(std::move(port)),
      ledger_(ledger),
      reading_(site_, "the core's counters") {}

asio::awaitable<void> CoreWatch::take(Time now) {
  const bool is_first = !asked_at_;  // a start has enough to ask
  if (!port_ || (!is_first && now >= *asked_at_ && now - *asked_at_ < between)) co_return;
  asked_at_ = now;
  if (is_first) co_return;
  auto asking = port_(last_);
  const Asked<PulseReading> reading = co_await std::move(asking);
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return;
  if (!reading) {
    reading_.failed("cannot be read, a core that stops would not be noticed: " + reading.error().text, now);
    co_return;
  }
  reading_.succeeded();
  const Pulse::Beat before = pulse_.beat();
  pulse_.read(*reading);
  last_ = *reading;
  if (pulse_.beat() != before) say(now);
}

// A pulse that is not known yet neither opens nor ends anything: a restart of the bridge must not.
void CoreWatch::say(Time now) {
  if (pulse_.beat() == Pulse::Beat::unknown) return;
  const std::string about = "ilert-bridge " + bridge_name_ + ": site " + site_;
  OwnMatter matter{.kind = "core", .name = site_, .wrong = false, .summary = {}, .details = {}};
  matter.wrong = pulse_.beat() == Pulse::Beat::stopped;
  if (matter.wrong) {
    const std::string since = rfc3339(pulse_.still_since().value_or(now));
    matter.summary = about + " no longer checks " + pulse_.what() + ": " + pulse_.cause();
    matter.details =
        "Nothing moves since " + since + ": " + pulse_.cause() +
        ".\n\nWhat Checkmk shows is old; new problems are not seen, and open alerts stay as they "
        "are. To do: " +
        pulse_.remedy() + ".\n\nThis alert is resolved when checks run again.";
    log_warning("the core does not work: " + pulse_.cause(), {{"site", site_}, {"since", since}});
  } else {
    matter.summary = about + " checks again";
    matter.details = matter.summary + ".";
  }
  ilert_bridge::say(matter, routes_, ledger_, bridge_name_, now);
}

}  // namespace ilert_bridge
