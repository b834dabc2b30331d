#include "tests/simulation/truth.hpp"

#include <algorithm>

namespace ilert_bridge::simulation {
namespace {

using doubles::ObjectRow;
using doubles::WorldState;
using namespace std::chrono_literals;

// Only what becomes of a host's services waits for them to be checked again, and so long at most.
constexpr Span after_the_hosts_return = 10min;
constexpr Span after_a_downtime = 5min;

const Memory& memory_of(const Thing& thing, const Memories& memories) {
  static const Memory none;
  const auto found = memories.find(thing);
  return found == memories.end() ? none : found->second;
}

bool has_group(const ObjectRow& row, const std::string& group) {
  return std::find(row.contact_groups.begin(), row.contact_groups.end(), group) != row.contact_groups.end();
}

bool matches(const ObjectRow& row, const Memory& memory, const RouteSetting& route) {
  if (!memory.pinned.empty()) return memory.pinned == route.name;
  return !route.fallback && (route.contact_group.empty() || has_group(row, route.contact_group));
}

bool is_taken(const ObjectRow& row, const Memory& memory, const RouteSetting& route, const Setting& setting) {
  if (matches(row, memory, route)) return true;
  const auto other = [&](const RouteSetting& one) { return matches(row, memory, one); };
  return route.fallback && std::none_of(setting.routes.begin(), setting.routes.end(), other);
}

Should in_downtime(const Setting& setting) {
  const std::string policy = setting.policy_of("downtime", "resolve");
  return policy == "resolve" ? Should::clear : policy == "accept" ? Should::accept : Should::hold;
}

// A host that is not UP says enough, and so it does until its services were checked again.
bool is_hidden(const Thing& thing, const WorldState& world, const Memories& memories, Time at,
               bool& may_wait) {
  if (thing.service.empty()) return false;
  const ObjectRow* const host = world.find(thing.host);
  if (host == nullptr || !host->checked) return false;
  if (host->state != 0) return true;
  const Time returned = memory_of({thing.host, {}}, memories).returned_at;
  if (memory_of(thing, memories).checked_at < returned && at - returned < after_the_hosts_return) return true;
  may_wait = may_wait || (returned != Time{} && memory_of(thing, memories).checked_at <= returned);
  return false;
}

}  // namespace

Thing thing_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  return {.host = text.substr(0, slash), .service = slash == std::string::npos ? "" : text.substr(slash + 1)};
}

std::string text_of(const Thing& thing) {
  return thing.host + (thing.service.empty() ? "" : "/" + thing.service);
}

int badness_of(const ObjectRow& row) {
  if (row.state == 0) return 0;
  if (row.description.empty()) return row.state == 1 ? 3 : 2;
  return row.state == 2 ? 3 : row.state == 3 ? 2 : 1;
}

bool is_high(const ObjectRow& row, const RouteSetting& route) {
  return badness_of(row) > 1 || (badness_of(row) == 1 && route.warnings_are_high);
}

bool alerts_on(const ObjectRow& row, const RouteSetting& route) {
  switch (badness_of(row)) {
    case 0:
      return false;
    case 1:
      return route.warnings;
    case 2:
      return !row.description.empty() && route.unknowns;
    default:
      return true;
  }
}

bool rests(const ObjectRow& row, const WorldState& world) {
  if (world.downtimes_running(row) > 0) return true;
  const ObjectRow* const host = row.description.empty() ? nullptr : world.find(row.host);
  return host != nullptr && world.downtimes_running(*host) > 0;
}

std::string acknowledgement_of(const ObjectRow& row, const WorldState& world) {
  if (!row.acknowledged) return {};
  const auto found =
      std::find_if(world.comments.rbegin(), world.comments.rend(), [&](const doubles::Comment& comment) {
        return comment.entry_type == 4 && comment.host == row.host && comment.description == row.description;
      });
  if (found == world.comments.rend()) return "unknown";
  return found->author + " at " + std::to_string(found->entry_time);
}

bool came_from_ilert(const std::string& acknowledgement) {
  return acknowledgement.find("(ilert) at ") != std::string::npos;
}

Verdict verdict_on(const Thing& thing, const RouteSetting& route, const Setting& setting,
                   const WorldState& world, const Memories& memories, Time at, bool overruled) {
  const Memory& memory = memory_of(thing, memories);
  const ObjectRow* const row = world.find(thing.host, thing.service);
  if (memory.held) return {Should::hold};
  if (row == nullptr) return {Should::clear};
  if (!is_taken(*row, memory, route, setting)) return {Should::clear};
  if (!row->checked) return {Should::hold};
  const bool flaps = row->flapping && row->detects_flapping;
  const bool nobody_knows = badness_of(*row) == 2 && !alerts_on(*row, route);
  // A soft WARNING on the way to CRITICAL is no recovery, a soft OK does not exist.
  const bool better = row->state == 0 || (!alerts_on(*row, route) && row->hard && !nobody_knows);
  if (better && !flaps && !memory.stale) return {Should::clear};
  if (rests(*row, world) && setting.policy_of("downtime", "resolve") != "alert")
    return {in_downtime(setting)};
  if (better || !row->hard || memory.stale) return {Should::hold};
  if (row->acknowledged && !overruled) return {Should::accept};
  if (nobody_knows || flaps) return {Should::hold};
  bool may_wait =
      at - memory.downtime_ended_at < after_a_downtime && memory.checked_at <= memory.downtime_ended_at;
  if (is_hidden(thing, world, memories, at, may_wait)) return {Should::hold};
  if (!row->notifications_enabled || !world.notifications) return {Should::hold};
  return {Should::alert, may_wait};
}

}  // namespace ilert_bridge::simulation
