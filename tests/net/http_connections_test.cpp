// How long a connection is trusted: what happens where one goes dead without a word.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <memory>
#include <vector>

#include "tests/net/http_caller.hpp"

namespace ilert_bridge {
namespace {

using namespace http_caller;

class HttpConnections : public WithAuthority, public testing::WithParamInterface<bool> {
 protected:
  bool with_tls() const { return GetParam(); }
  std::optional<doubles::TlsFiles> certificate() {
    return with_tls() ? std::optional{authority->issue()} : std::nullopt;
  }
  HttpOptions options(Span timeout) const { return {.ca_file = authority->ca_file(), .timeout = timeout}; }
};

INSTANTIATE_TEST_SUITE_P(Over, HttpConnections, testing::Values(false, true),
                         [](const auto& over) { return over.param ? "Tls" : "Plain"; });

TEST_P(HttpConnections, AfterATimeOutTheVeryNextAttemptHasANewOne) {
  Server server{{.status = 202}, certificate()};
  Caller caller{options(500ms)};
  ASSERT_EQ(caller.ask(post(server.url())).status, 202);
  server.listener.swallow();
  EXPECT_EQ(caller.ask(post(server.url())).obstacle, Obstacle::timed_out);
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.connections(), 2);
}

TEST_P(HttpConnections, AfterATimeOutNoneOfThoseThatLieIdleIsUsedAgain) {
  Server server{{.status = 202, .pause = 200ms}, certificate()};
  Caller caller{options(2s)};
  int answered = 0;
  for (int i = 0; i < 3; ++i)
    caller.spawn(post(server.url()), [&](const std::exception_ptr&, const HttpAnswer& answer) {
      answered += answer.status == 202 ? 1 : 0;
    });
  caller.run_until([&] { return answered == 3; });
  const int before = server.listener.connections();
  ASSERT_GE(before, 2);
  server.listener.swallow();
  EXPECT_EQ(caller.ask(post(server.url())).obstacle, Obstacle::timed_out);
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.connections(), before + 1);
}

// One that works on an answer is not to blame for another that does not come.
TEST_P(HttpConnections, ATimeOutDoesNotDisturbAnAnswerThatIsOnItsWay) {
  HttpListener server{[](const HttpReceived& request) {
                        if (request.body == "hang") return HttpReply{.ending = Ending::hang};
                        return HttpReply{.status = 202, .pause = 1200ms};
                      },
                      certificate()};
  Caller caller{options(1600ms)};
  HttpAnswer hangs, comes;
  bool hung = false, came = false;
  caller.spawn(post(server.origin() + "/", "hang"), [&](const std::exception_ptr&, HttpAnswer answer) {
    hangs = std::move(answer);
    hung = true;
  });
  caller.run_until([&] { return hung || server.connections() == 1; });
  // Begun while the other hangs, answered after its time-out.
  const auto half = std::chrono::steady_clock::now() + 800ms;
  caller.run_until([&] { return std::chrono::steady_clock::now() > half; });
  caller.spawn(post(server.origin() + "/"), [&](const std::exception_ptr&, HttpAnswer answer) {
    comes = std::move(answer);
    came = true;
  });
  caller.run_until([&] { return hung && came; });
  EXPECT_EQ(hangs.obstacle, Obstacle::timed_out);
  EXPECT_EQ(comes.status, 202) << comes.fault;
  EXPECT_EQ(server.connections(), 2);
}

TEST_P(HttpConnections, ABusyOneIsReplacedWhenItsTimeIsUp) {
  Server server{{.status = 202}, certificate()};
  HttpOptions short_lived = options(10s);
  short_lived.connection_lifetime = 1s;
  Caller caller{short_lived};
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (server.listener.connections() < 2 && std::chrono::steady_clock::now() < deadline)
    ASSERT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.connections(), 2);
}

TEST(HttpConnection, IsGivenUpWithinTenMinutesIfNothingElseIsSaid) {
  EXPECT_LE(HttpOptions{}.connection_lifetime, 10min - 1min)
      << "a name's addresses are kept for a minute besides";
}

using HttpConnectionTls = WithAuthority;

// On one connection of HTTP/2 libcurl would go on for ever, however dead it is.
TEST_F(HttpConnectionTls, SpeaksHttp11AndOffersNothingElse) {
  Server server{{.status = 202}, authority->issue()};
  Caller caller{{.ca_file = authority->ca_file()}};
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(server.listener.offered(), std::vector<std::string>{"http/1.1"});
}

// The TCP_USER_TIMEOUT of this process' sockets that lead to the port.
std::vector<unsigned int> patience_of_sockets_to(unsigned short port) {
  std::vector<unsigned int> all;
  for (int socket = 0; socket < 1024; ++socket) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sin_family != AF_INET ||
        ntohs(peer.sin_port) != port)
      continue;
    unsigned int millis = 0;
    size = sizeof millis;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &millis, &size) == 0) all.push_back(millis);
  }
  return all;
}

TEST(HttpConnection, DiesOfWhatNobodyAcknowledges) {
  const Server server{{.status = 202}};
  Caller caller;
  ASSERT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(patience_of_sockets_to(server.listener.port()), std::vector<unsigned int>{20'000});
}

}  // namespace
}  // namespace ilert_bridge
