// A queue that waited, delivered as fast as it goes: by the real loop to an ilert that takes everything at
// once, and by the real daemon over HTTP.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "ilert-bridge/daemon/deliver.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::bench {
namespace {

namespace asio = boost::asio;

Recording queue_of(std::size_t events) {
  Recording recording;
  recording.looked_at.insert({"prod", "oncall"});
  for (std::size_t i = 0; i < events; ++i) {
    Recording::Change change;
    change.subject = {"prod", "host" + std::to_string(i / 20), "Service " + std::to_string(i), ""};
    change.route = "oncall";
    change.report.told = Told::open;
    change.report.state = State::critical;
    change.report.told_at = now();
    Event event;
    event.route = change.route;
    event.subject = change.subject;
    event.alert_key = alert_key(change.subject, "rig");
    event.state = State::critical;
    event.occurred_at = now();
    event.summary = to_text(change.subject) + " is CRITICAL: connection refused";
    event.details = std::string(400, '.');
    change.events.push_back(event);
    recording.changes.push_back(change);
  }
  return recording;
}

Journal filled(const std::string& file, std::size_t events) {
  Result<Journal> journal = Journal::open(file, Journal::Access::own, "rig", now());
  if (!journal) throw std::runtime_error(journal.error().text);
  Recording recording = queue_of(events);
  journal->record(recording, now());
  return std::move(*journal);
}

asio::awaitable<Answer> taken_at_once(Event, bool) {
  Answer answer;
  answer.outcome = Outcome::delivered;
  answer.http_status = 202;
  auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, asio::use_awaitable);
  co_return answer;
}

void by_the_loop(std::size_t events) {
  const doubles::TemporaryFolder folder;
  Ledger ledger(filled(folder / "journal.db", events));
  asio::io_context io(1);
  Route route;
  route.name = "oncall";
  route.replay = Replay::full;
  route.events_per_minute = 100'000;
  Deliver deliver(io.get_executor(), {.bridge_name = "rig"}, route,
                  {.send = taken_at_once, .say = [](const OwnMatter&) {}}, ledger);
  double cpu = 0;
  const double wall = taken(wall_ms, [&] {
    cpu = taken(thread_cpu_ms, [&] {
      asio::co_spawn(io, deliver.drain(), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
      });
      io.run();
    });
  });
  if (deliver.waiting() > 0) throw std::runtime_error("the loop did not deliver everything");
  const auto count = static_cast<double>(events);
  print_title("A replay of " + std::to_string(events) + " events, unthrottled, each journalled twice");
  print_figure("by the loop: events per second (aim: above 2000)", count / wall * 1000, "/s");
  print_figure("by the loop: CPU per event", cpu / count, "ms", 0.3);
}

void by_the_daemon(std::size_t events) {
  rig::Rig rig{{.route_keys = "replay = \"full\"\n"}};
  const std::string text = rig.config_text();
  const std::string few = "events_per_minute = 10000\n";
  rig.write_config(std::string{text}.replace(text.find(few), few.size(), "events_per_minute = 100000\n"));
  filled(rig.journal_file(), events);
  for (std::size_t i = 0; i < events; ++i) {
    const std::string host = "host" + std::to_string(i / 20), service = "Service " + std::to_string(i);
    rig.world.add_service(host, service);
    rig.world.service_check(host, service, 2, "connection refused");
  }
  const double wall = taken(wall_ms, [&] {
    rig.start();
    for (int tries = 0; rig.ilert.connections() == 0 && tries < 6000; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    while (rig.waiting() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{100});
  });
  print_figure("by the daemon over HTTP, with start and look: events per second",
               static_cast<double>(events) / wall * 1000, "/s");
  print_figure("by the daemon over HTTP: peak resident memory",
               static_cast<double>(rig.resident_kib()) / 1024, "MiB", 40);
  rig.stop();
}

}  // namespace

void replay(const Scale& scale) {
  by_the_loop(scale.replay);
  by_the_daemon(scale.replay);
}

}  // namespace ilert_bridge::bench
