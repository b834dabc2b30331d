// The loop that asks whether ilert is there, alone on a clock on which minutes are nothing.
#include "ilert-bridge/daemon/reach.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/log.hpp"
#include "tests/simulation/clock.hpp"

namespace ilert_bridge::simulation {
namespace {
namespace asio = boost::asio;
using namespace std::chrono_literals;
using Seconds = std::vector<std::int64_t>;

const Time beginning = from_unix(1'750'000'000);

class ReachInTime : public testing::Test {
 protected:
  ReachInTime() {
    set_log_sink([](Level, std::string_view) {});
    begin_time(beginning, 1);
    comes_back();
  }
  ~ReachInTime() override { set_log_sink(nullptr); }

  static std::int64_t second() { return unix_seconds(now()) - unix_seconds(beginning); }
  void after(Span span, std::function<void()> it_happens) {
    timers.emplace_back(io, span).async_wait([it_happens](boost::system::error_code) { it_happens(); });
  }
  // In which seconds ilert was asked, until the loop was cancelled.
  Seconds asked_until_cancelled(Span span) {
    asio::cancellation_signal stop;
    after(span, [&] { stop.emit(asio::cancellation_type::terminal); });
    asio::co_spawn(io, reach.run(),
                   asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr failure) {
                     failed = failure != nullptr;
                     ended = second();
                   }));
    io.run();
    return asked;
  }
  void goes_away() {
    answer = {};
    answer.obstacle = Obstacle::no_connection;
    answer.fault = "refused";
  }
  void comes_back() {
    answer = {};
    answer.transport = HttpAnswer::Transport::answered;
    answer.status = 401;
  }

  asio::io_context io{1};
  std::list<asio::steady_timer> timers;
  HttpAnswer answer;
  Seconds asked;
  std::int64_t ended = 0;
  bool failed = false;
  Reach reach{"https://api.ilert.com/api",
              {.ask = [this](HttpRequest) -> asio::awaitable<HttpAnswer> {
                 asked.push_back(second());
                 co_return answer;
               },
               .read_at = [] { return std::optional<Time>{}; }}};
};

TEST_F(ReachInTime, AsksOnceAMinuteAndEndsAsSoonAsItIsCancelled) {
  EXPECT_EQ(asked_until_cancelled(192s), (Seconds{5, 65, 125, 185})) << "the first events may be ahead of it";
  EXPECT_EQ(ended, 192);
  EXPECT_FALSE(failed);
}

TEST_F(ReachInTime, CountsTheMinuteFromTheLastEventThatWasAnswered) {
  after(32s, [this] { reach.heard(now()); });
  EXPECT_EQ(asked_until_cancelled(100s), (Seconds{5, 95}));
}

TEST_F(ReachInTime, GoesOnAskingWhereNobodyAnswersAndHearsThatItIsBack) {
  goes_away();
  IlertStatus before;
  after(100s, [&] {
    before = reach.status();
    comes_back();
  });
  EXPECT_EQ(asked_until_cancelled(130s), (Seconds{5, 65, 125}));
  EXPECT_EQ(before.fault, "refused");
  EXPECT_EQ(unix_seconds(before.fault_since.value()), unix_seconds(beginning) + 5);
  EXPECT_EQ(reach.status().fault, "");
  EXPECT_EQ(unix_seconds(reach.status().answered_at.value()), unix_seconds(beginning) + 125);
}

}  // namespace
}  // namespace ilert_bridge::simulation
