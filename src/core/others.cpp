// How many services of the same host have problems: whether it is one thing, or the host.
#include <string_view>
#include <unordered_map>

#include "ilert-bridge/core/render.hpp"

namespace ilert_bridge {
namespace {

bool is_service_with_problem(const Sighting& sighting) {
  const Observation& seen = sighting.observation;
  return sighting.subject.is_service() && sighting.presence == Presence::seen && seen.checked &&
         !is_good(seen.state);
}

}  // namespace

void count_others(std::map<Subject, Texts>& texts, const Look& look) {
  std::unordered_map<std::string_view, std::size_t> of_host;
  for (const auto& [subject, its] : texts) of_host.emplace(subject.host, 0);
  for (const Sighting& sighting : look.sightings) {
    if (!is_service_with_problem(sighting)) continue;
    const auto host = of_host.find(sighting.subject.host);
    if (host == of_host.end()) continue;
    ++host->second;
    // Not itself: what is counted of its host is one more than its others.
    if (const auto self = texts.find(sighting.subject); self != texts.end()) self->second.others = 1;
  }
  for (auto& [subject, its] : texts) its.others = of_host[subject.host] - its.others;
}

}  // namespace ilert_bridge
