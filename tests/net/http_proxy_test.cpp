// The ways through a proxy, over real sockets.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <thread>

#include "tests/net/http_caller.hpp"

namespace ilert_bridge {
namespace {

using namespace http_caller;

// Lets those through to a port of this machine who say the right words; the others learn that it wants them.
struct GuardedProxy {
  explicit GuardedProxy(unsigned short port, const std::optional<doubles::TlsFiles>& tls = {})
      : listener{[this, port](const HttpReceived& request) {
                   const std::scoped_lock lock{mutex};
                   seen.push_back(request);
                   const auto words = request.headers.find("proxy-authorization");
                   if (words != request.headers.end() && words->second == "Basic YnJpZGdlOnAgdzpsb25n")
                     return HttpReply{.tunnel_to = port};
                   return HttpReply{.status = 407, .headers = {{"Proxy-Authenticate", wants}}, .body = "no"};
                 },
                 tls} {}
  std::vector<HttpReceived> requests() const {
    const std::scoped_lock lock{mutex};
    return seen;
  }

  std::string wants = "Basic realm=\"proxy\"";
  mutable std::mutex mutex;
  std::vector<HttpReceived> seen;
  HttpListener listener;
};

class HttpGuardedProxy : public WithAuthority {
 protected:
  HttpOptions through(const GuardedProxy& proxy) const {
    return {.proxy = proxy.listener.origin(),
            .proxy_user = "bridge",
            .proxy_password = "p w:long",
            .ca_file = authority->ca_file()};
  }
};

TEST_F(HttpGuardedProxy, IsToldUserAndPasswordAndTheServerIsNot) {
  const Server server{{.status = 202}, authority->issue()};
  const GuardedProxy proxy{server.listener.port()};
  Caller caller{through(proxy)};
  for (int i = 0; i < 3; ++i) {
    const HttpAnswer answer = caller.ask(post(server.url()));
    ASSERT_EQ(answer.status, 202) << answer.fault;
  }
  EXPECT_EQ(proxy.requests().back().method, "CONNECT");
  EXPECT_EQ(server.listener.connections(), 1) << "one tunnel for all";
  EXPECT_FALSE(server.last_request().headers.contains("proxy-authorization"));
}

TEST_F(HttpGuardedProxy, ThatRefusesThemIsNotSentAndSaysSo) {
  const Server server{{.status = 202}, authority->issue()};
  const GuardedProxy proxy{server.listener.port()};
  HttpOptions wrong = through(proxy), none = through(proxy);
  wrong.proxy_password = "another";
  none.proxy_user = none.proxy_password = "";
  for (const HttpOptions& options : {wrong, none}) {
    Caller caller{options};
    const HttpAnswer answer = caller.ask(post(server.url()));
    EXPECT_EQ(answer.transport, Transport::not_sent);
    EXPECT_EQ(answer.obstacle, Obstacle::proxy_password) << answer.fault;
    EXPECT_NE(answer.fault.find("407"), std::string::npos) << answer.fault;
    EXPECT_NE(answer.fault.find("user and password"), std::string::npos) << answer.fault;
  }
  EXPECT_EQ(server.requests, 0);
}

TEST_F(HttpGuardedProxy, IsAnsweredByDigestIfItAsksForThat) {
  const Server server{{.status = 202}, authority->issue()};
  GuardedProxy proxy{server.listener.port()};
  proxy.wants = R"(Digest realm="proxy", nonce="42", algorithm=MD5, qop="auth")";
  Caller caller{through(proxy)};
  caller.ask(post(server.url()));
  const std::vector<HttpReceived> requests = proxy.requests();
  ASSERT_EQ(requests.size(), 2U);
  const std::string words = requests.back().headers.at("proxy-authorization");
  EXPECT_TRUE(words.starts_with("Digest username=\"bridge\"")) << words;
}

TEST_F(HttpGuardedProxy, OverTlsMayBeSignedByAnAuthorityOfItsOwn) {
  const Server server{{.status = 202}, authority->issue()};
  const GuardedProxy proxy{server.listener.port(), authority->issue()};
  HttpOptions options = through(proxy);
  EXPECT_EQ(Caller{options}.ask(post(server.url())).transport, Transport::not_sent) << "nobody knows it";
  options.proxy_ca_file = authority->ca_file();
  const HttpAnswer answer = Caller{options}.ask(post(server.url()));
  EXPECT_EQ(answer.status, 202) << answer.fault;
}

// A SOCKS proxy for one client: greets, and refuses whatever user and password it is told. As RFC 1928 and
// 1929 have it.
class SocksThatRefuses {
 public:
  explicit SocksThatRefuses(bool asks) : asks_{asks} {}
  std::string origin() const {
    return "socks5h://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  using tcp = boost::asio::ip::tcp;
  void serve() {
    tcp::socket socket = acceptor_.accept();
    std::array<char, 512> told{};
    boost::system::error_code ignored;
    socket.read_some(boost::asio::buffer(told), ignored);
    const std::string chosen = asks_ ? "\x05\x02" : "\x05\xff";
    boost::asio::write(socket, boost::asio::buffer(chosen), ignored);
    socket.read_some(boost::asio::buffer(told), ignored);
    if (asks_) boost::asio::write(socket, boost::asio::buffer(std::string{"\x01\x01"}), ignored);
    socket.read_some(boost::asio::buffer(told), ignored);
  }

  bool asks_;
  boost::asio::io_context io_{1};
  tcp::acceptor acceptor_{io_, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
  std::jthread thread_{[this] { serve(); }};
};

TEST(HttpClientProxy, OneOfSocksThatRefusesUserAndPasswordSaysSoInItsOwnTerms) {
  for (const bool asks : {true, false}) {
    const SocksThatRefuses proxy{asks};
    HttpOptions options{.proxy = proxy.origin()};
    if (asks) {
      options.proxy_user = "bridge";
      options.proxy_password = "another";
    }
    Caller caller{options};
    const HttpAnswer answer = caller.ask(post("https://ilert.invalid/api/events"));
    EXPECT_EQ(answer.transport, Transport::not_sent);
    EXPECT_EQ(answer.obstacle, Obstacle::proxy_password) << answer.fault;
    EXPECT_EQ(answer.fault.find("407"), std::string::npos) << answer.fault;
    EXPECT_NE(answer.fault.find(asks ? "the SOCKS proxy does not take the user and password it was given"
                                     : "the SOCKS proxy wants a user and password, or another way to log in"),
              std::string::npos)
        << answer.fault;
  }
}

TEST(HttpClientProxy, TheConfiguredOneGetsThePlainRequest) {
  const Server proxy{{.status = 202}};
  const std::string url = closed_port_url();
  Caller caller{{.proxy = proxy.listener.origin()}};
  EXPECT_EQ(caller.ask(post(url)).status, 202);
  EXPECT_EQ(proxy.last_request().target, url);
}

TEST(HttpClientProxy, TlsGoesThroughATunnelAndARefusedTunnelIsNotSent) {
  const Server proxy{{.status = 403, .body = "no"}};
  Caller caller{{.proxy = proxy.listener.origin()}};
  const HttpAnswer answer = caller.ask(post("https://ilert.invalid/api/events"));
  EXPECT_EQ(answer.transport, Transport::not_sent);
  EXPECT_EQ(answer.obstacle, Obstacle::no_proxy);
  EXPECT_EQ(proxy.last_request().method, "CONNECT");
  EXPECT_EQ(proxy.last_request().target, "ilert.invalid:443");
}

TEST(HttpClientProxy, OneThatCannotBeReachedIsNotSent) {
  const std::string proxy = closed_port_url("");
  Caller caller{{.proxy = proxy}};
  const HttpAnswer answer = caller.ask(post("https://ilert.invalid/api/events"));
  EXPECT_EQ(answer.transport, Transport::not_sent);
  EXPECT_EQ(answer.obstacle, Obstacle::no_proxy);
  EXPECT_NE(answer.fault.find("through the proxy " + proxy), std::string::npos) << answer.fault;
}

struct Environment {
  Environment(const char* wanted, const std::string& value) : name{wanted} {
    ::setenv(name, value.c_str(), 1);
  }
  ~Environment() { ::unsetenv(name); }
  const char* name;
};

TEST(HttpClientProxy, TheEnvironmentsIsUsedForTls) {
  const Server proxy{{.status = 403}};
  const Environment no_exceptions{"no_proxy", ""};
  const Environment environment{"https_proxy", proxy.listener.origin()};
  Caller caller;
  caller.ask(post("https://ilert.invalid/api/events"));
  EXPECT_EQ(proxy.last_request().method, "CONNECT");
}

TEST(HttpClientProxy, TheEnvironmentsThatCannotBeReachedIsNamedWithoutItsPassword) {
  const std::string proxy = closed_port_url("");
  const Environment no_exceptions{"no_proxy", ""};
  const Environment environment{"https_proxy", proxy.substr(0, 7) + "bridge:S3CRET@" + proxy.substr(7)};
  Caller caller;
  const HttpAnswer answer = caller.ask(post("https://ilert.invalid/api/events"));
  EXPECT_EQ(answer.obstacle, Obstacle::no_proxy);
  EXPECT_NE(answer.fault.find("through the proxy " + proxy), std::string::npos) << answer.fault;
  EXPECT_EQ(answer.fault.find("S3CRET"), std::string::npos) << answer.fault;
}

TEST(HttpClientProxy, OneThatTheEnvironmentExceptsIsNotNamed) {
  const Environment exceptions{"no_proxy", "example.com, .invalid"};
  const Environment environment{"https_proxy", closed_port_url("")};
  Caller caller;
  const HttpAnswer answer = caller.ask(post("https://ilert.invalid/api/events"));
  EXPECT_EQ(answer.fault.find("through the proxy"), std::string::npos) << answer.fault;
}

TEST(HttpClientProxy, TheEnvironmentsIsNotAskedForALoopbackAddress) {
  const Server proxy{{.status = 403}};
  const Server server{{.status = 202}};
  const Environment no_exceptions{"no_proxy", ""};
  const Environment environment{"http_proxy", proxy.listener.origin()};
  Caller caller;
  EXPECT_EQ(caller.ask(post(server.url())).status, 202);
  EXPECT_EQ(proxy.requests, 0);
}

TEST(HttpClientProxy, TheConfiguredOneWinsOverTheEnvironmentsExceptions) {
  const Server proxy{{.status = 202}};
  const Environment everything{"no_proxy", "*"};
  Caller caller{{.proxy = proxy.listener.origin()}};
  EXPECT_EQ(caller.ask(post(closed_port_url())).status, 202);
}

}  // namespace
}  // namespace ilert_bridge
