// What changes the truth. Every function is one transaction.
#include <stdexcept>

#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::Transaction;

namespace {

void record_change(Database& database, Recording::Change& change, const std::string& bridge_name, Time now) {
  for (Event& event : change.events) {
    event.recorded_at = now;
    journal::insert_event(database, event);
    event.id = database.last_id();
  }
  if (change.report.is_blank()) {
    journal::forget_report(database, change.subject, change.route);
  } else {
    journal::put_report(database, {change.subject, change.route, change.report},
                        alert_key(change.subject, bridge_name));
  }
}

// An answer that settles what an earlier attempt left open: ilert has the event, or does not want it.
bool is_final(Outcome outcome) { return outcome == Outcome::delivered || outcome == Outcome::refused; }

void expect_one(std::int64_t rows, EventId event, const char* expectation) {
  if (rows != 1) throw std::logic_error("journal: event " + std::to_string(event) + ' ' + expectation);
}

// An event whose attempt ended in a time-out and whose next one could not even connect may still be with
// ilert.
void settle(Database& database, EventId event, Outcome outcome, Settled settled, bool required_only,
            Time now) {
  const std::optional<bool> unknown = outcome == Outcome::unknown ? std::optional{true}
                                      : is_final(outcome)         ? std::optional{false}
                                                                  : std::nullopt;
  const std::optional<Time> settled_at = settled == Settled::waiting ? std::nullopt : std::optional{now};
  database.run(
      "UPDATE events SET outcome_unknown = coalesce(?, outcome_unknown), settled = ?, settled_at = ?, "
      "required_only = ?"
      " WHERE id = ?",
      unknown, name(settled), settled_at, required_only, event);
}

}  // namespace

void Journal::record(Recording& recording, Time now) {
  store_->watched([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    for (Recording::Change& change : recording.changes)
      record_change(database, change, store_->bridge_name(), now);
    for (const auto& [site, route] : recording.looked_at)
      database.run("INSERT OR IGNORE INTO looked_at (site, route) VALUES (?, ?)", site, route);
    transaction.commit();
  });
}

void Journal::begin_attempt(EventId event, Time now) {
  store_->watched([&] {
    const std::int64_t rows = store_->database().run(
        "INSERT INTO attempts (event, route, started_at) SELECT id, route, ? FROM events"
        " WHERE id = ? AND settled = 'waiting'",
        now, event);
    expect_one(rows, event, "is not waiting to be sent");
  });
}

void Journal::end_attempt(EventId event, const Attempt& attempt, Settled settled, bool required_only,
                          Time now) {
  store_->watched([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    const std::int64_t rows = database.run(
        "UPDATE attempts SET ended_at = ?, outcome = ?, http_status = ?, answer = ?, correlation_id = ?"
        " WHERE event = ? AND outcome IS NULL",
        attempt.ended_at.value_or(now), name(attempt.outcome), std::int64_t{attempt.http_status},
        attempt.answer, attempt.correlation_id, event);
    expect_one(rows, event, "has not exactly one attempt under way");
    settle(database, event, attempt.outcome, settled, required_only, now);
    transaction.commit();
  });
}

void Journal::supersede(const std::vector<EventId>& events, Time now) {
  store_->watched([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    for (const EventId event : events)
      database.run(
          "UPDATE events SET settled = 'superseded', settled_at = ? WHERE id = ? AND settled = 'waiting'",
          now, event);
    transaction.commit();
  });
}

}  // namespace ilert_bridge
