// What is not good, when the answer is too large for one piece (413): in parts, each half as large as one
// that was too large. What was learned holds for the next looks, and is forgotten after a time.
#include <algorithm>
#include <utility>

#include "ilert-bridge/livestatus/ranges.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "ilert-bridge/net/stream.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

const std::string not_good = "state != 0";
constexpr int most_rows = 1 << 16;      // of the first part, where parts are rows
constexpr int looks_until_whole = 100;  // then it is tried in one piece again
constexpr Span longest_breath{1000};    // between two parts, as long as the server thought about one

bool is_refused_for_size(const Asked<void>& asked) {
  return !asked && asked.error().kind == AskFailure::Kind::too_large && asked.error().code == 413;
}

const char* host_column(Table table) { return table == Table::hosts ? "name" : "host_name"; }

}  // namespace

asio::awaitable<Asked<void>> Source::problems(Table table, Sightings& into) {
  InParts& parts = in_parts_[table];
  if (parts.size > 0 && ++parts.looks > looks_until_whole) parts = {};
  const std::size_t before = into.size();
  if (parts.size == 0) {
    const std::function<void(Query&)> everything = [](Query&) {};
    auto asking = problems_where(table, everything, into);
    const Asked<void> asked = co_await std::move(asking);
    if (!is_refused_for_size(asked)) co_return asked;
    into.resize(before);
  }
  if (capabilities_.parts == Parts::offsets) {
    auto asking = problems_by_offset(table, parts, into);
    const Asked<void> asked = co_await std::move(asking);
    keep_once_each(into, before);
    co_return asked;
  }
  auto asking = problems_by_host(table, parts, into);
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<void>> Source::problems_where(Table table, const std::function<void(Query&)>& limit,
                                                    Sightings& into) {
  const Observer observer{table, capabilities_, options_.attributes};
  if (!observer.columns().fault().empty()) co_return unsure(observer.columns().fault());
  Query query{name(table)};
  query.columns(observer.columns().names()).filter(not_good).auth_user(options_.auth_user);
  query.at_most(rows_at_most(table));
  limit(query);
  RowReader::OnRow on_row = [&](Row&& row) { observer.read(options_.site, row, into.emplace_back()); };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

asio::awaitable<void> Source::take_breath() {
  const Span breath = std::chrono::duration_cast<Span>(connection_.thought());
  auto sleeping = sleep_for(std::min(breath, longest_breath));
  co_await std::move(sleeping);
}

asio::awaitable<Asked<void>> Source::problems_by_host(Table table, InParts& parts, Sightings& into) {
  Query names_of_hosts{"hosts"};
  names_of_hosts.columns({"name"}).auth_user(options_.auth_user).at_most(rows_at_most(Table::hosts));
  auto naming = names(names_of_hosts);
  Asked<std::vector<std::string>> hosts = co_await std::move(naming);
  if (!hosts) co_return hosts.error();
  const std::size_t half = hosts->size() / 2;
  HostRanges ranges{std::move(*hosts), parts.size > 0 ? parts.size : half};
  const std::function<void(Query&)> limit = [&](Query& query) { ranges.limit(query, host_column(table)); };
  while (!ranges.done()) {
    const std::size_t before = into.size();
    auto asking = problems_where(table, limit, into);
    const Asked<void> asked = co_await std::move(asking);
    if (is_refused_for_size(asked) && ranges.halve()) {
      into.resize(before);
      continue;
    }
    if (!asked) co_return asked;
    ranges.next();
    auto resting = take_breath();
    co_await std::move(resting);
  }
  parts.size = ranges.hosts();
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::problems_by_offset(Table table, InParts& parts, Sightings& into) {
  if (parts.size == 0) parts.size = most_rows;
  for (std::size_t offset = 0;;) {
    const std::function<void(Query&)> limit = [&](Query& query) {
      query.limit(static_cast<int>(parts.size)).offset(static_cast<int>(offset)).sort(host_column(table));
      if (table == Table::services) query.sort("description");
    };
    const std::size_t before = into.size();
    auto asking = problems_where(table, limit, into);
    const Asked<void> asked = co_await std::move(asking);
    if (is_refused_for_size(asked) && parts.size > 1) {
      into.resize(before);
      parts.size /= 2;
      continue;
    }
    if (!asked) co_return asked;
    if (into.size() - before < parts.size) co_return no_failure;
    // One row twice, lest one that recovers meanwhile moves another one out of sight.
    offset += parts.size > 1 ? parts.size - 1 : 1;
    auto resting = take_breath();
    co_await std::move(resting);
  }
}

}  // namespace ilert_bridge
