#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_names.hpp"
#include "ilert-bridge/cli/journal_words.hpp"

namespace ilert_bridge {
namespace {

// So many at a time: a journal of gigabytes need not fit into memory.
constexpr std::size_t page = 500;

}  // namespace

int journal_export_command(const Invocation& invocation) {
  std::optional<Filter> filter = filter_of(invocation.journal);
  if (!filter || !names_exist(invocation)) return exit_usage;
  const Result<Journal> journal = journal_to_read(invocation);
  if (!journal) {
    std::cerr << journal.error().text << '\n';
    return exit_failed;
  }
  filter->limit = page;
  for (;;) {
    const std::vector<Entry> entries = journal->list(*filter);
    for (const Entry& listed : entries)
      if (const std::optional<Entry> entry = journal->entry(listed.queued.event.id))
        std::cout << boost::json::serialize(whole_as_json(*entry)) << '\n';
    if (entries.size() < page || !std::cout) break;
    filter->before = entries.back().queued.event.id;
  }
  return exit_done;
}

}  // namespace ilert_bridge
