// Rows and values: how events, attempts and reports lie in the tables. Reading throws a DatabaseError that
// counts as damage where a name is none of ours.
#pragma once

#include "sqlite.hpp"

namespace ilert_bridge::journal {

// For SELECT … FROM events e; what read_entry expects, in this order.
extern const std::string entry_columns;
Entry read_entry(SqlQuery& row);
// Under the name of its alert source.
void insert_event(Database& database, const Event& event, const std::string& source);
// Nobody saw the end of an attempt: ilert may have the event or not.
void mark_unknown(Database& database, EventId event);

// For SELECT … FROM events e: an event without its texts.
extern const std::string waiting_columns;
WaitingRow read_waiting(SqlQuery& row);

// For SELECT … FROM events e: an ALERT that is not settled well; its alert key comes first, and is read
// before.
extern const std::string untaken_columns;
Untaken read_untaken(SqlQuery& row);

// For SELECT told, state, priority FROM heard. What ilert shows no more is not kept.
Heard read_heard(SqlQuery& row);
void put_heard(Database& database, const std::string& source, const std::string& alert_key,
               const Heard& heard);

void put_look(Database& database, const std::string& site, const LookMark& mark);

// For SELECT … FROM attempts; one that is under way, or was when the process was killed, has no outcome.
extern const std::string attempt_columns;
Attempt read_attempt(SqlQuery& row);

struct ReportRow {
  Subject subject;
  std::string source;
  Report report;
};
// For SELECT … FROM reports.
extern const std::string report_columns;
ReportRow read_report(SqlQuery& row);
void put_report(Database& database, const ReportRow& row, const std::string& alert_key);
// Gives the id; 0 if there was such an order before.
void insert_order(Database& database, Order& order, const std::string& source, Time now);
void forget_report(Database& database, const Subject& subject, const std::string& source);

// For SELECT … FROM alert_sources.
extern const std::string source_columns;
KnownSource read_source(SqlQuery& row);

}  // namespace ilert_bridge::journal
