// Which columns a question asks for and where they stand in a row. Only what the server has is asked for:
// Naemon answers an unknown column silently with nothing, Icinga 2 refuses the whole question. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/livestatus/reply.hpp"

namespace ilert_bridge {

// Where a column stands in a row, if the server has it.
class Column {
 public:
  Column() = default;
  explicit Column(std::size_t at) : at_(at) {}
  bool there() const { return at_ != nowhere; }
  // An empty cell if it is not there. Asked a score of times for every row, hence here.
  const Cell& in(const Row& row) const { return at_ < row.size() ? row[at_] : nothing; }

 private:
  static const Cell nothing;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::size_t at_ = nowhere;
};

class Columns {
 public:
  Columns(std::string table, const Capabilities& capabilities);
  Column want(const std::string& column);
  Column need(const std::string& column);  // without it the table is of no use
  const std::vector<std::string>& names() const { return names_; }
  // Nothing, or "table hosts has no column state": a needed one.
  const std::string& fault() const { return fault_; }

 private:
  std::string table_;
  const Capabilities* capabilities_;
  std::vector<std::string> names_;
  std::string fault_;
};

}  // namespace ilert_bridge
