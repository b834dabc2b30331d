#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_change.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_names.hpp"
#include "ilert-bridge/cli/journal_reading.hpp"
#include "ilert-bridge/cli/journal_words.hpp"
#include "ilert-bridge/cli/table.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

constexpr std::size_t everything = 1'000'000;
constexpr std::size_t shown = 15;  // fits a screen with the question below it

std::string counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " event" : " events"); }

std::string_view settled(const json::value& event) { return event.at("settled").as_string(); }

bool is_undelivered(const json::value& event) {
  return settled(event) == name(Settled::waiting) || settled(event) == name(Settled::parked);
}

void complain(const json::value& event) {
  std::cerr << "event " << event.at("id") << " is " << settled(event)
            << ": only events that wait or are parked can be changed\n";
}

bool is_among(std::int64_t id, const json::array& events) {
  return std::any_of(events.begin(), events.end(), [&](const json::value& it) { return it.at("id") == id; });
}

// All that were named must be there and undelivered.
bool can_be_changed(const std::vector<std::int64_t>& ids, const json::array& events) {
  bool all = true;
  for (const EventId id : ids) {
    if (is_among(id, events)) continue;
    std::cerr << "no event " << id << " in the journal, see 'ilert-bridge journal list'\n";
    all = false;
  }
  for (const json::value& event : events) {
    if (is_undelivered(event)) continue;
    complain(event);
    all = false;
  }
  return all;
}

Result<json::array> filtered(const Invocation& invocation, Filter filter,
                             const std::vector<Settled>& states) {
  filter.limit = everything;
  json::array events;
  for (const Settled state : states) {
    filter.settled = state;
    Result<json::array> found = events_of(invocation, filter);
    if (!found) return found.error();
    for (json::value& event : *found) events.push_back(std::move(event));
  }
  return events;
}

// The states that the question asks for, of those that can be changed; `unasked` if it asks for none.
std::optional<std::vector<Settled>> states_of(const Filter& filter, std::vector<Settled> unasked) {
  if (!filter.settled) return unasked;
  if (*filter.settled == Settled::waiting || *filter.settled == Settled::parked)
    return std::vector<Settled>{*filter.settled};
  std::cerr << "--state " << name(*filter.settled) << ": only waiting and parked events can be changed\n";
  return std::nullopt;
}

// What is to be changed; or the exit status.
int pick(const Invocation& invocation, std::vector<Settled> unasked, json::array& picked) {
  const JournalQuestion& question = invocation.journal;
  const std::optional<Filter> filter = filter_of(question);
  if (!filter) return exit_usage;
  if (!names_exist(invocation)) return exit_usage;
  const std::optional<std::vector<Settled>> states = states_of(*filter, std::move(unasked));
  if (!states) return exit_usage;
  if (!question.ids.empty() && is_filtered(question)) {
    std::cerr << "name events by number or by filters, not both\n";
    return exit_usage;
  }
  Result<json::array> events =
      question.ids.empty() ? filtered(invocation, *filter, *states) : events_named(invocation, question.ids);
  if (!events) {
    std::cerr << events.error().text << '\n';
    return exit_failed;
  }
  picked = std::move(*events);
  return can_be_changed(question.ids, picked) ? exit_done : exit_failed;
}

std::vector<EventId> ids_of(const json::array& events) {
  std::vector<EventId> ids;
  for (const json::value& event : events) ids.push_back(event.at("id").to_number<EventId>());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

int change(const Invocation& invocation, JournalChange what, const json::array& events, const char* done) {
  const std::vector<EventId> ids = ids_of(events);
  const Result<LocatedJournal> journal = located_journal(invocation);
  if (!journal) {
    std::cerr << journal.error().text << '\n';
    return exit_failed;
  }
  const Result<std::vector<EventId>> changed = change_journal(journal->path, journal->bridge_name, what, ids);
  if (!changed) {
    std::cerr << changed.error().text << '\n';
    return exit_failed;
  }
  std::cout << counted(changed->size()) << ' ' << done << '\n';
  if (changed->size() == ids.size()) return exit_done;
  std::cerr
      << counted(ids.size() - changed->size())
      << " left as they were: under way right now, or settled meanwhile; see 'ilert-bridge journal list'\n";
  return exit_failed;
}

void show(json::array events) {
  const std::size_t count = events.size();
  if (count > shown) events.resize(shown);
  std::cout << on_screen(table_of(events, terminal_width(), now()));
  if (count > shown) std::cout << "and " << count - shown << " more\n";
}

// Nothing but a clear yes counts.
bool agrees(std::size_t count) {
  std::cout << "Drop " << counted(count) << "? What is dropped is never sent. [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return lower(answer) == "y" || lower(answer) == "yes";
}

}  // namespace

int journal_retry_command(const Invocation& invocation) {
  json::array events;
  if (const int status = pick(invocation, {Settled::parked}, events); status != exit_done) return status;
  if (events.empty()) {
    std::cout << "no events to retry\n";
    return exit_done;
  }
  return change(invocation, JournalChange::retry, events, "to be tried again");
}

int journal_drop_command(const Invocation& invocation) {
  if (invocation.journal.ids.empty() && !is_filtered(invocation.journal)) {
    std::cerr << "drop what? Name events by number, or by filters such as --state parked or --route NAME\n";
    return exit_usage;
  }
  json::array events;
  if (const int status = pick(invocation, {Settled::parked, Settled::waiting}, events); status != exit_done)
    return status;
  if (events.empty()) {
    std::cout << "no events to drop\n";
    return exit_done;
  }
  show(events);
  if (!invocation.journal.yes && isatty(STDIN_FILENO) == 0) {
    std::cerr << "there is no terminal to ask at: add --yes if you mean it\n";
    return exit_usage;
  }
  if (!invocation.journal.yes && !agrees(events.size())) {
    std::cout << "nothing is dropped\n";
    return exit_failed;
  }
  return change(invocation, JournalChange::drop, events, "dropped");
}

}  // namespace ilert_bridge
