#include "tests/demo/screen.hpp"

#include <cstdio>
#include <thread>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge::demo {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t checkmk_width = 34;
constexpr std::size_t journal_width = 26;

const char* state_word(const doubles::ObjectRow& row) {
  static const char* const host_words[] = {"UP", "DOWN", "UNREACHABLE"};
  static const char* const service_words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  return row.description.empty() ? host_words[row.state % 3] : service_words[row.state % 4];
}

std::string clock_text() { return rfc3339(now()).substr(11, 8); }

std::string what_checkmk_shows(const doubles::World& world) {
  std::string text;
  world.read([&](const doubles::WorldState& state) {
    for (const auto& [key, row] : state.objects) {
      if (row.state == 0) continue;
      if (!text.empty()) text += ", ";
      text += row.host + (row.description.empty() ? "" : "/" + row.description) + " " + state_word(row);
      if (row.acknowledged) text += " (ack)";
    }
  });
  return text.empty() ? "all fine" : text;
}

std::string what_the_journal_holds(const rig::Rig& rig) {
  std::size_t waiting = 0;
  std::size_t delivered = 0;
  for (const Entry& entry : rig.entries()) {
    waiting += entry.settled == Settled::waiting;
    delivered += entry.settled == Settled::delivered;
  }
  return std::to_string(delivered) + " delivered, " + std::to_string(waiting) + " waiting";
}

std::string subject_of(const doubles::AlertView& alert) {
  const auto label = [&](const char* key) {
    const auto found = alert.labels.find(key);
    return found == alert.labels.end() ? std::string{} : found->second;
  };
  const std::string service = label("service");
  return label("host") + (service.empty() ? "" : "/" + service);
}

std::string what_ilert_got(const doubles::IlertDouble& ilert) {
  std::string text;
  int resolved = 0;
  for (const doubles::AlertView& alert : ilert.alerts()) {
    resolved += alert.status == doubles::AlertStatus::resolved;
    if (alert.status == doubles::AlertStatus::resolved) continue;
    if (!text.empty()) text += ", ";
    text += subject_of(alert) + " " + lower(doubles::to_text(alert.status));
  }
  if (text.empty()) text = "nothing open";
  return resolved == 0 ? text : text + ", " + std::to_string(resolved) + " resolved";
}

}  // namespace

Screen::Screen(const rig::Rig& rig) : rig_(rig) {}

void Screen::title() const {
  std::printf("%-10s%s%s%s\n", "TIME", pad("CHECKMK SHOWS", checkmk_width + 2).c_str(),
              pad("JOURNAL", journal_width + 2).c_str(), "ILERT");
}

void Screen::say(const std::string& sentence) {
  std::printf("\n%s  %s\n", clock_text().c_str(), sentence.c_str());
  std::fflush(stdout);
}

bool Screen::watch_until(const std::function<bool()>& holds, std::chrono::seconds patience) {
  const auto end = Steady::now() + patience;
  for (;;) {
    const bool so = holds();
    print_if_changed();
    if (so) return true;
    if (Steady::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

void Screen::watch_for(std::chrono::milliseconds span) {
  const auto end = Steady::now() + span;
  while (Steady::now() < end) {
    print_if_changed();
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

Screen::View Screen::view() const {
  return {what_checkmk_shows(rig_.world), what_the_journal_holds(rig_), what_ilert_got(rig_.ilert)};
}

void Screen::print_if_changed() {
  const View seen = view();
  if (seen == last_) return;
  std::printf("%-10s%s%s%s\n", clock_text().c_str(), pad(seen.checkmk, checkmk_width).append("  ").c_str(),
              pad(seen.journal, journal_width).append("  ").c_str(), seen.ilert.c_str());
  std::fflush(stdout);
  last_ = seen;
}

}  // namespace ilert_bridge::demo
