#include "tests/doubles/livestatus_columns.hpp"

#include <algorithm>

namespace ilert_bridge::doubles {
namespace {

using Of = std::function<Value(const ObjectRow&, const WorldState&)>;

template <class T>
Value number(T value) {
  return static_cast<std::int64_t>(value);
}

Texts keys(const Dictionary& pairs) {
  Texts names;
  for (const auto& [key, value] : pairs) names.push_back(key);
  return names;
}

Texts values(const Dictionary& pairs) {
  Texts all;
  for (const auto& [key, value] : pairs) all.push_back(value);
  return all;
}

template <class Listed, class Write>
auto each_of(const std::vector<Listed>& all, const ObjectRow& row, Write write) {
  for (const auto& one : all)
    if (one.host == row.host && one.description == row.description) write(one);
}

Ids comment_ids(const ObjectRow& row, const WorldState& world) {
  Ids ids;
  each_of(world.comments, row, [&](const Comment& one) { ids.push_back(one.id); });
  return ids;
}

Ids downtime_ids(const ObjectRow& row, const WorldState& world) {
  Ids ids;
  each_of(world.downtimes, row, [&](const Downtime& one) { ids.push_back(one.id); });
  return ids;
}

// Which fields comments_with_info has depends on the server; id, author and text come first everywhere.
Lines comments_with_info(const ObjectRow& row, const WorldState& world, Flavour flavour) {
  Lines lines;
  each_of(world.comments, row, [&](const Comment& one) {
    lines.push_back({std::int64_t{one.id}, one.author, one.text});
    if (flavour != Flavour::naemon) return;
    const Scalar rest[] = {one.entry_time, std::int64_t{one.entry_type}, std::int64_t{0}, std::int64_t{0}};
    lines.back().insert(lines.back().end(), std::begin(rest), std::end(rest));
  });
  return lines;
}

Lines downtimes_with_info(const ObjectRow& row, const WorldState& world) {
  Lines lines;
  each_of(world.downtimes, row, [&](const Downtime& one) {
    lines.push_back({std::int64_t{one.id}, one.author, one.text});
  });
  return lines;
}

// What a service's column says in a row about a host.
Value nothing_of(const std::string& type, Flavour flavour) {
  if (flavour == Flavour::icinga2) return {};
  if (type == "string") return std::string();
  if (type == "list") return Texts();
  if (type == "dict") return Dictionary();
  return std::int64_t{0};
}

struct Columns {
  Flavour flavour;
  bool of_services;
  std::vector<Column> list = {};

  void add(std::string column, std::string type, Of of) {
    const bool services = of_services;
    const Value absent = nothing_of(type, flavour);
    list.push_back(
        {std::move(column), std::move(type), [=, of = std::move(of)](const RowView& view) -> Value {
           const auto* row = services ? view.service : view.host;
           return row ? of(*row, *view.world) : absent;
         }});
  }
  void add_texts();
  void add_states();
  void add_flags();
  void add_times();
  void add_lists();
  void add_own();
  bool is(Flavour one) const { return flavour == one; }
};

void Columns::add_texts() {
  if (of_services) {
    add("description", "string", [](auto& row, auto&) { return row.description; });
    add("display_name", "string", [](auto& row, auto&) { return row.description; });
  } else {
    add("name", "string", [](auto& row, auto&) { return row.host; });
    add("display_name", "string", [](auto& row, auto&) { return row.host; });
    add("alias", "string", [](auto& row, auto&) { return row.alias; });
    add("address", "string", [](auto& row, auto&) { return row.address; });
    add("num_services", "int", [](auto& row, auto& world) {
      const auto mine = [&](auto& one) { return one.first.first == row.host && !one.first.second.empty(); };
      return number(std::count_if(world.objects.begin(), world.objects.end(), mine));
    });
  }
  add("plugin_output", "string", [](auto& row, auto&) { return row.output; });
  add("long_plugin_output", "string", [](auto& row, auto&) { return row.long_output; });
  add("perf_data", "string", [](auto&, auto&) { return std::string(); });
  add("check_command", "string", [](auto&, auto&) { return std::string("check_mk"); });
  for (const char* const end : {"", "_expanded"}) {
    add(std::string{"notes_url"} + end, "string", [](auto& row, auto&) { return row.notes_url; });
    add(std::string{"action_url"} + end, "string", [](auto& row, auto&) { return row.action_url; });
  }
}

// Icinga 2 says of an object never checked that it is in a bad state, and that its last check was at -1.
void Columns::add_states() {
  const bool icinga = is(Flavour::icinga2);
  const int pending = !icinga ? 0 : of_services ? 3 : 1;
  add("state", "int", [=](auto& row, auto&) { return number(row.checked ? row.state : pending); });
  add("state_type", "int", [](auto& row, auto&) { return number(row.hard); });
  add("last_state", "int", [](auto& row, auto&) { return number(row.state); });
  add("last_hard_state", "int", [](auto& row, auto&) { return number(row.last_hard_state); });
  if (!of_services || is(Flavour::checkmk) || is(Flavour::nagios))
    add("hard_state", "int", [](auto& row, auto&) {
      return number(row.state == 0 ? 0 : row.hard ? row.state : row.last_hard_state);
    });
  add("has_been_checked", "int", [](auto& row, auto&) { return number(row.checked); });
  add("current_attempt", "int", [](auto& row, auto&) { return number(row.current_attempt); });
  add("max_check_attempts", "int", [](auto& row, auto&) { return number(row.max_check_attempts); });
  add("staleness", "float", [](auto&, auto&) { return 0.25; });
  if (icinga) add("is_reachable", "int", [](auto&, auto&) { return true; });
}

void Columns::add_flags() {
  const bool icinga = is(Flavour::icinga2);
  add("acknowledged", "int", [](auto& row, auto&) { return row.acknowledged; });
  if (of_services || !is(Flavour::lmd))
    add("acknowledgement_type", "int", [](auto& row, auto&) { return number(row.acknowledgement_type); });
  add("scheduled_downtime_depth", "int",
      [](auto& row, auto& world) { return number(world.downtime_depth(row)); });
  add("is_flapping", "int", [](auto& row, auto&) { return row.flapping; });
  add("flap_detection_enabled", "int", [](auto& row, auto&) { return number(row.detects_flapping); });
  add("notifications_enabled", "int", [](auto& row, auto&) { return number(row.notifications_enabled); });
  // Icinga computes it from Notification objects: without any, nothing is ever in its period, and the period
  // has no name.
  add("in_notification_period", "int",
      [=](auto& row, auto&) { return number(!icinga && row.in_notification_period); });
  add("notification_period", "string",
      [=](auto& row, auto&) { return icinga ? std::string() : row.notification_period; });
  add("in_check_period", "int", [](auto&, auto&) { return number(1); });
  add("active_checks_enabled", "int", [](auto& row, auto&) { return number(row.active); });
  add("check_interval", icinga ? "int" : "float", [](auto& row, auto&) { return row.check_interval; });
  add("accept_passive_checks", "int", [](auto&, auto&) { return number(1); });
  add("current_notification_number", "int", [](auto&, auto&) { return number(0); });
  if (is(Flavour::checkmk) || is(Flavour::nagios)) {
    add("in_service_period", "int", [](auto&, auto&) { return number(1); });
    add("service_period", "string", [](auto&, auto&) { return std::string("24X7"); });
  }
}

void Columns::add_times() {
  const std::int64_t never = is(Flavour::icinga2) ? -1 : 0;
  add("last_check", "time", [=](auto& row, auto&) { return number(row.checked ? row.last_check : never); });
  add("next_check", "time", [](auto& row, auto&) { return number(row.last_check + 60); });
  add("last_state_change", "time", [](auto& row, auto&) { return number(row.last_state_change); });
  add("last_hard_state_change", "time", [](auto& row, auto&) { return number(row.last_hard_state_change); });
  add(of_services ? "last_time_ok" : "last_time_up", "time",
      [](auto& row, auto&) { return number(row.last_good); });
  if (is(Flavour::naemon) || is(Flavour::lmd))
    add("last_update", "int", [](auto& row, auto&) { return number(row.last_update); });
}

void Columns::add_lists() {
  const auto own = flavour;
  add("groups", "list", [](auto& row, auto&) { return row.groups; });
  add("contacts", "list", [](auto& row, auto&) { return row.contacts; });
  add("contact_groups", "list", [](auto& row, auto&) { return row.contact_groups; });
  add("comments", "list", [](auto& row, auto& world) { return comment_ids(row, world); });
  add("comments_with_info", "list",
      [=](auto& row, auto& world) { return comments_with_info(row, world, own); });
  add("downtimes", "list", [](auto& row, auto& world) { return downtime_ids(row, world); });
  add("downtimes_with_info", "list", [](auto& row, auto& world) { return downtimes_with_info(row, world); });
  add("custom_variables", "dict", [](auto& row, auto&) { return row.custom_variables; });
  add("custom_variable_names", "list", [](auto& row, auto&) { return keys(row.custom_variables); });
  add("custom_variable_values", "list", [](auto& row, auto&) { return values(row.custom_variables); });
}

void Columns::add_own() {
  if (is(Flavour::checkmk)) {
    add("labels", "dict", [](auto& row, auto&) { return row.labels; });
    add("label_names", "list", [](auto& row, auto&) { return keys(row.labels); });
    add("label_values", "list", [](auto& row, auto&) { return values(row.labels); });
    add("label_sources", "dict", [](auto&, auto&) { return Dictionary(); });
    add("tags", "dict", [](auto& row, auto&) { return row.tags; });
    add("tag_names", "list", [](auto& row, auto&) { return keys(row.tags); });
    add("tag_values", "list", [](auto& row, auto&) { return values(row.tags); });
  }
  if (!is(Flavour::lmd)) return;
  add("peer_key", "string", [](auto& row, auto&) { return peer_key(row.peer); });
  add("peer_name", "string", [](auto& row, auto&) { return row.peer; });
  add("lmd_last_cache_update", "float",
      [](auto& row, auto&) { return static_cast<double>(row.last_update); });
}

}  // namespace

std::string peer_key(const std::string& peer) { return "key_of_" + peer; }

std::vector<Column> object_columns(Flavour flavour, bool of_services) {
  Columns columns{flavour, of_services};
  columns.add_texts();
  columns.add_states();
  columns.add_flags();
  columns.add_times();
  columns.add_lists();
  columns.add_own();
  return std::move(columns.list);
}

}  // namespace ilert_bridge::doubles
