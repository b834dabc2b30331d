#include "tests/property/bridge.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <stdexcept>

#include "ilert-bridge/daemon/self.hpp"

namespace ilert_bridge::property {
namespace {

constexpr const char* bridge_name = "mon1";

Journal opened(const std::filesystem::path& path) {
  Result<Journal> journal = Journal::open(path, Journal::Access::own, bridge_name, now());
  if (!journal) throw std::runtime_error(journal.error().text);
  return std::move(*journal);
}

SourceOptions source_options() {
  SourceOptions options;
  options.site = "prod";
  options.endpoint.path = "/line";
  return options;
}

SiteSettings site() {
  SiteSettings settings;
  settings.name = "prod";
  settings.silent_after = std::chrono::minutes{2};
  return settings;
}

DeliverOptions deliver_options() { return {.bridge_name = bridge_name, .gap = Span{0}}; }

// Runs it to its end; what it throws comes out when nothing of it runs any more.
template <class Coroutine>
void finish(boost::asio::io_context& io, Coroutine coroutine) {
  std::exception_ptr failure;
  boost::asio::co_spawn(io, std::move(coroutine),
                        [&](std::exception_ptr thrown, auto&&...) { failure = thrown; });
  io.restart();
  io.run();
  if (failure) std::rethrow_exception(failure);
}

boost::asio::awaitable<void> look_into(Watch& watch, bool& complete) {
  complete = co_await watch.look_once();
}

}  // namespace

BridgeLife::BridgeLife(const std::filesystem::path& journal, const Route& route, const SendPort& send,
                       Heard heard)
    : route_(route),
      ledger_(opened(journal)),
      source_(source_options()),
      watch_(site(), {route}, bridge_name, ports_of(source_), ledger_),
      deliver_(io_.get_executor(), deliver_options(), route, ports(send), ledger_) {
  ledger_.on_change([this, heard = std::move(heard)](const Recording::Change& change) {
    heard(change);
    if (change.route == route_.name) deliver_.recorded(change);
  });
}

DeliverPorts BridgeLife::ports(const SendPort& send) {
  DeliverPorts made;
  made.send = send;
  made.say = [this](const OwnMatter& matter) { say_own(matter); };
  return made;
}

// There is no other route to say it on that this one is held.
void BridgeLife::say_own(const OwnMatter& matter) {
  if (matter.kind != "route") say(matter, {route_}, ledger_, bridge_name, now());
}

bool BridgeLife::look() {
  bool complete = false;
  finish(io_, look_into(watch_, complete));
  return complete;
}

void BridgeLife::deliver() { finish(io_, deliver_.drain()); }

std::vector<Subject> BridgeLife::retry() {
  Filter parked;
  parked.settled = Settled::parked;
  std::vector<Subject> subjects;
  for (const Entry& entry : ledger_.journal().list(parked)) {
    ledger_.journal().retry({entry.queued.event.id}, "ann (1000)", now());
    deliver_.reread({entry.queued.event.alert_key});
    subjects.push_back(entry.queued.event.subject);
  }
  return subjects;
}

bool BridgeLife::rests() const {
  return deliver_.backlog().requests() == 0 && ledger_.journal().parked(route_.name) == 0;
}

}  // namespace ilert_bridge::property
