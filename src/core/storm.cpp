#include "ilert-bridge/core/storm.hpp"

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/markdown.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_name = 60;

std::string count(std::size_t number, std::string_view what) {
  return std::to_string(number).append(" ").append(what).append(number == 1 ? "" : "s");
}

std::string most_hit(const Census& census) {
  std::vector<std::string> parts;
  for (const auto& [name, number] : census.most_hit)
    parts.push_back(code_span(cut(one_line(name), longest_name), longest_name)
                        .append(" (")
                        .append(std::to_string(number))
                        .append(")"));
  return join(parts, ", ");
}

std::string about(std::string_view bridge_name, std::string_view route) {
  return std::string{"ilert-bridge "}.append(bridge_name).append(": route ").append(route);
}

}  // namespace

bool is_storm(bool open, std::size_t requests, int pace) {
  return open ? requests > 0 : requests > static_cast<std::size_t>(pace);
}

StormWords storm_words(const Census& census, int pace, std::string_view route, std::string_view bridge_name) {
  const auto a_minute = static_cast<std::size_t>(std::max(1, pace));
  const std::string affected = count(census.hosts, "host") + " and " + count(census.services, "service");
  const std::string minutes = count((census.requests + a_minute - 1) / a_minute, "minute");
  StormWords words;
  words.summary = about(bridge_name, route) + ": storm of " + count(census.requests, "event") + " about " +
                  affected + ", told within about " + minutes;
  words.details = "There is more to tell than ilert takes in a minute (" + std::to_string(pace) +
                  " events): " + affected + ", " + count(census.requests, "event") +
                  " in all, which takes about " + minutes + ".\n";
  if (const std::string hit = most_hit(census); !hit.empty())
    words.details += std::string{"\nMost hit "} + (census.by_group ? "groups" : "hosts") + ": " + hit + ".\n";
  words.details +=
      "\nNew HIGH alerts go first, then what is over or accepted, then LOW alerts and comments. "
      "`ilert-bridge problems` shows "
      "the whole picture now. This alert is resolved when everything has been told.";
  return words;
}

StormWords storm_over(std::string_view route, std::string_view bridge_name) {
  const std::string text = about(bridge_name, route) + ": everything has been told";
  return {text, text + "."};
}

}  // namespace ilert_bridge
