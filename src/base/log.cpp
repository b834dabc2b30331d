#include "ilert-bridge/base/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {
namespace {

// systemd names the journal's device and inode in JOURNAL_STREAM; they match only while stderr goes there.
bool stderr_is_the_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return stream == std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
}

std::string_view word(Level level) {
  switch (level) {
    case Level::error:
      return "error: ";
    case Level::warning:
      return "warning: ";
    default:
      return "";
  }
}

void write_to_stderr(Level level, std::string_view line) {
  static const bool journald = stderr_is_the_journal();
  std::string text;
  if (journald) {
    text.append("<").append(std::to_string(static_cast<int>(level))).append(">");
  } else {
    text.append(rfc3339(now())).append(" ").append(word(level));
  }
  text.append(line).append("\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
}

// journald splits a line after 48 KiB, and what follows would be read as a line of its own, priority and all.
constexpr std::size_t longest_sentence = 8000;
constexpr std::size_t longest_value = 2000;

Level threshold = Level::info;
LogSink sink = write_to_stderr;

}  // namespace

void set_log_level(Level level) { threshold = level; }
void set_log_sink(LogSink new_sink) { sink = new_sink == nullptr ? write_to_stderr : new_sink; }

std::string log_line(std::string_view sentence, std::initializer_list<Field> fields) {
  std::string line = cut_bytes(blot_out(one_line(blot_out(sentence))), longest_sentence);
  for (const Field& field : fields)
    line.append(" ").append(field.key).append("=").append(
        log_value(cut_bytes(blot_out(field.value), longest_value)));
  return line;
}

void log(Level level, std::string_view sentence, std::initializer_list<Field> fields) {
  if (level > threshold) return;
  sink(level, log_line(sentence, fields));
}

}  // namespace ilert_bridge
