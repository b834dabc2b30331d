// Of the servers behind LMD, only those that it reaches are asked, and every look finds out which these are:
// of the others it leaves out the rows, or shows old ones, and says 200.
#include <utility>

#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;

asio::awaitable<Asked<void>> Source::read_peers() {
  Peers peers;
  if (capabilities_.flavour != Flavour::lmd || !capabilities_.has("sites", "status")) {
    peers_ = std::move(peers);
    co_return no_failure;
  }
  Query query{"sites"};
  query.columns(Peers::columns());
  RowReader::OnRow on_row = [&peers](Row&& row) { peers.add(row); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (asked) peers_ = std::move(peers);
  co_return asked;
}

bool Source::is_for_reached_peers(const Query& query) const {
  const bool is_lmds_own = query.table() == "sites" || query.table() == "columns";
  return capabilities_.flavour == Flavour::lmd && !is_lmds_own && peers_.any_is_away() &&
         !peers_.all_are_away();
}

// One that has just gone explains more than what is missing.
asio::awaitable<AskFailure> Source::why_no_status(std::string otherwise) {
  auto reading = read_peers();
  const Asked<void> read = co_await std::move(reading);
  if (!read) co_return read.error();
  co_return unsure(peers_.any_is_away() ? peers_.away() : otherwise);
}

void Source::remember(CoreStatus& status) {
  if (capabilities_.flavour != Flavour::lmd) programs_.clear();
  for (const auto& [key, program] : status.programs) programs_[key] = program;
  status.program = as_one(programs_);
}

}  // namespace ilert_bridge
