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
using journal::Transaction;

namespace {

Bytes in_use(Database& database) {
  const Bytes pages = database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
  return pages * database.number("PRAGMA page_size");
}

// As long as an alert is open, what opened it and what was said about it is how we know which acceptance is
// its own, and what need not be said again.
constexpr const char* old_events =
    "SELECT /* the oldest */ e.id FROM events e INDEXED BY events_settled"
    " WHERE e.settled IN ('delivered', 'superseded', 'dropped') AND e.settled_at < ?1"
    " AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.started_at >= ?2)"
    " AND NOT (e.type IN ('ALERT', 'COMMENT') AND EXISTS (SELECT 1 FROM reports r WHERE r.site = e.site"
    "  AND r.host = e.host AND r.service = e.service AND r.own = e.own AND r.route = e.route"
    "  AND r.told IN ('open', 'accepted')))"
    " ORDER BY e.settled_at LIMIT ?3";

// What was done by hand goes with the event it was done to, or in its own time if it was done to none.
constexpr const char* prune_by_hand =
    "DELETE FROM by_hand INDEXED BY by_hand_of_event WHERE event = 0 AND at < ?";

constexpr const char* old_orders =
    "SELECT /* the oldest */ o.id FROM orders o INDEXED BY orders_by_end"
    " WHERE o.ended_at < ?1"
    " AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.site = o.site AND r.host = o.host"
    "  AND r.service = o.service AND r.own = '' AND r.route = o.route AND r.told IN ('open', 'accepted'))"
    " ORDER BY o.ended_at LIMIT ?2";

// Its attempts go by the foreign key.
void remove_event(Database& database, EventId event) {
  database.run("DELETE FROM events WHERE id = ?", event);
  database.run("DELETE FROM by_hand WHERE event = ?", event);
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
    const std::vector<EventId> events = database.numbers(old_events, since, now - always_kept, limit);
    for (const EventId event : events) remove_event(database, event);
    database.run(prune_by_hand, since);
    for (const std::int64_t order : database.numbers(old_orders, since, limit))
      database.run("DELETE FROM orders WHERE id = ?", order);
    transaction.commit();
    return events.size();
  });
}

}  // namespace ilert_bridge
