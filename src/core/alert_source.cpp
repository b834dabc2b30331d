#include "ilert-bridge/core/alert_source.hpp"

#include <algorithm>

#include "ilert-bridge/core/names.hpp"
#include "ilert-bridge/core/spool.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<3> states{"working", "draining", "gone"};
constexpr char between = ':';

using Sources = std::vector<KnownSource>;

template <class Test>
const KnownSource* find(const Sources& sources, const Test& test) {
  const auto found = std::find_if(sources.begin(), sources.end(), test);
  return found == sources.end() ? nullptr : &*found;
}

std::string numbered(const std::string& name, const std::string& word, int number) {
  std::string text = name;
  text.append(" (").append(word);
  if (number > 1) text.append(" ").append(std::to_string(number));
  return text.append(")");
}

// The name itself, or the first that is free of "NAME (WORD)", "NAME (WORD 2)" …
template <class IsTaken>
std::string free_name(const std::string& name, const std::string& word, const IsTaken& is_taken) {
  std::string free = name;
  for (int number = 1; is_taken(free); ++number) free = numbered(name, word, number);
  return free;
}

// What is known and what is configured, brought together.
class Matching {
 public:
  Matching(const Sources& known, const std::vector<RouteKey>& configured) : known_(known) {
    for (const RouteKey& one : configured) pairs_.emplace_back(&one, known_as(one));
  }

  std::vector<SourceChange> changes(bool key_is_known, std::string_view salt) {
    for (const auto& [configured, source] : pairs_)
      if (source != nullptr) works(*source, *configured, salt);
    for (const KnownSource& source : known_)
      if (!works(source)) leaves(source, key_is_known);
    for (const auto& [configured, source] : pairs_)
      if (source == nullptr) begins(*configured, salt);
    std::erase_if(changes_, [&](const SourceChange& change) { return is_as_before(change.source); });
    return std::move(changes_);
  }

 private:
  // Of a route that an older version knew by its name alone, the key of now is the first that is known.
  const KnownSource* known_as(const RouteKey& one) const {
    const KnownSource* source =
        find(known_, [&](const KnownSource& it) { return is_fingerprint_of(it.fingerprint, one.key); });
    if (source != nullptr) return source;
    return find(known_,
                [&](const KnownSource& it) { return it.fingerprint.empty() && it.route == one.route; });
  }

  bool works(const KnownSource& source) const {
    return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& it) { return it.second == &source; });
  }

  bool is_as_before(const KnownSource& source) const {
    return find(known_, [&](const KnownSource& it) { return it == source; }) != nullptr;
  }

  bool is_shown(const std::string& route) const {
    return std::any_of(pairs_.begin(), pairs_.end(),
                       [&](const auto& it) { return it.first->route == route; }) ||
           std::any_of(changes_.begin(), changes_.end(),
                       [&](const SourceChange& it) { return it.source.route == route; });
  }

  void works(const KnownSource& source, const RouteKey& route, std::string_view salt) {
    KnownSource now = source;
    now.route = route.route;
    if (now.fingerprint.empty()) now.fingerprint = fingerprint_of(route.key, salt);
    now.state = SourceStanding::working;
    changes_.push_back({.source = std::move(now), .was = source.route, .follows = {}});
  }

  void leaves(const KnownSource& source, bool key_is_known) {
    KnownSource now = source;
    if (now.state != SourceStanding::gone)
      now.state = key_is_known ? SourceStanding::draining : SourceStanding::gone;
    now.route =
        free_name(plain(source.route), "former key", [&](const auto& name) { return is_shown(name); });
    changes_.push_back({.source = std::move(now), .was = source.route, .follows = {}});
  }

  void begins(const RouteKey& route, std::string_view salt) {
    KnownSource source;
    source.name = free_name(route.route, "another key", [&](const std::string& name) {
      return find(known_, [&](const KnownSource& it) { return it.name == name; }) != nullptr;
    });
    source.route = route.route;
    source.fingerprint = fingerprint_of(route.key, salt);
    changes_.push_back({.source = std::move(source), .was = {}, .follows = worked_before(route.route)});
  }

  std::optional<std::string> worked_before(const std::string& route) const {
    for (const KnownSource& source : known_) {
      if (source.route != route || source.state != SourceStanding::working) continue;
      const auto change = std::find_if(changes_.begin(), changes_.end(),
                                       [&](const SourceChange& it) { return it.source.id == source.id; });
      return change->source.route;
    }
    return {};
  }

  // Without what an earlier change added.
  static std::string plain(const std::string& route) { return route.substr(0, route.find(" (")); }

  const Sources& known_;
  std::vector<std::pair<const RouteKey*, const KnownSource*>> pairs_;
  std::vector<SourceChange> changes_;
};

}  // namespace

std::string_view name(SourceStanding state) { return name_in(states, state); }
std::optional<SourceStanding> source_standing_named(std::string_view name) {
  return named_in<SourceStanding>(states, name);
}

std::string fingerprint_of(std::string_view key, std::string_view salt) {
  const std::string prefix = std::string{salt} + between;
  return prefix + digest_of(prefix + std::string{key});
}

bool is_fingerprint_of(std::string_view fingerprint, std::string_view key) {
  return fingerprint == fingerprint_of(key, fingerprint.substr(0, fingerprint.find(between)));
}

std::vector<SourceChange> source_changes(const std::vector<KnownSource>& known,
                                         const std::vector<RouteKey>& configured, bool key_is_known,
                                         std::string_view salt) {
  return Matching(known, configured).changes(key_is_known, salt);
}

const std::string& name_after(const std::vector<SourceChange>& changes, const std::string& route) {
  const auto change =
      std::find_if(changes.begin(), changes.end(), [&](const SourceChange& it) { return it.was == route; });
  return change == changes.end() ? route : change->source.route;
}

Reports reports_after(const Reports& reports, const std::vector<SourceChange>& changes) {
  Reports after;
  for (const auto& [subject, on_routes] : reports)
    for (const auto& [route, report] : on_routes) {
      const std::string& name = name_after(changes, route);
      after[subject].emplace(name, report);
      if (subject.is_own()) continue;
      for (const SourceChange& change : changes)
        if (change.follows == name) after[subject].emplace(change.source.route, carried_over(report));
    }
  return after;
}

LookedAt looked_at_after(const LookedAt& looked_at, const std::vector<SourceChange>& changes) {
  LookedAt after;
  for (const auto& [site, route] : looked_at) {
    const std::string& name = name_after(changes, route);
    after.emplace(site, name);
    for (const SourceChange& change : changes)
      if (change.follows == name) after.emplace(site, change.source.route);
  }
  return after;
}

Report carried_over(const Report& report) {
  if (report.told != Told::open) return report;
  Report after;
  after.alert_worthy_since = report.alert_worthy_since;
  after.host_return = report.host_return;
  after.in_downtime = report.in_downtime;
  after.downtime_over_since = report.downtime_over_since;
  after.kept_back_by = report.kept_back_by;
  return after;
}

}  // namespace ilert_bridge
