// Subjects that are not asked for one by one: very many that recovered at once, or left, and those whose
// names no request can hold. All rows of their hosts are asked for, and theirs are picked here.
#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "ilert-bridge/livestatus/named.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t very_many = 4 * batch_size;
// That many rows for each one that is wanted are still cheaper than so many questions.
constexpr std::size_t most_unwanted = 4;
constexpr std::size_t part_size = 1000;  // subjects

bool has(std::span<const Subject> sorted, const Subject& subject) {
  return std::binary_search(sorted.begin(), sorted.end(), subject);
}

}  // namespace

// What is not found, or not worth it, is left to be asked for by name.
asio::awaitable<Asked<void>> Source::scan(Table table, std::vector<Subject>& wanted, Sightings& into) {
  const std::int64_t objects = table == Table::hosts ? monitored_.hosts : monitored_.services;
  if (wanted.size() <= very_many || objects <= 0) co_return no_failure;
  if (wanted.size() * most_unwanted < static_cast<std::size_t>(objects)) co_return no_failure;
  std::sort(wanted.begin(), wanted.end());
  Sightings seen;
  for (std::size_t at = 0; at < wanted.size(); at += part_size) {
    const auto part = std::span<const Subject>{wanted}.subspan(at, std::min(part_size, wanted.size() - at));
    const std::function<void(Query&)> limit = [&](Query& query) { only_hosts_between(query, table, part); };
    auto asking = pick(part, limit, seen);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked && asked.error().kind == AskFailure::Kind::too_large) break;
    if (!asked) co_return asked;
    auto resting = take_breath();
    co_await std::move(resting);
  }
  wanted = not_among(seen, wanted);
  std::move(seen.begin(), seen.end(), std::back_inserter(into));
  co_return no_failure;
}

// `wanted`: of one table, sorted.
asio::awaitable<Asked<void>> Source::pick(std::span<const Subject> wanted,
                                          const std::function<void(Query&)>& limit, Sightings& into) {
  const Observer observer{wanted.front().is_host() ? Table::hosts : Table::services, capabilities_,
                          options_.attributes};
  Query query{name(observer.table())};
  query.columns(observer.columns().names()).auth_user(options_.auth_user);
  query.at_most(rows_at_most(observer.table()));
  limit(query);
  RowReader::OnRow on_row = [&](Row&& row) {
    Sighting sighting = observer.sighting(options_.site, row);
    if (has(wanted, sighting.subject)) into.push_back(std::move(sighting));
  };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

// Services whose names cannot be said, of hosts whose names can. What is not there is gone, unless it could
// be hidden from a contact: it is left over then, like all that cannot be told.
asio::awaitable<Asked<void>> Source::unspoken(std::vector<Subject>& wanted, Sightings& into) {
  std::sort(wanted.begin(), wanted.end());
  std::vector<Subject> left;
  for (auto from = wanted.begin(), to = from; from != wanted.end(); from = to) {
    to = std::find_if(from, wanted.end(), [&](const Subject& other) { return other.host != from->host; });
    const std::span<const Subject> of_host{from, to};
    const Subject host{from->site, from->host, {}, {}};
    if (from->is_host() || !can_be_asked_for(host)) {
      left.insert(left.end(), from, to);
      continue;
    }
    Sightings seen;
    const std::function<void(Query&)> limit = [&](Query& query) {
      query.filter_equals("host_name", host.host);
    };
    auto asking = pick(of_host, limit, seen);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
    for (const Subject& subject : not_among(seen, {from, to}))
      if (options_.auth_user.empty())
        into.push_back(without_row(subject, Presence::absent));
      else
        left.push_back(subject);
    std::move(seen.begin(), seen.end(), std::back_inserter(into));
    auto resting = take_breath();
    co_await std::move(resting);
  }
  wanted = std::move(left);
  co_return no_failure;
}

}  // namespace ilert_bridge
