#include "ilert-bridge/daemon/lookback.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/missed.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span first_budget = std::chrono::seconds{5};  // that a look waits for the log after a gap
constexpr Span later_budget = std::chrono::seconds{2};  // and the looks after it, while there is more
constexpr Span longest_window = std::chrono::minutes{10};
constexpr Span first_retry = std::chrono::minutes{1};
constexpr Span keep_mark_every = std::chrono::minutes{1};
constexpr Span shortest_outage = std::chrono::seconds{15};
constexpr Span longest_rest_of_all = std::chrono::minutes{5};  // a look that is dear makes the next one wait
constexpr Span overlap = std::chrono::seconds{2};  // the clocks of server and bridge are compared in seconds
constexpr int most_failures = 5;
constexpr std::size_t most_lines = 200'000;
constexpr std::size_t most_bytes = 64 << 20;
constexpr std::size_t most_subjects = 2000;  // that are asked for by name: forty questions

Span since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - began);
}

Time whole_second(Time time) { return from_unix(unix_seconds(time)); }

}  // namespace

Lookback::Lookback(Setting setting, LogPort log, std::function<void()> between, Ledger& ledger)
    : setting_(std::move(setting)),
      log_(std::move(log)),
      between_(std::move(between)),
      ledger_(ledger),
      last_(ledger.last_look(setting_.site)) {}

Span Lookback::furthest_back() const {
  Span furthest{};
  for (const Route& route : setting_.routes) furthest = std::max(furthest, route.policy.look_back);
  return furthest;
}

// From where on it is a gap, and not only a pause between two looks. At the start everything is: the mark is
// kept once a minute only.
Span Lookback::least_gap() const {
  if (!looked_) return {};
  return unsure_ ? std::max(2 * setting_.poll_interval, shortest_outage)
                 : std::max(3 * setting_.poll_interval, longest_rest_of_all);
}

void Lookback::notice_gap(const Look& look) {
  if (given_up_ || !log_ || !last_ || furthest_back() == Span{}) return;
  const bool unread = !looked_ && last_->unread;
  if (look.at - last_->at <= least_gap() && !unread) return;
  if (!gap_) begin_gap(unread ? last_->unread->first : last_->at, look);
  gap_->to = look.at;
  gap_->server_to = whole_second(look.at + look.clock_ahead + overlap);
  gap_->left.extend(gap_->server_to);
}

void Lookback::begin_gap(Time from, const Look& look) {
  gap_ = Gap{};
  gap_->from = std::max(from, look.at - furthest_back());
  gap_->server_from = whole_second(gap_->from + last_->clock_ahead - overlap);
  gap_->left = LogWindows({gap_->server_from, gap_->server_from}, longest_window, longest_window);
}

asio::awaitable<Asked<Look>> Lookback::look(const LookPort& port, std::vector<Subject> by_name) {
  const bool tells = gap_ && gap_->is_read;  // what could not be recorded the last time
  if (tells) by_name.insert(by_name.end(), gap_->subjects.begin(), gap_->subjects.end());
  auto looking = port(by_name);
  Asked<Look> look = co_await std::move(looking);
  unsure_ = unsure_ || !look;
  if (!look || tells) co_return look;
  notice_gap(*look);
  if (!gap_ || Clock::now() < gap_->not_before) co_return look;
  auto reading = read();
  if (!co_await std::move(reading)) co_return look;  // not a line: the look is as good as it was
  if (between_) between_();
  by_name.insert(by_name.end(), gap_->subjects.begin(), gap_->subjects.end());
  auto looking_again = port(std::move(by_name));
  co_return co_await std::move(looking_again);
}

// Whether anything was read.
asio::awaitable<bool> Lookback::read() {
  const Clock::time_point began = Clock::now();
  const Span budget = looked_ ? later_budget : first_budget;
  bool any = false;
  while (!gap_->is_read) {
    const Clock::time_point asked = Clock::now();
    auto reading = read_window(first_budget);
    if (!co_await std::move(reading)) co_return any;
    any = true;
    const Span pause = pause_after(since(asked));
    if (gap_->is_read || since(began) + pause >= budget) break;
    auto sleeping = sleep_for(pause);
    if (!co_await std::move(sleeping)) break;
  }
  co_return any;
}

asio::awaitable<bool> Lookback::read_window(Span patience) {
  Gap& gap = *gap_;
  const LogWindow window = gap.left.next();
  auto asking = log_(window, patience);
  Asked<LogPage> page = co_await std::move(asking);
  if (!page) {
    failed(page.error());
    co_return false;
  }
  if (!gap.left.took(page->is_whole, page->lines.size())) co_return true;
  for (LogLine& line : page->lines) {
    line.subject.site = setting_.site;
    gap.past.add(std::move(line));
  }
  const bool full = gap.past.size() >= most_lines || gap.past.bytes() >= most_bytes;
  if (full) {
    log_warning(
        "the site's log tells too much of the time when nobody looked, only its beginning was read",
        {{"site", setting_.site}, {"lines", std::to_string(gap.past.size())}, {"until", rfc3339(window.to)}});
  }
  if (full || gap.left.done()) finish();
  co_return true;
}

// A server that refuses will refuse again; one that fails may do better in a while.
void Lookback::failed(const AskFailure& failure) {
  const bool refused = failure.kind == AskFailure::Kind::refused;
  Gap& gap = *gap_;
  gap.not_before = Clock::now() + first_retry * (1 << gap.failures);
  if (!refused && ++gap.failures < most_failures) return;
  log_warning("the site's log cannot be read: problems that began and ended while nobody looked stay unknown",
              {{"site", setting_.site}, {"fault", failure.text}});
  gap_.reset();
  given_up_ = refused;
}

void Lookback::finish() {
  Gap& gap = *gap_;
  Past::Candidates found = gap.past.candidates(setting_.routes, most_subjects);
  gap.subjects = std::move(found.subjects);
  gap.is_read = true;
  if (found.left_out > 0)
    log_warning("too many objects had problems while nobody looked, only the latest are journalled",
                {{"site", setting_.site},
                 {"journalled", std::to_string(gap.subjects.size())},
                 {"left_out", std::to_string(found.left_out)}});
}

void Lookback::add_missed(Recording& recording, const Look& look,
                          const std::set<std::string, std::less<>>& first_look_on, Time now) {
  missed_now_ = 0;
  if (gap_ && gap_->is_read && !gap_->is_told) tell(recording, look, first_look_on, now);
}

void Lookback::missed_recorded() {
  if (!gap_ || !gap_->is_read || gap_->is_told) return;
  gap_->is_told = true;
  gap_->missed = missed_now_;
  missed_ += missed_now_;
}

void Lookback::add_mark(Recording& recording, const Look& look) {
  LookMark mark{.at = look.at, .clock_ahead = look.clock_ahead, .unread = {}};
  if (gap_ && !gap_->is_read) mark.unread = {gap_->from, gap_->to};
  next_ = mark;
  const std::optional<LookMark> kept = ledger_.last_look(setting_.site);
  const bool due = !kept || kept->unread != mark.unread || mark.at - kept->at >= keep_mark_every ||
                   mark.at < kept->at || !looked_;
  if (due || !recording.empty()) recording.looks[setting_.site] = mark;
}

void Lookback::recorded() {
  last_ = next_;
  looked_ = true;
  unsure_ = false;
  if (!gap_ || !gap_->is_told) return;
  log_notice("the site's log was read for the time when nobody looked",
             {{"site", setting_.site},
              {"from", rfc3339(gap_->from)},
              {"to", rfc3339(gap_->to)},
              {"lines", std::to_string(gap_->past.size())},
              {"missed", std::to_string(gap_->missed)}});
  gap_.reset();
}

void Lookback::tell(Recording& recording, const Look& look,
                    const std::set<std::string, std::less<>>& first_look_on, Time now) {
  const std::vector<MissedProblem> missed = missed_in(gap_->past, look, ledger_.reports(), setting_.routes,
                                                      first_look_on, gap_->server_from, gap_->server_to, now);
  Recording before;
  for (const MissedProblem& problem : missed) missed_now_ += tell(before, problem, now) ? 1 : 0;
  std::move(before.missed.begin(), before.missed.end(), std::back_inserter(recording.missed));
  recording.changes.insert(recording.changes.begin(), std::make_move_iterator(before.changes.begin()),
                           std::make_move_iterator(before.changes.end()));
}

// What came after it may have been told already: then it is too late to tell it in order.
bool Lookback::tell(Recording& recording, const MissedProblem& problem, Time now) {
  const std::string& route = problem.route->name;
  const Time since = problem.spell.began - spell_slack;
  const std::string key = alert_key(problem.subject, setting_.bridge_name);
  const Known known = known_of(problem.spell, ledger_.journal().occurrences(route, key, since));
  if (known == Known::told) return false;
  auto [alert, resolve] = events_of(problem, setting_.web_url, setting_.bridge_name, now);
  if (problem.route->replay == Replay::full && known == Known::nothing) {
    recording.changes.push_back({.subject = problem.subject,
                                 .route = route,
                                 .report = ledger_.report(problem.subject, route),
                                 .events = {std::move(alert), std::move(resolve)}});
  } else {
    recording.missed.push_back(std::move(alert));
    recording.missed.push_back(std::move(resolve));
  }
  return true;
}

}  // namespace ilert_bridge
