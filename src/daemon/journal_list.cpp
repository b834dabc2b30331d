#include "ilert-bridge/daemon/journal_list.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/daemon/event_json.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

std::string text_at(const json::object& question, std::string_view field) {
  const json::value* const found = question.if_contains(field);
  return found == nullptr ? std::string{} : std::string{found->as_string()};
}

template <class Number>
Number number_at(const json::object& question, std::string_view field, Number otherwise) {
  const json::value* const found = question.if_contains(field);
  return found == nullptr ? otherwise : found->to_number<Number>();
}

Result<Filter> filter_in(const json::object& question) {
  Filter filter{.site = text_at(question, "site"),
                .host = text_at(question, "host"),
                .service = text_at(question, "service"),
                .route = text_at(question, "route"),
                .settled = {},
                .since = parse_rfc3339(text_at(question, "since")),
                .until = parse_rfc3339(text_at(question, "until")),
                .before = number_at<EventId>(question, "before", 0),
                .limit = number_at<std::size_t>(question, "limit", most_events_listed)};
  filter.limit = std::min(filter.limit, most_events_listed);
  if (!question.contains("state")) return filter;
  filter.settled = settled_named(text_at(question, "state"));
  if (!filter.settled) return error("there is no such state of an event");
  return filter;
}

json::object as_answer(const std::vector<Entry>& entries) {
  json::array events;
  for (const Entry& entry : entries) events.push_back(as_json(entry));
  return {{"events", std::move(events)}};
}

asio::awaitable<Result<json::object>> named(json::array ids, const Journal& journal) {
  if (ids.size() > most_events_listed)
    co_return error("at most " + std::to_string(most_events_listed) + " events at once");
  std::vector<Entry> entries;
  for (const json::value& id : ids) {
    if (std::optional<Entry> entry = journal.entry(id.to_number<EventId>()))
      entries.push_back(std::move(*entry));
    co_await let_others_work();
  }
  co_return as_answer(entries);
}

asio::awaitable<Result<json::object>> fitting(Filter filter, const Journal& journal) {
  std::vector<Entry> entries;
  while (journal.list_some(filter, entries)) co_await let_others_work();
  co_return as_answer(entries);
}

asio::awaitable<Result<json::object>> listed(json::object question, const Journal& journal) {
  if (const json::value* const ids = question.if_contains("ids"))
    co_return co_await named(ids->as_array(), journal);
  const Result<Filter> filter = filter_in(question);
  if (!filter) co_return filter.error();
  co_return co_await fitting(*filter, journal);
}

}  // namespace

// The right to change: outputs of checks are not for every user of the machine.
void answer_journal_list(Serve& serve, const Ledger& ledger) {
  Answering answering = [&ledger](json::object question, Asker) -> asio::awaitable<Result<json::object>> {
    try {
      co_return co_await listed(std::move(question), ledger.journal());
    } catch (const UnknownWord& word) {
      co_return error(word.what());
    }
  };
  serve.answer("journal.list", Right::change, std::move(answering));
}

}  // namespace ilert_bridge
