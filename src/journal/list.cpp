// What people ask for: the events that fit a filter, the newest first. A filter that hardly anything fits
// would have every event looked at in one go, so ids are gone through in stretches.
#include <algorithm>

#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::SqlQuery;

namespace {

// Of ids, for one step: every row in it is read, or those of a host.
constexpr EventId stretch = 2'000;
constexpr EventId stretch_of_a_host = 20'000;

bool is_undelivered(const Filter& filter) {
  return filter.settled == Settled::waiting || filter.settled == Settled::parked;
}

// Ids are given in the order of time, but for a clock that was set meanwhile.
constexpr Span clocks_may_jump = std::chrono::days{1};

// What is undelivered has an index of its own, and is little: all of it in one step.
std::string from(const Filter& filter) {
  const std::string events = " FROM events e INDEXED BY ";
  if (filter.settled == Settled::waiting) return events + "events_waiting WHERE e.settled = 'waiting'";
  if (filter.settled == Settled::parked) return events + "events_parked WHERE e.settled = 'parked'";
  if (!filter.host.empty()) return events + "events_of_host WHERE e.host = ?2";
  return " FROM events e NOT INDEXED WHERE true";
}

std::string sql_for(const Filter& filter) {
  return "SELECT " + journal::entry_columns + from(filter) +
         " AND e.id < ?8 AND e.id >= ?9 AND (?1 = '' OR e.site = ?1) AND (?2 = '' OR e.host = ?2)"
         " AND (?3 = '' OR e.service = ?3) AND (?4 = '' OR e.route = ?4)"
         " AND (?5 IS NULL OR e.settled = ?5) AND (?6 IS NULL OR e.recorded_at >= ?6)"
         " AND (?10 IS NULL OR e.recorded_at < ?10)"
         " ORDER BY e.id DESC LIMIT ?7";
}

// Whether all that is older than this stretch was recorded too early for the filter.
bool is_before(const Filter& filter, EventId first, journal::Database& database) {
  if (!filter.since) return false;
  const std::int64_t recorded = database.number(
      "SELECT recorded_at FROM events NOT INDEXED WHERE id >= ? AND id < ? ORDER BY id LIMIT 1", first,
      filter.before);
  return recorded > 0 && from_millis(recorded) < *filter.since - clocks_may_jump;
}

}  // namespace

bool Journal::list_some(Filter& filter, std::vector<Entry>& found) const {
  return store_->watched([&] {
    journal::Database& database = store_->database();
    if (filter.before == 0) filter.before = database.number("SELECT max(id) FROM events") + 1;
    const EventId width = filter.host.empty() ? stretch : stretch_of_a_host;
    const EventId first = is_undelivered(filter) ? 1 : std::max<EventId>(1, filter.before - width);
    const auto settled = filter.settled ? std::optional{name(*filter.settled)} : std::nullopt;
    SqlQuery row = database.query(
        sql_for(filter), filter.site, filter.host, filter.service, store_->source_of(filter.route), settled,
        filter.since, static_cast<std::int64_t>(filter.limit), filter.before, first, filter.until);
    while (row.step()) {
      found.push_back(store_->entry_of(row));
      --filter.limit;
    }
    const bool is_over = is_before(filter, first, database);
    filter.before = first;
    const bool is_more = first > std::max<EventId>(1, database.number("SELECT min(id) FROM events"));
    return filter.limit > 0 && !is_over && is_more;
  });
}

std::vector<Entry> Journal::list(const Filter& filter) const {
  std::vector<Entry> found;
  Filter rest = filter;
  while (list_some(rest, found)) continue;
  return found;
}

}  // namespace ilert_bridge
