#include "ilert-bridge/net/address_race.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <list>

#include "tests/net/conversation.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_net;
using asio::ip::make_address;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

tcp::endpoint at(const char* address) { return {make_address(address), 6557}; }

TEST(Addresses, OfBothFamiliesTakeTurns) {
  const TcpAddresses resolved{at("2001:db8::1"), at("2001:db8::2"), at("2001:db8::3"), at("192.0.2.1")};
  EXPECT_EQ(in_turns(resolved, {}),
            (TcpAddresses{at("2001:db8::1"), at("192.0.2.1"), at("2001:db8::2"), at("2001:db8::3")}));
  EXPECT_EQ(in_turns({}, {}), TcpAddresses{});
}

TEST(Addresses, BeginWithTheOneThatWorked) {
  const TcpAddresses resolved{at("2001:db8::1"), at("192.0.2.1"), at("192.0.2.2")};
  EXPECT_EQ(in_turns(resolved, at("192.0.2.2")),
            (TcpAddresses{at("192.0.2.2"), at("2001:db8::1"), at("192.0.2.1")}));
  EXPECT_EQ(in_turns(resolved, at("192.0.2.9")), in_turns(resolved, {})) << "the name has other ones now";
}

// Nobody takes its connections, and its queue is full: what else comes hears nothing, as if it were
// swallowed.
class Silent {
 public:
  explicit Silent(asio::io_context& context) : acceptor_(context, tcp::v4()) {
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen(0);
    for (bool is_full = false; !is_full && queue_.size() < 16;)
      is_full = !is_taken(queue_.emplace_back(context));
  }
  tcp::endpoint address() const { return acceptor_.local_endpoint(); }

 private:
  bool is_taken(tcp::socket& socket) const {
    socket.open(tcp::v4());
    socket.native_non_blocking(true);
    const tcp::endpoint there = address();
    ::connect(socket.native_handle(), there.data(), static_cast<socklen_t>(there.size()));
    pollfd connecting{socket.native_handle(), POLLOUT, 0};
    return ::poll(&connecting, 1, 100) == 1;
  }
  tcp::acceptor acceptor_;
  std::list<tcp::socket> queue_;
};

tcp::endpoint of(const ScriptedPeer& peer) {
  return {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoul(peer.endpoint().port))};
}

// A host's name with these addresses.
class Races : public Streams {
 protected:
  Races() { names_of_hosts().swap(names_); }
  ~Races() override { names_of_hosts().swap(names_); }
  std::string talk(TcpAddresses addresses, Span deadline = patient) {
    known_ = std::move(addresses);
    Endpoint endpoint;
    endpoint.kind = Endpoint::Kind::tcp;
    endpoint.host = "two.example";
    endpoint.port = "6557";
    return run(context_, converse(endpoint, 5, deadline));
  }
  TcpAddresses known_;
  HostAddresses names_{[this](const std::string&, const std::string&) {
    return NameAnswer{.fault = {}, .addresses = known_};
  }};
};

TEST_F(Races, AreWonByTheAddressThatAnswers) {
  const Silent silent{context_};
  ScriptedPeer peer{context_, {{{"hello"}}}};
  const auto began = Clock::now();
  EXPECT_EQ(talk({silent.address(), of(peer)}, 30s), "hello");
  EXPECT_LT(Clock::now() - began, 10s) << "an address that is silent costs a quarter of a second";
}

TEST_F(Races, RememberWhoWon) {
  const Silent silent{context_};
  ScriptedPeer peer{context_, {{{"hello"}}, {{"again"}}}};
  EXPECT_EQ(talk({silent.address(), of(peer)}), "hello");
  EXPECT_EQ(names_of_hosts().worked_last("two.example", "6557"), of(peer));
  ScriptedPeer first{context_, {{{"wrong"}}}};
  EXPECT_EQ(talk({of(first), of(peer)}), "again") << "the resolver's order changes, the address works";
}

TEST_F(Races, DoNotWaitForAnAddressThatRefuses) {
  tcp::endpoint refusing;
  {
    const tcp::acceptor gone{context_, {asio::ip::address_v4::loopback(), 0}};
    refusing = gone.local_endpoint();
  }
  ScriptedPeer peer{context_, {{{"hello"}}}};
  EXPECT_EQ(talk({refusing, refusing, of(peer)}), "hello");
}

TEST_F(Races, ThatNobodyWinsSayWhyOfEachAddress) {
  const Silent silent{context_};
  tcp::endpoint refusing;
  {
    const tcp::acceptor gone{context_, {asio::ip::address_v4::loopback(), 0}};
    refusing = gone.local_endpoint();
  }
  const std::string text = talk({silent.address(), refusing}, 600ms);
  EXPECT_TRUE(contains(text, "tcp://two.example:6557: cannot connect: ")) << text;
  EXPECT_TRUE(contains(text, "127.0.0.1: no answer within ")) << text;
  EXPECT_TRUE(contains(text, "127.0.0.1: Connection refused")) << text;
  EXPECT_TRUE(contains(text, "is Livestatus over TCP on")) << text;
}

}  // namespace
}  // namespace ilert_bridge
