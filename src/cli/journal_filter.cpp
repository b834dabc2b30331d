#include "ilert-bridge/cli/journal_filter.hpp"

#include <iostream>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {

std::optional<Filter> filter_of(const JournalQuestion& question) {
  Filter filter{.site = question.site,
                .host = question.host,
                .service = question.service,
                .route = question.route,
                .settled = {},
                .since = {},
                .before = 0,
                .limit = question.limit};
  if (!question.state.empty()) {
    filter.settled = settled_named(question.state);
    if (!filter.settled) {
      std::cerr << "--state " << quoted(question.state)
                << ": must be waiting, delivered, parked, superseded or dropped\n";
      return std::nullopt;
    }
  }
  if (!question.since.empty()) {
    const std::optional<Span> span = parse_span(question.since);
    if (!span) {
      std::cerr << "--since " << quoted(question.since)
                << ": must be a time span such as 90s, 30m, 2h or 3d\n";
      return std::nullopt;
    }
    filter.since = now() - *span;
  }
  return filter;
}

bool is_filtered(const JournalQuestion& question) {
  return !(question.site.empty() && question.host.empty() && question.service.empty() &&
           question.route.empty() && question.state.empty() && question.since.empty());
}

}  // namespace ilert_bridge
