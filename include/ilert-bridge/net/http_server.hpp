// A small HTTP/1.1 server for pages that only this machine may read. GET and HEAD alone, nothing of a request
// but its path and its Host is looked at. No visitor keeps another out: where there are too many, the one
// whose last answer is longest ago goes. Boost.Beast is used only here. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};
using PageFor = std::function<Page(std::string_view path)>;  // the path without its query

// Whether a Host field means this machine and nothing else: localhost, an address of 127.0.0.0/8 or [::1],
// with or without a port. A web page may give its own name one of these addresses and have a browser here ask
// for it, but the browser then says the page's name. Pure.
bool is_loopback_host(std::string_view host);

struct VisitLimits {
  std::size_t at_once = 32;
  int requests = 100;                       // of one visitor
  Span silence = std::chrono::seconds{10};  // until a request has come, or an answer is taken, completely
  Span whole = std::chrono::seconds{60};    // until the last request has come
};

// One visitor's connection.
class HttpVisit {
 public:
  struct Socket;
  explicit HttpVisit(std::unique_ptr<Socket> socket);
  HttpVisit(HttpVisit&&) noexcept;
  ~HttpVisit();
  Socket& socket() { return *socket_; }

 private:
  std::unique_ptr<Socket> socket_;
};

class HttpServer {
 public:
  // The error says what to do. Where the address is a loopback address, only requests for a loopback host are
  // answered.
  static Result<HttpServer> open(const boost::asio::any_io_executor& executor, const std::string& address,
                                 int port, VisitLimits limits = {});
  HttpServer(HttpServer&&) noexcept;
  ~HttpServer();  // all visits must have ended

  // The next visitor; nothing when the server is closed, or when one could not be let in.
  boost::asio::awaitable<std::optional<HttpVisit>> accept();
  // Gives pages until the visitor leaves, has to by the limits, or is cancelled.
  static boost::asio::awaitable<void> attend(HttpVisit visit, const PageFor& page_for);
  void close();
  bool closed() const;
  int port() const;

 private:
  struct Socket;
  explicit HttpServer(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

}  // namespace ilert_bridge
