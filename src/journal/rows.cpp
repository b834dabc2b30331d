#include "rows.hpp"

#include <boost/json.hpp>
#include <sstream>
#include <stdexcept>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge::journal {
namespace {

template <class T>
T known(SqlQuery& row, std::string_view column, std::optional<T> (*named)(std::string_view)) {
  const std::string text = row.text();
  const std::optional<T> value = named(text);
  if (!value) row.unknown(column, text);
  return *value;
}

// Braced lists are read left to right, as the columns are.
Remark read_remark(SqlQuery& row) { return Remark{row.text(), row.text()}; }
Program read_program(SqlQuery& row) { return Program{row.integer(), row.integer()}; }
Subject read_subject(SqlQuery& row) { return Subject{row.text(), row.text(), row.text(), row.text()}; }

std::optional<Absence> read_absence(SqlQuery& row) {
  const std::optional<Time> since = row.maybe_time();
  const Program program = read_program(row);
  if (!since) return std::nullopt;
  return Absence{*since, program};
}

std::optional<HostReturn> read_host_return(SqlQuery& row) {
  const std::optional<Time> change = row.maybe_time();
  const std::optional<Time> since = row.maybe_time();
  if (!change || !since) return std::nullopt;
  return HostReturn{*change, *since};
}

template <class Enum>
std::optional<Enum> read_maybe(SqlQuery& row, std::string_view column,
                               std::optional<Enum> (*named)(std::string_view)) {
  const std::optional<std::string> text = row.maybe_text();
  if (!text) return std::nullopt;
  const std::optional<Enum> value = named(*text);
  if (!value) row.unknown(column, *text);
  return value;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Empty for most events, so for most it costs no parsing.
std::string text_of(const Context& context) {
  if (context.empty()) return {};
  boost::json::object object;
  for (const auto& [name, value] : context) object[name] = value;
  return boost::json::serialize(object);
}

Context read_context(SqlQuery& row) {
  Context context;
  const std::string text = row.text();
  if (text.empty()) return context;
  boost::system::error_code fault;
  const boost::json::value value = boost::json::parse(text, fault);
  if (fault || !value.is_object()) row.damaged("context", text);
  for (const auto& [name, word] : value.get_object()) {
    if (!word.is_string()) row.damaged("context", text);
    context.emplace(name, word.get_string());
  }
  return context;
}

std::optional<Time> since_of(const std::optional<Absence>& absence) {
  return absence ? std::optional{absence->since} : std::nullopt;
}
std::optional<std::int64_t> start_of(const std::optional<Absence>& absence) {
  return absence ? std::optional{absence->program.start} : std::nullopt;
}
std::optional<std::int64_t> pid_of(const std::optional<Absence>& absence) {
  return absence ? std::optional{absence->program.pid} : std::nullopt;
}
template <class Enum>
std::optional<std::string_view> maybe(const std::optional<Enum>& value) {
  return value ? std::optional{name(*value)} : std::nullopt;
}

Event read_event(SqlQuery& row) {
  Event event;
  event.id = row.integer();
  event.route = row.text();
  event.alert_key = row.text();
  event.subject = read_subject(row);
  event.type = known(row, "event type", event_type_named);
  event.reason = known(row, "reason", reason_named);
  event.because = known(row, "because", because_named);
  event.state = known(row, "state", state_named);
  event.priority = known(row, "priority", priority_named);
  event.occurred_at = row.time();
  event.recorded_at = row.time();
  event.summary = row.text();
  event.details = row.text();
  event.remark = read_remark(row);
  event.link = row.text();
  event.groups = lines_of(row.text());
  event.stands_for = static_cast<int>(row.integer());
  event.first_at = row.maybe_time();
  event.context = read_context(row);
  return event;
}

}  // namespace

const std::string entry_columns =
    "e.id, e.route, e.alert_key, e.site, e.host, e.service, e.own, e.type, e.reason, e.because, e.state, "
    "e.priority,"
    " e.occurred_at, e.recorded_at, e.summary, e.details, e.remark_author, e.remark_text, e.link,"
    " e.groups, e.stands_for, e.first_at, e.context,"
    " (SELECT count(*) FROM attempts a WHERE a.event = e.id),"
    " e.outcome_unknown OR EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.outcome IS NULL),"
    " e.required_only, e.settled, e.settled_at, coalesce(e.superseded_by, 0)";

Entry read_entry(SqlQuery& row) {
  Entry entry;
  entry.queued.event = read_event(row);
  entry.queued.attempts = static_cast<int>(row.integer());
  entry.queued.outcome_unknown = row.flag();
  entry.queued.required_only = row.flag();
  entry.settled = known(row, "settled", settled_named);
  entry.settled_at = row.maybe_time();
  entry.superseded_by = row.integer();
  return entry;
}

void mark_unknown(Database& database, EventId event) {
  database.run("UPDATE events SET outcome_unknown = 1 WHERE id = ?", event);
}

const std::string waiting_columns =
    "e.id, e.alert_key, e.site, e.host, e.service, e.own, e.groups, e.type, e.priority,"
    " coalesce(e.first_at, e.recorded_at),"
    " e.outcome_unknown OR EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.outcome IS NULL),"
    " e.because = 'commented', e.because = 'flapping', e.reason = 'imported'";

WaitingRow read_waiting(SqlQuery& row) {
  WaitingRow read;
  read.waiting.id = row.integer();
  read.alert_key = row.text();
  read.subject = read_subject(row);
  read.groups = lines_of(row.text());
  read.waiting.type = known(row, "event type", event_type_named);
  read.waiting.priority = known(row, "priority", priority_named);
  read.waiting.recorded_at = row.time();
  read.waiting.outcome_unknown = row.flag();
  read.waiting.by_a_person = row.flag();
  read.waiting.of_flapping = row.flag();
  read.waiting.as_it_is = row.flag();
  return read;
}

Heard read_heard(SqlQuery& row) {
  Heard heard;
  heard.told = known(row, "told", told_named);
  heard.state = known(row, "state", state_named);
  heard.priority = known(row, "priority", priority_named);
  heard.doubtful = heard.told == Told::none;  // else there would be no row
  return heard;
}

void put_heard(Database& database, const std::string& source, const std::string& alert_key,
               const Heard& heard) {
  if (heard.told == Told::none && !heard.doubtful) {
    database.run("DELETE FROM heard WHERE route = ? AND alert_key = ?", source, alert_key);
    return;
  }
  database.run(
      "INSERT INTO heard (route, alert_key, told, state, priority) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (route, alert_key) DO UPDATE SET told = excluded.told, state = excluded.state,"
      " priority = excluded.priority",
      source, alert_key, name(heard.told), name(heard.state), name(heard.priority));
}

void insert_event(Database& database, const Event& event, const std::string& source) {
  database.run(
      "INSERT INTO events (route, alert_key, site, host, service, own, type, reason, because, state, "
      "priority,"
      " occurred_at, recorded_at, summary, details, remark_author, remark_text, link,"
      " groups, stands_for, first_at, context)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      source, event.alert_key, event.subject.site, event.subject.host, event.subject.service,
      event.subject.own, name(event.type), name(event.reason), name(event.because), name(event.state),
      name(event.priority), event.occurred_at, event.recorded_at, event.summary, event.details,
      event.remark.author, event.remark.text, event.link, join(event.groups, "\n"),
      std::int64_t{event.stands_for}, event.first_at, text_of(event.context));
}

void put_look(Database& database, const std::string& site, const LookMark& mark) {
  const auto& unread = mark.unread;
  database.run(
      "INSERT INTO looks (site, at, clock_ahead, unread_from, unread_to) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (site) DO UPDATE SET at = excluded.at, clock_ahead = excluded.clock_ahead,"
      " unread_from = excluded.unread_from, unread_to = excluded.unread_to",
      site, mark.at, std::int64_t{mark.clock_ahead.count()},
      unread ? std::optional{unread->first} : std::nullopt,
      unread ? std::optional{unread->second} : std::nullopt);
}

const std::string untaken_columns =
    "e.alert_key, e.id, e.site, e.host, e.service, e.own, e.state, e.priority, e.recorded_at,"
    " coalesce(e.first_at, e.recorded_at), CASE e.settled WHEN 'parked' THEN e.settled_at END,"
    " (SELECT count(*) FROM attempts a WHERE a.event = e.id),"
    " EXISTS (SELECT 1 FROM attempts a WHERE a.event = e.id AND a.outcome IS NULL),"
    " coalesce((SELECT a.answer FROM attempts a WHERE a.event = e.id AND a.outcome IS NOT NULL"
    " ORDER BY a.id DESC LIMIT 1), '')";

Untaken read_untaken(SqlQuery& row) {
  Untaken read{};
  read.event = row.integer();
  read.subject = read_subject(row);
  read.state = known(row, "state", state_named);
  read.priority = known(row, "priority", priority_named);
  read.recorded_at = row.time();
  read.decided_at = row.time();
  read.parked_at = row.maybe_time();
  read.attempts = static_cast<int>(row.integer());
  read.under_way = row.flag();
  read.answer = row.text();
  return read;
}

const std::string attempt_columns = "started_at, ended_at, outcome, http_status, answer, correlation_id";

Attempt read_attempt(SqlQuery& row) {
  Attempt attempt;
  attempt.started_at = row.time();
  attempt.ended_at = row.maybe_time();
  if (const std::optional<std::string> text = row.maybe_text()) {
    const std::optional<Outcome> outcome = outcome_named(*text);
    if (!outcome) row.unknown("outcome", *text);
    attempt.outcome = *outcome;
  }
  attempt.http_status = static_cast<int>(row.integer());
  attempt.answer = row.text();
  attempt.correlation_id = row.text();
  return attempt;
}

const std::string report_columns =
    "site, host, service, own, route, told, state, priority, acceptance, remark_author, remark_text,"
    " overruled_author, overruled_text, program_start, program_pid, checked_at, told_at, alert_worthy_since,"
    " absent_since, absent_program_start, absent_program_pid, outlived, many_missing, matched_by,"
    " unmatched_since, unmatched_program_start, unmatched_program_pid, many_unrouted, host_change,"
    " host_back_since, over_since, in_downtime, downtime_over_since, kept_back_by";

ReportRow read_report(SqlQuery& row) {
  ReportRow read;
  read.subject = read_subject(row);
  read.source = row.text();
  Report& report = read.report;
  report.told = known(row, "told", told_named);
  report.state = known(row, "state", state_named);
  report.priority = known(row, "priority", priority_named);
  report.acceptance = known(row, "acceptance", acceptance_named);
  report.remark = read_remark(row);
  report.overruled = read_remark(row);
  report.program = read_program(row);
  report.checked_at = row.time();
  report.told_at = row.time();
  report.alert_worthy_since = row.maybe_time();
  report.absence = read_absence(row);
  report.outlived = read_maybe(row, "outlived", state_named);
  report.many_missing = row.flag();
  report.matched_by = row.integer();
  report.unmatched = read_absence(row);
  report.many_unrouted = row.flag();
  report.host_return = read_host_return(row);
  report.over_since = row.maybe_time();
  report.in_downtime = row.flag();
  report.downtime_over_since = row.maybe_time();
  report.kept_back_by = read_maybe(row, "kept_back_by", reason_named);
  return read;
}

void put_report(Database& database, const ReportRow& row, const std::string& alert_key) {
  const Report& report = row.report;
  const std::optional<HostReturn>& back = report.host_return;
  static const std::string sql =
      "INSERT INTO reports (alert_key, " + report_columns +
      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?)"
      " ON CONFLICT (site, host, service, own, route) DO UPDATE SET alert_key = excluded.alert_key,"
      " told = excluded.told, state = excluded.state, priority = excluded.priority,"
      " acceptance = excluded.acceptance, remark_author = excluded.remark_author,"
      " remark_text = excluded.remark_text, overruled_author = excluded.overruled_author,"
      " overruled_text = excluded.overruled_text, program_start = excluded.program_start,"
      " program_pid = excluded.program_pid, checked_at = excluded.checked_at,"
      " told_at = excluded.told_at, alert_worthy_since = excluded.alert_worthy_since,"
      " absent_since = excluded.absent_since, absent_program_start = excluded.absent_program_start,"
      " absent_program_pid = excluded.absent_program_pid, outlived = excluded.outlived,"
      " many_missing = excluded.many_missing, matched_by = excluded.matched_by,"
      " unmatched_since = excluded.unmatched_since,"
      " unmatched_program_start = excluded.unmatched_program_start,"
      " unmatched_program_pid = excluded.unmatched_program_pid, many_unrouted = excluded.many_unrouted,"
      " host_change = excluded.host_change, host_back_since = excluded.host_back_since,"
      " over_since = excluded.over_since, in_downtime = excluded.in_downtime,"
      " downtime_over_since = excluded.downtime_over_since, kept_back_by = excluded.kept_back_by";
  database.run(sql, alert_key, row.subject.site, row.subject.host, row.subject.service, row.subject.own,
               row.source, name(report.told), name(report.state), name(report.priority),
               name(report.acceptance), report.remark.author, report.remark.text, report.overruled.author,
               report.overruled.text, report.program.start, report.program.pid, report.checked_at,
               report.told_at, report.alert_worthy_since, since_of(report.absence), start_of(report.absence),
               pid_of(report.absence), maybe(report.outlived), report.many_missing, report.matched_by,
               since_of(report.unmatched), start_of(report.unmatched), pid_of(report.unmatched),
               report.many_unrouted, back ? std::optional{back->change} : std::nullopt,
               back ? std::optional{back->since} : std::nullopt, report.over_since, report.in_downtime,
               report.downtime_over_since, maybe(report.kept_back_by));
}

void forget_report(Database& database, const Subject& subject, const std::string& source) {
  database.run("DELETE FROM reports WHERE site = ? AND host = ? AND service = ? AND own = ? AND route = ?",
               subject.site, subject.host, subject.service, subject.own, source);
}

const std::string source_columns = "id, name, route, fingerprint, state";

KnownSource read_source(SqlQuery& row) {
  KnownSource source;
  source.id = row.integer();
  source.name = row.text();
  source.route = row.text();
  source.fingerprint = row.text();
  source.state = known(row, "state of an alert source", source_standing_named);
  return source;
}

}  // namespace ilert_bridge::journal
