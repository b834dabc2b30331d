#include "ilert-bridge/net/http_server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <list>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;
namespace {

// What all visits share: in the order of their last answers, of their arrival before the first.
struct Visits {
  VisitLimits limits;
  bool for_loopback_only = true;
  std::list<HttpVisit::Socket*> order = {};
};

}  // namespace

struct HttpServer::Socket {
  explicit Socket(const asio::any_io_executor& executor) : acceptor(executor) {}
  Tcp::acceptor acceptor;
  Visits visits;
};

struct HttpVisit::Socket {
  Socket(Tcp::socket socket, Visits& among)
      : stream(std::move(socket)), visits(among), place(among.order.insert(among.order.end(), this)) {}
  ~Socket() { visits.order.erase(place); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool open() { return stream.socket().is_open(); }
  void was_answered() { visits.order.splice(visits.order.end(), visits.order, place); }

  beast::tcp_stream stream;
  Visits& visits;
  const std::list<Socket*>::iterator place;
  const Clock::time_point end = Clock::now() + visits.limits.whole;
};

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t longest_header = 8U << 10;

using Request = http::request_parser<http::empty_body>;
using Response = http::response<http::string_body>;

// What closes ends when its coroutine is resumed, and is counted no more.
void make_room(const Visits& visits) {
  const auto is_open = [](HttpVisit::Socket* visit) { return visit->open(); };
  const auto open = std::count_if(visits.order.begin(), visits.order.end(), is_open);
  if (static_cast<std::size_t>(open) < visits.limits.at_once) return;
  (*std::find_if(visits.order.begin(), visits.order.end(), is_open))->stream.close();
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Page page_of(const Request::value_type& request, bool for_loopback_only, const PageFor& page_for) {
  const bool known = request.method() == http::verb::head || request.method() == http::verb::get;
  if (!known) return {.status = 405, .body = "GET and HEAD alone\n"};
  const auto host = request.find(http::field::host);
  const bool is_said = host != request.end();
  if (!is_said && request.version() >= 11) return {.status = 400, .body = "a request must say its Host\n"};
  if (is_said && for_loopback_only && !is_loopback_host(view(host->value())))
    return {.status = 421, .body = "only for this machine: ask for localhost, 127.0.0.1 or [::1]\n"};
  const std::string_view target = view(request.target());
  return page_for(target.substr(0, target.find('?')));
}

Response response_to(const Request::value_type& request, Page page) {
  Response response{http::int_to_status(static_cast<unsigned>(page.status)), request.version()};
  response.set(http::field::content_type, page.type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.keep_alive(request.keep_alive());
  response.body() = std::move(page.body);
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  // The last colon is the port's, but inside of brackets.
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  if (has_port) {
    const std::string_view port = host.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != std::string_view::npos) return false;
    host = host.substr(0, colon);
  }
  if (lower(host) == "localhost" || host == "[::1]") return true;
  boost::system::error_code is_name;
  return asio::ip::make_address_v4(host, is_name).is_loopback() && !is_name;
}

HttpVisit::HttpVisit(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
HttpVisit::HttpVisit(HttpVisit&&) noexcept = default;
HttpVisit::~HttpVisit() = default;

HttpServer::HttpServer(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

Result<HttpServer> HttpServer::open(const asio::any_io_executor& executor, const std::string& address,
                                    int port, VisitLimits limits) {
  boost::system::error_code fault;
  const auto failed = [&] {
    return error("cannot listen on " + address + " port " + std::to_string(port) + ": " + fault.message() +
                 "; does another program use it?");
  };
  const asio::ip::address where = asio::ip::make_address(address, fault);
  if (fault) return failed();
  const Tcp::endpoint endpoint{where, static_cast<std::uint16_t>(port)};
  auto socket = std::make_unique<Socket>(executor);
  socket->acceptor.open(endpoint.protocol(), fault);
  if (!fault) socket->acceptor.set_option(Tcp::acceptor::reuse_address{true}, fault);
  if (!fault) socket->acceptor.bind(endpoint, fault);
  if (!fault) socket->acceptor.listen(asio::socket_base::max_listen_connections, fault);
  if (fault) return failed();
  socket->visits = {.limits = limits, .for_loopback_only = where.is_loopback()};
  return HttpServer{std::move(socket)};
}

asio::awaitable<std::optional<HttpVisit>> HttpServer::accept() {
  auto [fault, socket] = co_await socket_->acceptor.async_accept(as_result);
  if (fault) co_return std::nullopt;
  make_room(socket_->visits);
  co_return HttpVisit{std::make_unique<HttpVisit::Socket>(std::move(socket), socket_->visits)};
}

asio::awaitable<void> HttpServer::attend(HttpVisit visit, const PageFor& page_for) {
  HttpVisit::Socket& socket = visit.socket();
  beast::tcp_stream& stream = socket.stream;
  const VisitLimits& limits = socket.visits.limits;
  beast::flat_buffer buffer{longest_header};
  bool stays = true;
  for (int requests = 1; stays; ++requests) {
    Request request;
    request.header_limit(longest_header);
    request.body_limit(0);
    stream.expires_at(std::min<Clock::time_point>(Clock::now() + limits.silence, socket.end));
    const auto [unread, got] = co_await http::async_read(stream, buffer, request, as_result);
    if (unread) co_return;
    Page page = page_of(request.get(), socket.visits.for_loopback_only, page_for);
    Response response = response_to(request.get(), std::move(page));
    if (requests == limits.requests) response.keep_alive(false);
    stays = response.keep_alive();
    // What HEAD leaves out is still counted in Content-Length.
    http::response_serializer<http::string_body> out{response};
    out.split(request.get().method() == http::verb::head);
    stream.expires_after(limits.silence);
    if (request.get().method() == http::verb::head) {
      const auto [failed, sent] = co_await http::async_write_header(stream, out, as_result);
      if (failed) co_return;
    } else {
      const auto [failed, sent] = co_await http::async_write(stream, out, as_result);
      if (failed) co_return;
    }
    socket.was_answered();
  }
}

void HttpServer::close() {
  boost::system::error_code ignored;
  socket_->acceptor.close(ignored);
}

bool HttpServer::closed() const { return !socket_->acceptor.is_open(); }

int HttpServer::port() const {
  boost::system::error_code ignored;
  return socket_->acceptor.local_endpoint(ignored).port();
}

}  // namespace ilert_bridge
