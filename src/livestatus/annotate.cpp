// Who acknowledged, and who set the downtime: asked only if a look has seen such a thing, or cannot have seen
// it yet.
#include <algorithm>

#include "ilert-bridge/core/settling.hpp"
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

bool Source::has_just_started(const CoreStatus& status) {
  const auto at = std::chrono::steady_clock::now();
  if (!(started_ == status.program)) first_seen_ = at;
  started_ = status.program;
  return may_not_count_downtimes_yet(std::chrono::duration_cast<Span>(at - first_seen_),
                                     now() + clock_.ahead() - from_unix(status.program.start));
}

asio::awaitable<Asked<void>> Source::running_downtimes(const CoreStatus& before, Sightings& into) {
  const auto in_doubt = [](const Sighting& one) {
    return one.presence == Presence::seen && !is_good(one.observation.state) && !one.observation.in_downtime;
  };
  if (!has_just_started(before) || std::none_of(into.begin(), into.end(), in_doubt)) co_return no_failure;
  Remarks running = Remarks::of_fixed_downtimes(capabilities_, unix_seconds(now() + clock_.ahead()));
  auto filling = fill(running);
  const Asked<void> filled = co_await std::move(filling);
  if (!filled) co_return filled;
  for (Sighting& one : into) {
    if (!in_doubt(one) || !running.has_subject_or_its_host(one.subject)) continue;
    const Remark said = options_.wants_remarks ? running.of_subject_or_its_host(one.subject) : Remark{};
    one.observation.downtime = said.empty() ? unread_remark : said;
  }
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::remarks(const CoreStatus& before, Sightings& into) {
  auto asking_downtimes = running_downtimes(before, into);
  const Asked<void> asked = co_await std::move(asking_downtimes);
  if (!asked || !options_.wants_remarks) co_return asked;
  if (any_is(into, &Observation::acknowledged)) {
    Remarks comments = Remarks::of_acknowledgements(capabilities_);
    auto filling = fill(comments);
    const Asked<void> filled = co_await std::move(filling);
    if (!filled) co_return filled;
    for (Sighting& one : into) {
      if (!one.observation.acknowledged) continue;
      one.observation.acknowledgement = comments.of(one.subject);
      one.observation.acknowledged_at = comments.time_of(one.subject);
    }
  }
  if (any_is(into, &Observation::in_downtime)) {
    Remarks downtimes = Remarks::of_downtimes(capabilities_, unix_seconds(now() + clock_.ahead()));
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
