#include "ilert-bridge/core/backlog.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr std::uint64_t turns_for_the_urgent = 8;
constexpr std::size_t most_named = 3;
constexpr Span longest_wait = std::chrono::minutes{1};

}  // namespace

bool Backlog::is_tried_again(const Key& key) { return !key.queue.empty() && key.queue.front().tried_again; }

bool Backlog::is_call(const Key& key) {
  const bool pages = key.plan.sends() && key.plan.urgency == Urgency::page;
  return pages && !key.subject.is_own() && !is_tried_again(key);
}

// An ALERT that waits; or, where ilert shows nothing because its ALERT was parked, whatever is behind that:
// to be heard, it would take an ALERT with it.
bool Backlog::holds_a_call(const Key& key) {
  if (!key.held || key.wanted != Told::open) return false;
  const auto repeats = [](const Waiting& it) { return it.as_it_is; };
  if (key.heard.told == Told::none) return std::none_of(key.queue.begin(), key.queue.end(), repeats);
  return std::any_of(key.queue.begin(), key.queue.end(),
                     [](const Waiting& it) { return it.type == EventType::alert && !it.as_it_is; });
}

// Takes a key out of every order, before anything of it changes.
void Backlog::forget(Keys::iterator at) {
  const Key& key = at->second;
  idle_.erase(&*at);
  requests_ -= key.plan.requests;
  calls_ -= is_call(key);
  if (!key.plan.sends()) return;
  const EventId oldest = key.queue.empty() ? 0 : key.queue.front().id;
  by_urgency_.erase({key.plan.urgency, key.plan.since, oldest, &*at});
  by_age_.erase({key.plan.since, oldest, &*at});
}

void Backlog::decide(Keys::iterator at) {
  Key& key = at->second;
  if (holds_a_call(key)) {
    key.plan = {};
    return;
  }
  key.plan = plan_for(key.queue, key.heard, key.wanted, replay_);
  if (key.subject.own == "storm" && key.plan.sends()) key.plan.urgency = Urgency::storm;
  requests_ += key.plan.requests;
  calls_ += is_call(key);
  if (key.plan.sends()) {
    by_urgency_.emplace(key.plan.urgency, key.plan.since, key.queue.front().id, &*at);
    by_age_.emplace(key.plan.since, key.queue.front().id, &*at);
  } else if (!key.queue.empty()) {
    idle_.insert(&*at);
  }
}

void Backlog::add(const WaitingRow& row) {
  const auto at = find_or_make(row.alert_key);
  forget(at);
  at->second.subject = row.subject;
  at->second.groups = row.groups;
  at->second.queue.push_back(row.waiting);
  ++events_;
  decide(at);
}

void Backlog::replace(const std::string& key, const std::vector<WaitingRow>& rows) {
  const auto at = find_or_make(key);
  forget(at);
  events_ -= at->second.queue.size();
  at->second.queue.clear();
  at->second.not_before = {};
  decide(at);
  for (const WaitingRow& row : rows) add(row);
  drop_if_blank(at);
}

void Backlog::remove(const std::string& key, EventId event) {
  const auto at = keys_.find(key);
  if (at == keys_.end()) return;
  forget(at);
  events_ -= std::erase_if(at->second.queue, [&](const Waiting& it) { return it.id == event; });
  decide(at);
  drop_if_blank(at);
}

void Backlog::outcome_unknown(const std::string& key, EventId event) {
  const auto at = keys_.find(key);
  if (at == keys_.end()) return;
  forget(at);
  for (Waiting& waiting : at->second.queue)
    if (waiting.id == event) waiting.outcome_unknown = true;
  decide(at);
}

void Backlog::hear(const std::string& key, const Heard& heard) {
  const auto at = find_or_make(key);
  forget(at);
  at->second.heard = heard;
  decide(at);
  drop_if_blank(at);
}

void Backlog::want(const std::string& key, Told wanted) {
  const auto at = find_or_make(key);
  forget(at);
  at->second.wanted = wanted;
  decide(at);
  drop_if_blank(at);
}

void Backlog::hold(const std::string& key, bool held) {
  const auto at = keys_.find(key);
  if (at == keys_.end() || at->second.held == held) return;
  forget(at);
  at->second.held = held;
  decide(at);
}

void Backlog::drop_if_blank(Keys::iterator at) {
  const Key& key = at->second;
  if (key.queue.empty() && !key.under_way && key.heard == Heard{} && key.wanted == Told::none)
    keys_.erase(at);
}

Heard Backlog::heard(const std::string& key) const {
  const auto at = keys_.find(key);
  return at == keys_.end() ? Heard{} : at->second.heard;
}

Told Backlog::wanted(const std::string& key) const {
  const auto at = keys_.find(key);
  return at == keys_.end() ? Told::none : at->second.wanted;
}

const Plan* Backlog::plan(const std::string& key) const {
  const auto at = keys_.find(key);
  return at == keys_.end() || at->second.queue.empty() ? nullptr : &at->second.plan;
}

// No pause of a key is that long: one that seems to be began before the clock was set back, and is over.
bool Backlog::must_wait(const Key& key, Time now) {
  return key.not_before > now && key.not_before - now <= longest_wait;
}

const Backlog::Node* Backlog::longest_waiting(Time now) const {
  for (const auto& [since, id, node] : by_age_)
    if (const Key& key = node->second; !key.under_way && !must_wait(key, now)) return node;
  return nullptr;
}

const Backlog::Node* Backlog::most_urgent(Time now) const {
  for (const auto& [urgency, since, id, node] : by_urgency_)
    if (const Key& key = node->second; !key.under_way && !must_wait(key, now)) return node;
  return nullptr;
}

const Backlog::Node* Backlog::least_tried(Time now, std::uint64_t since) const {
  const Node* chosen = nullptr;
  std::uint64_t fewest = 0;
  for (const auto& [urgency, age, id, node] : by_urgency_) {
    const Key& key = node->second;
    if (key.under_way || must_wait(key, now)) continue;
    const std::uint64_t tried = key.last_turn > since ? key.last_turn : 0;
    if (chosen != nullptr && tried >= fewest) continue;
    chosen = node;
    fewest = tried;
    if (tried == 0) break;
  }
  return chosen;
}

std::optional<std::string> Backlog::next(Time now, std::uint64_t turn,
                                         std::optional<std::uint64_t> probing_since) const {
  const Node* node = nullptr;
  if (probing_since) {
    node = least_tried(now, *probing_since);
  } else if (turn % turns_for_the_urgent == 0) {
    node = longest_waiting(now);
  } else {
    node = most_urgent(now);
  }
  if (node == nullptr) return std::nullopt;
  return node->first;
}

std::optional<std::string> Backlog::new_page(Time now, Time since, std::uint64_t turn) const {
  for (const auto& [urgency, recorded, id, node] : by_urgency_) {
    if (urgency > Urgency::page) break;
    const Key& key = node->second;
    const bool is_new = recorded > since && key.last_turn <= turn;
    if (is_new && !key.under_way && !must_wait(key, now)) return node->first;
  }
  return std::nullopt;
}

std::optional<Time> Backlog::next_due(Time now) const {
  std::optional<Time> due;
  for (const auto& [since, id, node] : by_age_)
    if (const Key& key = node->second; !key.under_way && must_wait(key, now))
      due = std::min(due.value_or(key.not_before), key.not_before);
  return due;
}

void Backlog::begin(const std::string& key, std::uint64_t turn) {
  Key& begun = find_or_make(key)->second;
  begun.under_way = true;
  begun.last_turn = turn;
}

void Backlog::end(const std::string& key, Time not_before) {
  const auto at = keys_.find(key);
  if (at == keys_.end()) return;
  at->second.under_way = false;
  at->second.not_before = not_before;
  drop_if_blank(at);
}

bool Backlog::is_under_way(const std::string& key) const {
  const auto at = keys_.find(key);
  return at != keys_.end() && at->second.under_way;
}

bool Backlog::is_tried_again(const std::string& key) const {
  const auto at = keys_.find(key);
  return at != keys_.end() && is_tried_again(at->second);
}

std::vector<std::string> Backlog::idle_keys(std::size_t limit) const {
  std::vector<std::string> names;
  for (const Node* node : idle_) {
    if (names.size() == limit) break;
    if (!node->second.under_way) names.push_back(node->first);
  }
  return names;
}

std::optional<Time> Backlog::oldest() const {
  if (by_age_.empty()) return std::nullopt;
  return std::get<Time>(*by_age_.begin());
}

Backlog::Unanswered Backlog::unanswered(Time decided_before) const {
  Unanswered unanswered;
  for (const auto& [urgency, since, id, node] : by_urgency_) {
    const Key& key = node->second;
    if (urgency > Urgency::page) break;
    if (urgency != Urgency::page || since > decided_before || key.subject.is_own()) continue;
    ++unanswered.count;
    if (unanswered.oldest.size() < most_named) unanswered.oldest.emplace_back(key.subject, since);
  }
  return unanswered;
}

Census Backlog::census() const {
  Census census;
  std::map<std::string, std::size_t> hosts;
  std::map<std::string, std::size_t> groups;
  for (const auto& [since, id, node] : by_age_) {
    if (!is_call(node->second)) continue;
    const Subject& subject = node->second.subject;
    ++(subject.is_host() ? census.hosts : census.services);
    ++hosts[subject.host];
    for (const std::string& group : node->second.groups) ++groups[group];
  }
  census.by_group = !groups.empty();
  const auto& hit = census.by_group ? groups : hosts;
  census.most_hit.assign(hit.begin(), hit.end());
  std::stable_sort(census.most_hit.begin(), census.most_hit.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  if (census.most_hit.size() > most_named) census.most_hit.resize(most_named);
  return census;
}

}  // namespace ilert_bridge
