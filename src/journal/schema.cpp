#include "schema.hpp"

namespace ilert_bridge::journal {
namespace {

// "ILBJ", so that `file` and we know our files from those of others.
constexpr std::int64_t application = 0x494C424A;

// Names are the exact bytes that Checkmk has, in TEXT so that a person can read them; times are Unix
// milliseconds. All keys are AUTOINCREMENT: an id is never given twice, and the highest one ever given bounds
// the search when a damaged file is read row by row.
constexpr const char* version_1 = R"(
CREATE TABLE events (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  route          TEXT NOT NULL,
  alert_key      TEXT NOT NULL,
  site           TEXT NOT NULL,
  host           TEXT NOT NULL,
  service        TEXT NOT NULL,
  own            TEXT NOT NULL,
  type           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  because        TEXT NOT NULL,
  state          TEXT NOT NULL,
  priority       TEXT NOT NULL,
  occurred_at    INTEGER NOT NULL,
  recorded_at    INTEGER NOT NULL,
  summary        TEXT NOT NULL,
  details        TEXT NOT NULL,
  remark_author  TEXT NOT NULL,
  remark_text    TEXT NOT NULL,
  link           TEXT NOT NULL,
  settled        TEXT NOT NULL DEFAULT 'waiting',
  settled_at     INTEGER,
  outcome_unknown INTEGER NOT NULL DEFAULT 0,
  required_only  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX events_waiting ON events (route, alert_key, id) WHERE settled = 'waiting';

CREATE TABLE attempts (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  event          INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  route          TEXT NOT NULL,
  started_at     INTEGER NOT NULL,
  ended_at       INTEGER,
  outcome        TEXT,
  http_status    INTEGER NOT NULL DEFAULT 0,
  answer         TEXT NOT NULL DEFAULT '',
  correlation_id TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attempts_of_event ON attempts (event);
CREATE INDEX attempts_of_route ON attempts (route, started_at);
CREATE INDEX attempts_under_way ON attempts (event) WHERE outcome IS NULL;

CREATE TABLE reports (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  route          TEXT NOT NULL,
  alert_key      TEXT NOT NULL,
  site           TEXT NOT NULL,
  host           TEXT NOT NULL,
  service        TEXT NOT NULL,
  own            TEXT NOT NULL,
  told           TEXT NOT NULL,
  state          TEXT NOT NULL,
  priority       TEXT NOT NULL,
  acceptance     TEXT NOT NULL,
  remark_author  TEXT NOT NULL,
  remark_text    TEXT NOT NULL,
  overruled_author TEXT NOT NULL,
  overruled_text TEXT NOT NULL,
  program_start  INTEGER NOT NULL,
  program_pid    INTEGER NOT NULL,
  checked_at     INTEGER NOT NULL,
  told_at        INTEGER NOT NULL,
  alert_worthy_since INTEGER,
  absent_since   INTEGER,
  absent_program_start INTEGER,
  absent_program_pid INTEGER,
  UNIQUE (site, host, service, own, route)
) STRICT;

CREATE TABLE looked_at (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site           TEXT NOT NULL,
  route          TEXT NOT NULL,
  UNIQUE (site, route)
) STRICT;
)";

// Version 2: one event may stand for several that were collapsed, what ilert has heard is kept when its
// events are pruned, and what people change by hand is kept with who and when. `event` is 0 where the change
// concerns no single event.
constexpr const char* version_2 = R"(
ALTER TABLE events ADD COLUMN groups TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN stands_for INTEGER NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN first_at INTEGER;
ALTER TABLE events ADD COLUMN superseded_by INTEGER;
CREATE INDEX events_parked ON events (route) WHERE settled = 'parked';
CREATE INDEX events_settled ON events (settled_at) WHERE settled IN ('delivered', 'superseded', 'dropped');

CREATE TABLE heard (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  route          TEXT NOT NULL,
  alert_key      TEXT NOT NULL,
  told           TEXT NOT NULL,
  state          TEXT NOT NULL,
  priority       TEXT NOT NULL,
  UNIQUE (route, alert_key)
) STRICT;
INSERT INTO heard (route, alert_key, told, state, priority)
  SELECT /* whole table */ e.route, e.alert_key, CASE e.type WHEN 'ALERT' THEN 'open' ELSE 'accepted' END, e.state,
    coalesce((SELECT a.priority FROM events a WHERE a.route = e.route AND a.alert_key = e.alert_key
              AND a.settled = 'delivered' AND a.type = 'ALERT' ORDER BY a.id DESC LIMIT 1), e.priority)
  FROM events e
  WHERE e.type IN ('ALERT', 'ACCEPT') AND e.id = (
    SELECT max(l.id) FROM events l WHERE l.route = e.route AND l.alert_key = e.alert_key
      AND l.settled = 'delivered' AND l.type <> 'COMMENT');

CREATE TABLE by_hand (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  at             INTEGER NOT NULL,
  who            TEXT NOT NULL,
  what           TEXT NOT NULL,
  event          INTEGER NOT NULL
) STRICT;
CREATE INDEX by_hand_of_event ON by_hand (event);
)";

// Version 3: what alert sources of the older types want to know of an event besides, as JSON, and which files
// of the old plugin's spool have been taken over. A file is its name and what was in it.
constexpr const char* version_3 = R"(
ALTER TABLE events ADD COLUMN context TEXT NOT NULL DEFAULT '';

CREATE TABLE spool_files (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  file           TEXT NOT NULL,
  digest         TEXT NOT NULL,
  event          INTEGER NOT NULL,
  UNIQUE (file, digest)
) STRICT;
)";

// Version 4: until when each site was looked at, by our clock and how far the server's was ahead of it, and
// what of the server's log is still to be read about the time before (both NULL: nothing). The index serves a
// subject's history, and the question whether a problem of the log is known already.
// Orders: what is to be done in Checkmk because of what happened in ilert; `source` is what happened there,
// so that it becomes an order once. Open while `ended` is NULL.
constexpr const char* version_4 = R"(
CREATE INDEX events_of_key ON events (route, alert_key, id);

CREATE TABLE looks (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site           TEXT NOT NULL UNIQUE,
  at             INTEGER NOT NULL,
  clock_ahead    INTEGER NOT NULL,
  unread_from    INTEGER,
  unread_to      INTEGER
) STRICT;

CREATE TABLE orders (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  route          TEXT NOT NULL,
  site           TEXT NOT NULL,
  host           TEXT NOT NULL,
  service        TEXT NOT NULL,
  kind           TEXT NOT NULL,
  source         TEXT NOT NULL,
  author         TEXT NOT NULL,
  text           TEXT NOT NULL,
  ordered_at     INTEGER NOT NULL,
  tries          INTEGER NOT NULL,
  tried_at       INTEGER,
  ended          TEXT,
  ended_at       INTEGER,
  fault          TEXT NOT NULL,
  UNIQUE (route, source)
) STRICT;
)";

// Version 5: what a person asks for most, a host's events, without reading all of them; and orders by their
// end, which is NULL while they are open, and by their subject. Since SQLite, asked what waits on a route,
// went through all events of the route, every statement names its index (plan_test).
constexpr const char* version_5 = R"(
CREATE INDEX events_of_host ON events (host);
CREATE INDEX orders_by_end ON orders (ended_at);
CREATE INDEX orders_of_subject ON orders (route, site, host, service);
)";

// Version 6: what a report remembers besides: what is held as one of many, since when its route does not
// match it and by which rules it did (0: an older version did not say), its host's return, and the state
// whose acknowledgement fell because it got better.
constexpr const char* version_6 = R"(
ALTER TABLE reports ADD COLUMN outlived TEXT;
ALTER TABLE reports ADD COLUMN many_missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN matched_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN unmatched_since INTEGER;
ALTER TABLE reports ADD COLUMN unmatched_program_start INTEGER;
ALTER TABLE reports ADD COLUMN unmatched_program_pid INTEGER;
ALTER TABLE reports ADD COLUMN many_unrouted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN host_change INTEGER;
ALTER TABLE reports ADD COLUMN host_back_since INTEGER;
)";

// Version 7: alert sources, known by the fingerprint of their key. `name` is what stands as `route` in the
// other tables, for ever: the name that its route had first. `route` is how it is called now.
constexpr const char* version_7 = R"(
CREATE TABLE alert_sources (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL UNIQUE,
  route          TEXT NOT NULL,
  fingerprint    TEXT NOT NULL,
  state          TEXT NOT NULL
) STRICT;
INSERT INTO alert_sources (name, route, fingerprint, state)
  SELECT /* whole table */ route, route, '', 'gone' FROM (
    SELECT route FROM reports UNION SELECT route FROM heard UNION SELECT route FROM looked_at
    UNION SELECT route FROM events INDEXED BY events_waiting WHERE settled = 'waiting'
    UNION SELECT route FROM events INDEXED BY events_parked WHERE settled = 'parked');
)";

// Version 8: since when what was told is over, whether a problem was seen in a downtime, and since when that
// is over.
constexpr const char* version_8 = R"(
ALTER TABLE reports ADD COLUMN over_since INTEGER;
ALTER TABLE reports ADD COLUMN in_downtime INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN downtime_over_since INTEGER;
)";

// Version 9: what holds a problem back that is not told, or that it flaps; rows may say that it is a route's
// time period, a COMMENT that it has begun to flap, and an order that an acknowledgement is to be removed.
constexpr const char* version_9 = R"(
ALTER TABLE reports ADD COLUMN kept_back_by TEXT;
)";

}  // namespace

const std::vector<std::string>& schema_steps() {
  static const std::vector<std::string> steps{version_1, version_2, version_3, version_4, version_5,
                                              version_6, version_7, version_8, version_9};
  return steps;
}

Version version_of(Database& database, const std::vector<std::string>& steps) {
  const auto number = static_cast<std::size_t>(database.number("PRAGMA user_version"));
  const bool has_tables = database.number("SELECT count(*) FROM sqlite_schema") > 0;
  if (number == 0 && !has_tables) return {Lineage::empty, 0};
  if (number == 0 || database.number("PRAGMA application_id") != application)
    return {Lineage::foreign, number};
  return {number > steps.size() ? Lineage::newer : Lineage::ours, number};
}

void take_steps(Database& database, const std::vector<std::string>& steps) {
  const auto behind = static_cast<std::size_t>(database.number("PRAGMA user_version"));
  if (behind >= steps.size()) return;
  for (std::size_t step = behind; step < steps.size(); ++step) database.execute(steps[step]);
  database.execute("PRAGMA application_id = " + std::to_string(application));
  database.execute("PRAGMA user_version = " + std::to_string(steps.size()));
}

void migrate(Database& database, const std::vector<std::string>& steps) {
  Transaction transaction(database);
  take_steps(database, steps);
  transaction.commit();
}

void set_up(Database& database, bool writes) {
  database.execute(
      "PRAGMA trusted_schema = OFF;"
      "PRAGMA cell_size_check = ON;");
  if (!writes) return;
  database.execute(
      "PRAGMA secure_delete = ON;"  // a rescue must never find what was deleted; only reports ever are
      "PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA wal_autocheckpoint = 1000;"
      "PRAGMA journal_size_limit = 16777216;");
}

void set_up_scratch(Database& database) {
  set_up(database, false);
  database.execute(
      "PRAGMA journal_mode = MEMORY;"
      "PRAGMA synchronous = OFF;");
}

}  // namespace ilert_bridge::journal
