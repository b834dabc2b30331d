// Requests in Livestatus' line language. Pure. A request is lines, so text from outside that enters one must not be able to
// end a line: names with line breaks or NUL are refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

class Query {
 public:
  explicit Query(std::string_view table);
  Query& columns(const std::vector<std::string>& names);
  Query& filter(std::string_view expression);                    // our own text
  Query& filter_equals(std::string_view column, std::string_view value);  // value from outside
  Query& all_of(int filters);   // And:
  Query& any_of(int filters);   // Or:
  Query& negate();
  Query& stats(std::string_view expression);
  Query& limit(int rows);
  Query& auth_user(std::string_view name);

  // The complete request with ResponseHeader first, JSON and the closing blank line; an Error if any value cannot be said.
  Result<std::string> text(bool keep_alive) const;

 private:
  std::string head_;
  std::string lines_;
  std::string fault_;
};

}  // namespace ilert_bridge
