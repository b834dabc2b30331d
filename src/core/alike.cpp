#include "ilert-bridge/core/alike.hpp"

#include <algorithm>
#include <map>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t shortest_part = 3;  // of a name; less is in everything

// "web01" and "web01.example.com".
bool is_one_with_domain(std::string_view one, std::string_view other) {
  const auto begins = [](std::string_view whole, std::string_view part) {
    return whole.size() > part.size() && whole.starts_with(part) && whole[part.size()] == '.';
  };
  return one == other || begins(one, other) || begins(other, one);
}

bool holds(std::string_view one, std::string_view other) {
  return std::min(one.size(), other.size()) >= shortest_part &&
         (one.find(other) != std::string_view::npos || other.find(one) != std::string_view::npos);
}

}  // namespace

std::vector<std::string> most_alike(std::string_view word, const std::vector<std::string>& names,
                                    std::size_t most) {
  const std::string wanted = lower(word);
  std::vector<std::string> same, parts, alike;
  std::map<std::string, std::string> others;  // as they are compared → as they are
  for (const std::string& name : names) {
    std::string known = lower(name);
    if (is_one_with_domain(known, wanted)) {
      same.push_back(name);
    } else if (holds(known, wanted)) {
      parts.push_back(name);
    } else {
      others.emplace(std::move(known), name);
    }
  }
  std::vector<std::string_view> candidates;
  for (const auto& [known, name] : others) candidates.push_back(known);
  while (alike.size() < most) {
    const std::string_view found = nearest(wanted, candidates);
    if (found.empty()) break;
    alike.push_back(others.at(std::string{found}));
    std::erase(candidates, found);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const std::string& one, const std::string& other) {
    return one.size() < other.size();
  });
  for (std::vector<std::string>* further : {&alike, &parts})
    same.insert(same.end(), further->begin(), further->end());
  if (same.size() > most) same.resize(most);
  return same;
}

}  // namespace ilert_bridge
