// The first minutes after an outage, played against an ilert with a virtual clock: nothing waits.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/core/backlog.hpp"
#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/core/storm.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"

namespace ilert_bridge::bench {
namespace {

constexpr int pace = 45;         // of the route
constexpr int ilert_takes = 50;  // in each fixed minute
constexpr int rounds = 5;        // events of a key
constexpr Span latency{160};     // of an answer
constexpr int side_by_side = 16;
constexpr Span gap = std::chrono::seconds{1};
const Time back = from_unix(1'750'000'000) + std::chrono::seconds{17};  // somewhere in one of ilert's minutes

struct Outage {
  std::vector<WaitingRow> rows;  // as they were recorded
  std::set<std::string> open;    // what ilert should show
};

// Each key failed, recovered and failed again; some of them are failing still.
Outage outage_of(std::size_t keys, std::size_t lasting) {
  Outage outage;
  EventId id = 0;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < keys; ++i) {
      const std::string key = "key" + std::to_string(i);
      const bool lasts = i % (keys / lasting) == 0;
      if (lasts) outage.open.insert(key);
      EventType type = round % 2 == 0 ? EventType::alert : EventType::resolve;
      if (round == rounds - 1 && !lasts) type = EventType::comment;
      const Time at = back - std::chrono::hours{8} + (round * 3600 + static_cast<int>(i)) * Span{500};
      outage.rows.push_back(
          {key,
           {.site = "prod", .host = "h" + std::to_string(i / 20), .service = key, .own = {}},
           {},
           {.id = ++id, .type = type, .recorded_at = at}});
    }
  }
  return outage;
}

// ilert: counts in fixed minutes, and shows what it has heard.
class VirtualIlert {
 public:
  bool takes(const std::string& key, EventType type, Time at) {
    ++requests_;
    const auto minute = std::chrono::floor<std::chrono::minutes>(at);
    if (minute != minute_) used_ = 0;
    minute_ = minute;
    if (++used_ > ilert_takes) return false;
    if (type == EventType::alert) shown_.insert(key);
    if (type == EventType::resolve) shown_.erase(key);
    return true;
  }
  bool shows(const std::set<std::string>& keys) const {
    return std::includes(shown_.begin(), shown_.end(), keys.begin(), keys.end());
  }
  std::size_t requests() const { return requests_; }

 private:
  std::chrono::sys_time<std::chrono::minutes> minute_{};
  int used_ = 0;
  std::size_t requests_ = 0;
  std::set<std::string> shown_;
};

struct Course {
  double requests = 0;
  double minutes = 0;  // until ilert showed every open problem, and went on to
};

double minutes_since(Time begin, Time end) {
  return std::chrono::duration<double, std::ratio<60>>(end - begin).count();
}

// As they were recorded, one after the other, at the same pace.
Course first_in_first_out(const Outage& outage) {
  VirtualIlert ilert;
  Budget budget(pace);
  Course course;
  Time at = back;
  bool all_shown = false;
  for (const WaitingRow& row : outage.rows) {
    at = std::max(at, budget.next(at));
    budget.spend(at);
    ilert.takes(row.alert_key, row.waiting.type, at);
    const bool shown = ilert.shows(outage.open);
    if (shown && !all_shown) course.minutes = minutes_since(back, at);
    all_shown = shown;
  }
  course.requests = static_cast<double>(ilert.requests());
  return course;
}

// What our delivery decides, with nothing of its waiting.
class Replayed {
 public:
  explicit Replayed(const Outage& outage) : outage_(outage) {
    for (const WaitingRow& row : outage.rows) {
      backlog_.want(row.alert_key, outage.open.contains(row.alert_key) ? Told::open : Told::none);
      add(row);
    }
    if (is_storm(false, backlog_.requests(), budget_.pace(at_))) say_storm(EventType::alert, Told::open);
  }

  Course course() {
    while (step()) {
      if (course_.minutes == 0 && ilert_.shows(outage_.open)) course_.minutes = minutes_since(back, at_);
    }
    say_storm(EventType::resolve, Told::none);
    while (step()) {
    }
    course_.requests = static_cast<double>(ilert_.requests());
    return course_;
  }

 private:
  void add(const WaitingRow& row) {
    types_[row.waiting.id] = row.waiting.type;
    backlog_.add(row);
  }
  EventId add(const std::string& key, EventType type, Time since, const std::string& own = {}) {
    const Subject subject{.site = "prod", .host = {}, .service = own.empty() ? key : "", .own = own};
    add({key, subject, {}, {.id = ++id_, .type = type, .recorded_at = since}});
    return id_;
  }
  void say_storm(EventType type, Told wanted) {
    backlog_.want("storm", wanted);
    add("storm", type, at_, "storm");
  }

  // One event, and the time passes until the next may go; false when nothing is left to tell.
  bool step() {
    if (backlog_.requests() == 0) return false;
    at_ = std::max(at_, budget_.next(at_));
    const std::optional<std::string> key = backlog_.next(at_, ++turn_, {});
    if (!key) {
      at_ = backlog_.next_due(at_).value();
      return true;
    }
    const Plan plan = *backlog_.plan(*key);
    send(*key, plan);
    return true;
  }

  void send(const std::string& key, const Plan& plan) {
    EventId id = plan.next.value_or(0);
    for (const EventId pointless : plan.pointless) backlog_.remove(key, pointless);
    if (plan.stand_in) id = add(key, *plan.stand_in, plan.since);
    Event event;
    event.type = types_.at(id);
    budget_.spend(at_);
    backlog_.begin(key, turn_);
    if (!ilert_.takes(key, event.type, at_)) {
      budget_.limited(at_);
      backlog_.end(key, at_);
      at_ += budget_window;
      return;
    }
    backlog_.remove(key, id);
    backlog_.hear(key, heard_after(backlog_.heard(key), event));
    backlog_.end(key, at_ + gap);
    at_ += latency / side_by_side;
  }

  const Outage& outage_;
  Backlog backlog_{Replay::collapse};
  Budget budget_{pace};
  VirtualIlert ilert_;
  Course course_;
  Time at_ = back;
  std::uint64_t turn_ = 0;
  EventId id_ = 1'000'000;
  std::map<EventId, EventType> types_;
};

}  // namespace

void outage(const Scale& scale) {
  const Outage outage = outage_of(scale.outage_keys, scale.outage_lasting);
  const auto changes = static_cast<double>(scale.outage_lasting);
  const double ideal_minutes = changes / pace;
  const Course plain = first_in_first_out(outage), ours = Replayed(outage).course();
  print_title("After an outage: " + std::to_string(outage.rows.size()) + " events of " +
              std::to_string(scale.outage_keys) + " keys, " + std::to_string(scale.outage_lasting) +
              " still open, " + std::to_string(pace) + " a minute (virtual)");
  print_figure("requests, first in, first out", plain.requests, "");
  print_figure("requests, collapsed, with the storm's own alert", ours.requests, "");
  print_figure("minutes until every open problem shows, first in, first out", plain.minutes, "min");
  print_figure("minutes until every open problem shows, collapsed", ours.minutes, "min");
  print_figure("first in, first out : collapsed, minutes", plain.minutes / ours.minutes, "");
  print_figure("requests : ideal", ours.requests / changes, "", 1.2);
  print_figure("minutes : ideal", ours.minutes / ideal_minutes, "", 1.2);
}

}  // namespace ilert_bridge::bench
