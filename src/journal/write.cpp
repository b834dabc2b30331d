// What changes the truth. Every function is one transaction.
#include <stdexcept>

#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;
using journal::Transaction;

namespace {

void record_change(Database& database, Recording::Change& change, const std::string& source,
                   const std::string& bridge_name, Time now) {
  for (Event& event : change.events) {
    event.recorded_at = now;
    journal::insert_event(database, event, source);
    event.id = database.last_id();
  }
  // Accepted by a person in ilert: that is something ilert shows without having been told.
  const std::string key = alert_key(change.subject, bridge_name);
  const Acceptance by = change.report.acceptance;
  if (change.report.told == Told::accepted && (by == Acceptance::ilert || by == Acceptance::mirrored))
    database.run("UPDATE heard SET told = 'accepted' WHERE route = ? AND alert_key = ? AND told = 'open'",
                 source, key);
  if (change.heard) journal::put_heard(database, source, key, *change.heard);
  if (change.report.is_blank()) {
    journal::forget_report(database, change.subject, source);
  } else {
    journal::put_report(database, {change.subject, source, change.report}, key);
  }
}

void record_missed(Database& database, Event& event, const std::string& source, Time now) {
  event.recorded_at = now;
  journal::insert_event(database, event, source);
  event.id = database.last_id();
  database.run("UPDATE events SET settled = 'superseded', settled_at = ? WHERE id = ?", now, event.id);
}

void expect_one(std::int64_t rows, EventId event, const char* expectation) {
  if (rows != 1) throw std::logic_error("journal: event " + std::to_string(event) + ' ' + expectation);
}

// An event whose attempt ended in a time-out may be with ilert whatever became of the next one: that it could
// not connect, or was refused, says nothing about the first. Once it is parked, what ilert has heard says so.
void settle(Database& database, EventId event, Outcome outcome, Settled settled, bool required_only,
            Time now) {
  std::optional<bool> unknown;
  if (outcome == Outcome::unknown) unknown = true;
  if (outcome == Outcome::delivered || settled == Settled::parked) unknown = false;
  const std::optional<Time> settled_at = settled == Settled::waiting ? std::nullopt : std::optional{now};
  database.run(
      "UPDATE events SET outcome_unknown = coalesce(?, outcome_unknown), settled = ?, settled_at = ?, "
      "required_only = ?"
      " WHERE id = ?",
      unknown, name(settled), settled_at, required_only, event);
}

void hear(Database& database, EventId event, const Heard& heard) {
  SqlQuery row = database.query("SELECT route, alert_key FROM events WHERE id = ?", event);
  if (!row.step()) return;
  const std::string source = row.text();
  journal::put_heard(database, source, row.text(), heard);
}

// ilert took a later one of the key: the alert that the refused one left is closed.
void supersede_refused_ends(Database& database, EventId event, Time now) {
  SqlQuery row =
      database.query("SELECT route, alert_key FROM events WHERE id = ? AND type = 'RESOLVE'", event);
  if (!row.step()) return;
  const std::string route = row.text();
  database.run(
      "UPDATE events INDEXED BY events_parked SET settled = 'superseded', settled_at = ?, superseded_by = ?"
      " WHERE route = ? AND settled = 'parked' AND alert_key = ? AND type = 'RESOLVE'",
      now, event, route, row.text());
}

// What takes the place of an event whose outcome is unknown cannot know either what ilert shows.
void inherit_the_dark(Database& database, EventId event, EventId heir) {
  database.run(
      "UPDATE events SET outcome_unknown = 1 WHERE id = ? AND EXISTS (SELECT 1 FROM events e WHERE e.id = ?"
      " AND (e.outcome_unknown OR EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.outcome IS "
      "NULL)))",
      heir, event);
}

void supersede_all(Database& database, const std::vector<EventId>& events, EventId by, Time now) {
  const std::optional<EventId> known = by == 0 ? std::nullopt : std::optional{by};
  for (const EventId event : events) {
    database.run(
        "UPDATE events SET settled = 'superseded', settled_at = ?, superseded_by = ?"
        " WHERE id = ? AND settled = 'waiting'",
        now, known, event);
    if (known) inherit_the_dark(database, event, *known);
  }
}

}  // namespace

void Journal::record(Recording& recording, Time now) {
  store_->watched([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    for (Event& event : recording.missed) record_missed(database, event, store_->source_of(event.route), now);
    for (Recording::Change& change : recording.changes)
      record_change(database, change, store_->source_of(change.route), store_->bridge_name(), now);
    for (Order& order : recording.orders)
      journal::insert_order(database, order, store_->source_of(order.route), now);
    for (const auto& [site, route] : recording.looked_at)
      database.run("INSERT OR IGNORE INTO looked_at (site, route) VALUES (?, ?)", site,
                   store_->source_of(route));
    for (const auto& [site, mark] : recording.looks) journal::put_look(database, site, mark);
    transaction.commit();
  });
}

void Journal::begin_attempt(EventId event, Time now) {
  store_->recording([&] {
    const std::int64_t rows = store_->database().run(
        "INSERT INTO attempts (event, route, started_at) SELECT id, route, ? FROM events"
        " WHERE id = ? AND settled = 'waiting'",
        now, event);
    expect_one(rows, event, "is not waiting to be sent");
  });
}

void Journal::end_attempt(EventId event, const Attempt& attempt, Settled settled, bool required_only,
                          const std::optional<Heard>& heard, Time now) {
  store_->recording([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    const std::int64_t rows = database.run(
        "UPDATE attempts SET ended_at = ?, outcome = ?, http_status = ?, answer = ?, correlation_id = ?"
        " WHERE event = ? AND outcome IS NULL",
        attempt.ended_at.value_or(now), name(attempt.outcome), std::int64_t{attempt.http_status},
        attempt.answer, attempt.correlation_id, event);
    expect_one(rows, event, "has not exactly one attempt under way");
    settle(database, event, attempt.outcome, settled, required_only, now);
    if (heard) hear(database, event, *heard);
    if (settled == Settled::delivered) supersede_refused_ends(database, event, now);
    transaction.commit();
  });
}

void Journal::cut_off_attempts(const std::string& route, const std::string& why, Time now) {
  const std::string& source = store_->source_of(route);
  store_->recording([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    for (const EventId event : database.numbers(
             "SELECT event FROM attempts INDEXED BY attempts_under_way WHERE outcome IS NULL AND route = ?",
             source))
      mark_unknown(database, event);
    database.run(
        "UPDATE attempts INDEXED BY attempts_under_way SET ended_at = ?, outcome = ?, answer = ?"
        " WHERE outcome IS NULL AND route = ?",
        now, name(Outcome::unknown), why, source);
    transaction.commit();
  });
}

void Journal::supersede(const std::vector<EventId>& events, EventId by, Time now) {
  store_->recording([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    supersede_all(database, events, by, now);
    transaction.commit();
  });
}

void Journal::replace(const std::vector<EventId>& events, Event& stand_in, bool required_only, Time now) {
  store_->recording([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    stand_in.recorded_at = now;
    journal::insert_event(database, stand_in, store_->source_of(stand_in.route));
    stand_in.id = database.last_id();
    if (required_only) database.run("UPDATE events SET required_only = 1 WHERE id = ?", stand_in.id);
    supersede_all(database, events, stand_in.id, now);
    transaction.commit();
  });
}

}  // namespace ilert_bridge
