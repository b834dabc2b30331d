#include "ilert-bridge/cli/journal_filter.hpp"

#include <iostream>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {

bool read_time(const char* option, const std::string& text, std::optional<Time>& into) {
  if (text.empty()) return true;
  const std::optional<Span> span = parse_span(text);
  into = span ? std::optional{now() - *span} : parse_local(text);
  if (!into) into = parse_rfc3339(text);
  if (into) return true;
  std::cerr << option << ' ' << quoted(text)
            << ": must be a time span such as 90s, 30m, 2h or 3d, or a time such as \"2026-11-30 16:04\"\n";
  return false;
}

std::optional<Filter> filter_of(const JournalQuestion& question) {
  Filter filter{.site = question.site,
                .host = question.host,
                .service = question.service,
                .route = question.route,
                .settled = {},
                .since = {},
                .until = {},
                .before = question.before,
                .limit = question.limit};
  if (!question.state.empty()) {
    filter.settled = settled_named(question.state);
    if (!filter.settled) {
      std::cerr << "--state " << quoted(question.state)
                << ": must be waiting, delivered, parked, superseded or dropped\n";
      return std::nullopt;
    }
  }
  return read_time("--since", question.since, filter.since) &&
                 read_time("--until", question.until, filter.until)
             ? std::optional{filter}
             : std::nullopt;
}

bool is_filtered(const JournalQuestion& question) {
  return !(question.site.empty() && question.host.empty() && question.service.empty() &&
           question.route.empty() && question.state.empty() && question.since.empty() &&
           question.until.empty());
}

}  // namespace ilert_bridge
