// What people change, and the record of it.
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::Transaction;

namespace {

void note(Database& database, const ByHand& change) {
  database.run("INSERT INTO by_hand (at, who, what, event) VALUES (?, ?, ?, ?)", change.at, change.who,
               change.what, change.event);
}

constexpr const char* not_under_way =
    " AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.event = events.id AND a.outcome IS NULL)";

// The events that `sql` changed, each noted.
std::vector<EventId> change(Database& database, const std::vector<EventId>& events, const std::string& sql,
                            const ByHand& by, const std::optional<Time>& settled_at) {
  std::vector<EventId> changed;
  for (const EventId event : events) {
    if (database.run(sql, settled_at, event) == 0) continue;
    note(database, {.at = by.at, .who = by.who, .what = by.what, .event = event});
    changed.push_back(event);
  }
  return changed;
}

// Nobody waits for the answer of a dropped ALERT any more: if it may have got through, its end must be told.
// Of a dropped RESOLVE nobody knows what became of its alert in ilert: the next problem must call.
void hear_what_may_be(Database& database, EventId event) {
  database.run(
      "INSERT OR IGNORE INTO heard (route, alert_key, told, state, priority)"
      " SELECT route, alert_key, 'open', state, priority FROM events"
      " WHERE id = ? AND type = 'ALERT' AND outcome_unknown",
      event);
  database.run(
      "UPDATE /* whole table */ heard SET told = 'none' WHERE (route, alert_key) IN"
      " (SELECT route, alert_key FROM events WHERE id = ? AND type = 'RESOLVE')",
      event);
}

}  // namespace

std::vector<EventId> Journal::retry(const std::vector<EventId>& events, const std::string& who, Time now) {
  static const std::string sql =
      std::string{"UPDATE events SET settled = 'waiting', settled_at = ?, required_only = 0"} +
      " WHERE id = ? AND settled IN ('parked', 'waiting')" + not_under_way;
  const ByHand by{.at = now, .who = who, .what = "retry", .event = 0};
  return store_->recording([&] {
    Transaction transaction(store_->database());
    std::vector<EventId> taken_up = change(store_->database(), events, sql, by, std::nullopt);
    transaction.commit();
    return taken_up;
  });
}

std::vector<EventId> Journal::drop(const std::vector<EventId>& events, const std::string& who, Time now) {
  static const std::string sql = std::string{"UPDATE events SET settled = 'dropped', settled_at = ?"} +
                                 " WHERE id = ? AND settled IN ('parked', 'waiting')" + not_under_way;
  const ByHand by{.at = now, .who = who, .what = "drop", .event = 0};
  return store_->recording([&] {
    Transaction transaction(store_->database());
    std::vector<EventId> dropped = change(store_->database(), events, sql, by, now);
    for (const EventId event : dropped) hear_what_may_be(store_->database(), event);
    transaction.commit();
    return dropped;
  });
}

std::vector<ByHand> Journal::done_by_hand(Time since, std::size_t limit) const {
  return store_->watched([&] {
    std::vector<ByHand> done;
    journal::SqlQuery row = store_->database().query(
        "SELECT at, who, what FROM by_hand INDEXED BY by_hand_of_event WHERE event = 0 AND at >= ?"
        " ORDER BY id DESC LIMIT ?",
        since, static_cast<std::int64_t>(limit));
    while (row.step()) done.push_back({.at = row.time(), .who = row.text(), .what = row.text(), .event = 0});
    return done;
  });
}

void Journal::note_by_hand(const ByHand& change) {
  store_->recording([&] { note(store_->database(), change); });
}

}  // namespace ilert_bridge
