#include "ilert-bridge/core/uncalled.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {

void Uncalled::add(const Subject& subject, State state, Time decided_at) {
  ++count;
  since = std::min(since.value_or(decided_at), decided_at);
  if (names.size() < most_uncalled_named) names.push_back(named(subject, state));
}

std::string named(const Subject& subject, State state) {
  if (subject.is_own()) return to_text(subject);
  std::string text = subject.host;
  if (subject.is_service()) text.append("/").append(subject.service);
  return one_line(text) + ' ' + std::string{name(state)};
}

std::string names_of(const Uncalled& uncalled) {
  std::string text = join(uncalled.names, ", ");
  if (uncalled.count > uncalled.names.size())
    text.append(text.empty() ? "" : " and ")
        .append(std::to_string(uncalled.count - uncalled.names.size()))
        .append(uncalled.names.empty() ? "" : " more");
  return text;
}

std::string sentence_of(const Uncalled& uncalled) {
  return "nobody was called for " + std::to_string(uncalled.count) +
         (uncalled.count == 1 ? " problem (" : " problems (") + names_of(uncalled) + ")";
}

}  // namespace ilert_bridge
