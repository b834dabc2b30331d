#include "ilert-bridge/core/history.hpp"

#include <algorithm>
#include <tuple>

namespace ilert_bridge {
namespace {

Subject host_of(const Subject& service) {
  Subject host = service;
  host.service.clear();
  return host;
}

bool earlier(const LogLine& one, const LogLine& other) {
  return std::tie(one.at, one.number) < std::tie(other.at, other.number);
}

bool same(const LogLine& one, const LogLine& other) {
  return one.at == other.at && one.number == other.number && one.kind == other.kind &&
         one.state == other.state && one.hard == other.hard && one.begins == other.begins;
}

bool silenced(const Sighting& sighting, const Look& look, const Route& route) {
  if (look.periods_over.contains(route.time_period)) return true;
  if (route.policy.notifications_disabled == NotificationsDisabled::alert) return false;
  const Observation& seen = sighting.observation;
  return !look.notifications_enabled || !seen.notifications_enabled || !seen.in_notification_period;
}

bool is_reported(const Subject& subject, const Route& route, const Reports& reports) {
  const auto on_routes = reports.find(subject);
  if (on_routes == reports.end()) return false;
  const auto report = on_routes->second.find(route.name);
  return report != on_routes->second.end() && report->second.told != Told::none;
}

// A subject of the look, on the routes that take it.
class Search {
 public:
  Search(const Past& past, const Look& look, const Reports& reports, const std::vector<Route>& routes,
         const std::set<std::string, std::less<>>& first_look_on)
      : past_(past), look_(look), reports_(reports), routes_(routes), first_look_on_(first_look_on) {}

  void subject(const Sighting& sighting, Time from, Time to, Time now, std::vector<MissedProblem>& into) {
    if (sighting.presence != Presence::seen) return;
    const Attributes& attributes = sighting.observation.attributes;
    for (const std::size_t index : routes_for(routes_, sighting.subject, attributes)) {
      const Route& route = routes_[index];
      if (route.policy.look_back == Span{} || first_look_on_.contains(route.name)) continue;
      if (silenced(sighting, look_, route) || is_reported(sighting.subject, route, reports_)) continue;
      const Time since = std::max(from, now + look_.clock_ahead - route.policy.look_back);
      for (Spell& spell : past_.spells(sighting.subject, route, setting_of(sighting, index)))
        if (spell.began >= since && spell.ended <= to)
          into.push_back({sighting.subject, &route, &sighting, std::move(spell)});
    }
  }

 private:
  SpellSetting setting_of(const Sighting& sighting, std::size_t route) const {
    SpellSetting setting;
    const Observation& seen = sighting.observation;
    setting.in_downtime = seen.in_downtime;
    setting.flapping = seen.flapping;
    setting.attributes = seen.attributes;
    setting.host_is_up = is_good(seen.host_state) || seen.host_state == State::unknown;
    if (sighting.subject.is_service()) {
      const auto hosts = routes_for_host_of(routes_, sighting.subject, seen.attributes);
      setting.takes_host = std::find(hosts.begin(), hosts.end(), route) != hosts.end();
    }
    return setting;
  }

  const Past& past_;
  const Look& look_;
  const Reports& reports_;
  const std::vector<Route>& routes_;
  const std::set<std::string, std::less<>>& first_look_on_;
};

}  // namespace

void Past::add(LogLine line) {
  Lines& lines = by_subject_[line.subject];
  const auto at = std::lower_bound(lines.begin(), lines.end(), line, earlier);
  for (auto other = at; other != lines.end() && !earlier(line, *other); ++other)
    if (same(line, *other)) return;
  const Subject& about = line.subject;
  bytes_ += sizeof line + about.site.size() + about.host.size() + about.service.size() + line.output.size();
  lines.insert(at, std::move(line));
  ++lines_;
}

std::vector<const LogLine*> Past::story_of(const Subject& subject) const {
  std::vector<const LogLine*> story;
  const auto take = [&](const Subject& whose) {
    const auto lines = by_subject_.find(whose);
    if (lines == by_subject_.end()) return;
    for (const LogLine& line : lines->second) story.push_back(&line);
  };
  if (subject.is_service()) take(host_of(subject));
  take(subject);
  std::stable_sort(story.begin(), story.end(),
                   [](const LogLine* one, const LogLine* other) { return earlier(*one, *other); });
  return story;
}

std::vector<Spell> Past::spells(const Subject& subject, const Route& route,
                                const SpellSetting& setting) const {
  return by_subject_.contains(subject) ? spells_of(subject, story_of(subject), route, setting)
                                       : std::vector<Spell>{};
}

Past::Candidates Past::candidates(const std::vector<Route>& routes, std::size_t most) const {
  std::vector<std::pair<Time, const Subject*>> found;
  for (const auto& [subject, lines] : by_subject_) {
    std::optional<Time> latest;
    for (const Route& route : routes)
      for (const Spell& spell : spells(subject, route, {}))
        latest = std::max(latest.value_or(spell.ended), spell.ended);
    if (latest) found.emplace_back(*latest, &subject);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& one, const auto& other) { return one.first > other.first; });
  Candidates candidates;
  if (found.size() > most) candidates.left_out = found.size() - most;
  found.resize(std::min(found.size(), most));
  for (const auto& [latest, subject] : found) candidates.subjects.push_back(*subject);
  std::sort(candidates.subjects.begin(), candidates.subjects.end());
  return candidates;
}

std::vector<MissedProblem> missed_in(const Past& past, const Look& look, const Reports& reports,
                                     const std::vector<Route>& routes,
                                     const std::set<std::string, std::less<>>& first_look_on, Time from,
                                     Time to, Time now) {
  std::vector<MissedProblem> missed;
  Search search{past, look, reports, routes, first_look_on};
  for (const Sighting& sighting : look.sightings) search.subject(sighting, from, to, now, missed);
  std::stable_sort(missed.begin(), missed.end(), [](const MissedProblem& one, const MissedProblem& other) {
    return one.spell.began < other.spell.began;
  });
  return missed;
}

Known known_of(const Spell& spell, const std::vector<std::pair<EventType, Time>>& occurrences) {
  Known known = Known::nothing;
  for (const auto& [type, at] : occurrences) {
    const bool alert = type == EventType::alert;
    if (alert && at >= spell.began - spell_slack && at <= spell.ended) return Known::told;
    if (at > spell.began) known = Known::newer;
  }
  return known;
}

}  // namespace ilert_bridge
