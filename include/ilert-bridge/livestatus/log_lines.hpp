// Table log: what its lines tell, window by window. Reading a message is pure.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/log_line.hpp"
#include "ilert-bridge/core/log_windows.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {

// From a line as it stands in the file, "[1750000000] SERVICE ALERT: web01;HTTP;CRITICAL;HARD;3;refused",
// which all servers give alike, while the columns made of it differ: Icinga 2 shifts some, and where the
// output has a semicolon it ends there. Nothing for lines of which no event follows (states at a start or
// after a rotation are no changes, and of the notifications only those of a problem count, not those of a
// recovery, an acknowledgement, a downtime, flapping or a person), and for what is cut off before its last
// field. Whose site it is, no line says.
std::optional<LogLine> log_line_of(std::int64_t time, std::int64_t number, std::string_view message);

struct LogPage {
  std::vector<LogLine> lines;
  bool is_whole = true;  // false: there are more than one answer may hold
};

inline constexpr int longest_page = 20'000;  // lines

enum class LogContent : std::uint8_t { alerts, alerts_and_notifications };

// Never waits on it: that blocks everybody's log.
Query log_query(const LogWindow& window, Flavour flavour, LogContent content = LogContent::alerts);

// The source must have been asked before: its flavour counts.
boost::asio::awaitable<Asked<LogPage>> read_log(Source& source, LogWindow window, Span patience,
                                                LogContent content = LogContent::alerts);

}  // namespace ilert_bridge
