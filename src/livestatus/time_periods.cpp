#include "ilert-bridge/livestatus/time_periods.hpp"

#include <boost/asio/awaitable.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/columns.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span between = std::chrono::minutes{1};
constexpr Span good_for = std::chrono::minutes{10};
constexpr Span nobody_can_say = std::chrono::minutes{1};
constexpr Span patience = std::chrono::seconds{10};

constexpr int bad_question = 400, no_such_table = 404;

bool is_for_good(const AskFailure& failure) {
  return failure.kind == AskFailure::Kind::refused &&
         (failure.code == bad_question || failure.code == no_such_table);
}

std::string counts_as_running(const std::string& why) { return "counts as running: " + why; }

std::string unknown_text(const std::string& wanted, const TimePeriods::Running& all) {
  std::vector<std::string_view> names;
  for (const auto& [name, runs] : all) names.push_back(name);
  const std::string_view like = nearest(wanted, names);
  std::string text = "it has no time period " + quoted(wanted);
  if (!like.empty()) text += "; did you mean " + quoted(like) + "?";
  return text;
}

}  // namespace

bool TimePeriods::is_due(Moment at) const {
  return !wanted_.empty() && (!asked_at_ || at - *asked_at_ >= between);
}

void TimePeriods::told(const Running& all, Moment at, bool in_part) {
  asked_at_ = at;
  failing_since_.reset();
  was_told_ = true;
  const Names before = std::exchange(over_, {});
  std::vector<std::string> doubts;
  for (const std::string& wanted : wanted_) {
    const auto found = all.find(wanted);
    const bool is_known = found != all.end();
    if (!is_known && !in_part) doubts.push_back(unknown_text(wanted, all));
    if (is_known ? !found->second : in_part && before.contains(wanted)) over_.insert(wanted);
  }
  doubt_ = doubts.empty() ? "" : counts_as_running(join(doubts, ", "));
}

bool TimePeriods::untold(const std::string& why, Moment at) {
  const Span failing = std::chrono::duration_cast<Span>(at - failing_since_.value_or(at));
  if (!failing_since_) failing_since_ = at;
  const bool counts_as_told = was_told_ && failing < good_for;
  doubt_ = counts_as_told ? "counts as the site told it last: " + why : counts_as_running(why);
  const bool can_say = was_told_ || failing >= nobody_can_say;
  if (can_say) asked_at_ = at;
  if (failing >= good_for) over_.clear();
  return can_say;
}

void TimePeriods::untellable(const std::string& why, Moment at) {
  asked_at_ = at;
  over_.clear();
  doubt_ = counts_as_running(why);
}

// LMD may know a period on several sites: where one of them runs, it does.
asio::awaitable<Asked<void>> Source::ask_periods(TimePeriods::Running& into) {
  Columns columns{"timeperiods", capabilities_};
  const Column name = columns.need("name"), runs = columns.need("in");
  if (!columns.fault().empty())
    co_return AskFailure{AskFailure::Kind::refused, no_such_table,
                         to_text(options_.endpoint) + ": " + columns.fault()};
  Query query{"timeperiods"};
  query.columns(columns.names());
  RowReader::OnRow on_row = [&](Row&& row) {
    bool& runs_somewhere = into[name.in(row).text()];
    runs_somewhere = runs_somewhere || runs.in(row).truth();
  };
  auto asking = rows(query, std::move(on_row), patience);
  const Asked<void> asked = co_await std::move(asking);
  co_return asked;
}

// Not before a look was complete: a site that is away says nothing of its periods either.
asio::awaitable<Asked<void>> Source::read_periods() {
  if (!periods_.is_due(std::chrono::steady_clock::now())) co_return no_failure;
  TimePeriods::Running all;
  auto asking = ask_periods(all);
  const Asked<void> asked = co_await std::move(asking);
  const auto at = std::chrono::steady_clock::now();
  if (asked) {
    periods_.told(all, at, peers_.any_is_away());
    co_return no_failure;
  }
  if (is_for_good(asked.error())) {
    periods_.untellable(asked.error().text, at);
    co_return no_failure;
  }
  if (periods_.untold(asked.error().text, at)) co_return no_failure;
  co_return asked;
}

}  // namespace ilert_bridge
