#include "ilert-bridge/core/storm.hpp"

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/markdown.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_name = 60;

std::string count(std::size_t number, std::string_view what) {
  return std::to_string(number).append(" ").append(what).append(number == 1 ? "" : "s");
}

std::string plain(const std::string& name) { return cut(one_line(name), longest_name); }
std::string code(const std::string& name) { return code_span(plain(name), longest_name); }

std::string most_hit(const Census& census, std::string (*written)(const std::string& name)) {
  std::vector<std::string> parts;
  for (const auto& [name, number] : census.most_hit)
    parts.push_back(written(name).append(" (").append(std::to_string(number)).append(")"));
  return join(parts, ", ");
}

std::string about(std::string_view bridge_name, std::string_view route) {
  return std::string{"ilert-bridge "}.append(bridge_name).append(": route ").append(route);
}

}  // namespace

bool is_storm(bool open, std::size_t calls, int pace) {
  return open ? calls > 0 : calls > static_cast<std::size_t>(pace);
}

StormWords storm_words(const Census& census, int pace, std::string_view route, std::string_view bridge_name) {
  const auto a_minute = static_cast<std::size_t>(std::max(1, pace));
  const std::string within = "within " + count((census.calls() + a_minute - 1) / a_minute, "minute");
  const std::string hit = most_hit(census, plain);
  StormWords words;
  words.summary = about(bridge_name, route) + ": " + count(census.calls(), "problem") + " at once" +
                  (hit.empty() ? "" : ", most " + std::string{census.by_group ? "in " : "on "} + hit) +
                  "; their alerts follow " + within;
  words.details = "More calls wait than ilert takes in a minute (" + std::to_string(pace) + " events): of " +
                  count(census.hosts, "host") + " and " + count(census.services, "service") + ".\n";
  if (!hit.empty())
    words.details += std::string{"\nMost hit "} + (census.by_group ? "groups" : "hosts") + ": " +
                     most_hit(census, code) + ".\n";
  words.details +=
      "\nNew HIGH alerts go first, then what is over or accepted, then LOW alerts and comments. "
      "`ilert-bridge problems` shows "
      "the whole picture now. This alert is resolved when no HIGH alert waits any more.";
  return words;
}

StormWords storm_over(std::string_view route, std::string_view bridge_name) {
  const std::string text = about(bridge_name, route) + ": no HIGH alert of it waits to be sent any more";
  return {text, text + "."};
}

}  // namespace ilert_bridge
