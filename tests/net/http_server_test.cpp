#include "ilert-bridge/net/http_server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <list>
#include <ostream>

#include "tests/doubles/plain_client.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using doubles::PlainClient;

const std::string question = "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n";

void rethrow(std::exception_ptr thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

class HttpServerOnLoopback : public ::testing::Test {
 protected:
  // Serves while the visitors do their work in a thread of its own.
  void serve(const std::function<void()>& work, VisitLimits limits = {}) {
    Result<HttpServer> server = HttpServer::open(io.get_executor(), "127.0.0.1", 0, limits);
    ASSERT_TRUE(server) << server.error().text;
    where = {.kind = Endpoint::Kind::tcp, .host = "127.0.0.1", .port = std::to_string(server->port())};
    asio::co_spawn(io, let_in(*server), rethrow);
    auto done = std::async(std::launch::async, [&] {
      work();
      asio::post(io, [&] { server->close(); });
    });
    io.run();
    done.get();
  }
  asio::awaitable<void> let_in(HttpServer& server) {
    while (!server.closed()) {
      std::optional<HttpVisit> visit = co_await server.accept();
      if (visit) asio::co_spawn(io, HttpServer::attend(std::move(*visit), page_for), rethrow);
    }
  }
  std::string asked(const std::string& request) const { return doubles::ask_once(where, request); }
  std::string asked_for(const std::string& host) const {
    return asked("GET /page HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
  }
  // On a connection that stays.
  static bool answers(PlainClient& visitor) {
    visitor.send(question);
    const std::string got = visitor.receive(length_of_answer);
    return got.starts_with("HTTP/1.1 200 OK\r\n") && got.ends_with("\r\n\r\npage");
  }
  static inline std::size_t length_of_answer = 0;

  asio::io_context io{1};
  PageFor page_for = [](std::string_view) { return Page{.body = "page"}; };
  Endpoint where;
};

class HttpServerVisitors : public HttpServerOnLoopback {
 protected:
  // Visitors that are answered and stay.
  std::list<PlainClient> come(std::size_t number) {
    length_of_answer = asked("GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").size() -
                       std::string{"Connection: close\r\n"}.size();
    std::list<PlainClient> visitors;
    for (std::size_t i = 0; i < number; ++i) {
      visitors.emplace_back(where);
      EXPECT_TRUE(answers(visitors.back())) << i;
    }
    return visitors;
  }
};

TEST_F(HttpServerVisitors, WhoStayKeepNobodyOut) {
  serve([&] {
    std::list<PlainClient> visitors = come(40);
    EXPECT_TRUE(visitors.front().closed());
    EXPECT_TRUE(answers(visitors.back()));
  });
}

TEST_F(HttpServerVisitors, WhoNeverEndTheirRequestKeepNobodyOut) {
  serve([&] {
    std::list<PlainClient> visitors;
    for (int i = 0; i < 40; ++i) visitors.emplace_back(where).send("GET /page HT");
    EXPECT_EQ(come(1).size(), 1U);
  });
}

TEST_F(HttpServerVisitors, WhoseAnswerIsLongestAgoGoesFirst) {
  serve([&] {
    std::list<PlainClient> visitors = come(32);
    EXPECT_TRUE(answers(visitors.front()));
    PlainClient newest(where);
    EXPECT_TRUE(answers(newest));
    EXPECT_TRUE(answers(visitors.front())) << "it asked a moment ago";
    EXPECT_TRUE(std::next(visitors.begin())->closed());
    EXPECT_TRUE(answers(visitors.back()));
  });
}

TEST_F(HttpServerVisitors, HaveSoManyRequests) {
  const auto three_requests = [&] {
    std::list<PlainClient> visitors = come(1);
    EXPECT_TRUE(answers(visitors.front()));
    visitors.front().send(question);
    EXPECT_NE(visitors.front().rest().find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_TRUE(visitors.front().closed());
  };
  serve(three_requests, {.requests = 3});
}

TEST_F(HttpServerVisitors, HaveSoMuchTime) {
  const auto ask_on = [&] {
    std::list<PlainClient> visitors = come(1);
    int asked = 1;
    while (answers(visitors.front())) ++asked;
    EXPECT_GT(asked, 1);
    EXPECT_TRUE(visitors.front().closed());
  };
  serve(ask_on, {.requests = 1'000'000, .whole = Span{200}});
}

TEST_F(HttpServerVisitors, WhoAreSilentAreLeft) {
  const auto fall_silent = [&] { EXPECT_TRUE(come(1).front().closed()); };
  serve(fall_silent, {.silence = Span{50}});
}

// What a browser sends whose web page has given its own name the address 127.0.0.1.
TEST_F(HttpServerOnLoopback, AnswersNobodyWhoMeansAnotherHost) {
  serve([&] {
    const std::string refused = asked_for("Host: attacker.example:9469\r\n");
    EXPECT_TRUE(refused.starts_with("HTTP/1.1 421 ")) << refused;
    EXPECT_NE(refused.find("ask for localhost"), std::string::npos) << refused;
    EXPECT_EQ(refused.find("page"), std::string::npos) << refused;
    EXPECT_TRUE(asked_for("").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(asked_for("Host: LOCALHOST:9469\r\n").starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(asked("GET /page HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 200 ")) << "no browser";
  });
}

TEST(LoopbackHost, IsThisMachineAndNothingElse) {
  for (const char* own : {"localhost", "localhost:9469", "LocalHost:1", "127.0.0.1", "127.0.0.1:9469",
                          "127.1.2.3:80", "[::1]", "[::1]:9469"})
    EXPECT_TRUE(is_loopback_host(own)) << own;
  for (const char* other :
       {"", ":", ":9469", "attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example",
        "127.0.0.1@attacker.example", "localhost:9469@attacker.example", "localhost:x", "0.0.0.0", "10.0.0.1",
        "::1", "[::1", "[::2]", "[::1]x", "localhost localhost", "127.0.0.1:80:90"})
    EXPECT_FALSE(is_loopback_host(other)) << other;
}

}  // namespace
}  // namespace ilert_bridge
