// HTTP requests by libcurl in one worker thread, answers on the caller's Asio thread. Connections are kept
// alive and shared, but none that lay idle when a request stayed without an answer, and none for long: then
// the name is looked up again. Redirects are never followed: a key must not travel to another host.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

struct HttpOptions {
  std::string user_agent{};
  std::string proxy{};       // empty: the environment's https_proxy / no_proxy
  std::string proxy_user{};  // empty: what the proxy's URL says, if the environment has it
  std::string proxy_password{};
  std::string proxy_ca_file{};  // may sign the certificate of an https:// proxy, besides the system's
  std::string ca_file{};        // instead of the system's
  Span timeout = std::chrono::seconds{30};
  // Whole seconds; then a connection is replaced before the next request, however busy it is.
  Span connection_lifetime = std::chrono::minutes{9};
  bool operator==(const HttpOptions&) const = default;
};

struct HttpRequest {
  std::string method = "POST";
  std::string url;  // may hold a secret: never logged
  std::vector<std::string> headers{};
  std::string body{};
  std::size_t longest_answer = 64 << 10;  // bytes of the answer's body; the rest is not read
};

// What was in the way, as far as the transport can tell.
enum class Obstacle {
  none,
  no_name,         // the host's name, or the proxy's, was not found
  no_proxy,        // the proxy does not answer, or does not let us through
  proxy_password,  // the proxy wants a user and password, or others than it was given
  no_connection,   // refused or unreachable
  untrusted,       // the certificate is signed by nobody we trust
  expired,         // or not valid yet: it may be our clock
  wrong_name,      // the certificate is another host's
  no_ca_file,      // ca_file cannot be used
  no_tls,          // the handshake failed for another reason
  timed_out,
  other
};

struct HttpAnswer {
  enum class Transport {
    answered,  // a complete answer came
    not_sent,  // DNS, refused connection, proxy, TLS: the server cannot have seen the request
    cut        // time-out, reset, truncated answer: it may have
  } transport = Transport::not_sent;
  int status = 0;
  std::string body;                            // as much of it as was asked for
  std::map<std::string, std::string> headers;  // names in lower case
  Obstacle obstacle = Obstacle::none;          // unless answered
  std::string fault;                           // unless answered: one sentence, without the URL's secrets
};

class HttpWorker;

class HttpClient {
 public:
  // Answers arrive on the executor's one thread; its context outlives the client.
  HttpClient(boost::asio::any_io_executor executor, HttpOptions options);
  ~HttpClient();  // ends all transfers; who still waits is never resumed
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Cancelling the coroutine abandons the transfer and throws operation_aborted; whether the request was sent
  // is then not known. Nothing else is thrown: every fault is an answer. Name the request, then await.
  boost::asio::awaitable<HttpAnswer> send(HttpRequest request);

  // When the worker last came round. It does every second, but where libcurl waits for a resolver's thread.
  std::chrono::steady_clock::time_point turned() const;

 private:
  boost::asio::any_io_executor executor_;
  std::shared_ptr<HttpWorker> worker_;
};

}  // namespace ilert_bridge
