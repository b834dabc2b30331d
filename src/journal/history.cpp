// What a subject's alert has been through.
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

}  // namespace ilert_bridge
