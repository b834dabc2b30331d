// A small HTTP/1.1 server on a loopback port and a thread of its own, which can also answer badly on purpose.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"
#include "tests/doubles/certificates.hpp"

namespace ilert_bridge::doubles {

struct HttpReceived {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct HttpReply {
  enum class Ending {
    complete,
    close_now,     // nothing, and the connection ends
    hang,          // nothing, until the client leaves
    half_body,     // ends in the middle of the body
    wrong_length,  // promises more than it brings, then nothing until the client leaves
    garbage        // bytes that are no HTTP, and the connection ends
  } ending = Ending::complete;
  int status = 200;
  std::map<std::string, std::string> headers{};
  std::string body{};
  Span pause{0};                 // before the first byte
  unsigned short tunnel_to = 0;  // of a proxy: from now on whatever comes goes to this port of ours, and back
};

class HttpListener {
 public:
  using Respond = std::function<HttpReply(const HttpReceived&)>;  // on the listener's thread

  explicit HttpListener(Respond respond, const std::optional<TlsFiles>& tls = {});  // starts
  ~HttpListener();
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;

  void stop();   // ends every connection and refuses new ones; the port stays ours
  void start();  // on the same port, with whatever its certificate files hold by now
  // Whoever is connected by now may say what he likes and is never answered; who comes later is.
  void swallow();
  unsigned short port() const;
  std::string origin() const;  // "http://127.0.0.1:PORT"; with TLS "https://localhost:PORT"
  int connections() const;     // accepted so far
  // With TLS: the protocols that the last client would have spoken, {"h2", "http/1.1"}. It gets the first of
  // them.
  std::vector<std::string> offered() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace ilert_bridge::doubles
