#include "ilert-bridge/cli/journal_reading.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/cli/person.hpp"
#include "ilert-bridge/daemon/event_json.hpp"
#include "ilert-bridge/daemon/journal_list.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

json::object question_of(const Filter& filter) {
  json::object question{{"ask", "journal.list"},
                        {"site", filter.site},
                        {"host", filter.host},
                        {"service", filter.service},
                        {"route", filter.route}};
  if (filter.settled) question["state"] = name(*filter.settled);
  if (filter.since) question["since"] = rfc3339(*filter.since);
  if (filter.until) question["until"] = rfc3339(*filter.until);
  if (filter.before > 0) question["before"] = filter.before;
  return question;
}

// Moves the answer's events to the end of `into`; how many they are.
Result<std::size_t> ask_for_events(const std::filesystem::path& journal, json::object question,
                                   json::array& into) {
  auto answer = ask_daemon(journal, std::move(question));
  if (!answer && answer.error().kind == ControlFault::Kind::nobody)
    return error(journal.string() +
                 " is for root, the daemon's user and its group to read, and no daemon answers for it: " +
                 answer.error().text);
  if (!answer) return error(answer.error().text);
  json::value* const events = answer->if_contains("events");
  if (events == nullptr || !events->is_array()) return error("the daemon did not say which events there are");
  for (json::value& event : events->get_array()) into.push_back(std::move(event));
  return events->get_array().size();
}

Result<json::array> of_daemon(const std::filesystem::path& journal, const Filter& filter) {
  json::array events;
  json::object question = question_of(filter);
  while (events.size() < filter.limit) {
    const std::size_t wanted = std::min(filter.limit - events.size(), most_events_listed);
    question["limit"] = wanted;
    const Result<std::size_t> more = ask_for_events(journal, question, events);
    if (!more) return more.error();
    if (*more < wanted) break;
    question["before"] = events.back().at("id");
  }
  return events;
}

Result<json::array> of_daemon(const std::filesystem::path& journal, const std::vector<std::int64_t>& ids) {
  json::array events;
  for (std::size_t done = 0; done < ids.size(); done += most_events_listed) {
    json::array some;
    for (std::size_t at = done; at < std::min(done + most_events_listed, ids.size()); ++at)
      some.push_back(ids[at]);
    json::object question{{"ask", "journal.list"}, {"ids", std::move(some)}};
    const Result<std::size_t> more = ask_for_events(journal, std::move(question), events);
    if (!more) return more.error();
  }
  return events;
}

json::array of_file(const Journal& journal, const Filter& filter) {
  json::array events;
  for (const Entry& entry : journal.list(filter)) events.push_back(as_json(entry));
  return events;
}

json::array of_file(const Journal& journal, const std::vector<std::int64_t>& ids) {
  json::array events;
  for (const EventId id : ids)
    if (const std::optional<Entry> entry = journal.entry(id)) events.push_back(as_json(*entry));
  return events;
}

template <class Which>
Result<json::array> read_events(const Invocation& invocation, const Which& which) {
  const Result<LocatedJournal> located = located_journal(invocation);
  if (!located) return located.error();
  if (is_kept_from_us(located->path)) return of_daemon(located->path, which);
  const Result<Journal> journal =
      Journal::open(located->path, Journal::Access::read_only, located->bridge_name, now());
  if (!journal) return journal.error();
  return of_file(*journal, which);
}

}  // namespace

Result<json::array> events_of(const Invocation& invocation, const Filter& filter) {
  return read_events(invocation, filter);
}

Result<json::array> events_named(const Invocation& invocation, const std::vector<std::int64_t>& ids) {
  return read_events(invocation, ids);
}

}  // namespace ilert_bridge
