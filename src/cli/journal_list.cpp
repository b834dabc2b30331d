#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_reading.hpp"
#include "ilert-bridge/cli/journal_words.hpp"

namespace ilert_bridge {

int journal_list_command(const Invocation& invocation) {
  const std::optional<Filter> filter = filter_of(invocation.journal);
  if (!filter) return exit_usage;
  const Result<boost::json::array> events = events_of(invocation, *filter);
  if (!events) {
    std::cerr << events.error().text << '\n';
    return exit_failed;
  }
  if (invocation.json)
    std::cout << boost::json::serialize(*events) << '\n';
  else
    std::cout << (events->empty() ? "no events\n" : table_of(*events).text(terminal_width()));
  return exit_done;
}

}  // namespace ilert_bridge
