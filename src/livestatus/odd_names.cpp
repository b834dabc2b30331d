#include "ilert-bridge/livestatus/odd_names.hpp"

#include <algorithm>
#include <tuple>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

auto rank(const Sighting& sighting) {
  const Observation& seen = sighting.observation;
  return std::make_tuple(sighting.presence == Presence::seen, badness(seen.state), seen.hard,
                         !seen.acknowledged, !seen.in_downtime, seen.last_state_change);
}

bool earlier(const Sighting* one, const Sighting* other) { return one->subject < other->subject; }

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + (count == 1 ? one : many);
}

}  // namespace

std::string OddNames::text() const {
  std::string text;
  const auto add = [&text](const std::string& part) { text.append(text.empty() ? "" : "; ").append(part); };
  if (nameless > 0)
    add(counted(nameless, " object without a name is left out", " objects without a name are left out"));
  if (shared > 0)
    add(counted(shared, " object has", " objects have") + " the name of another one, the worse one counts");
  if (unspoken > 0)
    add(counted(unspoken, " reported object", " reported objects") + " cannot be asked for by name and " +
        (unspoken == 1 ? "is" : "are") + " held");
  if (!example.empty()) text.append(", such as ").append(quoted(cut_bytes(example, 100)));
  return text;
}

void drop_nameless(Table table, std::vector<Sighting>& sightings, std::size_t first, OddNames& odd) {
  const auto begin = sightings.begin() + static_cast<std::ptrdiff_t>(first);
  const auto kept = std::remove_if(begin, sightings.end(), [table](const Sighting& one) {
    return one.subject.host.empty() || (table == Table::services && one.subject.service.empty());
  });
  odd.nameless += static_cast<std::size_t>(sightings.end() - kept);
  sightings.erase(kept, sightings.end());
}

void keep_the_worst(std::vector<Sighting>& sightings, OddNames& odd) {
  std::vector<Sighting*> by_name;
  by_name.reserve(sightings.size());
  for (Sighting& sighting : sightings) by_name.push_back(&sighting);
  if (!std::is_sorted(by_name.begin(), by_name.end(), earlier))
    std::sort(by_name.begin(), by_name.end(), earlier);
  std::vector<const Sighting*> worse_elsewhere;
  for (std::size_t at = 1; at < by_name.size(); ++at) {
    if (by_name[at]->subject != by_name[at - 1]->subject) continue;
    if (rank(*by_name[at]) < rank(*by_name[at - 1])) std::swap(by_name[at], by_name[at - 1]);
    worse_elsewhere.push_back(by_name[at - 1]);
  }
  if (worse_elsewhere.empty()) return;
  odd.shared += worse_elsewhere.size();
  odd.example = to_text(worse_elsewhere.front()->subject);
  std::sort(worse_elsewhere.begin(), worse_elsewhere.end());
  // Each is judged where it stood, before what follows moves up.
  std::erase_if(sightings, [&](const Sighting& one) {
    return std::binary_search(worse_elsewhere.begin(), worse_elsewhere.end(), &one);
  });
}

}  // namespace ilert_bridge
