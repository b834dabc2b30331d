// Which server answers, and what it can do.
#include <set>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// Tables whose columns are worth remembering.
const std::set<std::string> known_tables = {"hosts", "services", "comments", "downtimes", "status", "sites"};

}  // namespace

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
