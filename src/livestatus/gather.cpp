// The questions of a look: what is not good, and those that were asked for by name.
#include <algorithm>
#include <iterator>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/named.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// For servers that do not say how much they monitor (LMD, Icinga 2): no answer to a look is worth more
// memory.
constexpr std::size_t plenty = 1'000'000;
constexpr std::size_t slack = 10'000;  // what came into the configuration since it was said

constexpr std::size_t without_breath =
    8;  // questions for names; more of them leave the server time for others

constexpr Table both_tables[] = {Table::hosts, Table::services};

}  // namespace

// Of one answer about hosts or services, twice as many as there are: a server that counts them rarely may be
// late.
std::size_t Source::rows_at_most(Table table) const {
  const std::int64_t objects = table == Table::hosts ? monitored_.hosts : monitored_.services;
  return objects <= 0 ? plenty : 2 * static_cast<std::size_t>(objects) + slack;
}

asio::awaitable<Asked<void>> Source::named(const std::vector<Subject>& batch, Sightings& into) {
  const Observer observer{table_of(batch), capabilities_, options_.attributes};
  Query query{name(observer.table())};
  query.columns(observer.columns().names()).auth_user(options_.auth_user);
  query.at_most(rows_at_most(observer.table()));
  only(query, batch);
  Sightings seen;
  RowReader::OnRow on_row = [&](Row&& row) { seen.push_back(observer.sighting(options_.site, row)); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked;
  std::vector<Subject> not_seen = not_among(seen, batch);
  std::move(seen.begin(), seen.end(), std::back_inserter(into));
  auto seeking = seek_changed(not_seen, Asker::contact, into);
  const Asked<void> sought = co_await std::move(seeking);
  if (!sought) co_return sought;
  if (not_seen.empty()) co_return no_failure;
  auto missing_ones = missing(not_seen, into);
  co_return co_await std::move(missing_ones);
}

// Asked for by name and not seen: gone, or there but not for this contact?
asio::awaitable<Asked<void>> Source::missing(const std::vector<Subject>& subjects, Sightings& into) {
  Sightings exist;
  if (!options_.auth_user.empty()) {
    const Observer observer{table_of(subjects), capabilities_, {}};
    Query query{name(observer.table())};
    query.columns(observer.columns().names());
    only(query, subjects);
    RowReader::OnRow on_row = [&](Row&& row) { exist.push_back(observer.sighting(options_.site, row)); };
    auto asking = ask(query, std::move(on_row));
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
    std::vector<Subject> left = not_among(exist, subjects);
    auto seeking = seek_changed(left, Asker::anybody, exist);
    const Asked<void> sought = co_await std::move(seeking);
    if (!sought) co_return sought;
  }
  const std::vector<Subject> hidden = subjects_of(exist);
  for (const Subject& subject : subjects) {
    const bool is_hidden = std::binary_search(hidden.begin(), hidden.end(), subject);
    into.push_back(without_row(subject, is_hidden ? Presence::not_visible : Presence::absent));
  }
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::gather(const std::vector<Subject>& by_name, Sightings& into) {
  OddNames odd;
  for (const Table table : both_tables) {
    const std::size_t first = into.size();
    auto asking = problems(table, into);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
    drop_nameless(table, into, first, odd);
  }
  if (into.empty() && !options_.auth_user.empty() && !peers_.any_is_away()) {
    auto asking = anything_is_visible();
    const Asked<void> visible = co_await std::move(asking);
    if (!visible) co_return visible;
  }
  auto asking = by_their_names(not_among(into, by_name), into, odd);
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked;
  keep_the_worst(into, odd);
  say_odd_names(odd);
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::by_their_names(std::vector<Subject> subjects, Sightings& into,
                                                    OddNames& odd) {
  std::erase_if(subjects, [&](const Subject& subject) { return !names_subject(subject, options_.site); });
  const auto odd_ones = std::stable_partition(subjects.begin(), subjects.end(), can_be_asked_for);
  const auto services = std::stable_partition(subjects.begin(), odd_ones,
                                              [](const Subject& subject) { return subject.is_host(); });
  std::vector<Subject> of_hosts(subjects.begin(), services), of_services(services, odd_ones);
  std::vector<Subject> held(odd_ones, subjects.end());
  auto scanning_hosts = scan(Table::hosts, of_hosts, into);
  const Asked<void> hosts_scanned = co_await std::move(scanning_hosts);
  if (!hosts_scanned) co_return hosts_scanned;
  auto scanning_services = scan(Table::services, of_services, into);
  const Asked<void> services_scanned = co_await std::move(scanning_services);
  if (!services_scanned) co_return services_scanned;
  of_hosts.insert(of_hosts.end(), of_services.begin(), of_services.end());
  const std::vector<std::vector<Subject>> all = batches(std::move(of_hosts), batching());
  std::size_t count = 0;
  for (const std::vector<Subject>& batch : all) {
    auto asking = named(batch, into);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
    if (++count <= without_breath) continue;
    auto resting = take_breath();
    co_await std::move(resting);
  }
  auto seeking = unspoken(std::move(held), into, odd);
  co_return co_await std::move(seeking);
}

// Those whose names no request can hold: their rows are sought, as the contact sees them and as anybody does.
asio::awaitable<Asked<void>> Source::unspoken(std::vector<Subject> subjects, Sightings& into, OddNames& odd) {
  std::vector<Subject> untold;
  auto seeking = seek(subjects, Asker::contact, into, untold);
  const Asked<void> sought = co_await std::move(seeking);
  if (!sought) co_return sought;
  if (!options_.auth_user.empty()) {
    Sightings hidden;
    auto seeking_all = seek(subjects, Asker::anybody, hidden, untold);
    const Asked<void> sought_all = co_await std::move(seeking_all);
    if (!sought_all) co_return sought_all;
    for (const Sighting& one : hidden) into.push_back(without_row(one.subject, Presence::not_visible));
  }
  for (const Subject& subject : subjects) into.push_back(without_row(subject, Presence::absent));
  for (const Subject& subject : not_among(into, untold)) {
    into.push_back(without_row(subject, Presence::unknown));
    ++odd.unspoken;
    odd.example = to_text(subject);
  }
  co_return no_failure;
}

// Nothing fails for them, but somebody should know.
void Source::say_odd_names(const OddNames& odd) {
  const std::string text = odd.text();
  if (text.empty()) {
    odd_names_.ends();
  } else if (odd_names_.fails(text, now())) {
    log_warning("odd names: " + text, {{"site", options_.site}});
  }
}

asio::awaitable<Asked<std::int64_t>> Source::count(Table table) {
  std::int64_t number = 0;
  Query query{name(table)};
  query.stats("state >= 0").auth_user(options_.auth_user);
  RowReader::OnRow on_row = [&number](Row&& row) { number += row.empty() ? 0 : row[0].number(); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  co_return number;
}

// A contact that was renamed or mistyped sees nothing, and nothing says so: it must not look like "all is
// well".
asio::awaitable<Asked<void>> Source::anything_is_visible() {
  for (const Table table : both_tables) {
    auto counting = count(table);
    const Asked<std::int64_t> number = co_await std::move(counting);
    if (!number) co_return number.error();
    if (*number > 0) co_return no_failure;
  }
  co_return unsure("the contact " + quoted(options_.auth_user) +
                   " sees no host and no service: is auth_user right?");
}

}  // namespace ilert_bridge
