// Requests in Livestatus' line language. Pure. A request is lines, so text from outside that enters one must
// not be able to end a line: names with line breaks or NUL are refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

inline constexpr Span longest_wait = std::chrono::seconds{5};

class Query {
 public:
  explicit Query(std::string_view table);
  Query& columns(const std::vector<std::string>& names);
  Query& filter(std::string_view expression);                             // our own text
  Query& filter_equals(std::string_view column, std::string_view value);  // value from outside
  Query& all_of(int filters);                                             // And:, nothing for fewer than two
  Query& any_of(int filters);                                             // Or:, likewise
  Query& negate();
  Query& stats(std::string_view expression);
  Query& stats_all_of(int counts);  // StatsAnd:, the last of them become one
  Query& filter_from(std::string_view column, std::string_view value);   // >= value, in byte order
  Query& filter_below(std::string_view column, std::string_view value);  // < value
  Query& limit(int rows);
  Query& offset(int rows);                                // Naemon and LMD only
  Query& sort(std::string_view column);                   // ascending; likewise
  Query& auth_user(std::string_view name);                // nothing if empty
  Query& backends(const std::vector<std::string>& keys);  // of LMD's servers, those alone; LMD only
  // Answered only when the trigger fires (and, if there are conditions, one of them holds), or the time is
  // over. The core's shutdown waits for us: never longer than longest_wait. Not on table log, where a wait
  // blocks everybody's log.
  Query& wait(std::string_view trigger, const std::vector<std::string>& any_condition, Span at_most);

  // The complete request with ResponseHeader first (Naemon answers what is wrong before that line without a
  // header), JSON, ColumnHeaders last (Columns and Stats switch them) and the closing blank line; an Error if
  // any value cannot be said.
  Result<std::string> text(bool keep_alive) const;
  const std::string& table() const { return table_; }

  // How many rows the answer can need, a hundred thousand unless said: one with more is a fault of the
  // server, and given up.
  Query& at_most(std::size_t rows);
  std::size_t most_rows() const { return most_rows_; }

 private:
  Query& line(std::string_view header, std::string_view value);
  Query& compare(std::string_view column, std::string_view relation, std::string_view value);

  std::string table_;
  std::string head_;
  std::string lines_;
  std::string fault_;
  std::size_t most_rows_ = 100'000;
};

// Whether a server would understand `value` in a filter as exactly these bytes: no line break or NUL, no
// blank at either end (servers strip them), not longer than a request line may be (64 KiB on Naemon).
bool can_be_said(std::string_view value);

}  // namespace ilert_bridge
