#include "ilert-bridge/daemon/watch.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <iterator>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/daemon/adopt.hpp"
#include "ilert-bridge/livestatus/comment_reader.hpp"
#include "ilert-bridge/livestatus/pulse_reader.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span first_pause = std::chrono::seconds{1};
constexpr Span longest_pause = std::chrono::seconds{30};
// In parts, by names, with the log of a gap, and with the patience that each question has.
constexpr Span longest_look = std::chrono::hours{1};

// As the journal has it.
std::optional<Time> last_look_at(const std::string& site, const Ledger& ledger) {
  const std::optional<LookMark> mark = ledger.last_look(site);
  return mark ? std::optional{mark->at} : std::nullopt;
}

}  // namespace

WatchPorts ports_of(Source& source) {
  WatchPorts ports;
  ports.look = [&source](std::vector<Subject> by_name) -> asio::awaitable<Asked<Look>> {
    co_return co_await source.look(by_name);
  };
  ports.texts = [&source](std::vector<Subject> subjects,
                          std::size_t among) -> asio::awaitable<Asked<std::map<Subject, Texts>>> {
    co_return co_await source.texts(subjects, among);
  };
  ports.effort = [&source] { return source.take_effort(); };
  ports.away = [&source] { return source.away(); };
  ports.period_doubt = [&source] { return source.period_doubt(); };
  ports.heard_at = [&source] { return source.heard_at(); };
  ports.learn_to_wait = [&source]() -> asio::awaitable<Asked<bool>> {
    const Asked<Waits> waits = co_await source.learn_to_wait();
    if (!waits) co_return waits.error();
    co_return *waits == Waits::bare || *waits == Waits::condition;
  };
  ports.arm = [&source] { return source.arm(); };
  ports.wait = [&source] { return source.wait(); };
  ports.let_go = [&source] { source.let_go(); };
  ports.pulse = [&source](std::optional<PulseReading> before) { return read_pulse(source, before); };
  ports.comments = [&source](Time since) { return read_comments(source, since); };
  ports.log = [&source](LogWindow window, Span patience) { return read_log(source, window, patience); };
  return ports;
}

Time on_the_wall(std::chrono::steady_clock::time_point moment, Time at) {
  return at - std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - moment);
}

Recording recording_of(const std::vector<Decision>& decisions, const std::map<Subject, Texts>& texts,
                       std::string_view web_url, std::string_view bridge_name, Time now) {
  static const Texts no_texts;
  static const Observation no_observation;
  Recording recording;
  for (const Decision& decision : decisions) {
    if (!decision.changes()) continue;
    Recording::Change change{.subject = decision.subject,
                             .route = decision.route->name,
                             .report = decision.step.after,
                             .events = {}};
    const auto known = texts.find(decision.subject);
    const Observation& observation =
        decision.sighting == nullptr ? no_observation : decision.sighting->observation;
    for (const Telling& telling : decision.step.tellings)
      change.events.push_back(event_for(decision.subject, telling, decision.verdict, decision.before,
                                        observation, known == texts.end() ? no_texts : known->second,
                                        *decision.route, web_url, bridge_name, now));
    recording.changes.push_back(std::move(change));
  }
  return recording;
}

Watch::Watch(SiteSettings site, std::vector<Route> routes, std::string bridge_name, WatchPorts ports,
             Ledger& ledger)
    : site_(std::move(site)),
      routes_(std::move(routes)),
      bridge_name_(std::move(bridge_name)),
      ports_(std::move(ports)),
      ledger_(ledger),
      lookback_({.site = site_.name,
                 .web_url = site_.web_url,
                 .bridge_name = bridge_name_,
                 .poll_interval = site_.poll_interval,
                 .routes = routes_},
                ports_.log, ports_.effort ? [this] { ports_.effort(); } : std::function<void()>{}, ledger_),
      core_(site_.name, bridge_name_, routes_, ports_.pulse, ledger_),
      periods_(site_.name, "a route's time period"),
      run_before_(last_look_at(site_.name, ledger_)),
      turn_{.at = std::chrono::steady_clock::now(), .within = longest_look} {}

asio::awaitable<void> Watch::run() {
  const auto executor = co_await asio::this_coro::executor;
  wakeup_.emplace(executor);
  for (;;) {
    turn_ = {.at = std::chrono::steady_clock::now(), .within = longest_look + site_.poll_interval};
    if (!ledger_.has_room()) {
      co_await sleep_for(first_pause);
      continue;
    }
    co_await look_once();
    asked_pause_ = pause();
    while (!look_now_ && Clock::now() < pace_.next(asked_pause_))
      co_await wakeup_->wait_until(pace_.next(asked_pause_));
    look_now_ = false;
  }
}

void Watch::converse(const std::string& author, Span interval) {
  comments_.emplace(CommentSetting{.site = site_.name,
                                   .web_url = site_.web_url,
                                   .bridge_name = bridge_name_,
                                   .author = author,
                                   .interval = interval,
                                   .routes = routes_},
                    ports_.comments, ledger_);
}

std::vector<const SideReading*> Watch::side_readings() const {
  std::vector<const SideReading*> readings{&core_.reading(), &periods_};
  if (comments_) readings.push_back(&comments_->reading());
  return readings;
}

void Watch::adopt(AdoptOrder order) {
  order_ = std::move(order);
  adopted_.reset();
  look_now_ = true;
  if (wakeup_) wakeup_->notify();
}

// Before anything else is decided of this look.
void Watch::carry_out_order(const Look& look) {
  if (!order_) return;
  adopted_ = adopt_look(look, routes_, *order_, bridge_name_, ledger_, now());
  if (adopted_) order_.reset();
}

asio::awaitable<bool> Watch::look_once() {
  pace_.began();
  ++looks_begun_;
  looking_since_ = unanswered_since_ = Clock::now();
  news_ = News::none;
  if (heeding_) heeding_->notify();
  const bool journalled = co_await look_and_decide();
  looking_since_.reset();
  unanswered_since_.reset();
  note_pace();
  co_return journalled;
}

std::vector<Subject> Watch::whom_to_ask_for() const {
  std::vector<Subject> reported = to_ask_by_name(ledger_.reports(), site_.name);
  if (!comments_) return reported;
  const std::vector<Subject> ordered = comments_->ordered();
  std::vector<Subject> all;
  std::set_union(reported.begin(), reported.end(), ordered.begin(), ordered.end(), std::back_inserter(all));
  return all;
}

asio::awaitable<bool> Watch::look_and_decide() {
  std::vector<Subject> by_name = whom_to_ask_for();
  const auto began = std::chrono::steady_clock::now();
  auto looking = lookback_.look(ports_.look, std::move(by_name));
  Asked<Look> look = co_await std::move(looking);
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return false;
  if (!look) {
    unanswered(look.error());
    co_return false;
  }
  health_.took = std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - began);
  const Print print = print_of(*look);
  news_ = news_between(print_, print);
  print_ = print;
  carry_out_order(*look);
  if (comments_) comments_->looked(*look);
  const bool journalled = co_await journal_decisions(*look);
  co_return journalled;
}

void Watch::answered(const Look& look) {
  const auto is_problem = [](const Sighting& sighting) {
    return sighting.presence == Presence::seen && !is_good(sighting.observation.state);
  };
  health_.problems =
      static_cast<std::size_t>(std::count_if(look.sightings.begin(), look.sightings.end(), is_problem));
  if (health_.silent_since) {
    if (fault_.ends())
      log_notice("site answers again", {{"site", site_.name}, {"silent", age_text(silent_for())}});
  } else if (!health_.answered_at) {
    log_info("site answers", {{"site", site_.name}, {"problems", std::to_string(health_.problems)}});
  }
  unanswered_since_.reset();
  health_.answered_at = look.at;
  health_.answered = Clock::now();
  health_.silent_since.reset();
  health_.fault.clear();
  failures_ = 0;
  note_away(look.at);
  note_periods(look.at);
  say_silence(look.at);
}

void Watch::note_periods(Time at) {
  const std::string doubt = ports_.period_doubt ? ports_.period_doubt() : std::string{};
  doubt.empty() ? periods_.succeeded() : periods_.failed(doubt, at);
}

void Watch::unanswered(const AskFailure& failure) {
  const Time at = now();
  // The same fault again and again is one fact: it is said when it begins, when it changes, and by the own
  // alert. A site whose words change every time, or that comes and goes, is heard once a minute.
  if (fault_.fails(failure.text, at))
    log_warning("site is unsure, its alerts are held: " + failure.text, {{"site", site_.name}});
  health_.fault = failure.text;
  if (!health_.silent_since) health_.silent_since = unanswered_since_.value_or(Clock::now());
  ++failures_;
  due_.reset();
  say_silence(at);
}

Span Watch::pause() {
  const double chance = std::uniform_real_distribution<>{}(chance_);
  Span span = site_.poll_interval;
  if (failures_ > 0)
    span = growing_pause(failures_, first_pause, std::max(longest_pause, site_.poll_interval), chance);
  const Time at = now();
  if (due_ && *due_ > at) span = std::min(span, std::max(*due_ - at, Span{200}));
  const Span until_said = site_.silent_after - silent_for();
  if (health_.silent_since && until_said > Span{}) span = std::min(span, std::max(until_said, Span{200}));
  return span;
}

}  // namespace ilert_bridge
