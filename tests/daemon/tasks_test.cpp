#include "ilert-bridge/daemon/tasks.hpp"

#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;

asio::awaitable<void> fail() {
  throw CommitFailed("disk on fire");
  co_return;
}

asio::awaitable<void> wait_for_ever(Wakeup& wakeup) {
  for (;;) co_await wakeup.wait();
}

TEST(Tasks, WhatOneThrowsComesOutAndTheOwnerEndsTheOthers) {
  asio::io_context io{1};
  Wakeup never{io.get_executor()};
  Tasks tasks{io.get_executor()};
  tasks.on_end([&] { tasks.cancel(); });
  tasks.start(wait_for_ever(never));
  tasks.start(fail());
  stage::run(io, tasks.join());
  EXPECT_EQ(tasks.running(), 0U);
  EXPECT_THROW(tasks.rethrow_failure(), CommitFailed);
}

TEST(Tasks, BeingCancelledIsNoFailure) {
  asio::io_context io{1};
  Wakeup never{io.get_executor()};
  Tasks tasks{io.get_executor()};
  tasks.start(wait_for_ever(never));
  asio::post(io, [&] { tasks.cancel(); });
  stage::run(io, tasks.join());
  EXPECT_NO_THROW(tasks.rethrow_failure());
}

TEST(Tasks, NothingRunsBeforeStartReturns) {
  asio::io_context io{1};
  Wakeup go{io.get_executor()};
  Tasks tasks{io.get_executor()};
  bool in_the_middle = false, ran_there = false;
  const auto start_another = [&]() -> asio::awaitable<void> {
    co_await go.wait();
    in_the_middle = true;
    const auto look_around = [&]() -> asio::awaitable<void> {
      ran_there = in_the_middle;
      co_return;
    };
    tasks.start(look_around());
    in_the_middle = false;
    while (tasks.running() > 1) co_await asio::post(asio::use_awaitable);
  };
  tasks.start(start_another());
  go.notify();
  stage::run(io, tasks.join());
  EXPECT_FALSE(ran_there);
}

TEST(Wakeup, ANotificationBeforeTheWaitIsNotLost) {
  asio::io_context io{1};
  Wakeup wakeup{io.get_executor()};
  wakeup.notify();
  stage::run(io, wakeup.wait());
}

}  // namespace
}  // namespace ilert_bridge
