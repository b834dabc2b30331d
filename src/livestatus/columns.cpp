#include "ilert-bridge/livestatus/columns.hpp"

#include <utility>

namespace ilert_bridge {

const Cell Column::nothing;

Columns::Columns(std::string table, const Capabilities& capabilities)
    : table_(std::move(table)), capabilities_(&capabilities) {}

Column Columns::want(const std::string& column) {
  if (!capabilities_->has(table_, column)) return {};
  names_.push_back(column);
  return Column{names_.size() - 1};
}

Column Columns::need(const std::string& column) {
  const Column slot = want(column);
  if (!slot.there()) fault_ = "its table " + table_ + " has no column " + column;
  return slot;
}

}  // namespace ilert_bridge
