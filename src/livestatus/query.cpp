#include "ilert-bridge/livestatus/query.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_value = 32 << 10;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

bool can_be_said(std::string_view value) {
  if (value.empty()) return true;
  constexpr std::string_view line_enders{"\n\r\0", 3};
  return value.size() <= longest_value && value.find_first_of(line_enders) == std::string_view::npos &&
         !is_blank(value.front()) && !is_blank(value.back());
}

Query::Query(std::string_view table)
    : table_(table), head_(std::string{"GET "}.append(table).append("\nResponseHeader: fixed16\n")) {}

Query& Query::line(std::string_view header, std::string_view value) {
  lines_.append(header).append(": ").append(value).append("\n");
  return *this;
}

Query& Query::columns(const std::vector<std::string>& names) { return line("Columns", join(names, " ")); }
Query& Query::filter(std::string_view expression) { return line("Filter", expression); }
Query& Query::negate() { return line("Negate", ""); }
Query& Query::stats(std::string_view expression) { return line("Stats", expression); }
Query& Query::stats_all_of(int counts) { return line("StatsAnd", std::to_string(counts)); }
Query& Query::limit(int rows) { return line("Limit", std::to_string(rows)); }
Query& Query::offset(int rows) { return line("Offset", std::to_string(rows)); }
Query& Query::sort(std::string_view column) { return line("Sort", std::string{column}.append(" asc")); }
Query& Query::all_of(int filters) { return filters < 2 ? *this : line("And", std::to_string(filters)); }
Query& Query::any_of(int filters) { return filters < 2 ? *this : line("Or", std::to_string(filters)); }

Query& Query::at_most(std::size_t rows) {
  most_rows_ = rows;
  return *this;
}

Query& Query::compare(std::string_view column, std::string_view relation, std::string_view value) {
  if (!can_be_said(value))
    fault_ = cut_bytes(quoted(value), 200).append(" cannot be asked for in a Livestatus request");
  return line("Filter", std::string{column}.append(" ").append(relation).append(" ").append(value));
}

Query& Query::filter_equals(std::string_view column, std::string_view value) {
  return compare(column, "=", value);
}
Query& Query::filter_from(std::string_view column, std::string_view value) {
  return compare(column, ">=", value);
}
Query& Query::filter_below(std::string_view column, std::string_view value) {
  return compare(column, "<", value);
}

Query& Query::auth_user(std::string_view name) {
  if (name.empty()) return *this;
  if (!can_be_said(name))
    fault_ = "auth_user " + cut_bytes(quoted(name), 200) + " cannot be said in a Livestatus request";
  return line("AuthUser", name);
}

Query& Query::backends(const std::vector<std::string>& keys) { return line("Backends", join(keys, " ")); }

Query& Query::wait(std::string_view trigger, const std::vector<std::string>& any_condition, Span at_most) {
  if (table_ == "log" || table_ == "statehist") fault_ = "a question to table " + table_ + " must not wait";
  line("WaitTrigger", trigger);
  for (const std::string& condition : any_condition) line("WaitCondition", condition);
  if (any_condition.size() > 1) line("WaitConditionOr", std::to_string(any_condition.size()));
  return line("WaitTimeout", std::to_string(std::clamp(at_most, Span{1}, longest_wait).count()));
}

Result<std::string> Query::text(bool keep_alive) const {
  if (!fault_.empty()) return error(fault_);
  const std::string_view kept = keep_alive ? "on" : "off";
  std::string text = head_ + lines_;
  text.append("OutputFormat: json\nKeepAlive: ").append(kept).append("\nColumnHeaders: off\n\n");
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace ilert_bridge
