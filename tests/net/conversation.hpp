// One question and its answer over a stream, in the words of a test.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "ilert-bridge/net/stream.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge::testing_net {

using namespace std::chrono_literals;

constexpr Span patient = 10s;
constexpr Span impatient = 50ms;

// Asks one question and gives what came, or "error: " and the text.
inline asio::awaitable<std::string> converse(Endpoint endpoint, std::size_t bytes, Span deadline = patient) {
  auto connecting = Stream::connect(endpoint, deadline);
  Result<Stream> stream = co_await std::move(connecting);
  if (!stream) co_return "error: " + stream.error().text;
  auto writing = stream->write("GET hosts\n\n", deadline);
  const Result<void> written = co_await std::move(writing);
  if (!written) co_return "error: " + written.error().text;
  std::string answer(bytes, '\0');
  auto reading = stream->read_exactly(answer, deadline);
  const Result<void> read = co_await std::move(reading);
  if (!read) co_return (stream->timed_out() ? "timeout: " : "error: ") + read.error().text;
  co_return answer;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class Streams : public ::testing::Test {
 protected:
  std::string conversation(const Endpoint& endpoint, std::size_t bytes = 5, Span deadline = patient) {
    return run(context_, converse(endpoint, bytes, deadline));
  }
  asio::io_context context_;
  Folder folder_;
};

}  // namespace ilert_bridge::testing_net
