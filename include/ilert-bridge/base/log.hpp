// One line per fact on standard error: a sentence, then key=value pairs. Under journald each line carries its
// priority as "<N>"; on a terminal it carries the time instead. Text from outside is escaped and cut, so a
// line is always one line.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace ilert_bridge {

enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };  // the numbers are journald's

struct Field {
  std::string_view key;
  std::string value;
};

// Where log lines go. The default writes to standard error; a test takes them with set_log_sink().
using LogSink = void (*)(Level level, std::string_view line);

void set_log_level(Level level);
void set_log_sink(LogSink sink);  // nullptr: back to standard error

void log(Level level, std::string_view sentence, std::initializer_list<Field> fields = {});

inline void log_error(std::string_view s, std::initializer_list<Field> f = {}) { log(Level::error, s, f); }
inline void log_warning(std::string_view s, std::initializer_list<Field> f = {}) {
  log(Level::warning, s, f);
}
inline void log_notice(std::string_view s, std::initializer_list<Field> f = {}) { log(Level::notice, s, f); }
inline void log_info(std::string_view s, std::initializer_list<Field> f = {}) { log(Level::info, s, f); }
inline void log_debug(std::string_view s, std::initializer_list<Field> f = {}) { log(Level::debug, s, f); }

// The line as it is written, without time, priority, newline or any known secret.
std::string log_line(std::string_view sentence, std::initializer_list<Field> fields);

}  // namespace ilert_bridge
