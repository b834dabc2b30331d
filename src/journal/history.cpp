// What a subject's alert has been through, and until when its site was looked at.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::SqlQuery;

std::vector<Entry> Journal::history(const std::string& route, const Subject& subject,
                                    std::size_t limit) const {
  static const std::string sql =
      "SELECT e.id FROM events e WHERE e.route = ? AND e.alert_key = ?"
      " ORDER BY e.id DESC LIMIT ?";
  const std::string key = alert_key(subject, store_->bridge_name());  // a query keeps only its address
  std::vector<EventId> ids;
  store_->watched([&] {
    SqlQuery row = store_->database().query(sql, route, key, static_cast<std::int64_t>(limit));
    while (row.step()) ids.push_back(row.integer());
  });
  std::vector<Entry> entries;
  for (const EventId id : ids)
    if (std::optional<Entry> found = entry(id)) entries.push_back(std::move(*found));
  return entries;
}

std::vector<std::pair<EventType, Time>> Journal::occurrences(const std::string& route,
                                                             const std::string& alert_key, Time since) const {
  return store_->watched([&] {
    std::vector<std::pair<EventType, Time>> found;
    SqlQuery row = store_->database().query(
        "SELECT type, occurred_at FROM events WHERE route = ? AND alert_key = ? AND occurred_at >= ? ORDER "
        "BY id",
        route, alert_key, since);
    while (row.step()) {
      const std::string type = row.text();
      const Time at = row.time();
      if (const auto known = event_type_named(type)) found.emplace_back(*known, at);
    }
    return found;
  });
}

std::map<std::string, LookMark> Journal::looks() const {
  return store_->watched([&] {
    std::map<std::string, LookMark> looks;
    SqlQuery row =
        store_->database().query("SELECT site, at, clock_ahead, unread_from, unread_to FROM looks");
    while (row.step()) {
      LookMark& mark = looks[row.text()];
      mark.at = row.time();
      mark.clock_ahead = Span{row.integer()};
      const std::optional<Time> from = row.maybe_time();
      const std::optional<Time> to = row.maybe_time();
      if (from && to) mark.unread = {*from, *to};
    }
    return looks;
  });
}

}  // namespace ilert_bridge
