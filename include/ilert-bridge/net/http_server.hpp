// A small HTTP/1.1 server for pages that only this machine may read. GET and HEAD alone, nothing of a request
// but its path is looked at. Boost.Beast is used only here. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};
using PageFor = std::function<Page(std::string_view path)>;  // the path without its query

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
  // The error says what to do.
  static Result<HttpServer> open(const boost::asio::any_io_executor& executor, const std::string& address,
                                 int port);
  HttpServer(HttpServer&&) noexcept;
  ~HttpServer();

  // The next visitor; nothing when the server is closed, or when one could not be let in.
  boost::asio::awaitable<std::optional<HttpVisit>> accept();
  // Gives pages until the visitor leaves, is silent for ten seconds, or is cancelled.
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
