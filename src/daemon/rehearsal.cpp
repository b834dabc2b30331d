#include "ilert-bridge/daemon/rehearsal.hpp"

#include <algorithm>
#include <map>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t names_shown = 3;

using Names = std::vector<std::string>;
using ByRouteAndReason = std::map<std::pair<std::string, std::string>, Names>;

bool is_held_back(const Decision& decision) {
  const Sighting* const sighting = decision.sighting;
  const bool problem =
      sighting != nullptr && sighting->presence == Presence::seen && !is_good(sighting->observation.state);
  const Told told = decision.step.after.told;
  return problem && decision.step.tellings.empty() && (told == Told::none || told == Told::dismissed);
}

std::string reason_of(const Decision& decision) {
  const bool adopted = decision.step.after.told == Told::dismissed;
  return adopted ? "adopted" : std::string{name(decision.verdict.reason)};
}

std::string shown(const Names& names) {
  const Names first(names.begin(),
                    names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_shown)));
  return join(first, ", ") + (names.size() > names_shown ? ", …" : "");
}

}  // namespace

std::string would_send(const Event& event, Integration integration) {
  std::string why{name(event.reason)};
  if (event.because != Because::verdict) why.append(", ").append(name(event.because));
  return rfc3339(event.recorded_at) + " " + std::string{name(event.type)} + " " +
         one_line(to_text(event.subject)) + ": would send to route " + event.route + " because of " + why +
         ": " + event_body(event, false, integration) + "\n";
}

std::string not_sent(const std::string& site, const std::vector<Decision>& decisions) {
  ByRouteAndReason held;
  std::size_t count = 0;
  for (const Decision& decision : decisions) {
    if (!is_held_back(decision)) continue;
    ++count;
    held[{decision.route->name, reason_of(decision)}].push_back(one_line(to_text(decision.subject)));
  }
  if (count == 0) return {};
  std::string text = "site " + site + ": nothing would be sent about these problems, `explain` tells more:\n";
  for (const auto& [where, names] : held) {
    const auto& [route, reason] = where;
    text.append("  route ").append(route).append(": ").append(std::to_string(names.size())).append(" ");
    text.append(reason).append(": ").append(shown(names)).append("\n");
  }
  return text;
}

}  // namespace ilert_bridge
