#include "tests/doubles/livestatus_wait.hpp"

#include <algorithm>
#include <array>

namespace ilert_bridge::doubles {
namespace {

constexpr std::chrono::hours for_ever{24};
constexpr std::array triggers = {"check", "state", "log", "downtime", "comment", "command", "program"};

// "host;service" or "host service" in services, else a name.
std::optional<RowView> object_row(const ServerQuery& query, const WorldState& world) {
  const auto& name = query.wait.object;
  RowView view{.world = &world};
  if (query.table->name == "hosts") {
    view.host = world.find(name);
    return view.host ? std::optional(view) : std::nullopt;
  }
  if (query.table->name != "services") return {};
  const auto semicolon = name.find(';');
  const auto split = semicolon == std::string::npos ? name.find(' ') : semicolon;
  if (split == std::string::npos) return {};
  view.host = world.find(name.substr(0, split));
  view.service = world.find(name.substr(0, split), name.substr(split + 1));
  return view.service ? std::optional(view) : std::nullopt;
}

// Without an object the condition is about a row of nothing, which only table status gives a meaning.
bool holds(const ServerQuery& query, const WorldState& world) {
  const auto row = object_row(query, world).value_or(RowView{.world = &world});
  return std::all_of(query.wait.conditions.begin(), query.wait.conditions.end(),
                     [&](const FilterPtr& condition) { return condition->accepts(row); });
}

}  // namespace

Waiting waiting_of(Flavour flavour, bool old) {
  switch (flavour) {
    case Flavour::icinga2:
      return Waiting::none;
    case Flavour::lmd:
      return Waiting::polling;
    case Flavour::naemon:
      return Waiting::trigger;
    case Flavour::nagios:
      return old ? Waiting::trigger : Waiting::predicate;
    default:
      return Waiting::predicate;
  }
}

std::optional<QueryRefusal> wait_refusal(const ServerQuery& query, const WorldState& world, Waiting how) {
  const auto& wait = query.wait;
  if (how == Waiting::none || how == Waiting::polling) return {};
  const int code = query.flavour == Flavour::checkmk ? 452 : 400;
  if (!wait.object.empty() && !object_row(query, world))
    return QueryRefusal{code, "primary key '" + wait.object + "' not found or not supported by table '" +
                                  query.table->name + "'"};
  const bool needs_object = !wait.conditions.empty() && wait.object.empty() && query.table->name != "status";
  if (how == Waiting::predicate && needs_object) return QueryRefusal{452, "missing WaitObject"};
  return {};
}

bool may_answer(const ServerQuery& query, const WorldState& world, Waiting how, bool fired) {
  const auto& wait = query.wait;
  switch (how) {
    case Waiting::none:
      return true;
    case Waiting::predicate:
      return wait.conditions.empty() || holds(query, world);
    case Waiting::polling:
      return wait.trigger.empty() || wait.conditions.empty() || !object_row(query, world) ||
             holds(query, world);
    case Waiting::trigger:
      if (wait.conditions.empty()) return wait.trigger.empty() || fired;
      return holds(query, world);
  }
  return true;
}

bool wakes(const std::string& waits_for, Trigger trigger) {
  return waits_for.empty() || waits_for == "all" ||
         waits_for == triggers.at(static_cast<std::size_t>(trigger));
}

std::chrono::milliseconds longest_wait(const ServerQuery& query, Waiting how) {
  if (query.wait.timeout > 0) return std::chrono::milliseconds{query.wait.timeout};
  return how == Waiting::polling ? std::chrono::seconds{60} : std::chrono::milliseconds{for_ever};
}

bool is_trigger(const std::string& name) {
  return name == "all" || std::find(triggers.begin(), triggers.end(), name) != triggers.end();
}

}  // namespace ilert_bridge::doubles
