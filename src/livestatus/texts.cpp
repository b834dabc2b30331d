// Texts of subjects about to be sent: by their names or, of very many, with one question for all problems.
#include <algorithm>
#include <span>
#include <utility>

#include "ilert-bridge/livestatus/named.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t very_many = 4 * batch_size;
// The texts of that many problems for each one that is wanted are still cheaper than so many questions.
constexpr std::size_t most_unwanted = 4;
// A look at fewer services than this costs a server less than questions cost.
constexpr std::int64_t worth_an_index = 20'000;

bool has(std::span<const Subject> sorted, const Subject& subject) {
  return std::binary_search(sorted.begin(), sorted.end(), subject);
}

}  // namespace

Batching Source::batching() const {
  return capabilities_.finds_by_host && monitored_.services >= worth_an_index ? Batching::by_host
                                                                              : Batching::mixed;
}

asio::awaitable<Asked<void>> Source::texts_of_problems(Table table, std::span<const Subject> wanted,
                                                       bool is_a_part, std::map<Subject, Texts>& into) {
  if (wanted.empty()) co_return no_failure;
  const TextReader reader{table, capabilities_, options_.texts};
  Query query{name(table)};
  query.columns(reader.columns().names()).filter("state != 0").auth_user(options_.auth_user);
  query.at_most(rows_at_most(table));
  if (is_a_part) only_hosts_between(query, table, wanted);
  RowReader::OnRow on_row = [&](Row&& row) {
    const Subject subject = reader.subject(options_.site, row);
    if (has(wanted, subject)) into[subject] = reader.texts(row);
  };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  // Too much at once: then it goes by their names.
  if (!asked && asked.error().kind != AskFailure::Kind::too_large) co_return asked;
  if (is_a_part) {
    auto resting = take_breath();
    co_await std::move(resting);
  }
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::texts_by_name(std::vector<Subject> subjects,
                                                   std::map<Subject, Texts>& into) {
  const std::vector<std::vector<Subject>> all = batches(std::move(subjects), batching());
  for (const std::vector<Subject>& batch : all) {
    const TextReader reader{table_of(batch), capabilities_, options_.texts};
    Query query{name(table_of(batch))};
    query.columns(reader.columns().names()).auth_user(options_.auth_user);
    only(query, batch);
    RowReader::OnRow on_row = [&](Row&& row) {
      into[reader.subject(options_.site, row)] = reader.texts(row);
    };
    auto asking = ask(query, std::move(on_row));
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
  }
  co_return no_failure;
}

// Of those that do not come by their names: see seek_changed. A few, for the texts of the others do not wait.
asio::awaitable<Asked<void>> Source::seek_texts(std::vector<Subject> wanted, std::map<Subject, Texts>& into) {
  constexpr std::size_t most_sought = 20;
  std::erase_if(wanted, [&](const Subject& it) {
    return into.contains(it) || !may_be_changed(it, capabilities_.flavour);
  });
  wanted.resize(std::min(wanted.size(), most_sought));
  for (const Subject& subject : wanted)
    for (const bool by_host_name : {true, false}) {
      const Subject host{subject.site, subject.host, {}, {}};
      if (into.contains(subject)) continue;  // it came with another one
      if (by_host_name && (subject.is_host() || !can_be_asked_for(host))) continue;
      const Table table = subject.is_host() ? Table::hosts : Table::services;
      const TextReader reader{table, capabilities_, options_.texts};
      Query query{name(table)};
      query.columns(reader.columns().names()).auth_user(options_.auth_user);
      query.at_most(rows_at_most(table));
      if (by_host_name)
        query.filter_equals("host_name", subject.host);
      else
        only_hosts_like(query, table, subject.host, capabilities_.flavour);
      RowReader::OnRow on_row = [&](Row&& row) {
        const Subject seen = reader.subject(options_.site, row);
        if (std::find(wanted.begin(), wanted.end(), seen) != wanted.end()) into[seen] = reader.texts(row);
      };
      auto asking = ask(query, std::move(on_row));
      const Asked<void> asked = co_await std::move(asking);
      if (!asked && asked.error().kind != AskFailure::Kind::too_large) co_return asked;
    }
  co_return no_failure;
}

asio::awaitable<Asked<std::map<Subject, Texts>>> Source::texts(const std::vector<Subject>& subjects,
                                                               std::optional<std::size_t> among) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  std::vector<Subject> to_ask;
  for (const Subject& subject : not_among({}, subjects))
    if (names_subject(subject, options_.site) && can_be_asked_for(subject)) to_ask.push_back(subject);
  std::map<Subject, Texts> texts;
  if (to_ask.size() > very_many && to_ask.size() * most_unwanted >= among.value_or(seen_last_)) {
    const bool is_a_part = among.value_or(seen_last_) < seen_last_;
    std::stable_partition(to_ask.begin(), to_ask.end(), [](const Subject& it) { return it.is_host(); });
    const auto services =
        std::find_if(to_ask.begin(), to_ask.end(), [](const Subject& it) { return !it.is_host(); });
    const std::span<const Subject> of_hosts{to_ask.begin(), services}, of_services{services, to_ask.end()};
    for (const auto& [table, wanted] : {std::pair{Table::hosts, of_hosts}, {Table::services, of_services}}) {
      auto scanning = texts_of_problems(table, wanted, is_a_part, texts);
      const Asked<void> scanned = co_await std::move(scanning);
      if (!scanned) co_return scanned.error();
    }
    std::erase_if(to_ask, [&](const Subject& subject) { return texts.contains(subject); });
  }
  auto asking = texts_by_name(std::move(to_ask), texts);
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  std::vector<Subject> others;
  for (const Subject& subject : subjects)
    if (names_subject(subject, options_.site) && !texts.contains(subject)) others.push_back(subject);
  auto seeking = seek_texts(std::move(others), texts);
  const Asked<void> sought = co_await std::move(seeking);
  if (!sought) co_return sought.error();
  co_return texts;
}

}  // namespace ilert_bridge
