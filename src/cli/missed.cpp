#include "ilert-bridge/cli/missed.hpp"

#include <boost/json.hpp>
#include <chrono>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace {

constexpr Span lately = std::chrono::hours{24};
constexpr std::size_t most_events = 5000;
constexpr std::size_t most_shown = 10;

}  // namespace

std::vector<MissedLine> missed_lately(const Config& config, Time now) {
  std::error_code ignored;
  if (!std::filesystem::exists(config.journal_path, ignored)) return {};
  const Result<Journal> journal =
      Journal::open(config.journal_path, Journal::Access::read_only, config.name, now);
  if (!journal) return {};
  Filter filter;
  filter.since = now - lately;
  filter.limit = most_events;
  std::vector<MissedLine> missed;
  Time ended{};
  for (const Entry& entry : journal->list(filter)) {
    const Event& event = entry.queued.event;
    if (event.reason != Reason::missed) continue;
    if (event.type == EventType::resolve) ended = event.occurred_at;  // its ALERT comes next, the older one
    if (event.type == EventType::alert)
      missed.push_back({event.subject, event.route, event.state, event.occurred_at, ended});
  }
  return missed;
}

boost::json::array as_json(const std::vector<MissedLine>& missed) {
  boost::json::array list;
  for (const MissedLine& line : missed)
    list.push_back({{"site", clean(line.subject.site)},
                    {"host", clean(line.subject.host)},
                    {"service", clean(line.subject.service)},
                    {"state", name(line.state)},
                    {"route", line.route},
                    {"began", rfc3339(line.began)},
                    {"ended", line.ended == Time{} ? boost::json::value(nullptr)
                                                   : boost::json::value(rfc3339(line.ended))}});
  return list;
}

std::string screen_of(const std::vector<MissedLine>& missed) {
  if (missed.empty()) return {};
  TextTable table({"SUBJECT", "STATE", "BEGAN", "LASTED", "ROUTE"});
  for (std::size_t at = 0; at < std::min(missed.size(), most_shown); ++at) {
    const MissedLine& line = missed[at];
    table.add({to_text(line.subject), std::string{name(line.state)}, local_text(line.began),
               line.ended == Time{} ? "" : age_text(line.ended - line.began), line.route});
  }
  std::string screen = "\nbegan and ended while nobody looked, in the last 24 hours:\n";
  screen += table.text(terminal_width());
  if (missed.size() > most_shown)
    screen.append("and ").append(std::to_string(missed.size() - most_shown)).append(" more\n");
  return screen;
}

}  // namespace ilert_bridge
