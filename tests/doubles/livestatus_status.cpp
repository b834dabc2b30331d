// The tables beside hosts and services: status, timeperiods, comments, downtimes, log.
#include "tests/doubles/livestatus_columns.hpp"

namespace ilert_bridge::doubles {
namespace {

Value number(std::int64_t value) { return value; }

struct Versions {
  std::string program, livestatus;
};

Versions versions(Flavour flavour) {
  switch (flavour) {
    case Flavour::naemon:
      return {"1.5.2.g2805e0dd.20261121", "1.5.1.g5296af0.20261121.source-naemon"};
    case Flavour::nagios:
      return {"4.4.6", "1.5.0p23"};
    case Flavour::icinga2:
      return {"r2.13.6-1-icinga2", "r2.13.6-1"};
    case Flavour::lmd:
      return {"4.4.6", "2.1.7-naemon"};
    default:
      return {"Check_MK 2.3.0p27", "2.3.0p27"};
  }
}

// One row for each server behind LMD. Of one that it does not reach nothing is known.
std::vector<Column> behind_lmd(std::vector<Column> list) {
  for (Column& column : list) {
    const Value nothing = column.type == "string" ? Value{std::string()} : number(0);
    column.value = [of = std::move(column.value), nothing](const RowView& view) {
      return view.peer && view.peer->second.is_away() ? nothing : of(view);
    };
  }
  const auto name = [](const RowView& view) { return Value{view.peer ? view.peer->first : ""}; };
  list.push_back({"peer_key", "string",
                  [](const RowView& view) { return Value{view.peer ? peer_key(view.peer->first) : ""}; }});
  list.push_back({"peer_name", "string", name});
  return list;
}

}  // namespace

std::vector<Column> site_columns() {
  const auto of = [](auto read) {
    return [=](const RowView& view) -> Value { return read(*view.peer, view.world->now); };
  };
  return {{"key", "string", of([](auto& peer, auto) { return peer_key(peer.first); })},
          {"name", "string", of([](auto& peer, auto) { return peer.first; })},
          {"status", "int", of([](auto& peer, auto) { return number(peer.second.status); })},
          {"last_error", "string", of([](auto& peer, auto) { return peer.second.last_error; })},
          {"last_update", "time", of([](auto&, auto now) { return number(now); })},
          {"idling", "int", of([](auto&, auto) { return number(0); })}};
}

std::vector<Column> period_columns() {
  return {{"name", "string", [](const RowView& view) -> Value { return view.period->first; }},
          {"alias", "string", [](const RowView& view) -> Value { return view.period->first; }},
          {"in", "int", [](const RowView& view) -> Value { return number(view.period->second); }}};
}

std::vector<Column> status_columns(Flavour flavour) {
  std::vector<Column> list;
  const auto add = [&](std::string name, std::string type, std::function<Value(const WorldState&)> of) {
    list.push_back({std::move(name), std::move(type),
                    [of = std::move(of)](const RowView& view) { return of(*view.world); }});
  };
  const auto version = versions(flavour);
  add("program_start", "time", [](auto& world) { return number(world.program_start); });
  add("nagios_pid", "int", [](auto& world) { return number(world.pid); });
  add("program_version", "string", [=](auto&) { return version.program; });
  add("livestatus_version", "string", [=](auto&) { return version.livestatus; });
  add("enable_notifications", "int", [](auto& world) { return number(world.notifications); });
  add("enable_flap_detection", "int", [](auto& world) { return number(world.detects_flapping); });
  add("execute_service_checks", "int", [](auto& world) { return number(world.executes_service_checks); });
  add("execute_host_checks", "int", [](auto& world) { return number(world.executes_host_checks); });
  add("interval_length", "int", [](auto&) { return number(60); });
  add("last_command_check", "time", [](auto& world) { return number(world.last_command); });
  add("last_log_rotation", "time", [](auto&) { return number(0); });
  if (flavour != Flavour::lmd) {
    add("num_hosts", "int", [](auto& world) { return number(world.host_count()); });
    add("num_services", "int", [](auto& world) { return number(world.service_count()); });
  } else {
    add("localtime", "float", [](auto& world) { return static_cast<double>(world.now); });
  }
  const bool doubles = flavour == Flavour::checkmk || flavour == Flavour::nagios;
  const auto count = [&](std::string name, std::function<std::int64_t(const WorldState&)> of) {
    add(std::move(name), doubles ? "float" : "int",
        [=](auto& world) { return doubles ? Value{static_cast<double>(of(world))} : number(of(world)); });
  };
  const bool silent = flavour == Flavour::icinga2;  // its counters stay at 0
  count("service_checks", [=](auto& world) { return silent ? 0 : world.service_checks; });
  count("host_checks", [=](auto& world) { return silent ? 0 : world.host_checks; });
  count("neb_callbacks",
        [=](auto& world) { return silent ? 0 : world.service_checks + world.host_checks + world.commands; });
  count("log_messages", [=](auto& world) { return silent ? 0 : world.logged; });
  if (flavour != Flavour::naemon) count("external_commands", [](auto& world) { return world.commands; });
  if (flavour == Flavour::lmd) return behind_lmd(std::move(list));
  if (flavour != Flavour::checkmk) return list;
  add("core_pid", "int", [](auto& world) { return number(world.pid); });
  add("edition", "string", [](auto& world) { return std::string(world.commercial ? "pro" : "community"); });
  return list;
}

std::vector<Column> comment_columns() {
  std::vector<Column> list;
  const auto add = [&](std::string name, std::string type, std::function<Value(const Comment&)> of) {
    list.push_back({std::move(name), std::move(type),
                    [of = std::move(of)](const RowView& view) { return of(*view.comment); }});
  };
  add("id", "int", [](auto& comment) { return number(comment.id); });
  add("author", "string", [](auto& comment) { return comment.author; });
  add("comment", "string", [](auto& comment) { return comment.text; });
  add("entry_time", "time", [](auto& comment) { return number(comment.entry_time); });
  add("entry_type", "int", [](auto& comment) { return number(comment.entry_type); });
  add("persistent", "int", [](auto& comment) { return number(comment.persistent); });
  add("source", "int", [](auto&) { return number(1); });
  add("expires", "int", [](auto&) { return false; });
  add("expire_time", "time", [](auto&) { return number(0); });
  add("type", "int", [](auto& comment) { return number(comment.description.empty() ? 1 : 2); });
  add("is_service", "int", [](auto& comment) { return number(!comment.description.empty()); });
  return list;
}

// `type` means something else on every server; only is_service can be trusted.
std::vector<Column> downtime_columns(Flavour flavour) {
  std::vector<Column> list;
  const auto add = [&](std::string name, std::string type, std::function<Value(const Downtime&)> of) {
    list.push_back({std::move(name), std::move(type),
                    [of = std::move(of)](const RowView& view) { return of(*view.downtime); }});
  };
  const bool inverted = flavour == Flavour::checkmk || flavour == Flavour::nagios;
  add("id", "int", [](auto& downtime) { return number(downtime.id); });
  add("author", "string", [](auto& downtime) { return downtime.author; });
  add("comment", "string", [](auto& downtime) { return downtime.text; });
  add("entry_time", "time", [](auto& downtime) { return number(downtime.entry_time); });
  add("start_time", "time", [](auto& downtime) { return number(downtime.start); });
  add("end_time", "time", [](auto& downtime) { return number(downtime.end); });
  add("fixed", "int", [](auto&) { return true; });
  add("duration", "int", [](auto& downtime) { return number(downtime.end - downtime.start); });
  add("triggered_by", "int", [](auto&) { return number(0); });
  add("type", "int",
      [=](auto& downtime) { return number(downtime.description.empty() == inverted ? 2 : 1); });
  add("is_service", "int", [](auto& downtime) { return number(!downtime.description.empty()); });
  return list;
}

std::vector<Column> log_columns(Flavour flavour) {
  std::vector<Column> list;
  const auto add = [&](std::string name, std::string type, std::function<Value(const LogLine&)> of) {
    list.push_back({std::move(name), std::move(type),
                    [of = std::move(of)](const RowView& view) { return of(*view.line); }});
  };
  add("time", "time", [](auto& line) { return number(line.time); });
  add("lineno", "int", [](auto& line) { return number(line.number); });
  add("class", "int", [](auto& line) { return number(line.line_class); });
  add("message", "string", [](auto& line) { return line.message(); });
  add("type", "string", [](auto& line) { return line.type; });
  add("options", "string", [](auto& line) { return line.options; });
  add("comment", "string", [](auto& line) { return line.comment; });
  // Fields are split at semicolons, also those within the output.
  add("plugin_output", "string", [](auto& line) { return line.output.substr(0, line.output.find(';')); });
  add("state", "int", [](auto& line) { return number(line.state); });
  add("state_type", "string", [](auto& line) { return line.state_type; });
  add("attempt", "int", [](auto& line) { return number(line.attempt); });
  add("host_name", "string", [](auto& line) { return line.host; });
  add("service_description", "string", [](auto& line) { return line.description; });
  add("contact_name", "string", [](auto&) { return std::string(); });
  add("command_name", "string", [](auto&) { return std::string(); });
  if (flavour != Flavour::checkmk) return list;
  add("long_plugin_output", "string", [](auto&) { return std::string(); });
  add("state_info", "string", [](auto& line) { return line.state_type; });
  return list;
}

}  // namespace ilert_bridge::doubles
