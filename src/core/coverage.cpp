#include "ilert-bridge/core/coverage.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/route.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t examples_shown = 3;

// A match key, and the attribute that it is compared with; hosts and services are names of subjects.
struct CoveredKey {
  std::string_view name;
  std::vector<Pattern> Match::*patterns;
  std::vector<std::string> Attributes::*attribute;
};
constexpr std::array<CoveredKey, 8> keys{{
    {"hosts", &Match::hosts, nullptr},
    {"services", &Match::services, nullptr},
    {"host_groups", &Match::host_groups, &Attributes::host_groups},
    {"service_groups", &Match::service_groups, &Attributes::service_groups},
    {"contacts", &Match::contacts, &Attributes::contacts},
    {"contact_groups", &Match::contact_groups, &Attributes::contact_groups},
    {"labels", &Match::labels, &Attributes::labels},
    {"tags", &Match::tags, &Attributes::tags},
}};
constexpr std::size_t hosts_key = 0, services_key = 1;

bool alerts_on(const Route& route, const Observation& seen) {
  return seen.checked && route.alert_on.contains(seen.state);
}

bool is_problem(const Observation& seen) { return seen.checked && !is_good(seen.state); }

// Each with the words that it stands behind.
std::vector<std::pair<std::string, const Match*>> matches_of(const Route& route) {
  std::vector<std::pair<std::string, const Match*>> matches{{"match.", &route.match},
                                                            {"except.", &route.except}};
  for (const PriorityRule& rule : route.priority_rules)
    matches.emplace_back("priority_rules.match.", &rule.match);
  return matches;
}

std::string nearest_name(const std::string& entry, const std::set<std::string>& names) {
  const std::string small = lower(entry);
  for (const std::string& name : names)
    if (lower(name) == small) return name;
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return std::string{nearest(entry, candidates)};
}

}  // namespace

Coverage::Coverage(const std::vector<Route>& routes) : routes_(routes), taken_(routes.size()) {
  for (const Route& route : routes)
    for (const auto& [table, match] : matches_of(route))
      for (std::size_t key = 0; key < keys.size(); ++key)
        is_used_[key] = is_used_[key] || !(match->*keys[key].patterns).empty();
}

void Coverage::remember(std::size_t key, const std::string& name) {
  if (is_used_[key]) names_[key].insert(name);
}

void Coverage::leave(const Subject& subject, const Observation& seen) {
  ++(subject.is_service() ? unrouted_.services : unrouted_.hosts);
  if (subject.is_service() && !routes_for_host_of(routes_, subject, seen.attributes).empty())
    ++unrouted_.left_by_their_host;
  std::vector<std::string>& examples = unrouted_.examples;
  if (is_problem(seen)) {
    ++unrouted_.problems;
    if (problems_shown_ == examples_shown) return;
    const auto behind = examples.begin() + static_cast<std::ptrdiff_t>(problems_shown_++);
    examples.insert(behind, to_text(subject));
    if (examples.size() > examples_shown) examples.pop_back();
  } else if (examples.size() < examples_shown) {
    examples.push_back(to_text(subject));
  }
}

void Coverage::add(const Subject& subject, const Observation& seen) {
  ++(subject.is_service() ? services_ : hosts_);
  subject.is_service() ? remember(services_key, subject.service) : remember(hosts_key, subject.host);
  for (std::size_t key = 0; key < keys.size(); ++key)
    if (keys[key].attribute != nullptr && is_used_[key])
      for (const std::string& name : seen.attributes.*keys[key].attribute) names_[key].insert(name);
  const std::vector<std::size_t> taking = routes_for(routes_, subject, seen.attributes);
  for (const std::size_t route : taking) {
    ++(subject.is_service() ? taken_[route].services : taken_[route].hosts);
    if (alerts_on(routes_[route], seen)) ++taken_[route].problems;
  }
  if (taking.empty()) leave(subject, seen);
}

std::vector<DeadEntry> Coverage::dead_entries() const {
  std::vector<DeadEntry> dead;
  for (std::size_t route = 0; route < routes_.size(); ++route)
    for (const auto& [table, match] : matches_of(routes_[route]))
      for (std::size_t key = 0; key < keys.size(); ++key)
        for (const Pattern& pattern : match->*keys[key].patterns) {
          const std::set<std::string>& names = names_[key];
          const auto fits = [&](const std::string& name) { return pattern.matches(name); };
          if (std::any_of(names.begin(), names.end(), fits)) continue;
          const std::string& entry = pattern.text();
          dead.push_back({route, table + std::string{keys[key].name}, entry,
                          entry.starts_with('~') ? std::string{} : nearest_name(entry, names)});
        }
  return dead;
}

}  // namespace ilert_bridge
