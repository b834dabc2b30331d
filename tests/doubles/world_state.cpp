#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "tests/doubles/world.hpp"

namespace ilert_bridge::doubles {
namespace {

// Called for every row of a crowd, at every question.
void numbered(std::string& into, std::string_view word, std::int64_t number) {
  char digits[20];
  const char* const end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  const auto count = static_cast<std::size_t>(end - digits);
  into.assign(word);
  if (count < 6) into.append(6 - count, '0');
  into.append(digits, count);
}

void settle_since(const WorldState& world, ObjectRow& row, int state) {
  row.state = row.last_hard_state = state;
  row.last_check = row.last_update = world.program_start + 60;
  row.last_state_change = row.last_hard_state_change = world.program_start + 30;
}

}  // namespace

const ObjectRow* WorldState::find(const std::string& host, const std::string& description) const {
  const auto found = objects.find({host, description});
  return found == objects.end() ? nullptr : &found->second;
}

int WorldState::downtime_depth(const ObjectRow& object) const {
  return now < downtimes_count_from ? 0 : downtimes_running(object);
}

int WorldState::downtimes_running(const ObjectRow& object) const {
  if (downtimes.empty()) return object.downtime_depth;
  const auto running = std::count_if(downtimes.begin(), downtimes.end(), [&](const Downtime& downtime) {
    return downtime.runs_at(now) && downtime.host == object.host &&
           downtime.description == object.description;
  });
  return object.downtime_depth + static_cast<int>(running);
}

std::int64_t WorldState::host_count() const {
  return crowd.hosts() + std::count_if(objects.begin(), objects.end(),
                                       [](const auto& one) { return one.second.description.empty(); });
}

std::int64_t WorldState::service_count() const {
  return crowd.services + static_cast<std::int64_t>(objects.size()) + crowd.hosts() - host_count();
}

void crowd_host(const WorldState& world, std::int64_t index, ObjectRow& into) {
  numbered(into.host, "crowd-", index);
  into.alias = into.host;
  into.address = "192.0.2.1";
  into.output = "PING OK - rta 0.5 ms";
  settle_since(world, into, 0);
}

std::optional<std::int64_t> crowd_index(const WorldState& world, const std::string& host) {
  if (!host.starts_with("crowd-")) return {};
  const std::int64_t index = std::strtoll(host.c_str() + 6, nullptr, 10);
  return index < world.crowd.hosts() ? std::optional{index} : std::nullopt;
}

void crowd_service(const WorldState& world, std::int64_t index, ObjectRow& into) {
  const auto& crowd = world.crowd;
  const auto share = [&](std::int64_t i) { return i * crowd.problems / crowd.services; };
  const bool problem = share(index + 1) > share(index);
  static constexpr int states[] = {2, 1, 3};
  numbered(into.host, "crowd-", index / crowd.per_host);
  numbered(into.description, "Service ", index % crowd.per_host);
  into.output = problem ? "Used: 97.12% - 465 GiB of 479 GiB, trend: +1.3 GiB / 24 hours"
                        : "OK - all is as it should be";
  settle_since(world, into, problem ? states[share(index) % 3] : 0);
}

}  // namespace ilert_bridge::doubles
