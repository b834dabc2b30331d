// A route's delivery on a stage: ilert plays its outcomes from a list, and a test is a few words long.
#pragma once

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/daemon/deliver.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge::stage {

inline Answer answer(Outcome outcome) {
  return {.outcome = outcome,
          .http_status = 0,
          .text = std::string{name(outcome)},
          .remedy = {},
          .correlation_id = {},
          .retry_after = {}};
}

// ilert: notes what it gets, plays outcomes in order, then takes everything.
struct Ilert {
  std::deque<Outcome> outcomes;
  std::function<void()> hangs;  // if set: is called once, and that request is never answered
  Lines got;
  std::size_t side_by_side = 0;
  std::size_t most_side_by_side = 0;

  SendPort port() {
    return [this](Event event, bool required_only) -> boost::asio::awaitable<Answer> {
      most_side_by_side = std::max(most_side_by_side, ++side_by_side);
      got.push_back(std::string{name(event.type)} + " " + event.subject.host +
                    (required_only ? " required only" : ""));
      Outcome outcome = Outcome::delivered;
      if (!outcomes.empty()) {
        outcome = outcomes.front();
        outcomes.pop_front();
      }
      auto executor = co_await boost::asio::this_coro::executor;
      if (const auto hanging = std::exchange(hangs, {})) {
        hanging();
        boost::asio::steady_timer never(executor, boost::asio::steady_timer::time_point::max());
        co_await never.async_wait(boost::asio::use_awaitable);
      }
      co_await boost::asio::post(executor, boost::asio::use_awaitable);
      --side_by_side;
      co_return answer(outcome);
    };
  }
};

class Delivery : public ::testing::Test {
 protected:
  // Journals events of a host's service on the route; the report afterwards is `wanted`.
  void journal(const std::string& host, std::vector<EventType> types, Told wanted = Told::open,
               Acceptance acceptance = Acceptance::checkmk) {
    Recording recording;
    Recording::Change change{.subject = service(host), .route = "oncall", .report = {}, .events = {}};
    change.report.told = wanted;
    change.report.acceptance = acceptance;
    for (const EventType type : types) {
      Event event;
      event.route = "oncall";
      event.subject = change.subject;
      event.alert_key = alert_key(change.subject, "mon1");
      event.type = type;
      event.state = State::critical;
      event.summary = "s";
      change.events.push_back(event);
    }
    recording.changes.push_back(change);
    ledger.record(recording, now());
  }

  // A look finds that its problem, which is told, is to be held now, or not any more.
  void hold(const std::string& host, bool held) {
    Recording recording;
    Recording::Change change{.subject = service(host), .route = "oncall", .report = {}, .events = {}};
    change.report.told = Told::open;
    change.report.held = held;
    recording.changes.push_back(change);
    ledger.record(recording, now());
  }

  // A new loop, as after a restart.
  std::unique_ptr<Deliver> started() {
    const OwnMatterPort port = [this](const OwnMatter& matter) {
      Route self = oncall;
      self.own_alerts = self.own_alerts && matter.kind != "route";
      say(matter, {self, night}, ledger, "mon1", now());
    };
    const DeliverPorts ports{.send = ilert.port(), .say = port, .must_wait = must_wait};
    const DeliverOptions options{.bridge_name = "mon1", .gap = Span{0}};
    auto deliver = std::make_unique<Deliver>(io.get_executor(), options, oncall, ports, ledger);
    ledger.on_change([loop = deliver.get()](const Recording::Change& change) {
      if (change.route == "oncall") loop->recorded(change);
    });
    return deliver;
  }
  void drain() {
    run(io, started()->drain());
    ledger.on_change({});
  }
  // Delivers until a request hangs, and is stopped then, as by a reload.
  void deliver_until_cut_off() {
    const auto deliver = started();
    ilert.hangs = [&] { deliver->stop(Span{0}); };
    run(io, deliver->run());
    ledger.on_change({});
  }

  boost::asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  Ilert ilert;
  Route oncall = route();
  Route night = silent("night");
  std::function<bool(const std::string& alert_key)> must_wait{};

 private:
  static Route silent(std::string name) {
    Route made = route(std::move(name));
    made.own_alerts = false;
    return made;
  }
};

}  // namespace ilert_bridge::stage
