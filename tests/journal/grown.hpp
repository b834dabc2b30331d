// A journal that has run for long, made by SQL so that it takes seconds and not a day: a thousandth of its
// events waits, a thousandth is parked, everything else is history. For tests and measurements.
#pragma once

#include <cstdint>

#include "src/journal/sqlite.hpp"

namespace ilert_bridge {

inline constexpr std::int64_t grown_subjects = 20'000;
inline constexpr std::int64_t grown_began = 1'800'000'000'000;  // milliseconds; two seconds between events

// One event after the other: an ALERT and a RESOLVE of each of the subjects, on two routes.
inline void grow(journal::Database& database, std::int64_t events) {
  if (events <= 0) return;
  database.execute("BEGIN");
  database.run(R"(/* test */
INSERT INTO events (route, alert_key, site, host, service, own, type, reason, because, state, priority, occurred_at,
                    recorded_at, summary, details, remark_author, remark_text, link, settled, settled_at)
  WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1),
    s (i, subject) AS (SELECT i, (i / 2 * 7919) % ?2 FROM n)
  SELECT CASE i % 10 WHEN 0 THEN 'second' ELSE 'oncall' END, printf('cmk-mon1-%016x', subject), 'prod',
    'host-' || (subject / 20), 'Service ' || subject, '', CASE i % 2 WHEN 0 THEN 'ALERT' ELSE 'RESOLVE' END,
    'problem', 'verdict', 'CRITICAL', 'HIGH', ?3 + i * 2000, ?3 + i * 2000,
    'prod/host-' || (subject / 20) || ' is CRITICAL: connection refused', printf('%.*c', 400, '.'), '', '', '',
    CASE WHEN i >= ?1 - ?1 / 1000 THEN 'waiting' WHEN i % 1000 = 7 THEN 'parked' ELSE 'delivered' END,
    CASE WHEN i >= ?1 - ?1 / 1000 THEN NULL ELSE ?3 + i * 2000 + 500 END FROM s)",
               events, grown_subjects, grown_began);
  database.run(R"(/* test */
INSERT INTO attempts (event, route, started_at, ended_at, outcome, http_status, answer, correlation_id)
  SELECT id, route, recorded_at + 10, recorded_at + 400, CASE settled WHEN 'parked' THEN 'refused' ELSE 'delivered' END,
    202, '{}', '0123456789abcdef' FROM events WHERE settled <> 'waiting')");
  database.run(R"(/* test */
INSERT OR IGNORE INTO reports (route, alert_key, site, host, service, own, told, state, priority, acceptance,
    remark_author, remark_text, overruled_author, overruled_text, program_start, program_pid, checked_at, told_at)
  SELECT route, alert_key, site, host, service, own, 'open', 'CRITICAL', 'HIGH', 'checkmk', '', '', '', '', 0, 0, 0, 0
  FROM events ORDER BY id DESC LIMIT 2000)");
  database.run(R"(/* test */
INSERT INTO heard (route, alert_key, told, state, priority) SELECT route, alert_key, 'open', state, priority FROM reports)");
  database.run(R"(/* test */
INSERT INTO orders (route, site, host, service, kind, source, author, text, ordered_at, tries, ended, ended_at, fault)
  SELECT route, site, host, service, 'acknowledge', 'x' || id, 'ann', '', recorded_at, 1, 'done', recorded_at, ''
  FROM events WHERE id % 50 = 0)");
  database.run(R"(/* test */
INSERT INTO by_hand (at, who, what, event) SELECT recorded_at, 'ann', 'retry', id FROM events WHERE id % 100 = 0)");
  database.execute("COMMIT");
}

}  // namespace ilert_bridge
