// History that goes.
//
// The file keeps its size: pages that become free are used again, and `max_size` is about pages in use.
// SQLite could give pages back (auto_vacuum), but only in files that were made for it or rebuilt as a whole,
// which takes as much room again, and its pages wander, so a rescue could not count on where the tables
// start.
#include "ilert-bridge/core/retention.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;
using journal::Transaction;

namespace {

Bytes in_use(Database& database) {
  const Bytes pages = database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
  return pages * database.number("PRAGMA page_size");
}

// With its attempts, which go by the foreign key. As long as an alert is open, what opened it and what was
// said about it is how we know which acceptance is its own, and what need not be said again.
constexpr const char* prune_events =
    "DELETE FROM events WHERE id IN (SELECT /* the oldest */ e.id FROM events e INDEXED BY events_settled"
    " WHERE e.settled IN ('delivered', 'superseded', 'dropped') AND e.settled_at < ?1"
    " AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.started_at >= ?2)"
    " AND NOT (e.type IN ('ALERT', 'COMMENT') AND EXISTS (SELECT 1 FROM reports r WHERE r.site = e.site"
    "  AND r.host = e.host AND r.service = e.service AND r.own = e.own AND r.route = e.route"
    "  AND r.told IN ('open', 'accepted')))"
    " ORDER BY e.settled_at LIMIT ?3) RETURNING id";

// What was done by hand goes with the event it was done to, or in its own time if it was done to none.
constexpr const char* prune_by_hand =
    "DELETE FROM by_hand INDEXED BY by_hand_of_event WHERE event = 0 AND at < ?";

constexpr const char* prune_orders =
    "DELETE FROM orders WHERE id IN (SELECT /* the oldest */ o.id FROM orders o INDEXED BY orders_by_end"
    " WHERE o.ended_at < ?1"
    " AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.site = o.site AND r.host = o.host"
    "  AND r.service = o.service AND r.own = '' AND r.route = o.route AND r.told IN ('open', 'accepted'))"
    " ORDER BY o.ended_at LIMIT ?2)";

std::vector<EventId> pruned(Database& database, Time since, Time tried_since, std::int64_t limit) {
  std::vector<EventId> gone;
  SqlQuery row = database.query(prune_events, since, tried_since, limit);
  while (row.step()) gone.push_back(row.integer());
  return gone;
}

}  // namespace

Bytes Journal::in_use() const {
  return store_->watched([&] { return ilert_bridge::in_use(store_->database()); });
}

std::size_t Journal::prune(const Retention& retention, std::size_t most, Time now) {
  return store_->watched([&] {
    Database& database = store_->database();
    const auto limit = static_cast<std::int64_t>(most);
    const Time since = kept_since(ilert_bridge::in_use(database), retention, now);
    Transaction transaction(database);
    const std::vector<EventId> events = pruned(database, since, now - always_kept, limit);
    for (const EventId event : events) database.run("DELETE FROM by_hand WHERE event = ?", event);
    database.run(prune_by_hand, since);
    database.run(prune_orders, since, limit);
    transaction.commit();
    return events.size();
  });
}

}  // namespace ilert_bridge
