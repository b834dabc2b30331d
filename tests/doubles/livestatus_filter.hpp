// One condition of a Livestatus query, and the stack that And, Or and Negate work on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/doubles/livestatus_table.hpp"

namespace ilert_bridge::doubles {

// An error code and its text, as it goes to the client.
struct QueryRefusal {
  int code = 0;
  std::string text;
};

class Filter {
 public:
  virtual ~Filter() = default;
  virtual bool accepts(const RowView& row) const = 0;
  // The one host whose rows it accepts, if it is as simple as that; null: any may be.
  virtual const std::string* only_host() const { return nullptr; }
};
using FilterPtr = std::shared_ptr<const Filter>;

// "state >= 1": column, operator, operand (which may be empty or have blanks). Throws QueryRefusal where the
// flavour would refuse.
FilterPtr parse_filter(const Table& table, Flavour flavour, const std::string& expression);
bool compares(const std::string& operation, const Value& value, const std::string& operand, Flavour flavour);

FilterPtr all_of(std::vector<FilterPtr> parts);
FilterPtr any_of(std::vector<FilterPtr> parts);
FilterPtr none_of(FilterPtr part);
// Takes the last `count` off the stack, or throws the flavour's QueryRefusal.
std::vector<FilterPtr> take_last(std::vector<FilterPtr>& stack, std::size_t count, Flavour flavour);

}  // namespace ilert_bridge::doubles
