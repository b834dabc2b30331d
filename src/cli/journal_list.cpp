#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_words.hpp"

namespace ilert_bridge {

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
  std::cout << (entries.empty() ? "no events\n" : table_of(entries).text(terminal_width()));
  return exit_done;
}

}  // namespace ilert_bridge
