// The tables of the Livestatus double: which columns a flavour has, and what they say of a row.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/doubles/livestatus_value.hpp"
#include "tests/doubles/world.hpp"

namespace ilert_bridge::doubles {

// What a row is made of; what does not belong to the row's table is null.
struct RowView {
  const WorldState* world = nullptr;
  const ObjectRow* host = nullptr;
  const ObjectRow* service = nullptr;
  const Comment* comment = nullptr;
  const Downtime* downtime = nullptr;
  const LogLine* line = nullptr;
  const std::pair<const std::string, Backend>* peer = nullptr;  // tables status and sites of LMD
  const std::pair<const std::string, bool>* period = nullptr;
  const std::vector<std::string>* described = nullptr;  // table columns: table, name, description, type
};

struct Column {
  std::string name;
  std::string type;  // int float string list time dict
  std::function<Value(const RowView&)> value;
  bool is_listed = true;  // in table columns; LMD answers more than it lists there
};

struct Table {
  std::string name;
  std::vector<Column> columns;  // as listed; aliases such as service_state in services are found besides
  const Column* find(std::string_view column) const;
};

// Null if the flavour has no such table.
const Table* find_table(Flavour flavour, std::string_view name);
const std::vector<Table>& tables(Flavour flavour);

// Each row that the contact may see (an empty name sees everything), in no useful order; false from `row`
// ends it. Of hosts and services those of `only_host` alone, unless it is null: a server has an index for
// that.
void each_row(const Table& table, Flavour flavour, const WorldState& world, const std::string& contact,
              const std::string* only_host, const std::function<bool(const RowView&)>& row);

}  // namespace ilert_bridge::doubles
