#include "ilert-bridge/net/control.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstring>
#include <fstream>
#include <future>

#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using doubles::TemporaryFolder;

constexpr Span patience = std::chrono::seconds{10};

// Answers every line with the same line in angle brackets, one connection after the other.
asio::awaitable<void> echo(ControlListener& listener, Span read_for, std::string& last_fault) {
  while (!listener.closed()) {
    Result<ControlConnection> connection = co_await listener.accept();
    if (!connection) continue;
    for (;;) {
      Result<std::optional<std::string>> line = co_await connection->read_line(100, read_for);
      if (!line) last_fault = line.error().text;
      if (!line || !*line) break;
      std::string answer = "<" + **line + ">";
      const Result<void> written = co_await connection->write_line(std::move(answer), patience);
      if (!written) break;
    }
  }
}

class Control : public ::testing::Test {
 protected:
  std::string path() const { return folder / "control.sock"; }
  Result<ControlListener> open() { return ControlListener::open(io.get_executor(), path()); }

  // Serves while the client's work is done in a thread of its own.
  template <class Work>
  auto serve(Work work, Span read_for = patience) {
    Result<ControlListener> listener = open();
    if (!listener) throw std::runtime_error(listener.error().text);
    asio::co_spawn(io, echo(*listener, read_for, last_fault), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    auto done = std::async(std::launch::async, [&] {
      auto result = work();
      asio::post(io, [&] { listener->close(); });
      return result;
    });
    io.restart();
    io.run();
    return done.get();
  }

  TemporaryFolder folder;
  asio::io_context io{1};
  std::string last_fault;
};

int connected(const std::string& path) {
  const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(static_cast<char*>(address.sun_path), path.data(), path.size());
  if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
  return client;
}

void leave_a_dead_socket(const std::string& path) {
  const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(static_cast<char*>(address.sun_path), path.data(), path.size());
  ASSERT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(dead);
}

TEST_F(Control, ALineIsAnsweredByALine) {
  const auto answer = serve([&] { return ask_control(path(), "how are you", patience); });
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(*answer, "<how are you>");
}

TEST_F(Control, ALongAnswerArrivesWhole) {
  const std::string most(100, 'x');
  const auto answer = serve([&] { return ask_control(path(), most, patience); });
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(*answer, "<" + most + ">");
}

TEST_F(Control, ALineThatIsTooLongEndsTheConnection) {
  const auto answer = serve([&] { return ask_control(path(), std::string(101, 'x'), patience); });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ControlFault::Kind::failed);
  EXPECT_EQ(last_fault, "the line is longer than 100 bytes");
}

TEST_F(Control, ASilentClientIsLeftAndTheNextIsServed) {
  const auto answer = serve(
      [&] {
        const int silent = connected(path());
        auto answered = ask_control(path(), "next", patience);
        ::close(silent);
        return answered;
      },
      Span{50});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(*answer, "<next>");
  EXPECT_NE(last_fault.find("no answer within"), std::string::npos) << last_fault;
}

TEST_F(Control, ADripOfBytesBuysNoTime) {
  const bool cut_off = serve(
      [&] {
        const int drip = connected(path());
        const auto end = std::chrono::steady_clock::now() + patience;
        bool gone = false;
        while (!gone && std::chrono::steady_clock::now() < end)
          gone = ::send(drip, "x", 1, MSG_NOSIGNAL) < 0 || !doubles::eventually([] { return true; }, Span{0});
        ::close(drip);
        return gone;
      },
      Span{50});
  EXPECT_TRUE(cut_off);
}

TEST_F(Control, EveryUserMayConnectAndTheFileGoesWithTheListener) {
  {
    const Result<ControlListener> listener = open();
    ASSERT_TRUE(listener) << listener.error().text;
    struct stat file {};
    ASSERT_EQ(::stat(path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777U, 0666U);
  }
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(Control, WhatACrashLeftBehindIsReplaced) {
  leave_a_dead_socket(path());
  const auto answer = serve([&] { return ask_control(path(), "again", patience); });
  ASSERT_TRUE(answer) << answer.error().text;
}

TEST_F(Control, ALiveSocketIsNotStolen) {
  const Result<ControlListener> first = open();
  ASSERT_TRUE(first) << first.error().text;
  const Result<ControlListener> second = open();
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().text.find("another daemon listens there"), std::string::npos)
      << second.error().text;
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(Control, AnotherFileIsNotRemoved) {
  std::ofstream(path()) << "precious";
  const Result<ControlListener> listener = open();
  ASSERT_FALSE(listener);
  EXPECT_NE(listener.error().text.find("is no socket"), std::string::npos) << listener.error().text;
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(Control, ASuccessorsSocketIsLeftAlone) {
  Result<ControlListener> listener = open();
  ASSERT_TRUE(listener) << listener.error().text;
  std::filesystem::remove(path());
  std::ofstream(path()) << "the successor's";
  { const ControlListener ending = std::move(*listener); }
  EXPECT_TRUE(std::filesystem::exists(path()));
}

TEST_F(Control, AMissingFolderIsSaidWithItsRemedy) {
  const Result<ControlListener> listener =
      ControlListener::open(io.get_executor(), folder / "nowhere/control.sock");
  ASSERT_FALSE(listener);
  EXPECT_NE(listener.error().text.find("create its folder"), std::string::npos) << listener.error().text;
}

TEST_F(Control, APathThatIsTooLongIsSaid) {
  const Result<ControlListener> listener =
      ControlListener::open(io.get_executor(), folder / std::string(120, 'x'));
  ASSERT_FALSE(listener);
  EXPECT_NE(listener.error().text.find("too long"), std::string::npos) << listener.error().text;
}

TEST_F(Control, NobodyThereIsToldApartFromAFault) {
  const auto none = ask_control(path(), "hello", patience);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ControlFault::Kind::nobody);
  leave_a_dead_socket(path());
  const auto dead = ask_control(path(), "hello", patience);
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().kind, ControlFault::Kind::nobody);
}

TEST_F(Control, ADaemonThatHangsIsAFault) {
  const Result<ControlListener> listener = open();  // nobody accepts
  ASSERT_TRUE(listener) << listener.error().text;
  const auto answer = ask_control(path(), "hello", Span{50});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ControlFault::Kind::failed);
  EXPECT_NE(answer.error().text.find("busy or hangs"), std::string::npos) << answer.error().text;
}

TEST_F(Control, ThePeerIsKnownFromTheKernel) {
  Result<ControlListener> listener = open();
  ASSERT_TRUE(listener) << listener.error().text;
  const int client = connected(path());
  ControlPeer peer;
  asio::co_spawn(
      io,
      [&]() -> asio::awaitable<void> {
        const Result<ControlConnection> connection = co_await listener->accept();
        if (connection) peer = connection->peer();
      },
      [](std::exception_ptr) {});
  io.run();
  ::close(client);
  EXPECT_EQ(peer.user, ::geteuid());
  EXPECT_EQ(peer.group, ::getegid());
}

TEST(MayChange, RootTheSameUserAndTheGroupMay) {
  const uid_t daemon = 200;
  const gid_t group = 300;
  EXPECT_TRUE(may_change({.user = 0, .group = 0, .groups = {}}, daemon, group));
  EXPECT_TRUE(may_change({.user = 200, .group = 9, .groups = {}}, daemon, group));
  EXPECT_TRUE(may_change({.user = 1000, .group = 300, .groups = {}}, daemon, group));
  EXPECT_TRUE(may_change({.user = 1000, .group = 1000, .groups = {27, 300}}, daemon, group));
  EXPECT_FALSE(may_change({.user = 1000, .group = 1000, .groups = {27, 100}}, daemon, group));
  // A peer that the kernel did not name.
  EXPECT_FALSE(may_change({.user = static_cast<uid_t>(-1), .group = static_cast<gid_t>(-1), .groups = {}},
                          daemon, group));
}

}  // namespace
}  // namespace ilert_bridge
