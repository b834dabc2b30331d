#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge {
namespace {

boost::json::object as_json(const Attempt& attempt) {
  boost::json::object object{{"startedAt", rfc3339(attempt.started_at)}};
  if (attempt.ended_at) object["endedAt"] = rfc3339(*attempt.ended_at);
  object["outcome"] = name(attempt.outcome);
  object["httpStatus"] = attempt.http_status;
  object["answer"] = attempt.answer;
  object["correlationId"] = attempt.correlation_id;
  return object;
}

boost::json::object as_json(const Entry& entry) {
  const Event& event = entry.queued.event;
  boost::json::object object{{"id", event.id},
                             {"recordedAt", rfc3339(event.recorded_at)},
                             {"occurredAt", rfc3339(event.occurred_at)},
                             {"route", event.route},
                             {"alertKey", event.alert_key},
                             {"site", clean(event.subject.site)},
                             {"host", clean(event.subject.host)},
                             {"service", clean(event.subject.service)},
                             {"own", event.subject.own},
                             {"type", name(event.type)},
                             {"reason", name(event.reason)},
                             {"because", name(event.because)},
                             {"state", name(event.state)},
                             {"priority", name(event.priority)},
                             {"summary", event.summary},
                             {"settled", name(entry.settled)},
                             {"attempts", entry.queued.attempts}};
  if (entry.settled_at) object["settledAt"] = rfc3339(*entry.settled_at);
  return object;
}

std::optional<Filter> filter_of(const JournalQuestion& question) {
  Filter filter{.site = question.site,
                .host = question.host,
                .service = question.service,
                .route = question.route,
                .settled = {},
                .since = {},
                .limit = question.limit};
  if (!question.state.empty()) {
    filter.settled = settled_named(question.state);
    if (!filter.settled) {
      std::cerr << "--state " << quoted(question.state)
                << ": must be waiting, delivered, parked or superseded\n";
      return std::nullopt;
    }
  }
  if (!question.since.empty()) {
    const std::optional<Span> span = parse_span(question.since);
    if (!span) {
      std::cerr << "--since " << quoted(question.since)
                << ": must be a time span such as 90s, 30m, 2h or 3d\n";
      return std::nullopt;
    }
    filter.since = now() - *span;
  }
  return filter;
}

void print_entry(const Entry& entry) {
  const Event& event = entry.queued.event;
  const auto line = [](std::string_view title, const std::string& value) {
    if (!value.empty()) std::cout << pad(title, 12) << clean(value) << '\n';
  };
  line("event", std::to_string(event.id) + "  " + std::string{name(event.type)} + "  " +
                    std::string{name(entry.settled)} +
                    (entry.settled_at ? " " + rfc3339(*entry.settled_at) : ""));
  line("about", to_text(event.subject));
  line("route", event.route);
  line("key", event.alert_key);
  line("why", std::string{name(event.reason)} +
                  (event.because == Because::verdict ? "" : ", " + std::string{name(event.because)}));
  if (!event.subject.is_own()) line("state", std::string{name(event.state)});
  line("priority", std::string{name(event.priority)});
  line("occurred", rfc3339(event.occurred_at));
  line("recorded", rfc3339(event.recorded_at));
  line("summary", event.summary);
  if (!event.remark.empty()) line("remark", event.remark.author + ": " + event.remark.text);
  line("link", event.link);
  if (!event.details.empty()) std::cout << "\n" << clean(event.details) << "\n";
  std::cout << '\n';
  TextTable table({"ATTEMPT", "TOOK", "OUTCOME", "ANSWER", "CORRELATION ID"});
  for (const Attempt& attempt : entry.attempts)
    table.add({rfc3339(attempt.started_at),
               attempt.ended_at ? std::to_string((*attempt.ended_at - attempt.started_at).count()) + " ms"
                                : "no end",
               std::string{name(attempt.outcome)}, attempt.answer, attempt.correlation_id});
  std::cout << (table.empty() ? "not tried yet\n" : table.text(terminal_width()));
}

}  // namespace

int journal_list_command(const Invocation& invocation) {
  const std::optional<Filter> filter = filter_of(invocation.journal);
  if (!filter) return exit_usage;
  const Result<Journal> journal = journal_to_read(invocation);
  if (!journal) {
    std::cerr << journal.error().text << '\n';
    return exit_failed;
  }
  const std::vector<Entry> entries = journal->list(*filter);
  if (invocation.json) {
    boost::json::array list;
    for (const Entry& entry : entries) list.push_back(as_json(entry));
    std::cout << boost::json::serialize(list) << '\n';
    return exit_done;
  }
  TextTable table({"ID", "RECORDED", "TYPE", "ABOUT", "STATE", "ROUTE", "REASON", "SETTLED", "TRIES"});
  for (const Entry& entry : entries) {
    const Event& event = entry.queued.event;
    table.add({std::to_string(event.id), rfc3339(event.recorded_at), std::string{name(event.type)},
               to_text(event.subject), event.subject.is_own() ? "" : std::string{name(event.state)},
               event.route,
               std::string{event.because == Because::verdict ? name(event.reason) : name(event.because)},
               std::string{name(entry.settled)}, std::to_string(entry.queued.attempts)});
  }
  std::cout << (table.empty() ? "no events\n" : table.text(terminal_width()));
  return exit_done;
}

int journal_show_command(const Invocation& invocation) {
  const Result<Journal> journal = journal_to_read(invocation);
  if (!journal) {
    std::cerr << journal.error().text << '\n';
    return exit_failed;
  }
  const std::optional<Entry> entry = journal->entry(invocation.journal.id);
  if (!entry) {
    std::cerr << "no event " << invocation.journal.id << " in the journal, see 'ilert-bridge journal list'\n";
    return exit_failed;
  }
  if (!invocation.json) {
    print_entry(*entry);
    return exit_done;
  }
  boost::json::object object = as_json(*entry);
  object["body"] = boost::json::parse(event_body(entry->queued.event, entry->queued.required_only));
  boost::json::array attempts;
  for (const Attempt& attempt : entry->attempts) attempts.push_back(as_json(attempt));
  object["attempts"] = std::move(attempts);
  std::cout << boost::json::serialize(object) << '\n';
  return exit_done;
}

}  // namespace ilert_bridge
