#include "sightings.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace ilert_bridge {

bool names_subject(const Subject& wanted, const std::string& site) {
  return !wanted.is_own() && wanted.site == site;
}

std::vector<Subject> subjects_of(const std::vector<Sighting>& sightings) {
  std::vector<Subject> subjects;
  subjects.reserve(sightings.size());
  for (const Sighting& sighting : sightings) subjects.push_back(sighting.subject);
  std::sort(subjects.begin(), subjects.end());
  return subjects;
}

namespace {

constexpr auto earlier = [](const Subject* one, const Subject* other) { return *one < *other; };

// Mostly they are in order already: the server's rows, and what the journal knows.
void put_in_order(std::vector<const Subject*>& subjects) {
  if (!std::is_sorted(subjects.begin(), subjects.end(), earlier))
    std::sort(subjects.begin(), subjects.end(), earlier);
}

}  // namespace

// Those of `wanted` that are not among the sightings, each once.
std::vector<Subject> not_among(const std::vector<Sighting>& sightings, const std::vector<Subject>& wanted) {
  if (wanted.empty()) return {};
  std::vector<const Subject*> asked, seen, left;
  for (const Subject& subject : wanted) asked.push_back(&subject);
  for (const Sighting& sighting : sightings) seen.push_back(&sighting.subject);
  put_in_order(asked);
  put_in_order(seen);
  const auto same = [](const Subject* one, const Subject* other) { return *one == *other; };
  asked.erase(std::unique(asked.begin(), asked.end(), same), asked.end());
  std::set_difference(asked.begin(), asked.end(), seen.begin(), seen.end(), std::back_inserter(left),
                      earlier);
  std::vector<Subject> subjects;
  for (const Subject* subject : left) subjects.push_back(*subject);
  return subjects;
}

void keep_once_each(std::vector<Sighting>& sightings, std::size_t first) {
  const auto begin = sightings.begin() + static_cast<std::ptrdiff_t>(first);
  std::stable_sort(begin, sightings.end(),
                   [](const Sighting& one, const Sighting& other) { return one.subject < other.subject; });
  const auto same = [](const Sighting& one, const Sighting& other) { return one.subject == other.subject; };
  sightings.erase(std::unique(begin, sightings.end(), same), sightings.end());
}

Sighting without_row(const Subject& subject, Presence presence) {
  Sighting sighting;
  sighting.subject = subject;
  sighting.presence = presence;
  return sighting;
}

bool any_is(const std::vector<Sighting>& sightings, bool Observation::*flag) {
  return std::any_of(sightings.begin(), sightings.end(),
                     [=](const Sighting& one) { return one.observation.*flag; });
}

namespace {

// Further ahead than that is a passive check's nonsense.
bool is_believable(Time told, Time at) { return told - at <= std::chrono::days{1}; }

}  // namespace

Time newest_doing(const CoreStatus& status, Time at) {
  const Time told = from_unix(status.newest);
  return is_believable(told, at) ? told : Time{};
}

Time newest_check(const std::vector<Sighting>& sightings, Time at) {
  Time newest{};
  for (const Sighting& sighting : sightings)
    if (is_believable(sighting.observation.last_check, at))
      newest = std::max(newest, sighting.observation.last_check);
  return newest;
}

}  // namespace ilert_bridge
