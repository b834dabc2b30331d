#include "tests/doubles/http_listener.hpp"

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <exception>
#include <future>
#include <set>
#include <thread>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::uint64_t body_limit = 8UL * 1024 * 1024;
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

HttpReceived received(const http::request<http::string_body>& request) {
  HttpReceived received;
  received.method = std::string{request.method_string()};
  received.target = std::string{request.target()};
  received.body = request.body();
  for (const auto& field : request)
    received.headers[lower(std::string{field.name_string()})] = std::string{field.value()};
  return received;
}

std::string wire_text(const HttpReply& reply, bool without_body) {
  using Ending = HttpReply::Ending;
  if (reply.ending == Ending::garbage) return "\x16\x03 what is this, 42\r\n\r\n";
  const bool cut_short = reply.ending == Ending::half_body || reply.ending == Ending::wrong_length;
  const std::string body = cut_short && reply.body.empty() ? R"({"alertKey":"cut short"})" : reply.body;
  const std::size_t promised = body.size() + (reply.ending == Ending::wrong_length ? 10 : 0);
  std::string text =
      "HTTP/1.1 " + std::to_string(reply.status) + ' ' +
      std::string{http::obsolete_reason(http::int_to_status(static_cast<unsigned>(reply.status)))} +
      "\r\nContent-Length: " + std::to_string(promised) + "\r\n";
  for (const auto& [name, value] : reply.headers) text.append(name).append(": ").append(value).append("\r\n");
  text += "\r\n";
  if (!without_body) text.append(body, 0, reply.ending == Ending::half_body ? body.size() / 2 : body.size());
  return text;
}

void rethrow(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

template <class From, class To>
asio::awaitable<void> pass_on(From& from, To& to, const std::function<void()>& end) {
  std::array<char, 4096> bytes{};
  for (;;) {
    auto reading = from.async_read_some(asio::buffer(bytes), as_value);
    const auto [unread, count] = co_await std::move(reading);
    if (unread) break;
    auto writing = asio::async_write(to, asio::buffer(bytes, count), as_value);
    const auto [unwritten, written] = co_await std::move(writing);
    if (unwritten) break;
  }
  end();
}

}  // namespace

struct HttpListener::Server {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::optional<TlsFiles> certificate;  // none: plain http
  Respond respond;
  // Bound for as long as we live but never listening: while we refuse connections, nobody else gets the port.
  tcp::socket reservation{io};
  tcp::endpoint endpoint;
  tcp::acceptor acceptor{io};
  std::set<tcp::socket*> open;
  std::set<tcp::socket*> swallowed;  // of these
  std::atomic<int> accepted{0};
  std::vector<std::string> protocols;
  std::thread thread;

  void reserve();
  void listen();
  void close_all();
  void on_thread(const std::function<void()>& what);
  asio::awaitable<void> accept_all();
  asio::awaitable<void> welcome(tcp::socket socket);
  void offer_protocols();
  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, tcp::socket* socket);
  template <class Stream>
  asio::awaitable<void> tunnel(Stream& stream, unsigned short port);
  template <class Stream>
  asio::awaitable<bool> answer(Stream& stream, const HttpReply& reply, bool without_body);
};

void HttpListener::Server::reserve() {
  reservation.open(tcp::v4());
  reservation.set_option(tcp::socket::reuse_address{true});
  reservation.bind({asio::ip::address_v4::loopback(), 0});
  endpoint = reservation.local_endpoint();
}

void HttpListener::Server::listen() {
  if (acceptor.is_open()) return;
  if (certificate) {
    tls.use_certificate_chain_file(certificate->certificate);
    tls.use_private_key_file(certificate->key, asio::ssl::context::pem);
    offer_protocols();
  }
  acceptor.open(tcp::v4());
  acceptor.set_option(tcp::acceptor::reuse_address{true});
  acceptor.bind(endpoint);
  acceptor.listen();
  asio::co_spawn(io, accept_all(), rethrow);
}

void HttpListener::Server::close_all() {
  boost::system::error_code ignored;
  acceptor.close(ignored);
  for (tcp::socket* const socket : open) socket->close(ignored);
}

void HttpListener::Server::on_thread(const std::function<void()>& what) {
  // Shared: the waiting thread may be gone while set_value() still touches it.
  const auto done = std::make_shared<std::promise<void>>();
  asio::post(io, [&what, done] {
    what();
    done->set_value();
  });
  done->get_future().wait();
}

asio::awaitable<void> HttpListener::Server::accept_all() {
  for (;;) {
    auto accepting = acceptor.async_accept(as_value);
    auto [failed, socket] = co_await std::move(accepting);
    if (failed) co_return;
    ++accepted;
    auto guest = welcome(std::move(socket));
    asio::co_spawn(io, std::move(guest), rethrow);
  }
}

asio::awaitable<void> HttpListener::Server::welcome(tcp::socket socket) {
  asio::ssl::stream<tcp::socket> stream{std::move(socket), tls};
  tcp::socket& plain = stream.next_layer();
  boost::system::error_code ignored;
  plain.set_option(tcp::no_delay{true}, ignored);
  open.insert(&plain);
  if (!certificate) {
    auto talk = converse(plain, &plain);
    co_await std::move(talk);
  } else {
    auto shaking = stream.async_handshake(asio::ssl::stream_base::server, as_value);
    const auto [failed] = co_await std::move(shaking);
    if (!failed) {
      auto talk = converse(stream, &plain);
      co_await std::move(talk);
    }
  }
  open.erase(&plain);
  swallowed.erase(&plain);
}

template <class Stream>
asio::awaitable<void> HttpListener::Server::converse(Stream& stream, tcp::socket* socket) {
  boost::beast::flat_buffer buffer;
  for (bool go_on = true; go_on;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(body_limit);
    auto reading = http::async_read(stream, buffer, parser, as_value);
    const auto [failed, count] = co_await std::move(reading);
    if (failed) co_return;
    if (swallowed.contains(socket)) continue;
    const HttpReply reply = respond(received(parser.get()));
    if (reply.tunnel_to != 0) {
      auto passing = tunnel(stream, reply.tunnel_to);
      co_return co_await std::move(passing);
    }
    auto answering = answer(stream, reply, parser.get().method() == http::verb::head);
    go_on = co_await std::move(answering) && parser.get().keep_alive();
  }
}

// True if the connection can go on.
template <class Stream>
asio::awaitable<bool> HttpListener::Server::answer(Stream& stream, const HttpReply& reply,
                                                   bool without_body) {
  using Ending = HttpReply::Ending;
  if (reply.ending == Ending::close_now) co_return false;
  if (reply.pause.count() > 0) {
    asio::steady_timer timer{io, reply.pause};
    auto waiting = timer.async_wait(as_value);
    co_await std::move(waiting);
  }
  if (reply.ending != Ending::hang) {
    const std::string text = wire_text(reply, without_body);
    auto writing = asio::async_write(stream, asio::buffer(text), as_value);
    const auto [failed, count] = co_await std::move(writing);
    if (failed) co_return false;
  }
  if (reply.ending == Ending::hang || reply.ending == Ending::wrong_length) {
    char byte = 0;
    auto leaving = stream.async_read_some(asio::buffer(&byte, 1), as_value);
    co_await std::move(leaving);
  }
  co_return reply.ending == Ending::complete;
}

// What the client says first is what it gets: a front that would speak HTTP/2.
void HttpListener::Server::offer_protocols() {
  const auto choose = [](SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* list,
                         unsigned int size, void* self) {
    auto& names = static_cast<Server*>(self)->protocols;
    names.clear();
    for (unsigned int at = 0; at < size; at += 1U + list[at])
      names.emplace_back(reinterpret_cast<const char*>(list + at + 1), list[at]);
    *chosen = list + 1;
    *length = list[0];
    return SSL_TLSEXT_ERR_OK;
  };
  SSL_CTX_set_alpn_select_cb(tls.native_handle(), choose, this);
}

template <class Stream>
asio::awaitable<void> HttpListener::Server::tunnel(Stream& stream, unsigned short port) {
  using namespace asio::experimental::awaitable_operators;
  tcp::socket there{io};
  auto connecting = there.async_connect(tcp::endpoint{asio::ip::address_v4::loopback(), port}, as_value);
  const auto [unconnected] = co_await std::move(connecting);
  if (unconnected) co_return;
  const std::string welcome = "HTTP/1.1 200 Connection established\r\n\r\n";
  auto writing = asio::async_write(stream, asio::buffer(welcome), as_value);
  co_await std::move(writing);
  const std::function<void()> end = [&there, &here = boost::beast::get_lowest_layer(stream)] {
    boost::system::error_code ignored;
    there.close(ignored);
    here.close(ignored);
  };
  auto up = pass_on(stream, there, end);
  auto down = pass_on(there, stream, end);
  auto both = std::move(up) && std::move(down);
  co_await std::move(both);
}

HttpListener::HttpListener(Respond respond, const std::optional<TlsFiles>& tls)
    : server_{std::make_unique<Server>()} {
  server_->respond = std::move(respond);
  server_->certificate = tls;
  server_->reserve();
  server_->listen();
  server_->thread = std::thread{[this] { server_->io.run(); }};
}

HttpListener::~HttpListener() {
  stop();
  server_->io.stop();
  server_->thread.join();
}

void HttpListener::stop() {
  server_->on_thread([this] { server_->close_all(); });
}

void HttpListener::swallow() {
  server_->on_thread([this] { server_->swallowed = server_->open; });
}

void HttpListener::start() {
  server_->on_thread([this] { server_->listen(); });
}

unsigned short HttpListener::port() const { return server_->endpoint.port(); }

std::string HttpListener::origin() const {
  return (server_->certificate ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port());
}

int HttpListener::connections() const { return server_->accepted; }

std::vector<std::string> HttpListener::offered() const {
  std::vector<std::string> offered;
  server_->on_thread([&] { offered = server_->protocols; });
  return offered;
}

}  // namespace ilert_bridge::doubles
