-- The journal of version 0.1.0, as that program laid it out. Recorded: never edited again.
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
INSERT INTO "attempts" VALUES(1,1,'oncall',1795300001500,1795300002000,'delivered',202,'','');
INSERT INTO "attempts" VALUES(2,2,'oncall',1795300101500,1795300102000,'delivered',202,'','');
INSERT INTO "attempts" VALUES(3,3,'oncall',1795300202000,NULL,NULL,0,'','');
CREATE TABLE by_hand (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  at             INTEGER NOT NULL,
  who            TEXT NOT NULL,
  what           TEXT NOT NULL,
  event          INTEGER NOT NULL
) STRICT;
INSERT INTO "by_hand" VALUES(1,1795300400000,'root (0)','drop',4);
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
, groups TEXT NOT NULL DEFAULT '', stands_for INTEGER NOT NULL DEFAULT 1, first_at INTEGER, superseded_by INTEGER, context TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "events" VALUES(1,'oncall','cmk-1','prod','web01','HTTP','','ALERT','problem','verdict','CRITICAL','HIGH',1795300000000,1795300001000,'web01/HTTP is CRITICAL','d','','','','delivered',1795300002000,0,0,'',1,NULL,NULL,'');
INSERT INTO "events" VALUES(2,'oncall','cmk-1','prod','web01','HTTP','','ACCEPT','acknowledged','verdict','CRITICAL','HIGH',1795300100000,1795300101000,'web01/HTTP is CRITICAL','d','carl','on it','','delivered',1795300102000,0,0,'',1,NULL,NULL,'');
INSERT INTO "events" VALUES(3,'oncall','cmk-2','prod','db01','','','ALERT','problem','verdict','DOWN','HIGH',1795300200000,1795300201000,'db01 is DOWN','d','','','','waiting',NULL,0,0,'',1,NULL,NULL,'');
INSERT INTO "events" VALUES(4,'oncall','cmk-3','prod','db02','Disk','','ALERT','problem','verdict','WARNING','LOW',1795300300000,1795300301000,'db02/Disk is WARNING','d','','','','parked',1795300302000,0,0,'',1,NULL,NULL,'');
CREATE TABLE heard (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  route          TEXT NOT NULL,
  alert_key      TEXT NOT NULL,
  told           TEXT NOT NULL,
  state          TEXT NOT NULL,
  priority       TEXT NOT NULL,
  UNIQUE (route, alert_key)
) STRICT;
INSERT INTO "heard" VALUES(1,'oncall','cmk-1','accepted','CRITICAL','HIGH');
CREATE TABLE looked_at (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site           TEXT NOT NULL,
  route          TEXT NOT NULL,
  UNIQUE (site, route)
) STRICT;
INSERT INTO "looked_at" VALUES(1,'prod','oncall');
CREATE TABLE looks (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site           TEXT NOT NULL UNIQUE,
  at             INTEGER NOT NULL,
  clock_ahead    INTEGER NOT NULL,
  unread_from    INTEGER,
  unread_to      INTEGER
) STRICT;
INSERT INTO "looks" VALUES(1,'prod',1795300500000,0,NULL,NULL);
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
INSERT INTO "reports" VALUES(1,'oncall','cmk-1','prod','web01','HTTP','','accepted','CRITICAL','HIGH','checkmk','carl','on it','','',1795200000,11,1795300100000,1795300101000,NULL,NULL,NULL,NULL);
INSERT INTO "reports" VALUES(2,'oncall','cmk-2','prod','db01','','','open','DOWN','HIGH','checkmk','','','','',1795200000,11,1795300200000,1795300201000,NULL,NULL,NULL,NULL);
CREATE TABLE spool_files (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  file           TEXT NOT NULL,
  digest         TEXT NOT NULL,
  event          INTEGER NOT NULL,
  UNIQUE (file, digest)
) STRICT;
CREATE INDEX events_waiting ON events (route, alert_key, id) WHERE settled = 'waiting';
CREATE INDEX attempts_of_event ON attempts (event);
CREATE INDEX attempts_of_route ON attempts (route, started_at);
CREATE INDEX attempts_under_way ON attempts (event) WHERE outcome IS NULL;
CREATE INDEX events_parked ON events (route) WHERE settled = 'parked';
CREATE INDEX events_settled ON events (settled_at) WHERE settled IN ('delivered', 'superseded', 'dropped');
CREATE INDEX by_hand_of_event ON by_hand (event);
CREATE INDEX events_of_key ON events (route, alert_key, id);
PRAGMA application_id = 1229734474;
PRAGMA user_version = 4;
