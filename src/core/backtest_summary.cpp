#include "ilert-bridge/core/backtest_summary.hpp"

#include <algorithm>
#include <numeric>

namespace ilert_bridge {
namespace {

constexpr std::size_t noisiest_kept = 10;
// A site without a line for longer than that is seldom.
constexpr Span quiet = std::chrono::hours{24};

Span told_of(const std::vector<TriedSite>& sites, Time from, Time until) {
  Span most{};
  for (const TriedSite& site : sites) {
    const Time begins = begins_late(*site.chronicle, from) ? *site.chronicle->begins() : from;
    most = std::max(most, std::min(site.until, until) - begins);
  }
  return most;
}

// Counts calls as they come; the noisiest are known at the end.
class Counting {
 public:
  Counting(CallCount& count, const BacktestSummary& summary, const LocalHours& hours)
      : count_(count), first_day_(summary.first_day), hours_(hours) {
    count_.by_day.resize(static_cast<std::size_t>(hours.day(summary.until) - first_day_ + 1));
  }

  // From here on calls are of this one.
  void begin(const TriedSite& site) {
    sites_.push_back({&site, std::vector<std::uint32_t>(site.chronicle->subjects())});
  }

  void add(const PastCall& call, bool is_first) {
    ++count_.calls;
    if (call.priority == Priority::high) ++count_.high;
    if (hours_.is_night(call.at)) ++count_.at_night;
    // What began before the span is called for when it begins.
    const std::int64_t day = std::max<std::int64_t>(hours_.day(call.at) - first_day_, 0);
    ++count_.by_day[std::min(static_cast<std::size_t>(day), count_.by_day.size() - 1)];
    ++count_.by_hour.at(static_cast<std::size_t>(hours_.hour(call.at)));
    if (!is_first) ++count_.repeated[call.because];
    measure(call);
    ++sites_.back().calls[sites_.back().site->past.problems[call.problem].subject];
  }

  // There may be a hundred thousand objects: only of ten the names are copied.
  void end() {
    std::vector<Noise> noises;
    for (const OfSite& site : sites_)
      for (Chronicle::SubjectNumber number = 0; number < site.calls.size(); ++number)
        if (site.calls[number] > 0)
          noises.push_back({site.calls[number], &site.site->chronicle->subject(number)});
    count_.objects = noises.size();
    const std::size_t kept = std::min(noises.size(), noisiest_kept);
    std::partial_sort(noises.begin(), noises.begin() + static_cast<std::ptrdiff_t>(kept), noises.end(),
                      [](const Noise& one, const Noise& other) {
                        return one.calls != other.calls ? one.calls > other.calls
                                                        : *one.subject < *other.subject;
                      });
    for (std::size_t i = 0; i < kept; ++i) count_.noisiest.push_back({*noises[i].subject, noises[i].calls});
  }

 private:
  struct OfSite {
    const TriedSite* site = nullptr;
    std::vector<std::uint32_t> calls;  // by the number of the object
  };
  struct Noise {
    std::size_t calls = 0;
    const Subject* subject = nullptr;
  };

  void measure(const PastCall& call) {
    if (!call.over) {
      ++(call.end_not_logged ? count_.end_not_logged : count_.lasting);
      return;
    }
    const Span lasted = *call.over - call.at;
    if (!count_.shortest || lasted < *count_.shortest) count_.shortest = lasted;
    if (!count_.longest || lasted > *count_.longest) count_.longest = lasted;
  }

  CallCount& count_;
  std::int64_t first_day_;
  const LocalHours& hours_;
  std::vector<OfSite> sites_;
};

void add(const PastProblem& problem, ProblemCount& count) {
  const bool is_called = problem.calls > 0 || problem.carried.has_value();
  const bool is_notified = problem.notified > 0;
  ++count.problems;
  count.notifications += problem.notified;
  if (is_called) ++count.called;
  if (is_notified) ++count.notified;
  if (is_called && is_notified) ++count.both;
  if (is_called) return;
  ++count.uncalled[problem.why_not];
  if (is_notified) ++count.notified_uncalled[problem.why_not];
}

ProblemCount problems_of(const std::vector<TriedSite>& sites) {
  ProblemCount count;
  for (const TriedSite& site : sites) {
    count.notifications += site.past.stray_notifications;
    for (const PastProblem& problem : site.past.problems) add(problem, count);
  }
  return count;
}

}  // namespace

std::vector<TriedSite> tried_with(const std::vector<TriedSite>& sites, const std::vector<Route>& routes) {
  std::vector<TriedSite> tried;
  for (const TriedSite& site : sites)
    tried.push_back({.chronicle = site.chronicle,
                     .today = site.today,
                     .until = site.until,
                     .past = calls_in(*site.chronicle, *site.today, routes, site.until)});
  return tried;
}

std::size_t CallCount::repeats() const {
  return std::accumulate(repeated.begin(), repeated.end(), std::size_t{0},
                         [](std::size_t sum, const auto& one) { return sum + one.second; });
}

bool BacktestSummary::counts(const Route& route) const {
  return std::any_of(routes.begin(), routes.end(), [&](const RouteCount& it) { return it.route == &route; });
}

bool begins_late(const Chronicle& chronicle, Time from) {
  const std::optional<Time> begins = chronicle.begins();
  return begins && *begins > from + quiet;
}

std::optional<double> per_day(std::size_t calls, const BacktestSummary& summary) {
  using Days = std::chrono::duration<double, std::chrono::days::period>;
  if (summary.told < std::chrono::days{1}) return std::nullopt;
  return static_cast<double>(calls) / Days{summary.told}.count();
}

BacktestSummary summary_of(const std::vector<TriedSite>& sites, const std::vector<Route>& routes, Time from,
                           Time until, const LocalHours& hours, const std::string& only) {
  BacktestSummary summary;
  summary.from = from;
  summary.until = until;
  summary.told = told_of(sites, from, until);
  summary.first_day = hours.day(from);
  summary.problems = problems_of(sites);
  for (const Route& route : routes)
    if (only.empty() || route.name == only) summary.routes.push_back({&route, {}});
  Counting all(summary.all, summary, hours);
  std::map<const Route*, Counting> by_route;
  for (RouteCount& route : summary.routes)
    by_route.emplace(route.route, Counting(route.count, summary, hours));
  for (const TriedSite& site : sites) {
    all.begin(site);
    for (auto& [route, counting] : by_route) counting.begin(site);
    std::vector<bool> called(site.past.problems.size() * routes.size());
    for (const PastCall& call : site.past.calls) {
      const auto counting = by_route.find(call.route);
      if (counting == by_route.end()) continue;
      const auto on_route = static_cast<std::size_t>(call.route - routes.data());
      std::vector<bool>::reference before = called[call.problem * routes.size() + on_route];
      counting->second.add(call, !before);
      all.add(call, !before);
      before = true;
    }
  }
  for (auto& [route, counting] : by_route) counting.end();
  all.end();
  return summary;
}

}  // namespace ilert_bridge
