// A server for one test: plays a list of canned answers, in the io_context of the test, without a thread. And
// a way to wait for a coroutine from a test.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/net/endpoint.hpp"

namespace ilert_bridge::testing_net {
namespace asio = boost::asio;

// Runs the coroutine to its end, everything else in the context beside it.
template <class T>
T run(asio::io_context& context, asio::awaitable<T> work) {
  std::optional<T> result;
  std::exception_ptr thrown;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr fault, T value) {
    thrown = fault;
    result.emplace(std::move(value));
    context.stop();
  });
  context.restart();
  context.run();
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*result);
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ilert-bridge-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// What is written after each request (up to its blank line) of one connection. Afterwards the connection is
// closed, or hangs.
struct Session {
  std::vector<std::string> answers;
  bool then_hang = false;
};

class ScriptedPeer {
 public:
  ScriptedPeer(asio::io_context& context, std::vector<Session> sessions)
      : acceptor_(context, asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
    sessions_ = std::move(sessions);
    asio::co_spawn(context, serve(), [](std::exception_ptr) {});
  }
  // As TLS with this certificate.
  ScriptedPeer(asio::io_context& context, std::vector<Session> sessions, const std::string& certificate,
               const std::string& key)
      : ScriptedPeer(context, std::move(sessions)) {
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->use_certificate_chain_file(certificate);
    tls_->use_private_key_file(key, asio::ssl::context::pem);
  }
  // Only clients whose certificate this authority signed.
  void require_certificate_of(const std::string& ca_file) {
    tls_->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    tls_->load_verify_file(ca_file);
  }
  // Nothing newer than TLS 1.2, which tells a client within the handshake that it is refused.
  void speak_tls_1_2() { tls_->set_options(asio::ssl::context::no_tlsv1_3); }

  Endpoint endpoint() const {
    Endpoint endpoint;
    endpoint.kind = tls_ ? Endpoint::Kind::tls : Endpoint::Kind::tcp;
    endpoint.host = "127.0.0.1";
    endpoint.port = std::to_string(acceptor_.local_endpoint().port());
    return endpoint;
  }
  const std::vector<std::string>& requests() const { return requests_; }
  std::size_t connections() const { return connections_; }

 private:
  using Socket = asio::ip::tcp::socket;
  static constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

  asio::awaitable<void> serve() {
    for (const Session& session : sessions_) {
      Socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
      ++connections_;
      if (tls_) {
        asio::ssl::stream<Socket> stream{std::move(socket), *tls_};
        const auto [fault] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
        if (fault) continue;
        auto playing = play(stream, session);
        co_await std::move(playing);
      } else {
        auto playing = play(socket, session);
        co_await std::move(playing);
      }
    }
  }

  template <class Stream>
  asio::awaitable<void> play(Stream& stream, const Session& session) {
    std::string input;
    for (const std::string& answer : session.answers) {
      const auto [fault, size] =
          co_await asio::async_read_until(stream, asio::dynamic_buffer(input), "\n\n", as_result);
      if (fault) co_return;
      requests_.push_back(input.substr(0, size));
      input.erase(0, size);
      const auto buffer = asio::buffer(answer);
      const auto [lost, written] = co_await asio::async_write(stream, buffer, as_result);
      if (lost || written != answer.size()) co_return;
    }
    if (!session.then_hang) co_return;
    co_await asio::async_read_until(stream, asio::dynamic_buffer(input), "\x01never", as_result);
  }

  asio::ip::tcp::acceptor acceptor_;
  std::optional<asio::ssl::context> tls_;
  std::vector<Session> sessions_;
  std::vector<std::string> requests_;
  std::size_t connections_ = 0;
};

// A complete answer with its fixed16 header.
inline std::string reply(int code, const std::string& body) {
  std::string length = std::to_string(body.size());
  return std::to_string(code) + ' ' + std::string(11 - length.size(), ' ') + length + '\n' + body;
}

}  // namespace ilert_bridge::testing_net
