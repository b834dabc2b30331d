#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_change.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_words.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t everything = 1'000'000;
constexpr std::size_t shown = 15;  // fits a screen with the question below it

std::string counted(std::size_t count) { return std::to_string(count) + (count == 1 ? " event" : " events"); }

bool is_undelivered(const Entry& entry) {
  return entry.settled == Settled::waiting || entry.settled == Settled::parked;
}

void complain(const Entry& entry) {
  std::cerr << "event " << entry.queued.event.id << " is " << name(entry.settled)
            << ": only events that wait or are parked can be changed\n";
}

// By their numbers; all of them must be there and undelivered.
bool pick_named(const Journal& journal, const std::vector<std::int64_t>& ids, std::vector<Entry>& picked) {
  bool all = true;
  for (const EventId id : ids) {
    std::optional<Entry> entry = journal.entry(id);
    if (!entry) std::cerr << "no event " << id << " in the journal, see 'ilert-bridge journal list'\n";
    if (entry && !is_undelivered(*entry)) complain(*entry);
    all = all && entry && is_undelivered(*entry);
    if (entry) picked.push_back(std::move(*entry));
  }
  return all;
}

void pick_filtered(const Journal& journal, Filter filter, const std::vector<Settled>& states,
                   std::vector<Entry>& picked) {
  filter.limit = everything;
  for (const Settled state : states) {
    filter.settled = state;
    std::vector<Entry> found = journal.list(filter);
    std::move(found.begin(), found.end(), std::back_inserter(picked));
  }
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
int pick(const Invocation& invocation, std::vector<Settled> unasked, std::vector<Entry>& picked) {
  const JournalQuestion& question = invocation.journal;
  const std::optional<Filter> filter = filter_of(question);
  if (!filter) return exit_usage;
  const std::optional<std::vector<Settled>> states = states_of(*filter, std::move(unasked));
  if (!states) return exit_usage;
  if (!question.ids.empty() && is_filtered(question)) {
    std::cerr << "name events by number or by filters, not both\n";
    return exit_usage;
  }
  const Result<Journal> journal = journal_to_read(invocation);
  if (!journal) {
    std::cerr << journal.error().text << '\n';
    return exit_failed;
  }
  if (!question.ids.empty()) return pick_named(*journal, question.ids, picked) ? exit_done : exit_failed;
  pick_filtered(*journal, *filter, *states, picked);
  return exit_done;
}

std::vector<EventId> ids_of(const std::vector<Entry>& entries) {
  std::vector<EventId> ids;
  for (const Entry& entry : entries) ids.push_back(entry.queued.event.id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

int change(const Invocation& invocation, JournalChange what, const std::vector<Entry>& entries,
           const char* done) {
  const std::vector<EventId> ids = ids_of(entries);
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

void show(std::vector<Entry> entries) {
  const std::size_t count = entries.size();
  if (count > shown) entries.erase(entries.begin() + shown, entries.end());
  std::cout << table_of(entries).text(terminal_width());
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
  std::vector<Entry> entries;
  if (const int status = pick(invocation, {Settled::parked}, entries); status != exit_done) return status;
  if (entries.empty()) {
    std::cout << "no events to retry\n";
    return exit_done;
  }
  return change(invocation, JournalChange::retry, entries, "to be tried again");
}

int journal_drop_command(const Invocation& invocation) {
  if (invocation.journal.ids.empty() && !is_filtered(invocation.journal)) {
    std::cerr << "drop what? Name events by number, or by filters such as --state parked or --route NAME\n";
    return exit_usage;
  }
  std::vector<Entry> entries;
  if (const int status = pick(invocation, {Settled::parked, Settled::waiting}, entries); status != exit_done)
    return status;
  if (entries.empty()) {
    std::cout << "no events to drop\n";
    return exit_done;
  }
  show(entries);
  if (!invocation.journal.yes && isatty(STDIN_FILENO) == 0) {
    std::cerr << "there is no terminal to ask at: add --yes if you mean it\n";
    return exit_usage;
  }
  if (!invocation.journal.yes && !agrees(entries.size())) {
    std::cout << "nothing is dropped\n";
    return exit_failed;
  }
  return change(invocation, JournalChange::drop, entries, "dropped");
}

}  // namespace ilert_bridge
