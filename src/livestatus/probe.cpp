// Which server answers, and what it can do.
#include <algorithm>
#include <set>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "unlisted.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// Tables whose columns are worth remembering.
const std::set<std::string> known_tables = {"hosts",  "services", "comments",   "downtimes",
                                            "status", "sites",    "timeperiods"};

}  // namespace

// Of `names`, what a row shows to be there; without any service all of them, until there is one.
asio::awaitable<Asked<void>> Source::try_columns(std::vector<std::string> names, const Names& texts,
                                                 Capabilities& into) {
  Query query{"services"};
  query.columns(names).limit(1);
  std::vector<std::string> there = names;
  RowReader::OnRow on_row = [&](Row&& row) {
    there.clear();
    for (std::size_t at = 0; at < std::min(row.size(), names.size()); ++at)
      if (shows_its_column(row[at], texts.contains(names[at]))) there.push_back(names[at]);
  };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (asked) into.columns["services"].insert(there.begin(), there.end());
  co_return asked;
}

// One that is refused must not cost the others.
asio::awaitable<Asked<void>> Source::find_unlisted(Capabilities& into) {
  const std::vector<std::string> names = unlisted_of_hosts(into, options_.attributes, options_.texts);
  if (names.empty()) co_return no_failure;
  Names texts;
  Query types{"columns"};
  types.columns({"name", "type"}).filter("table = hosts");
  RowReader::OnRow on_type = [&texts](Row&& row) {
    if (row.size() == 2 && row[1].text() == "string") texts.insert("host_" + row[0].text());
  };
  auto asking_types = ask(types, std::move(on_type));
  const Asked<void> typed = co_await std::move(asking_types);
  if (!typed) co_return typed;
  auto asking = try_columns(names, texts, into);
  const Asked<void> asked = co_await std::move(asking);
  if (asked || asked.error().kind != AskFailure::Kind::refused) co_return asked;
  for (const std::string& name : names) {
    auto asking_one = try_columns({name}, texts, into);
    const Asked<void> asked_one = co_await std::move(asking_one);
    if (!asked_one && asked_one.error().kind != AskFailure::Kind::refused) co_return asked_one;
  }
  co_return no_failure;
}

asio::awaitable<Asked<Flavour>> Source::probe_versions() {
  std::map<std::string, std::set<std::string>> tables;
  Query columns{"columns"};
  columns.columns({"table", "name"});
  RowReader::OnRow on_column = [&tables](Row&& row) {
    if (row.size() == 2 && known_tables.count(row[0].text()) != 0)
      tables[row[0].text()].insert(row[1].text());
  };
  auto asking_columns = ask(columns, std::move(on_column));
  const Asked<void> listed = co_await std::move(asking_columns);
  if (!listed && listed.error().code != 404) co_return listed.error();

  std::string program, livestatus;
  Query versions{"status"};
  versions.columns({"program_version", "livestatus_version"});
  RowReader::OnRow on_version = [&](Row&& row) {
    if (row.size() != 2) return;
    program = one_line(row[0].text());
    livestatus = one_line(row[1].text());
  };
  auto asking_versions = ask(versions, std::move(on_version));
  const Asked<void> told = co_await std::move(asking_versions);
  if (!told) co_return told.error();
  Capabilities found = capabilities_of(program, livestatus, std::move(tables));
  auto finding = find_unlisted(found);
  const Asked<void> searched = co_await std::move(finding);
  if (!searched) co_return searched.error();
  may_wait_ = found.waits == Waits::unasked;
  // The same server again: how it waits is known.
  if (found.flavour == capabilities_.flavour && found.version == capabilities_.version)
    found.waits = capabilities_.waits;
  capabilities_ = std::move(found);
  co_return capabilities_.flavour;
}

asio::awaitable<Asked<void>> Source::probe() {
  if (probed_) co_return no_failure;
  auto probing = probe_versions();
  const Asked<Flavour> flavour = co_await std::move(probing);
  if (!flavour) co_return flavour.error();
  if (!options_.auth_user.empty() && !capabilities_.auth_user)
    co_return unsure(
        std::string{name(*flavour)} +
        " ignores AuthUser and would show everything: remove auth_user and let the routes choose");
  probed_ = true;
  program_ = {};
  co_return no_failure;
}

}  // namespace ilert_bridge
