#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_words.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge {
namespace {

void print_entry(const Entry& entry) {
  const Event& event = entry.queued.event;
  const auto line = [](std::string_view title, const std::string& value) {
    if (!value.empty()) std::cout << pad(title, 12) << clean(value) << '\n';
  };
  line("event", std::to_string(event.id) + "  " + std::string{name(event.type)} + "  " +
                    std::string{name(entry.settled)} +
                    (entry.settled_at ? " " + local_text(*entry.settled_at) : ""));
  if (entry.superseded_by != 0)
    line("replaced", "by event " + std::to_string(entry.superseded_by) + ", which stands for it");
  if (event.stands_for > 1)
    line("stands for", std::to_string(event.stands_for) + " events" +
                           (event.first_at ? ", the first of " + local_text(*event.first_at) : ""));
  line("about", to_text(event.subject));
  line("route", event.route);
  line("key", event.alert_key);
  line("why", std::string{name(event.reason)} +
                  (event.because == Because::verdict ? "" : ", " + std::string{name(event.because)}));
  if (!event.subject.is_own()) line("state", std::string{name(event.state)});
  line("priority", std::string{name(event.priority)});
  if (event.occurred_at != Time{}) line("occurred", local_text(event.occurred_at));
  line("recorded", local_text(event.recorded_at));
  line("summary", event.summary);
  if (!event.remark.empty()) line("remark", event.remark.author + ": " + event.remark.text);
  line("link", event.link);
  for (const ByHand& change : entry.by_hand)
    line("by hand", change.what + " by " + change.who + ", " + local_text(change.at));
  if (!event.details.empty()) std::cout << "\n" << clean(event.details) << "\n";
  std::cout << '\n';
  TextTable table({"ATTEMPT", "TOOK", "OUTCOME", "ANSWER", "CORRELATION ID"});
  for (const Attempt& attempt : entry.attempts)
    table.add({local_text(attempt.started_at),
               attempt.ended_at ? std::to_string((*attempt.ended_at - attempt.started_at).count()) + " ms"
                                : "no end",
               std::string{name(attempt.outcome)}, attempt.answer, attempt.correlation_id});
  std::cout << (table.empty() ? "not tried yet\n" : table.text(terminal_width()));
}

// As the route sends it now; of a route that is gone as the generic event API has it.
boost::json::value body_of(const Queued& queued, const Invocation& invocation) {
  const Loaded loaded = load_config(invocation.config_file, Surroundings::of_process());
  Integration integration = Integration::api;
  for (const RouteSettings& settings : loaded.config.routes)
    if (settings.route.name == queued.event.route) integration = settings.route.integration;
  const std::string body = event_body(queued.event, queued.required_only, integration);
  if (integration == Integration::nagios) return boost::json::string{body};  // XML
  return boost::json::parse(body);
}

}  // namespace

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
  boost::json::object object = whole_as_json(*entry);
  object["body"] = body_of(entry->queued, invocation);
  std::cout << boost::json::serialize(object) << '\n';
  return exit_done;
}

}  // namespace ilert_bridge
