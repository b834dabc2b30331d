#include "ilert-bridge/livestatus/source.hpp"

#include <chrono>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/named.hpp"
#include "sightings.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;

Source::Source(SourceOptions options)
    : options_(std::move(options)),
      connection_(options_.endpoint, options_.deadlines, &redials_),
      waiter_(options_.endpoint, options_.deadlines, &redials_) {}

AskFailure Source::unsure(std::string_view why) const {
  return {AskFailure::Kind::broken, 0, to_text(options_.endpoint).append(": ").append(why)};
}

asio::awaitable<Asked<void>> Source::ask(const Query& query, RowReader::OnRow on_row) {
  const bool keep_alive = probed_ && capabilities_.keep_alive;
  const auto began = std::chrono::steady_clock::now();
  auto asking = connection_.ask(query, keep_alive, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (asked && options_.on_answer)
    options_.on_answer(std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - began));
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

// LMD leaves out the rows of a peer that it does not reach, and says 200.
asio::awaitable<Asked<void>> Source::peers_are_up() {
  if (capabilities_.flavour != Flavour::lmd || !capabilities_.has("sites", "status")) co_return no_failure;
  std::string down;
  Query query{"sites"};
  query.columns({"name", "status", "last_error"});
  RowReader::OnRow on_row = [&down](Row&& row) {
    if (row.size() == 3 && row[1].number() != 0) down = row[0].text() + " (" + row[2].text() + ')';
  };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked;
  if (!down.empty()) co_return unsure("LMD does not reach its peer " + cut(one_line(down), 200));
  co_return no_failure;
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
  if (!reader.any()) co_return unsure("table status is empty");
  if (!reader.status().complete) {
    auto asking_peers = peers_are_up();
    const Asked<void> peers = co_await std::move(asking_peers);
    co_return peers ? unsure("the core is still starting (program_start is 0)") : peers.error();
  }
  monitored_ = {.hosts = reader.status().hosts, .services = reader.status().services};
  co_return reader.status();
}

asio::awaitable<Asked<Look>> Source::look_once(const std::vector<Subject>& by_name) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  auto asking_before = status();
  const Asked<CoreStatus> before = co_await std::move(asking_before);
  if (!before) co_return before.error();
  Look look;
  look.site = options_.site;
  look.sightings.reserve(seen_last_ + seen_last_ / 8);  // growing step by step is half the cost of a look
  auto gathering = gather(by_name, look.sightings);
  const Asked<void> gathered = co_await std::move(gathering);
  if (!gathered) co_return gathered.error();
  auto remarking = remarks(*before, look.sightings);
  const Asked<void> remarked = co_await std::move(remarking);
  if (!remarked) co_return remarked.error();
  auto asking_peers = peers_are_up();
  const Asked<void> peers = co_await std::move(asking_peers);
  if (!peers) co_return peers.error();
  auto asking_after = status();
  const Asked<CoreStatus> after = co_await std::move(asking_after);
  if (!after) co_return after.error();
  if (!(before->program == after->program)) co_return unsure("the core restarted while it was asked");
  seen_last_ = look.sightings.size();
  look.program = after->program;
  look.notifications_enabled = after->notifications_enabled;
  look.at = now();
  look.clock_ahead = clock_ahead(*after, look.sightings, look.at);
  co_return look;
}

asio::awaitable<Asked<Look>> Source::look(const std::vector<Subject>& by_name) {
  auto looking = look_once(by_name);
  Asked<Look> look = co_await std::move(looking);
  // An upgrade restarts the core, and brings other columns.
  if (!look || (!(program_ == Program{}) && !(program_ == look->program))) probed_ = false;
  if (look) program_ = look->program;
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
