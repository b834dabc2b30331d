#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <thread>
#include <tuple>

#include "tests/net/http_caller.hpp"

namespace ilert_bridge {
namespace {

using boost::asio::ip::tcp;
using namespace http_caller;

TEST(HttpClient, SendsTheRequestAndReadsTheAnswer) {
  const Server server{{.status = 202, .headers = {{"Correlation-Id", " abc "}}, .body = "{\"x\":1}"}};
  Caller caller;
  const HttpAnswer answer = caller.ask(post(server.url("/pre/api/events"), "{\"a\":\"ä\"}"));
  EXPECT_EQ(answer.transport, Transport::answered);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "{\"x\":1}");
  EXPECT_EQ(answer.headers.at("correlation-id"), "abc");
  EXPECT_EQ(answer.fault, "");
  const HttpReceived seen = server.last_request();
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/pre/api/events");
  EXPECT_EQ(seen.body, "{\"a\":\"ä\"}");
  EXPECT_EQ(seen.headers.at("content-type"), "application/json");
  EXPECT_EQ(seen.headers.at("user-agent"), "ilert-bridge/test");
  EXPECT_FALSE(seen.headers.contains("expect"));
}

// libcurl would ask from a megabyte on.
TEST(HttpClient, ALargeBodyNeedsNoPermissionToContinue) {
  const Server server{{.status = 202}};
  Caller caller;
  EXPECT_EQ(caller.ask(post(server.url(), std::string(2'000'000, 'x'))).status, 202);
  EXPECT_EQ(server.last_request().body.size(), 2'000'000U);
  EXPECT_FALSE(server.last_request().headers.contains("expect"));
}

TEST(HttpClient, OtherMethodsAreSentAsTheyAre) {
  const Server server;
  Caller caller;
  for (const std::string method : {"GET", "HEAD", "PUT", "DELETE"}) {
    const HttpAnswer answer =
        caller.ask({.method = method, .url = server.url("/api/alerts/1"), .headers = {}, .body = ""});
    EXPECT_EQ(answer.status, 200) << method;
    EXPECT_EQ(server.last_request().method, method);
    EXPECT_EQ(server.last_request().body, "") << method;
  }
}

TEST(HttpClient, FiftyRequestsShareOneConnection) {
  const Server server{{.status = 202, .body = "{}"}};
  Caller caller;
  for (int i = 0; i < 50; ++i) ASSERT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.requests, 50);
  EXPECT_EQ(server.listener.connections(), 1);
}

TEST(HttpClient, ManyAtOnceAreAllAnsweredOverSixteenConnectionsAtMost) {
  const Server server{{.status = 202}};
  Caller caller;
  int answered = 0;
  for (int i = 0; i < 200; ++i)
    caller.spawn(post(server.url()), [&](const std::exception_ptr&, const HttpAnswer& answer) {
      answered += answer.status == 202 ? 1 : 0;
    });
  caller.run_until([&] { return answered == 200; });
  EXPECT_LE(server.listener.connections(), 16);
}

TEST(HttpClient, AConnectionThatDiedWhileIdleIsReplaced) {
  Server server{{.status = 202}};
  Caller caller;
  ASSERT_EQ(caller.ask(post(server.url())).status, 202);
  server.listener.stop();
  server.listener.start();
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.connections(), 2);
}

struct FaultRow {
  const char* why;
  HttpReply reply;
  Transport expected;
  int status;
};

TEST(HttpClient, WhatAnAnswerIsWorth) {
  const FaultRow rows[] = {
      {"an error is an answer", {.status = 500, .body = "oops"}, Transport::answered, 500},
      {"so is what a proxy says", {.status = 502, .body = "<html></html>"}, Transport::answered, 502},
      {"a limiter's", {.status = 429, .headers = {{"Retry-After", "7"}}}, Transport::answered, 429},
      {"nothing came: it may have been taken", {.ending = Ending::close_now}, Transport::cut, 0},
      {"time-out after the request", {.ending = Ending::hang}, Transport::cut, 0},
      {"the body ends half-way", {.ending = Ending::half_body, .status = 202}, Transport::cut, 0},
      {"the body never ends", {.ending = Ending::wrong_length, .status = 202}, Transport::cut, 0},
      {"not HTTP at all", {.ending = Ending::garbage}, Transport::cut, 0},
      {"the largest body", {.status = 200, .body = std::string(64 * 1024, 'x')}, Transport::answered, 200},
      {"a body too large",
       {.status = 200, .body = std::string(64 * 1024 + 1, 'x')},
       Transport::answered,
       200},
      {"headers too large", {.status = 200, .headers = {{"X", std::string(70'000, 'x')}}}, Transport::cut, 0},
      {"a coding it does not have",
       {.status = 200, .headers = {{"Content-Encoding", "gzip"}}, .body = "not gzip"},
       Transport::cut,
       0},
  };
  for (const FaultRow& row : rows) {
    const Server server{row.reply};
    Caller caller{{.timeout = 400ms}};
    const HttpAnswer answer = caller.ask(post(server.url()));
    EXPECT_EQ(answer.transport, row.expected) << row.why << ": " << answer.fault;
    EXPECT_EQ(answer.status, row.status) << row.why;
    EXPECT_EQ(answer.fault.empty(), row.expected == Transport::answered) << row.why;
    EXPECT_LE(answer.body.size(), 64U * 1024) << row.why;
  }
}

TEST(HttpClient, ASlowAnswerWithinTheTimeIsAnAnswer) {
  const Server server{{.status = 202, .pause = 100ms}};
  Caller caller{{.timeout = 10s}};
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
}

TEST(HttpClient, ARefusedConnectionIsNotSent) {
  Caller caller;
  const std::string url = closed_port_url();
  const HttpAnswer answer = caller.ask(post(url));
  EXPECT_EQ(answer.transport, Transport::not_sent);
  EXPECT_TRUE(answer.fault.starts_with(url.substr(0, url.find("/api")))) << answer.fault;
}

TEST(HttpClient, AnUnknownNameIsNotSent) {
  Caller caller;
  const HttpAnswer answer = caller.ask(post("https://nowhere.invalid/api/events"));
  EXPECT_EQ(answer.transport, Transport::not_sent);
  EXPECT_NE(answer.fault.find("nowhere.invalid"), std::string::npos) << answer.fault;
}

TEST(HttpClient, OtherProtocolsAreNotSpoken) {
  Caller caller;
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:1/", "nonsense", ""})
    EXPECT_EQ(caller.ask(post(url)).transport, Transport::not_sent) << url;
}

// The code of this failure is that of any refused connection, yet the first server may have taken the event
// in.
TEST(HttpClient, ARequestOnADyingConnectionWhoseRepetitionIsRefusedIsCut) {
  boost::asio::io_context io;
  tcp::acceptor acceptor{io, {boost::asio::ip::address_v4::loopback(), 0}};
  const std::string url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
  std::thread server{[&] {
    tcp::socket socket = acceptor.accept();
    std::string request;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "first");
    boost::asio::write(
        socket, boost::asio::buffer(std::string{"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"}));
    request.clear();
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "second");
    acceptor.close();
  }};
  Caller caller;
  EXPECT_EQ(caller.ask(post(url, "first")).status, 202);
  EXPECT_EQ(caller.ask(post(url, "second")).transport, Transport::cut);
  server.join();
}

TEST(HttpClient, ARedirectIsAnAnswerAndNotFollowed) {
  const Server elsewhere;
  for (const int status : {301, 302, 303, 307, 308}) {
    const Server server{{.status = status, .headers = {{"Location", elsewhere.url()}}}};
    Caller caller;
    const HttpAnswer answer = caller.ask(post(server.url()));
    EXPECT_EQ(answer.transport, Transport::answered);
    EXPECT_EQ(answer.status, status);
  }
  EXPECT_EQ(elsewhere.listener.connections(), 0);
}

class HttpClientTls : public WithAuthority {};

TEST_F(HttpClientTls, AGoodCertificateOfTheConfiguredAuthorityIsTrusted) {
  const Server server{{.status = 202}, authority->issue()};
  Caller caller{{.ca_file = authority->ca_file()}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.connections(), 1);
}

TEST_F(HttpClientTls, ABadCertificateMeansNotSent) {
  const std::tuple<const char*, doubles::CertificateWish, Obstacle> rows[] = {
      {"expired", {.expired = true}, Obstacle::expired},
      {"another name", {.name = "other.example"}, Obstacle::wrong_name},
      {"nobody's", {.self_signed = true}, Obstacle::untrusted},
  };
  for (const auto& [why, wish, obstacle] : rows) {
    const Server server{{.status = 202}, authority->issue(wish)};
    Caller caller{{.ca_file = authority->ca_file()}};
    const HttpAnswer answer = caller.ask(post(server.url()));
    EXPECT_EQ(answer.transport, Transport::not_sent) << why;
    EXPECT_EQ(answer.obstacle, obstacle) << why << ": " << answer.fault;
    EXPECT_FALSE(answer.fault.empty()) << why;
    EXPECT_EQ(server.requests, 0) << why;
  }
}

TEST_F(HttpClientTls, WithoutACaFileOnlyTheSystemsAuthoritiesCount) {
  const Server server{{.status = 202}, authority->issue()};
  Caller caller;
  EXPECT_EQ(caller.ask(post(server.url())).transport, Transport::not_sent);
}

TEST_F(HttpClientTls, AnUnreadableCaFileIsNotSentAndNamed) {
  const Server server{{.status = 202}, authority->issue()};
  Caller caller{{.ca_file = folder + "/no-such.pem"}};
  const HttpAnswer answer = caller.ask(post(server.url()));
  EXPECT_EQ(answer.transport, Transport::not_sent);
  EXPECT_EQ(answer.obstacle, Obstacle::no_ca_file);
  EXPECT_NE(answer.fault.find("no-such.pem"), std::string::npos) << answer.fault;
}

TEST_F(HttpClientTls, AHandshakeThatHangsIsNotSent) {
  boost::asio::io_context io;
  const tcp::acceptor silent{
      io, {boost::asio::ip::address_v4::loopback(), 0}};  // the kernel accepts, nobody speaks
  Caller caller{{.timeout = 300ms}};
  const HttpAnswer answer =
      caller.ask(post("https://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/api/events"));
  EXPECT_EQ(answer.transport, Transport::not_sent) << answer.fault;
}

TEST_F(HttpClientTls, TheServersEndInTheMiddleIsCut) {
  const Server server{{.ending = Ending::close_now}, authority->issue()};
  Caller caller{{.ca_file = authority->ca_file()}};
  EXPECT_EQ(caller.ask(post(server.url())).transport, Transport::cut);
}

TEST(HttpClient, NoFaultTellsASecret) {
  const std::string key = "il1apiSECRETSECRET";
  const std::pair<std::string, std::string> rows[] = {
      // url, proxy
      {closed_port_url("/api/v1/events/" + key), ""},
      {"http://user:" + key + "@nowhere.invalid/", ""},
      {"https://nowhere.invalid/?key=" + key, "http://user:" + key + "@proxy.invalid:1"},
      {"https://nowhere.invalid/", "strange://user:" + key + "@proxy.invalid:1"},
      {"https://nowhere.invalid/", "http://user:" + key + "@proxy.invalid:99999999"},
      {"http://[bad/" + key, ""},
  };
  for (const auto& [url, proxy] : rows) {
    Caller caller{{.proxy = proxy}};
    const HttpAnswer answer = caller.ask(post(url));
    EXPECT_FALSE(answer.fault.empty());
    EXPECT_EQ(answer.fault.find(key), std::string::npos) << answer.fault;
  }
}

TEST(HttpClient, CancellingAbandonsTheTransferAndFreesItsConnection) {
  std::atomic<int> hanging{0};
  const HttpListener server{[&](const HttpReceived& request) {
    if (request.body != "hang") return HttpReply{.status = 202};
    ++hanging;
    return HttpReply{.ending = Ending::hang};
  }};
  Caller caller;
  std::array<boost::asio::cancellation_signal, 16> signals;
  int aborted = 0;
  const auto count = [&](const std::exception_ptr& failure, const HttpAnswer&) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const boost::system::system_error& thrown) {
      aborted += thrown.code() == boost::asio::error::operation_aborted ? 1 : 0;
    }
  };
  for (auto& signal : signals) {
    auto sending = caller.client->send(post(server.origin() + "/", "hang"));
    auto done = boost::asio::bind_cancellation_slot(signal.slot(), count);
    boost::asio::co_spawn(caller.io, std::move(sending), std::move(done));
  }
  caller.run_until([&] { return hanging == 16; });
  for (auto& signal : signals) signal.emit(boost::asio::cancellation_type::terminal);
  caller.run_until([&] { return aborted == 16; });
  // All connections that this host may have were taken by the hanging ones, and would be until the time-out.
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(caller.ask(post(server.origin() + "/")).status, 202);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, HttpOptions{}.timeout / 2);
}

TEST(HttpClient, EndingWithTransfersUnderWayResumesNobody) {
  const Server server{{.ending = Ending::hang}};
  Caller caller;
  int resumed = 0;
  for (int i = 0; i < 5; ++i)
    caller.spawn(post(server.url()), [&](const std::exception_ptr&, const HttpAnswer&) { ++resumed; });
  caller.run_until([&] { return server.requests == 5; });
  caller.client.reset();
  caller.io.restart();
  caller.io.poll();
  EXPECT_EQ(resumed, 0);
}

TEST(HttpClient, EndingWithAnAnswerOnItsWayResumesNobodyLater) {
  const Server server{{.status = 202}};
  Caller caller;
  int resumed = 0;
  caller.spawn(post(server.url()), [&](const std::exception_ptr&, const HttpAnswer&) { ++resumed; });
  caller.io.poll_one();  // starts it, and nothing more
  while (server.requests == 0) std::this_thread::yield();
  caller.client.reset();
  caller.io.restart();
  caller.io.poll();
  EXPECT_EQ(resumed, 0);
}

}  // namespace
}  // namespace ilert_bridge
