// Who acknowledged, and who set the downtime: asked only if a look has seen such a thing.
#include "ilert-bridge/livestatus/source.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;

asio::awaitable<Asked<void>> Source::fill(Remarks& remarks) {
  if (!remarks.columns().fault().empty()) co_return no_failure;  // then there are no authors and texts
  Query query = remarks.query();
  query.auth_user(options_.auth_user);
  RowReader::OnRow on_row = [&remarks](Row&& row) { remarks.add(row); };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<void>> Source::remarks(const CoreStatus& before, Sightings& into) {
  if (!options_.wants_remarks) co_return no_failure;
  if (any_is(into, &Observation::acknowledged)) {
    Remarks comments = Remarks::of_acknowledgements(capabilities_);
    auto filling = fill(comments);
    const Asked<void> filled = co_await std::move(filling);
    if (!filled) co_return filled;
    for (Sighting& one : into)
      if (one.observation.acknowledged) one.observation.acknowledgement = comments.of(one.subject);
  }
  if (any_is(into, &Observation::in_downtime)) {
    const Time at = now();
    Remarks downtimes =
        Remarks::of_downtimes(capabilities_, unix_seconds(at + clock_ahead(before, into, at)));
    auto filling = fill(downtimes);
    const Asked<void> filled = co_await std::move(filling);
    if (!filled) co_return filled;
    for (Sighting& one : into)
      if (one.observation.in_downtime)
        one.observation.downtime = downtimes.of_subject_or_its_host(one.subject);
  }
  co_return no_failure;
}

}  // namespace ilert_bridge
