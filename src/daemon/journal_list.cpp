#include "ilert-bridge/daemon/journal_list.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/daemon/event_json.hpp"

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
                .before = number_at<EventId>(question, "before", 0),
                .limit = number_at<std::size_t>(question, "limit", most_events_listed)};
  filter.limit = std::min(filter.limit, most_events_listed);
  if (!question.contains("state")) return filter;
  filter.settled = settled_named(text_at(question, "state"));
  if (!filter.settled) return error("there is no such state of an event");
  return filter;
}

Result<json::object> listed(const json::object& question, const Journal& journal) {
  json::array events;
  if (const json::value* const ids = question.if_contains("ids")) {
    if (ids->as_array().size() > most_events_listed)
      return error("at most " + std::to_string(most_events_listed) + " events at once");
    for (const json::value& id : ids->as_array())
      if (const std::optional<Entry> entry = journal.entry(id.to_number<EventId>()))
        events.push_back(as_json(*entry));
  } else {
    const Result<Filter> filter = filter_in(question);
    if (!filter) return filter.error();
    for (const Entry& entry : journal.list(*filter)) events.push_back(as_json(entry));
  }
  return json::object{{"events", std::move(events)}};
}

}  // namespace

// The right to change: outputs of checks are not for every user of the machine.
void answer_journal_list(Serve& serve, const Ledger& ledger) {
  Answering answering = [&ledger](json::object question, Asker) -> asio::awaitable<Result<json::object>> {
    co_return listed(question, ledger.journal());
  };
  serve.answer("journal.list", Right::change, std::move(answering));
}

}  // namespace ilert_bridge
