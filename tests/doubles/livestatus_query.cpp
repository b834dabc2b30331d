// From a request's lines to a ServerQuery; what a flavour makes of lines it does not know.
#include "tests/doubles/livestatus_query.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>

#include "tests/doubles/livestatus_wait.hpp"

namespace ilert_bridge::doubles {
namespace {

Texts words(const std::string& text) {
  std::istringstream in(text);
  Texts all;
  for (std::string one; in >> one;) all.push_back(one);
  return all;
}

const Column* column_of(const ServerQuery& query, const std::string& name) {
  const auto* column = query.table->find(name);
  if (!column && query.flavour == Flavour::icinga2)
    throw QueryRefusal{452, "Error: Column '" + name + "' does not exist in table '" + query.table->name +
                                "'.\n\nStacktrace:\n 0# __cxa_throw in /usr/lib/icinga2/sbin/icinga2"};
  return column;
}

void read_columns(ServerQuery& query, const std::string& value) {
  if (query.flavour == Flavour::icinga2) query.columns.clear(), query.column_names.clear();
  for (const auto& name : words(value)) {
    query.column_names.push_back(name);
    query.columns.push_back(column_of(query, name));
  }
  query.header_row = false;
}

void read_stats(ServerQuery& query, const std::string& value) {
  query.header_row = false;
  const auto parts = words(value);
  static constexpr std::array aggregates = {"sum", "min", "max", "avg"};
  const bool aggregates_one =
      parts.size() == 2 && std::count(aggregates.begin(), aggregates.end(), parts[0]) != 0;
  if (aggregates_one)
    query.stats.push_back({.counts = nullptr, .aggregate = parts[0], .of = column_of(query, parts[1])});
  else
    query.stats.push_back({.counts = parse_filter(*query.table, query.flavour, value), .aggregate = ""});
}

using Combine = FilterPtr (*)(std::vector<FilterPtr>);

void combine(ServerQuery& query, const std::string& count, Combine how) {
  auto parts = take_last(query.filters, std::strtoul(count.c_str(), nullptr, 10), query.flavour);
  query.filters.push_back(how(std::move(parts)));
}

void combine_stats(ServerQuery& query, const std::string& count, Combine how) {
  std::vector<FilterPtr> stack;
  for (const auto& one : query.stats) stack.push_back(one.counts);
  auto parts = take_last(stack, std::strtoul(count.c_str(), nullptr, 10), query.flavour);
  query.stats.resize(stack.size());
  query.stats.push_back({.counts = how(std::move(parts)), .aggregate = ""});
}

FilterPtr negated(std::vector<FilterPtr> parts) { return none_of(parts.at(0)); }

void read_format(ServerQuery& query, const std::string& value) {
  const bool wraps = query.flavour == Flavour::naemon || query.flavour == Flavour::lmd;
  query.format = value;
  const bool known = value == "json" || (value == "csv" && query.flavour != Flavour::lmd) ||
                     (value == "wrapped_json" && wraps);
  if (!known && query.flavour != Flavour::icinga2)
    throw QueryRefusal{400, "unknown output format '" + value + "'"};
}

using Read = void (*)(ServerQuery&, const std::string&);
void ignore(ServerQuery&, const std::string&) {}

const std::map<std::string, Read>& common_headers() {
  static const std::map<std::string, Read> all = {
      {"Columns", read_columns},
      {"Filter",
       [](auto& query, auto& value) {
         query.filters.push_back(parse_filter(*query.table, query.flavour, value));
       }},
      {"And", [](auto& query, auto& value) { combine(query, value, all_of); }},
      {"Or", [](auto& query, auto& value) { combine(query, value, any_of); }},
      {"Negate", [](auto& query, auto&) { combine(query, "1", negated); }},
      {"Stats", read_stats},
      {"StatsAnd", [](auto& query, auto& value) { combine_stats(query, value, all_of); }},
      {"StatsOr", [](auto& query, auto& value) { combine_stats(query, value, any_of); }},
      {"StatsNegate", [](auto& query, auto&) { combine_stats(query, "1", negated); }},
      {"Limit", [](auto& query, auto& value) { query.limit = std::strtoll(value.c_str(), nullptr, 10); }},
      {"ColumnHeaders", [](auto& query, auto& value) { query.header_row = value == "on"; }},
      {"KeepAlive", [](auto& query, auto& value) { query.keep_alive = value == "on"; }},
      {"ResponseHeader", [](auto& query, auto& value) { query.fixed16 = value == "fixed16"; }},
      {"OutputFormat", read_format}};
  return all;
}

void combine_wait(ServerQuery& query, const std::string& count, Combine how) {
  auto parts = take_last(query.wait.conditions, std::strtoul(count.c_str(), nullptr, 10), query.flavour);
  query.wait.conditions.push_back(how(std::move(parts)));
}

void read_trigger(ServerQuery& query, const std::string& value) {
  if (query.flavour != Flavour::lmd && !is_trigger(value))
    throw QueryRefusal{400, "unknown trigger '" + value + "'"};
  query.wait.trigger = value;
}

const std::map<std::string, Read>& wait_headers() {
  static const std::map<std::string, Read> all = {
      {"WaitObject", [](auto& query, auto& value) { query.wait.object = value; }},
      {"WaitCondition",
       [](auto& query, auto& value) {
         query.wait.conditions.push_back(parse_filter(*query.table, query.flavour, value));
       }},
      {"WaitConditionAnd", [](auto& query, auto& value) { combine_wait(query, value, all_of); }},
      {"WaitConditionOr", [](auto& query, auto& value) { combine_wait(query, value, any_of); }},
      {"WaitConditionNegate", [](auto& query, auto&) { combine_wait(query, "1", negated); }},
      {"WaitTrigger", read_trigger},
      {"WaitTimeout",
       [](auto& query, auto& value) { query.wait.timeout = std::strtoll(value.c_str(), nullptr, 10); }}};
  return all;
}

// Icinga 2 ignores whatever it does not know, waiting among it.
Read special_header(const std::string& name, Flavour flavour) {
  if (name == "AuthUser" && flavour != Flavour::icinga2)
    return [](auto& query, auto& value) { query.contact = value; };
  if (flavour == Flavour::icinga2) return ignore;
  if (const auto wait = wait_headers().find(name); wait != wait_headers().end()) return wait->second;
  const bool pages = flavour == Flavour::naemon || flavour == Flavour::lmd;
  if (name == "Offset" && pages)
    return [](auto& query, auto& value) { query.offset = std::strtoll(value.c_str(), nullptr, 10); };
  if (name == "Sort" && pages) return [](auto& query, auto& value) { query.sort = value; };
  if ((name == "Timelimit" || name == "Localtime" || name == "Separators") && flavour != Flavour::lmd)
    return ignore;
  if (name == "Backends" && flavour == Flavour::lmd)
    return [](auto& query, auto& value) { query.backends = words(value); };
  return nullptr;
}

void read_header(ServerQuery& query, const std::string& line) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  const auto start = colon == std::string::npos ? line.size() : line.find_first_not_of(" \t", colon + 1);
  const auto value = start >= line.size() ? std::string() : line.substr(start);
  const auto known = common_headers().find(name);
  const Read read = known != common_headers().end() ? known->second : special_header(name, query.flavour);
  if (!read) throw QueryRefusal{400, "undefined request header '" + name + "'"};
  read(query, value);
}

std::string table_name(const std::vector<std::string>& lines) {
  const auto parts = words(lines.front());
  return parts.size() < 2 ? std::string() : parts[1];
}

QueryRefusal no_table(Flavour flavour, const std::string& name) {
  if (name.empty()) return {452, "GET requires a table name"};
  if (flavour == Flavour::lmd) return {400, "bad request: table " + name + " does not exist"};
  if (flavour == Flavour::icinga2) return {404, "Table '" + name + "' does not exist."};
  return {404, "Invalid GET request, no such table '" + name + "'"};
}

// The ways to learn of an error that do not depend on the table.
bool asks_for_header(const std::vector<std::string>& lines) {
  return std::count(lines.begin(), lines.end(), "ResponseHeader: fixed16") != 0;
}
bool asks_to_keep(const std::vector<std::string>& lines) {
  return std::count(lines.begin(), lines.end(), "KeepAlive: on") != 0;
}

}  // namespace

void read_headers(ServerQuery& query, const std::vector<std::string>& lines) {
  std::optional<QueryRefusal> first;
  for (std::size_t i = 1; i < lines.size(); ++i) try {
      read_header(query, lines[i]);
    } catch (const QueryRefusal& refusal) {
      // Icinga 2 looks at columns and operators when it has read all, but at the stack at once.
      if (query.flavour == Flavour::naemon || refusal.code == 451) throw;
      if (!first) first = refusal;
    }
  if (first) throw QueryRefusal(*first);
}

namespace {

ServerQuery query_of(Flavour flavour, const std::vector<std::string>& lines) {
  ServerQuery query{.flavour = flavour,
                    .table = find_table(flavour, table_name(lines)),
                    .columns = {},
                    .column_names = {},
                    .filters = {},
                    .stats = {},
                    .sort = {},
                    .contact = {}};
  if (flavour == Flavour::lmd) query.format = "json";
  return query;
}

}  // namespace

std::optional<ServerQuery> waiting_query(Flavour flavour, const std::vector<std::string>& lines) try {
  ServerQuery query = query_of(flavour, lines);
  if (!query.table) return {};
  read_headers(query, lines);
  return query.wait.any() ? std::optional(std::move(query)) : std::nullopt;
} catch (const QueryRefusal&) {
  return {};
}

ServerAnswer answer_query(Flavour flavour, const std::vector<std::string>& lines, const World& world,
                          std::size_t max_response, bool cuts) {
  ServerQuery query = query_of(flavour, lines);
  query.is_cut = cuts;
  ServerAnswer answer;
  try {
    if (!query.table) {
      query.fixed16 = asks_for_header(lines);
      query.keep_alive = asks_to_keep(lines);
      throw no_table(flavour, table_name(lines));
    }
    read_headers(query, lines);
    world.read([&](const WorldState& state) { answer.body = run(query, state, max_response); });
  } catch (const QueryRefusal& refusal) {
    answer.code = refusal.code;
    answer.body = refusal.text + (flavour == Flavour::icinga2 ? "" : "\n");
  }
  answer.header = query.fixed16;
  answer.keep_alive = query.keep_alive;
  return answer;
}

}  // namespace ilert_bridge::doubles
