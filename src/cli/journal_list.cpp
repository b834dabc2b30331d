#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/journal_names.hpp"
#include "ilert-bridge/cli/journal_reading.hpp"
#include "ilert-bridge/cli/journal_words.hpp"
#include "ilert-bridge/cli/table.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_by_hand = 5;

// Whoever reads a list that ends at its limit would take it for all there is.
void say_how_to_go_on(const boost::json::array& events, const JournalQuestion& question) {
  if (events.empty() || events.size() < question.limit) return;
  std::cout << "These are the newest " << events.size() << (question.before > 0 ? " before that" : "")
            << "; the older ones: add --before " << boost::json::serialize(events.back().at("id"))
            << ", or --limit NUMBER\n";
}

// What concerns no single event, such as an `adopt`.
void say_what_was_done_by_hand(const Invocation& invocation, const Filter& filter,
                               const boost::json::array& events) {
  const Result<Journal> journal = journal_to_read(invocation);
  if (!journal) return;
  const Time oldest = events.empty()
                          ? now() - std::chrono::days{1}
                          : parse_rfc3339(events.back().at("recordedAt").as_string()).value_or(now());
  for (const ByHand& done : journal->done_by_hand(filter.since.value_or(oldest), most_by_hand))
    std::cout << "By hand: " << one_line(done.what) << "; by " << one_line(done.who) << ", "
              << local_text(done.at) << '\n';
}

}  // namespace

int journal_list_command(const Invocation& invocation) {
  const JournalQuestion& question = invocation.journal;
  const std::optional<Filter> filter = filter_of(question);
  if (!filter || !names_exist(invocation)) return exit_usage;
  const Result<boost::json::array> events = events_of(invocation, *filter);
  if (!events) {
    std::cerr << events.error().text << '\n';
    return exit_failed;
  }
  if (invocation.json) {
    std::cout << boost::json::serialize(*events) << '\n';
    return exit_done;
  }
  std::cout << (events->empty() ? "no events\n" : on_screen(table_of(*events, terminal_width(), now())));
  say_how_to_go_on(*events, question);
  say_what_was_done_by_hand(invocation, *filter, *events);
  return exit_done;
}

}  // namespace ilert_bridge
