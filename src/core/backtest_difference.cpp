#include "ilert-bridge/core/backtest_difference.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<5> fates{"gone", "new", "moved", "raised", "lowered"};
constexpr Span a_minute = std::chrono::minutes{1};

// One problem on one side.
struct Side {
  const PastProblem* problem = nullptr;
  std::vector<const PastCall*> calls;
};

using Key = std::pair<Chronicle::SubjectNumber, Time>;

// The problems of one side in the order of their keys, of which there may be a million.
class Problems {
 public:
  Problems(const PastCalls& past, const std::string& only) : past_(past) {
    keys_.reserve(past.problems.size());
    for (std::uint32_t i = 0; i < past.problems.size(); ++i)
      keys_.emplace_back(Key{past.problems[i].subject, past.problems[i].began}, i);
    std::sort(keys_.begin(), keys_.end());
    for (const PastCall& call : past.calls)
      if (only.empty() || call.route->name == only) calls_.push_back(&call);
    std::stable_sort(calls_.begin(), calls_.end(), [](const PastCall* one, const PastCall* other) {
      return one->problem < other->problem;
    });
  }
  bool done() const { return next_ == keys_.size(); }
  const Key& key() const { return keys_[next_].first; }
  Side take() {
    const std::uint32_t index = keys_[next_++].second;
    Side side{.problem = &past_.problems[index], .calls = {}};
    const auto before = [](const PastCall* call, std::uint32_t at) { return call->problem < at; };
    for (auto call = std::lower_bound(calls_.begin(), calls_.end(), index, before);
         call != calls_.end() && (*call)->problem == index; ++call)
      side.calls.push_back(*call);
    return side;
  }

 private:
  const PastCalls& past_;
  std::vector<std::pair<Key, std::uint32_t>> keys_;
  std::vector<const PastCall*> calls_;
  std::size_t next_ = 0;
};

// How much alike two calls of one problem are: the bigger, the more.
bool is_alike(const PastCall& one, const PastCall& other, int much) {
  const bool same_route = one.route->name == other.route->name;
  const bool same_priority = one.priority == other.priority;
  switch (much) {
    case 4:
      return same_route && same_priority && one.because == other.because;
    case 3:
      return same_route && same_priority;
    case 2:
      return same_priority;
    case 1:
      return same_route;
    default:
      return true;
  }
}

std::optional<CallFate> fate_of(const PastCall& before, const PastCall& after) {
  if (before.priority < after.priority) return CallFate::raised;
  if (before.priority > after.priority) return CallFate::lowered;
  if (before.route->name != after.route->name) return CallFate::moved;
  return std::nullopt;
}

// An open alert that wakes nobody does not stand for one that does.
bool is_carried(const Side& side, const PastCall& call) {
  return side.problem != nullptr && side.problem->carried && *side.problem->carried >= call.priority;
}

// Of the side that does not call. A problem that it does not know never became one there: soft.
std::optional<Reason> rule_of(const Side& side, const PastCall& call) {
  if (side.problem == nullptr) return Reason::soft;
  if (is_carried(side, call)) return side.problem->why_not.value_or(Reason::resolve_delay);
  if (side.problem->carried) return std::nullopt;
  if (side.problem->calls > 0) return std::nullopt;
  return side.problem->why_not.value_or(Reason::unrouted);
}

class Comparing {
 public:
  Comparing(BacktestDifference& into, std::size_t site, const Chronicle& chronicle)
      : into_(into), site_(site), chronicle_(chronicle) {}

  void compare(const Key& key, Side before, Side after) {
    for (int much = 4; much >= 0; --much) pair(key, much, before.calls, after.calls);
    for (const PastCall* call : before.calls) note_one_sided(key, CallFate::gone, call, nullptr, after);
    for (const PastCall* call : after.calls) note_one_sided(key, CallFate::fresh, nullptr, call, before);
  }

 private:
  using Calls = std::vector<const PastCall*>;

  void pair(const Key& key, int much, Calls& before, Calls& after) {
    for (auto call = before.begin(); call != before.end();) {
      const auto other = std::find_if(after.begin(), after.end(),
                                      [&](const PastCall* it) { return is_alike(**call, *it, much); });
      if (other == after.end()) {
        ++call;
        continue;
      }
      if ((*other)->at >= (*call)->at + a_minute) ++into_.later;
      if (const std::optional<CallFate> fate = fate_of(**call, **other)) note(key, *fate, *call, *other);
      after.erase(other);
      call = before.erase(call);
    }
  }

  void note_one_sided(const Key& key, CallFate fate, const PastCall* before, const PastCall* after,
                      const Side& other) {
    CallChange& change = note(key, fate, before, after);
    change.rule = rule_of(other, change.call());
    change.carried = is_carried(other, change.call());
  }

  CallChange& note(const Key& key, CallFate fate, const PastCall* before, const PastCall* after) {
    CallChange& change = into_.changes.emplace_back();
    change.fate = fate;
    change.site = site_;
    change.subject = chronicle_.subject(key.first);
    if (before != nullptr) change.before = *before;
    if (after != nullptr) change.after = *after;
    return change;
  }

  BacktestDifference& into_;
  std::size_t site_;
  const Chronicle& chronicle_;
};

std::size_t calls_on(const std::vector<TriedSite>& sites, const std::string& only) {
  std::size_t calls = 0;
  for (const TriedSite& site : sites)
    calls += static_cast<std::size_t>(
        std::count_if(site.past.calls.begin(), site.past.calls.end(),
                      [&](const PastCall& call) { return only.empty() || call.route->name == only; }));
  return calls;
}

// A call that is gone because the alert of the problem before stands open is not missed by anybody.
bool is_lost(const CallChange& change) {
  if (change.fate == CallFate::lowered) return true;
  if (change.fate != CallFate::gone || change.carried) return false;
  return change.before->priority == Priority::high || change.rule.has_value();
}

}  // namespace

std::string_view name(CallFate fate) { return name_in(fates, fate); }

std::size_t BacktestDifference::count(CallFate fate) const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(), [&](const CallChange& it) { return it.fate == fate; }));
}

BacktestDifference difference_of(const std::vector<TriedSite>& before, const std::vector<TriedSite>& after,
                                 const std::string& only) {
  BacktestDifference difference;
  difference.before = calls_on(before, only);
  difference.after = calls_on(after, only);
  for (std::size_t site = 0; site < before.size(); ++site) {
    Problems one(before[site].past, only), other(after[site].past, only);
    Comparing comparing(difference, site, *before[site].chronicle);
    while (!one.done() || !other.done()) {
      const Key key = one.done() ? other.key() : other.done() ? one.key() : std::min(one.key(), other.key());
      const bool in_one = !one.done() && one.key() == key, in_other = !other.done() && other.key() == key;
      Side in_first = in_one ? one.take() : Side{};
      comparing.compare(key, std::move(in_first), in_other ? other.take() : Side{});
    }
  }
  std::stable_sort(
      difference.changes.begin(), difference.changes.end(),
      [](const CallChange& one, const CallChange& other) { return one.call().at < other.call().at; });
  return difference;
}

bool is_meant(const Subject& wanted, const Subject& subject) {
  return (wanted.site.empty() || wanted.site == subject.site) && wanted.host == subject.host &&
         (wanted.service.empty() || wanted.service == subject.service);
}

bool is_known(const Subject& wanted, const std::vector<TriedSite>& sites) {
  return std::any_of(sites.begin(), sites.end(), [&](const TriedSite& site) {
    for (Chronicle::SubjectNumber number = 0; number < site.chronicle->subjects(); ++number)
      if (is_meant(wanted, site.chronicle->subject(number))) return true;
    const std::set<Subject> today = site.today->subjects();
    return std::any_of(today.begin(), today.end(), [&](const Subject& one) { return is_meant(wanted, one); });
  });
}

std::vector<const CallChange*> lost_of(const Subject& wanted, const BacktestDifference& difference) {
  std::vector<const CallChange*> lost;
  for (const CallChange& change : difference.changes)
    if (is_lost(change) && is_meant(wanted, change.subject)) lost.push_back(&change);
  return lost;
}

}  // namespace ilert_bridge
