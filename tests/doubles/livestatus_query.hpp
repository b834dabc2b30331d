// What a Livestatus server answers to one request: pure, from the request's lines and the world.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/doubles/livestatus_filter.hpp"

namespace ilert_bridge::doubles {

struct ServerAnswer {
  int code = 200;
  std::string body;
  bool header = false;  // the 16 bytes were asked for
  bool keep_alive = false;
  std::string bytes(Flavour flavour) const;  // as they go over the wire
};

struct StatsColumn {
  FilterPtr counts;       // of a count; else null and
  std::string aggregate;  // "sum" "min" "max" "avg"
  const Column* of = nullptr;
};

// The Wait headers as they were read.
struct WaitHeaders {
  std::string object, trigger;
  std::vector<FilterPtr> conditions;
  std::int64_t timeout = 0;  // milliseconds; 0: for ever
  bool any() const { return !object.empty() || !trigger.empty() || !conditions.empty(); }
};

struct ServerQuery {
  Flavour flavour;
  const Table* table = nullptr;
  std::vector<const Column*> columns;  // null: unknown, answered with nothing
  std::vector<std::string> column_names;
  std::vector<FilterPtr> filters;
  std::vector<StatsColumn> stats;
  std::int64_t limit = -1, offset = 0;
  std::string sort, contact, format = "csv";
  bool header_row = true, fixed16 = false, keep_alive = false;
  bool is_cut = false;  // an answer that is too large ends early and looks whole, instead of a 413
  WaitHeaders wait = {};
  std::vector<std::string> backends = {};  // keys of LMD's servers; none: all of them
};

// Reads the lines after the verb into the query. On a QueryRefusal the query holds what was understood
// (`fixed16` decides whether the client learns of it): naemon stops at the first bad line, the others read
// on.
void read_headers(ServerQuery& query, const std::vector<std::string>& lines);
// The body; throws QueryRefusal.
std::string run(const ServerQuery& query, const WorldState& world, std::size_t max_response);

// What a GET request waits for; nothing if it does not wait, or is refused before it comes to that.
std::optional<ServerQuery> waiting_query(Flavour flavour, const std::vector<std::string>& lines);
// A whole GET request, as it is answered when it has waited.
// `cuts`: as older servers do with what is too large.
ServerAnswer answer_query(Flavour flavour, const std::vector<std::string>& lines, const World& world,
                          std::size_t max_response, bool cuts = false);

}  // namespace ilert_bridge::doubles
