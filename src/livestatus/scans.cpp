// Subjects that are not asked for one by one: very many that recovered at once, or left, and those whose
// names no request can hold, or which their server knows by other ones than it shows (bytes that are no
// UTF-8). All rows of their hosts are asked for, and theirs are picked here.
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
    auto asking = pick(part, limit, Asker::contact, seen);
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
                                          const std::function<void(Query&)>& limit, Asker asker,
                                          Sightings& into) {
  const Observer observer{wanted.front().is_host() ? Table::hosts : Table::services, capabilities_,
                          options_.attributes};
  Query query{name(observer.table())};
  query.columns(observer.columns().names());
  if (asker == Asker::contact) query.auth_user(options_.auth_user);
  query.at_most(rows_at_most(observer.table()));
  limit(query);
  RowReader::OnRow on_row = [&](Row&& row) {
    Sighting sighting = observer.sighting(options_.site, row);
    if (has(wanted, sighting.subject)) into.push_back(std::move(sighting));
  };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

// What is found under the name that the server shows goes to `into`, and leaves `wanted`; what was in too
// large an answer is `untold`. Of a service it may be its own name that was changed, or its host's.
asio::awaitable<Asked<void>> Source::seek(std::vector<Subject>& wanted, Asker asker, Sightings& into,
                                          std::vector<Subject>& untold) {
  for (const bool by_host_name : {true, false}) {
    auto seeking = seek_among(wanted, by_host_name, asker, into, untold);
    const Asked<void> sought = co_await std::move(seeking);
    if (!sought) co_return sought;
  }
  std::erase_if(
      wanted, [&](const Subject& it) { return std::find(untold.begin(), untold.end(), it) != untold.end(); });
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::seek_among(std::vector<Subject>& wanted, bool by_host_name, Asker asker,
                                                Sightings& into, std::vector<Subject>& untold) {
  std::sort(wanted.begin(), wanted.end());
  Sightings seen;
  for (auto from = wanted.begin(), to = from; from != wanted.end(); from = to) {
    to = std::find_if(from, wanted.end(), [&](const Subject& it) {
      return it.host != from->host || it.is_host() != from->is_host();
    });
    const std::string host = from->host;
    if (by_host_name && (from->is_host() || !can_be_asked_for({from->site, host, {}, {}}))) continue;
    const Table table = from->is_host() ? Table::hosts : Table::services;
    const std::function<void(Query&)> limit = [&](Query& query) {
      if (by_host_name)
        query.filter_equals("host_name", host);
      else
        only_hosts_like(query, table, host, capabilities_.flavour);
    };
    const std::span<const Subject> of_host{from, to};
    auto asking = pick(of_host, limit, asker, seen);
    const Asked<void> asked = co_await std::move(asking);
    const bool too_large = !asked && asked.error().kind == AskFailure::Kind::too_large;
    if (!asked && !too_large) co_return asked;
    if (too_large) untold.insert(untold.end(), from, to);
    auto resting = take_breath();
    co_await std::move(resting);
  }
  wanted = not_among(seen, wanted);
  std::move(seen.begin(), seen.end(), std::back_inserter(into));
  co_return no_failure;
}

// Asked for by name, and no answer: the server may know some of them by other names than it shows. Where many
// are gone at once, only names that look like it are sought, and not all of them.
asio::awaitable<Asked<void>> Source::seek_changed(std::vector<Subject>& wanted, Asker asker,
                                                  Sightings& into) {
  constexpr std::size_t few = 5, most_sought = 20;
  const Flavour flavour = wanted.size() <= few ? capabilities_.flavour : Flavour::unknown;
  std::vector<Subject> sought, untold;
  for (const Subject& one : wanted)
    if (may_be_changed(one, flavour) && sought.size() < most_sought) sought.push_back(one);
  if (sought.empty()) co_return no_failure;
  Sightings found;
  auto seeking = seek(sought, asker, found, untold);
  const Asked<void> asked = co_await std::move(seeking);
  if (!asked) co_return asked;
  wanted = not_among(found, wanted);
  std::move(found.begin(), found.end(), std::back_inserter(into));
  co_return no_failure;
}

}  // namespace ilert_bridge
