#include "ilert-bridge/core/route.hpp"

#include <algorithm>
#include <string_view>

#include "ilert-bridge/core/route_trial.hpp"
#include "ilert-bridge/core/spool.hpp"

namespace ilert_bridge {
namespace {

using Names = std::vector<std::string>;
using Patterns = std::vector<Pattern>;

// What the keys are compared with: a subject's own attributes, or, read from a service's row, those of its
// host.
struct Candidate {
  const std::string& site;
  const std::string& host;
  const std::string* service;  // null for a host
  const Names& host_groups;
  const Names* service_groups;  // null for a host
  const Names& contacts;
  const Names& contact_groups;
  const Names& labels;
  const Names& tags;
};

Candidate candidate(const Subject& subject, const Attributes& of) {
  const bool service = subject.is_service();
  return {subject.site,
          subject.host,
          service ? &subject.service : nullptr,
          of.host_groups,
          service ? &of.service_groups : nullptr,
          of.contacts,
          of.contact_groups,
          of.labels,
          of.tags};
}

Candidate host_of(const Subject& service, const Attributes& of) {
  return {service.site,
          service.host,
          nullptr,
          of.host_groups,
          nullptr,
          of.on_host_contacts,
          of.on_host_contact_groups,
          of.on_host_labels,
          of.on_host_tags};
}

bool any(const Patterns& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const Pattern& pattern) { return pattern.matches(name); });
}

bool any(const Patterns& patterns, const Names& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return any(patterns, name); });
}

// A key that was not given lets everything through; one that a host cannot have lets no host through.
template <class Value>
bool fits(const Patterns& patterns, const Value* value) {
  return patterns.empty() || (value != nullptr && any(patterns, *value));
}

// The keys in their order, each with what it is compared with, while `visit` says true.
template <class Visit>
bool every_key(const Match& match, const Candidate& it, const Visit& visit) {
  return visit("sites", match.sites, &it.site) && visit("hosts", match.hosts, &it.host) &&
         visit("services", match.services, it.service) &&
         visit("host_groups", match.host_groups, &it.host_groups) &&
         visit("service_groups", match.service_groups, it.service_groups) &&
         visit("contacts", match.contacts, &it.contacts) &&
         visit("contact_groups", match.contact_groups, &it.contact_groups) &&
         visit("labels", match.labels, &it.labels) && visit("tags", match.tags, &it.tags);
}

bool fits(const Match& match, const Candidate& it) {
  return every_key(match, it, [](std::string_view, const Patterns& patterns, const auto* value) {
    return fits(patterns, value);
  });
}

bool shuts_out(const Route& route, const Candidate& it) {
  return !route.except.empty() && fits(route.except, it);
}

bool takes(const Route& route, const Candidate& it) { return fits(route.match, it) && !shuts_out(route, it); }

// A fallback route without match keys would take everything; it waits for what the others leave.
bool only_falls_back(const Route& route) { return route.fallback && route.match.empty(); }

Names names_of(const std::string* value) { return value == nullptr ? Names{} : Names{*value}; }
Names names_of(const Names* values) { return values == nullptr ? Names{} : *values; }

// Each key that was given, whether it fits or not.
std::vector<KeyTrial> try_keys(const Match& match, const Candidate& it) {
  std::vector<KeyTrial> trials;
  every_key(match, it, [&](std::string_view key, const Patterns& patterns, const auto* value) {
    if (patterns.empty()) return true;
    KeyTrial& trial = trials.emplace_back();
    trial.key = key;
    for (const Pattern& pattern : patterns) trial.wants.push_back(pattern.text());
    trial.has = names_of(value);
    trial.applies = value != nullptr;
    trial.fits = fits(patterns, value);
    return true;
  });
  return trials;
}

template <class Chosen>
std::vector<std::size_t> where(const std::vector<Route>& routes, const Chosen& chosen) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < routes.size(); ++i)
    if (chosen(routes[i])) indexes.push_back(i);
  return indexes;
}

std::vector<std::size_t> routes_for(const std::vector<Route>& routes, const Candidate& it) {
  auto taking =
      where(routes, [&](const Route& route) { return !only_falls_back(route) && takes(route, it); });
  if (!taking.empty()) return taking;
  return where(routes, [&](const Route& route) { return route.fallback && !shuts_out(route, it); });
}

// Every key by its place, so that what moves from one to another is another rule.
std::string text_of(const Match& match) {
  std::string text;
  for (const Patterns* const patterns :
       {&match.sites, &match.hosts, &match.services, &match.host_groups, &match.service_groups,
        &match.contacts, &match.contact_groups, &match.labels, &match.tags}) {
    for (const Pattern& pattern : *patterns) text.append(pattern.text()) += '\n';
    text += '\0';
  }
  return text;
}

// As many digits as the journal's integers hold.
std::int64_t number_of(const std::string& rules) {
  constexpr std::size_t digits = 15;
  constexpr int hexadecimal = 16;
  return std::stoll(digest_of(rules).substr(0, digits), nullptr, hexadecimal);
}

std::string rules_of(const Route& route) {
  return text_of(route.match) + text_of(route.except) + (route.fallback ? 'f' : 'm');
}

void need(NeededAttributes& needed, const Match& match) {
  needed.host_groups |= !match.host_groups.empty();
  needed.service_groups |= !match.service_groups.empty();
  needed.contacts |= !match.contacts.empty();
  needed.contact_groups |= !match.contact_groups.empty();
  needed.labels |= !match.labels.empty();
  needed.tags |= !match.tags.empty();
}

}  // namespace

bool Match::empty() const { return *this == Match{}; }

std::optional<std::size_t> Route::priority_rule_for(State state, const Subject& subject,
                                                    const Attributes& attributes) const {
  const Candidate it = candidate(subject, attributes);
  const auto rule = std::find_if(priority_rules.begin(), priority_rules.end(), [&](const PriorityRule& one) {
    return (one.states.empty() || one.states.contains(state)) && fits(one.match, it);
  });
  if (rule == priority_rules.end()) return std::nullopt;
  return static_cast<std::size_t>(rule - priority_rules.begin());
}

Priority Route::priority_of(State state, const Subject& subject, const Attributes& attributes) const {
  if (const auto rule = priority_rule_for(state, subject, attributes)) return priority_rules[*rule].priority;
  const auto named = priority.find(state);
  return named == priority.end() ? Priority::high : named->second;
}

bool takes(const Route& route, const Subject& subject, const Attributes& attributes) {
  if (subject.is_own()) return route.own_alerts;
  return takes(route, candidate(subject, attributes));
}

bool takes_host_of(const Route& route, const Subject& service, const Attributes& attributes) {
  return takes(route, host_of(service, attributes));
}

std::vector<std::size_t> routes_for(const std::vector<Route>& routes, const Subject& subject,
                                    const Attributes& attributes) {
  if (subject.is_own()) return where(routes, [](const Route& route) { return route.own_alerts; });
  return routes_for(routes, candidate(subject, attributes));
}

std::vector<std::size_t> routes_for_host_of(const std::vector<Route>& routes, const Subject& service,
                                            const Attributes& attributes) {
  return routes_for(routes, host_of(service, attributes));
}

std::vector<Route> with_rules(std::vector<Route> routes) {
  std::string all;
  for (const Route& route : routes) all += rules_of(route);
  for (Route& route : routes) route.rules = number_of(rules_of(route) + (route.fallback ? all : ""));
  return routes;
}

const KeyTrial* RouteTrial::first_failed() const {
  const auto failed = std::find_if(match.begin(), match.end(), [](const KeyTrial& it) { return !it.fits; });
  return failed == match.end() ? nullptr : &*failed;
}

RouteTrial try_route(const std::vector<Route>& routes, std::size_t index, const Subject& subject,
                     const Attributes& attributes) {
  const Candidate it = candidate(subject, attributes);
  const Route& route = routes[index];
  RouteTrial trial{RouteFate::takes, try_keys(route.match, it), try_keys(route.except, it)};
  if (shuts_out(route, it)) {
    trial.fate = RouteFate::shut_out;
  } else if (only_falls_back(route) || !fits(route.match, it)) {
    const bool others = std::any_of(routes.begin(), routes.end(), [&](const Route& other) {
      return !only_falls_back(other) && takes(other, it);
    });
    trial.fate = !route.fallback ? RouteFate::key_failed : others ? RouteFate::spared : RouteFate::falls_back;
  }
  return trial;
}

std::set<std::string, std::less<>> time_periods_of(const std::vector<Route>& routes) {
  std::set<std::string, std::less<>> names;
  for (const Route& route : routes)
    if (!route.time_period.empty()) names.insert(route.time_period);
  return names;
}

NeededAttributes needed_attributes(const std::vector<Route>& routes) {
  NeededAttributes needed;
  for (const Route& route : routes) {
    need(needed, route.match);
    need(needed, route.except);
    for (const PriorityRule& rule : route.priority_rules) need(needed, rule.match);
  }
  return needed;
}

Send sent_by(const std::vector<Route>& routes) {
  Send all{.output = false, .links = false, .notes = false};
  std::set<std::string> custom;
  for (const Route& route : routes) {
    for (bool Send::*const part : {&Send::output, &Send::links, &Send::notes, &Send::groups, &Send::address,
                                   &Send::alias, &Send::labels, &Send::tags})
      all.*part = all.*part || route.send.*part;
    custom.insert(route.send.custom.begin(), route.send.custom.end());
  }
  all.custom.assign(custom.begin(), custom.end());
  return all;
}

}  // namespace ilert_bridge
