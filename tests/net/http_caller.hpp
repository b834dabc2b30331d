// An HTTP client on the test's own thread, and a server that answers everything alike.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "ilert-bridge/net/http_client.hpp"
#include "tests/doubles/certificates.hpp"
#include "tests/doubles/http_listener.hpp"

namespace ilert_bridge {

inline void PrintTo(HttpAnswer::Transport transport, std::ostream* out) {
  constexpr std::array<const char*, 3> names{"answered", "not_sent", "cut"};
  *out << names.at(static_cast<std::size_t>(transport));
}

namespace http_caller {

using doubles::HttpListener;
using doubles::HttpReceived;
using doubles::HttpReply;
using Ending = HttpReply::Ending;
using Transport = HttpAnswer::Transport;
using namespace std::chrono_literals;

inline HttpRequest post(const std::string& url, std::string body = "{}") {
  return {
      .method = "POST", .url = url, .headers = {"Content-Type: application/json"}, .body = std::move(body)};
}

// The thread of the program and its client.
struct Caller {
  explicit Caller(HttpOptions options = {})
      : client{std::in_place, io.get_executor(), named(std::move(options))} {}

  static HttpOptions named(HttpOptions options) {
    options.user_agent = "ilert-bridge/test";
    return options;
  }

  void spawn(HttpRequest request, std::function<void(std::exception_ptr, HttpAnswer)> done) {
    auto sending = client->send(std::move(request));
    boost::asio::co_spawn(io, std::move(sending), std::move(done));
  }

  HttpAnswer ask(HttpRequest request) {
    HttpAnswer answer;
    spawn(std::move(request), [&answer](const std::exception_ptr& failure, HttpAnswer arrived) {
      if (failure) std::rethrow_exception(failure);
      answer = std::move(arrived);
    });
    io.restart();
    io.run();
    return answer;
  }

  // Runs until it holds; the worker's answers and the servers' threads come in meanwhile.
  void run_until(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!holds() && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_for(5ms);
    }
    ASSERT_TRUE(holds());
  }

  boost::asio::io_context io{1};
  std::optional<HttpClient> client;
};

// A server that answers everything with one reply and counts.
struct Server {
  explicit Server(HttpReply reply = {}, const std::optional<doubles::TlsFiles>& tls = {})
      : listener{[this, reply = std::move(reply)](const HttpReceived& request) {
                   const std::scoped_lock lock{mutex};
                   last = request;
                   ++requests;
                   return reply;
                 },
                 tls} {}

  std::string url(const std::string& path = "/api/events") const { return listener.origin() + path; }
  HttpReceived last_request() const {
    const std::scoped_lock lock{mutex};
    return last;
  }

  mutable std::mutex mutex;
  HttpReceived last;
  std::atomic<int> requests{0};
  HttpListener listener;
};

inline std::string closed_port_url(const std::string& path = "/api/events") {
  const Server gone;
  return gone.url(path);
}

// An authority whose files are in a folder that goes with it.
class WithAuthority : public testing::Test {
 protected:
  WithAuthority() {
    std::string pattern = std::filesystem::temp_directory_path() / "ilert-bridge-test-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    authority.emplace(folder);
  }
  ~WithAuthority() override { std::filesystem::remove_all(folder); }

  std::string folder;
  std::optional<doubles::Authority> authority;
};

}  // namespace http_caller
}  // namespace ilert_bridge
