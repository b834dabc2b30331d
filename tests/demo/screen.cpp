#include "tests/demo/screen.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge::demo {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int chapters = 5;
constexpr std::size_t width = 80;
constexpr std::size_t time_width = 10;
constexpr std::size_t checkmk_width = 27;
constexpr std::size_t journal_width = 19;
// Of rows and listings the eye takes what is new, so they are read faster than prose.
constexpr std::size_t characters_a_second = 70;
constexpr std::chrono::milliseconds longest_rest{7000};

const char* state_word(const doubles::ObjectRow& row) {
  static const char* const host_words[] = {"UP", "DOWN", "UNREACHABLE"};
  static const char* const service_words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  return row.description.empty() ? host_words[row.state % 3] : service_words[row.state % 4];
}

std::string clock_text() { return rfc3339(now()).substr(11, 8); }

Lines what_checkmk_shows(const doubles::World& world) {
  Lines lines;
  world.read([&](const doubles::WorldState& state) {
    for (const auto& [key, row] : state.objects) {
      if (row.state == 0) continue;
      lines.push_back(row.host + (row.description.empty() ? "" : "/" + row.description) + " " +
                      state_word(row) + (row.acknowledged ? " (ack)" : ""));
    }
  });
  return lines.empty() ? Lines{"all fine"} : lines;
}

std::string what_the_journal_holds(const rig::Rig& rig) {
  std::size_t waiting = 0;
  std::size_t delivered = 0;
  for (const Entry& entry : rig.entries()) {
    waiting += entry.settled == Settled::waiting;
    delivered += entry.settled == Settled::delivered;
  }
  return std::to_string(delivered) + " sent, " + std::to_string(waiting) + " waiting";
}

std::string subject_of(const doubles::AlertView& alert) {
  const auto label = [&](const char* key) {
    const auto found = alert.labels.find(key);
    return found == alert.labels.end() ? std::string{} : found->second;
  };
  const std::string service = label("service");
  return label("host") + (service.empty() ? "" : "/" + service);
}

Lines what_ilert_got(const doubles::IlertDouble& ilert) {
  Lines lines;
  int resolved = 0;
  for (const doubles::AlertView& alert : ilert.alerts()) {
    resolved += alert.status == doubles::AlertStatus::resolved;
    if (alert.status == doubles::AlertStatus::resolved) continue;
    lines.push_back(subject_of(alert) + " " + lower(doubles::to_text(alert.status)));
  }
  if (lines.empty()) lines.emplace_back("nothing open");
  if (resolved > 0) lines.push_back(std::to_string(resolved) + " resolved");
  return lines;
}

std::string line_of(const Lines& lines, std::size_t number) {
  return number < lines.size() ? lines[number] : std::string{};
}

}  // namespace

Screen::Screen(const rig::Rig& rig) : rig_(rig) {}

void Screen::print(const std::string& line) {
  const std::string shown = cut(line, width);
  std::printf("%s\n", shown.c_str());
  std::fflush(stdout);
  unread_ += code_points(shown);
}

void Screen::chapter(const std::string& title) {
  const std::string head =
      "== " + std::to_string(++chapter_) + " of " + std::to_string(chapters) + ": " + title + " ";
  print((chapter_ == 1 ? "" : "\n") + head + std::string(width - head.size() - 1, '='));
}

void Screen::columns() {
  print(pad("TIME", time_width) + pad("CHECKMK SHOWS", checkmk_width) + pad("JOURNAL", journal_width) +
        "ILERT");
}

void Screen::say(const std::string& sentence) { print("\n" + sentence); }

void Screen::show(const Lines& lines) {
  for (const std::string& line : lines) print(line);
}

void Screen::row() {
  const View seen = view();
  if (seen == last_) return;
  const std::size_t rows = std::max(seen.checkmk.size(), seen.ilert.size());
  for (std::size_t i = 0; i < rows; ++i)
    print(pad(i == 0 ? clock_text() : "", time_width) + pad(line_of(seen.checkmk, i), checkmk_width) +
          pad(i == 0 ? seen.journal : "", journal_width) + line_of(seen.ilert, i));
  last_ = seen;
}

void Screen::rest() {
  const std::chrono::milliseconds reading{1000 * unread_ / characters_a_second};
  std::this_thread::sleep_for(std::min(reading, longest_rest));
  unread_ = 0;
}

bool Screen::wait_until(const std::function<bool()>& holds, std::chrono::seconds patience) {
  const auto end = Steady::now() + patience;
  while (!holds()) {
    if (Steady::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  return true;
}

Screen::View Screen::view() const {
  return {what_checkmk_shows(rig_.world), what_ilert_got(rig_.ilert), what_the_journal_holds(rig_)};
}

}  // namespace ilert_bridge::demo
