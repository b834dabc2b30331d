#include "ilert-bridge/livestatus/source.hpp"

#include <chrono>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/named.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// Who was not found may be one of those that LMD does not reach.
void hold_what_is_away(std::vector<Sighting>& sightings) {
  for (Sighting& one : sightings)
    if (one.presence == Presence::absent) one.presence = Presence::unknown;
}

void forget_flapping(std::vector<Sighting>& sightings) {
  for (Sighting& one : sightings) one.observation.flapping = false;
}

}  // namespace

Source::Source(SourceOptions options)
    : options_(std::move(options)),
      connection_(options_.endpoint, options_.deadlines, &redials_),
      waiter_(options_.endpoint, options_.deadlines, &redials_),
      periods_(options_.time_periods),
      clock_(options_.clock_ahead) {}

AskFailure Source::unsure(std::string_view why) const {
  return {AskFailure::Kind::broken, 0, to_text(options_.endpoint).append(": ").append(why)};
}

asio::awaitable<Asked<void>> Source::ask(const Query& query, RowReader::OnRow on_row) {
  const bool keep_alive = probed_ && capabilities_.keep_alive;
  const auto began = std::chrono::steady_clock::now();
  Query to_ask = query;
  if (is_for_reached_peers(query)) to_ask.backends(peers_.reached());
  auto asking = connection_.ask(to_ask, keep_alive, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (asked) heard_at_ = std::chrono::steady_clock::now();
  if (asked && options_.on_answer) options_.on_answer(std::chrono::duration_cast<Span>(*heard_at_ - began));
  note_effort(query);
  if (!asked) probed_ = false;  // whoever answers next may be another one
  co_return asked;
}

asio::awaitable<Asked<void>> Source::rows(const Query& query, RowReader::OnRow on_row, Span patience) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known;
  Connection::Deadlines deadlines = options_.deadlines;
  if (patience > Span{}) deadlines.silence = deadlines.answer = patience;
  connection_.set_deadlines(deadlines);
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  connection_.set_deadlines(options_.deadlines);
  co_return asked;
}

asio::awaitable<Asked<CoreStatus>> Source::status() {
  StatusReader reader{capabilities_};
  if (!reader.columns().fault().empty()) co_return unsure(reader.columns().fault());
  Query query{"status"};
  query.columns(reader.columns().names());
  RowReader::OnRow on_row = [&reader](Row&& row) { reader.add(row); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  if (!reader.any() || !reader.status().complete) {
    auto finding = why_no_status(reader.any() ? "the core is still starting (program_start is 0)"
                                              : "table status is empty");
    co_return co_await std::move(finding);
  }
  monitored_ = {.hosts = reader.status().hosts, .services = reader.status().services};
  CoreStatus status = reader.status();
  remember(status);
  co_return status;
}

asio::awaitable<Asked<Look>> Source::look_once(const std::vector<Subject>& by_name) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  auto asking_peers = read_peers();
  const Asked<void> peers = co_await std::move(asking_peers);
  if (!peers) co_return peers.error();
  if (peers_.all_are_away()) co_return unsure(peers_.away());
  const Peers peers_before = peers_;
  auto asking_before = status();
  const Asked<CoreStatus> before = co_await std::move(asking_before);
  if (!before) co_return before.error();
  Look look;
  look.site = options_.site;
  look.sightings.reserve(seen_last_ + seen_last_ / 8);  // growing step by step is half the cost of a look
  auto gathering = gather(by_name, look.sightings);
  const Asked<void> gathered = co_await std::move(gathering);
  if (!gathered) co_return gathered.error();
  const Time at = now();
  clock_.told(newest_doing(*before, at), newest_check(look.sightings, at), at);
  auto remarking = remarks(*before, look.sightings);
  const Asked<void> remarked = co_await std::move(remarking);
  if (!remarked) co_return remarked.error();
  if (!before->detects_flapping) forget_flapping(look.sightings);
  if (peers_.any_is_away()) hold_what_is_away(look.sightings);
  auto asking_peers_again = read_peers();
  const Asked<void> peers_again = co_await std::move(asking_peers_again);
  if (!peers_again) co_return peers_again.error();
  peers_changed_ = !peers_.are_the_same_as(peers_before);
  if (peers_changed_)
    co_return unsure(peers_.any_is_away() ? peers_.away() : "LMD found a peer again while it was asked");
  auto asking_after = status();
  const Asked<CoreStatus> after = co_await std::move(asking_after);
  if (!after) co_return after.error();
  if (!(before->program == after->program)) co_return unsure("the core restarted while it was asked");
  seen_last_ = look.sightings.size();
  look.program = after->program;
  look.notifications_enabled = after->notifications_enabled;
  look.interval_length = after->interval_length;
  look.at = now();
  look.clock_ahead = clock_.ahead();
  co_return look;
}

asio::awaitable<Asked<Look>> Source::look(const std::vector<Subject>& by_name) {
  peers_changed_ = false;
  auto looking = look_once(by_name);
  Asked<Look> look = co_await std::move(looking);
  if (peers_changed_) {  // now it is known whom to ask
    auto looking_again = look_once(by_name);
    look = co_await std::move(looking_again);
  }
  // An upgrade restarts the core, and brings other columns.
  if (!look || (!(program_ == Program{}) && !(program_ == look->program))) probed_ = false;
  if (!look) periods_.not_asked();
  if (!look) co_return look;
  program_ = look->program;
  auto reading_periods = read_periods();
  const Asked<void> periods = co_await std::move(reading_periods);
  if (!periods) co_return periods.error();
  look->periods_over = periods_.over();
  co_return look;
}

asio::awaitable<Asked<Source::Size>> Source::size() {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  auto counting_hosts = count(Table::hosts);
  const Asked<std::int64_t> hosts = co_await std::move(counting_hosts);
  if (!hosts) co_return hosts.error();
  auto counting_services = count(Table::services);
  const Asked<std::int64_t> services = co_await std::move(counting_services);
  if (!services) co_return services.error();
  Size size;
  size.hosts = *hosts;
  size.services = *services;
  co_return size;
}

}  // namespace ilert_bridge
