#include "ilert-bridge/livestatus/waiter.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/livestatus/columns.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;

constexpr Span trial{300};       // what a probe asks the server to wait
constexpr Span sign_of_it{200};  // and how much longer than a plain question it must take
constexpr int trials = 3;        // a busy log may fire a trigger early
constexpr Span slack{50};        // a wait that took so much less than its time was ended by something
constexpr Span grace = std::chrono::seconds{3};     // over the time of a wait: then the server hangs
constexpr std::size_t thresholds_at_once = 32;      // filters of one question
constexpr int most_rounds = 4;                      // 32 to the fourth: of a million
constexpr std::int64_t services_for_log = 200'000;  // from here on checks alone fire `all` too often

Span since(Clock::time_point began) { return std::chrono::duration_cast<Span>(Clock::now() - began); }

std::string at_least(const std::string& column, std::int64_t value) {
  return column + " >= " + std::to_string(value);
}
std::string above(const std::string& column, std::int64_t value) {
  return column + " > " + std::to_string(value);
}

Connection::Deadlines patient(Connection::Deadlines deadlines) {
  deadlines.silence = std::min(deadlines.silence, longest_wait + grace);
  deadlines.answer = longest_wait + grace;
  return deadlines;
}

}  // namespace

Waiter::Waiter(Endpoint endpoint, Connection::Deadlines deadlines, Redials* redials)
    : connection_(std::move(endpoint), patient(deadlines), redials) {}

bool Waiter::Mark::operator!=(const Mark& other) const {
  return start != other.start || lines.least != other.lines.least || commands.least != other.commands.least;
}

bool Waiter::Mark::may_be(const Mark& exact) const {
  const auto holds = [](const CounterBounds& bounds, std::int64_t value) {
    return bounds.least <= value && value <= bounds.most;
  };
  return start == exact.start && holds(lines, exact.lines.least) && holds(commands, exact.commands.least);
}

asio::awaitable<Asked<Span>> Waiter::ask(const Query& query, RowReader::OnRow on_row) {
  const auto began = Clock::now();
  auto asking = connection_.ask(query, true, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  co_return since(began);
}

asio::awaitable<Asked<bool>> Waiter::counters_can_be_asked_for() {
  Query query{"status"};
  query.stats(at_least("log_messages", 0));
  bool reached = false;
  RowReader::OnRow on_row = [&reached](Row&& row) { reached = !row.empty() && row[0].number() == 1; };
  auto asking = ask(query, std::move(on_row));
  const Asked<Span> asked = co_await std::move(asking);
  if (!asked && asked.error().kind != AskFailure::Kind::refused) co_return asked.error();
  co_return reached;  // Naemon refuses
}

// What a plain question takes, and then one that the server should keep for a while.
asio::awaitable<Asked<Span>> Waiter::timed(bool condition) {
  const RowReader::OnRow ignored = [](Row&&) {};
  Query plain{"status"};
  plain.columns({"program_start"});
  auto asking_plain = ask(plain, ignored);
  const Asked<Span> at_once = co_await std::move(asking_plain);
  if (!at_once) co_return at_once;
  Query kept{"status"};
  kept.columns({"program_start"});
  kept.wait("log", condition ? std::vector<std::string>{"program_start = 0"} : std::vector<std::string>{},
            trial);
  auto asking = ask(kept, ignored);
  const Asked<Span> waited = co_await std::move(asking);
  if (!waited) co_return waited;
  co_return *waited - *at_once;
}

asio::awaitable<Asked<bool>> Waiter::keeps_us(bool condition) {
  auto timing = timed(condition);
  const Asked<Span> longer = co_await std::move(timing);
  if (longer) co_return *longer >= sign_of_it;
  if (longer.error().kind != AskFailure::Kind::refused) co_return longer.error();
  co_return false;
}

asio::awaitable<Asked<Waits>> Waiter::probe(const Capabilities& server) {
  if (!server.has("status", "program_start")) co_return Waits::never;
  for (int i = 0; i < trials; ++i) {
    auto trying = keeps_us(false);
    const Asked<bool> bare = co_await std::move(trying);
    if (!bare) co_return bare.error();
    if (*bare) co_return Waits::bare;
  }
  // Conditions never where counters cannot be asked for: there a wait with a condition may spin for ever.
  auto asking = counters_can_be_asked_for();
  const Asked<bool> counters = co_await std::move(asking);
  if (!counters) co_return counters.error();
  if (!*counters) co_return Waits::never;
  auto trying = keeps_us(true);
  const Asked<bool> condition = co_await std::move(trying);
  if (!condition) co_return condition.error();
  co_return *condition ? Waits::condition : Waits::never;
}

asio::awaitable<Asked<void>> Waiter::make_exact(std::string column, CounterBounds& bounds) {
  for (int round = 0; round < most_rounds && !bounds.exact(); ++round) {
    const std::vector<std::int64_t> values = thresholds(bounds, thresholds_at_once);
    std::vector<bool> reached;
    Query query{"status"};
    for (const std::int64_t value : values) query.stats(at_least(column, value));
    RowReader::OnRow on_row = [&reached](Row&& row) {
      for (const Cell& cell : row) reached.push_back(cell.number() > 0);
    };
    auto asking = ask(query, std::move(on_row));
    const Asked<Span> asked = co_await std::move(asking);
    if (!asked) co_return asked.error();
    bounds = narrowed(bounds, values, reached);
  }
  co_return no_failure;
}

asio::awaitable<Asked<void>> Waiter::make_exact(Mark& mark) {
  auto lines = make_exact("log_messages", mark.lines);
  const Asked<void> lines_known = co_await std::move(lines);
  if (!lines_known) co_return lines_known;
  auto commands = make_exact("external_commands", mark.commands);
  co_return co_await std::move(commands);
}

void Waiter::let_wait(Query& query, const Capabilities& server) const {
  std::vector<std::string> any;
  if (server.waits == Waits::condition) {
    any.push_back(above("log_messages", mark_.lines.least));
    if (server.has("status", "external_commands"))
      any.push_back(above("external_commands", mark_.commands.least));
    // A restarted core counts from 0 again.
    any.push_back("program_start != " + std::to_string(mark_.start));
  }
  // `all` heals a wake-up that got lost, with the next check; where checks come by the thousand in a second,
  // the log's own trigger is enough, and the time is over soon. A bare trigger says itself what happened.
  const bool any_trigger = server.waits == Waits::condition && mark_.services < services_for_log;
  query.wait(any_trigger ? "all" : "log", any, longest_wait);
}

asio::awaitable<Asked<Span>> Waiter::read_mark(const Capabilities& server, bool waiting, Mark& into) {
  const bool counts = server.waits == Waits::condition;
  Columns columns{"status", server};
  const Column start = columns.need("program_start"), services = columns.want("num_services");
  const Column lines = counts ? columns.want("log_messages") : Column{};
  const Column commands = counts ? columns.want("external_commands") : Column{};
  Query query{"status"};
  query.columns(columns.names());
  if (waiting) let_wait(query, server);
  RowReader::OnRow on_row = [&](Row&& row) {
    into.start = start.in(row).seconds();
    into.services = services.in(row).number();
    into.lines = bounds_of_printed(lines.in(row).number());
    into.commands = bounds_of_printed(commands.in(row).number());
  };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<void>> Waiter::arm(const Capabilities& server) {
  Mark mark;
  auto reading = read_mark(server, false, mark);
  const Asked<Span> read = co_await std::move(reading);
  if (!read) co_return read.error();
  auto refining = make_exact(mark);
  const Asked<void> exact = co_await std::move(refining);
  if (exact) mark_ = mark;
  co_return exact;
}

asio::awaitable<Asked<Waited>> Waiter::wait(const Capabilities& server) {
  Mark mark;
  auto reading = read_mark(server, true, mark);
  const Asked<Span> took = co_await std::move(reading);
  if (!took) co_return took.error();
  Waited waited;
  waited.took = *took;
  const bool ended_early = *took + slack < longest_wait;
  if (server.waits == Waits::bare) {
    waited.end = ended_early ? WaitEnd::woken : WaitEnd::quiet;
    co_return waited;
  }
  // Nobody says whether the condition held or the time was over: the counters do. If something happened in
  // the last moment after all, the next wait ends at once.
  if (!ended_early && mark.may_be(mark_)) co_return waited;
  auto refining = make_exact(mark);
  const Asked<void> exact = co_await std::move(refining);
  if (!exact) co_return exact.error();
  waited.end = mark != mark_ ? WaitEnd::woken : WaitEnd::early;
  mark_ = mark;
  co_return waited;
}

}  // namespace ilert_bridge
