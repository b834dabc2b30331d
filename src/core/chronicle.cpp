#include "ilert-bridge/core/chronicle.hpp"

#include <algorithm>
#include <limits>

namespace ilert_bridge {
namespace {

// A log that tells of a time beyond what 32 bits hold (the year 2106) is read as telling of their end.
std::uint32_t small(std::int64_t number) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp(number, std::int64_t{0}, most));
}

bool tells_of_a_problem(const Chronicle::Entry& entry) {
  return entry.kind == LogLine::Kind::state && !is_good(entry.state);
}

}  // namespace

Chronicle::SubjectNumber Chronicle::number_of(const Subject& subject) {
  const auto [place, is_new] =
      numbers_.try_emplace(subject, small(static_cast<std::int64_t>(numbers_.size())));
  if (is_new) subjects_.push_back(&place->first);
  return place->second;
}

void Chronicle::add(const LogLine& line) {
  by_host_[line.subject.host].push_back({.at = small(unix_seconds(line.at)),
                                         .number = small(line.number),
                                         .subject = number_of(line.subject),
                                         .kind = line.kind,
                                         .state = line.state,
                                         .hard = line.hard,
                                         .begins = line.begins});
  ++size_;
  if (line.kind == LogLine::Kind::notification && line.begins) tells_of_people_ = true;
}

std::vector<Subject> Chronicle::with_problems() const {
  std::vector<char> bad(subjects_.size());
  for (const auto& [host, story] : by_host_)
    for (const Entry& entry : story)
      if (tells_of_a_problem(entry)) bad[entry.subject] = 1;
  std::vector<Subject> found;
  for (const auto& [subject, number] : numbers_)
    if (bad[number] != 0) found.push_back(subject);
  return found;
}

std::optional<Time> Chronicle::begins() const {
  std::optional<std::uint32_t> first;
  for (const auto& [host, story] : by_host_)
    for (const Entry& entry : story) first = std::min(first.value_or(entry.at), entry.at);
  if (!first) return std::nullopt;
  return from_unix(*first);
}

}  // namespace ilert_bridge
