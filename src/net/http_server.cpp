#include "ilert-bridge/net/http_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>

namespace ilert_bridge {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;

struct HttpServer::Socket {
  explicit Socket(const asio::any_io_executor& executor) : acceptor(executor) {}
  Tcp::acceptor acceptor;
};

struct HttpVisit::Socket {
  explicit Socket(Tcp::socket socket) : stream(std::move(socket)) {}
  beast::tcp_stream stream;
};

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds patience{10};
constexpr std::uint32_t longest_header = 8U << 10;

using Request = http::request_parser<http::empty_body>;
using Response = http::response<http::string_body>;

Page refusal() { return {.status = 405, .body = "GET and HEAD alone\n"}; }

Response response_to(const Request::value_type& request, const PageFor& page_for) {
  const bool head = request.method() == http::verb::head;
  const std::string_view target{request.target().data(), request.target().size()};
  const bool taken = head || request.method() == http::verb::get;
  Page page = taken ? page_for(target.substr(0, target.find('?'))) : refusal();
  Response response{http::int_to_status(static_cast<unsigned>(page.status)), request.version()};
  response.set(http::field::content_type, page.type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.keep_alive(request.keep_alive());
  response.body() = std::move(page.body);
  response.prepare_payload();
  if (head) response.body().clear();
  return response;
}

}  // namespace

HttpVisit::HttpVisit(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
HttpVisit::HttpVisit(HttpVisit&&) noexcept = default;
HttpVisit::~HttpVisit() = default;

HttpServer::HttpServer(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

Result<HttpServer> HttpServer::open(const asio::any_io_executor& executor, const std::string& address,
                                    int port) {
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
  return HttpServer{std::move(socket)};
}

asio::awaitable<std::optional<HttpVisit>> HttpServer::accept() {
  auto [fault, socket] = co_await socket_->acceptor.async_accept(as_result);
  if (fault) co_return std::nullopt;
  co_return HttpVisit{std::make_unique<HttpVisit::Socket>(std::move(socket))};
}

asio::awaitable<void> HttpServer::attend(HttpVisit visit, const PageFor& page_for) {
  beast::tcp_stream& stream = visit.socket().stream;
  beast::flat_buffer buffer{longest_header};
  for (bool stays = true; stays;) {
    Request request;
    request.header_limit(longest_header);
    request.body_limit(0);
    stream.expires_after(patience);
    const auto [unread, got] = co_await http::async_read(stream, buffer, request, as_result);
    if (unread) co_return;
    Response response = response_to(request.get(), page_for);
    stays = response.keep_alive();
    // What HEAD leaves out is still counted in Content-Length.
    http::response_serializer<http::string_body> out{response};
    out.split(request.get().method() == http::verb::head);
    stream.expires_after(patience);
    if (request.get().method() == http::verb::head) {
      const auto [failed, sent] = co_await http::async_write_header(stream, out, as_result);
      if (failed) co_return;
    } else {
      const auto [failed, sent] = co_await http::async_write(stream, out, as_result);
      if (failed) co_return;
    }
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
