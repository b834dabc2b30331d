#include "ilert-bridge/livestatus/peers.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::int64_t up = 0;  // others: old data, down, broken, not asked yet, being read
constexpr std::size_t shown_of_one = 200;
constexpr std::size_t most_shown = 5;

}  // namespace

const std::vector<std::string>& Peers::columns() {
  static const std::vector<std::string> names{"key", "name", "status", "last_error"};
  return names;
}

void Peers::add(const Row& row) {
  if (row.size() != columns().size()) return;
  if (row[2].number(-1) == up) {
    const std::string& key = row[0].text();
    reached_.insert(std::lower_bound(reached_.begin(), reached_.end(), key), key);
    return;
  }
  const std::string why = one_line(row[3].text());
  away_.push_back(cut(one_line(row[1].text()) + (why.empty() ? why : " (" + why + ')'), shown_of_one));
}

std::vector<std::string> Peers::reached() const { return reached_; }

std::string Peers::away() const {
  if (away_.empty()) return {};
  std::vector<std::string> shown{
      away_.begin(), away_.begin() + static_cast<std::ptrdiff_t>(std::min(away_.size(), most_shown))};
  std::string text = away_.size() == 1 ? "LMD does not reach its peer " : "LMD does not reach its peers ";
  text += join(shown, ", ");
  if (away_.size() > shown.size()) text += " and " + std::to_string(away_.size() - shown.size()) + " more";
  return text;
}

}  // namespace ilert_bridge
