#include "ilert-bridge/net/stream.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <fstream>

#include "tests/net/conversation.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_net;
using namespace std::chrono_literals;

TEST_F(Streams, CarryBytesOverTcp) {
  ScriptedPeer peer{context_, {{{"hello"}}}};
  EXPECT_EQ(conversation(peer.endpoint()), "hello");
}

TEST_F(Streams, LookUpAName) {
  ScriptedPeer peer{context_, {{{"hello"}}}};
  Endpoint endpoint = peer.endpoint();
  endpoint.host = "localhost";
  EXPECT_EQ(conversation(endpoint), "hello");
}

TEST_F(Streams, SayThatANameIsUnknown) {
  const Endpoint endpoint = *parse_endpoint("tcp://no-such-host.invalid:6557");
  EXPECT_TRUE(contains(conversation(endpoint, 5, 5s),
                       "tcp://no-such-host.invalid:6557: cannot look up the host's name"));
}

TEST_F(Streams, CarryBytesOverAUnixSocket) {
  const std::string path = folder_ / "live";
  asio::local::stream_protocol::acceptor acceptor{context_, asio::local::stream_protocol::endpoint{path}};
  asio::local::stream_protocol::socket peer{context_};
  acceptor.async_accept(peer,
                        [&](boost::system::error_code) { asio::write(peer, asio::buffer("hello", 5)); });
  EXPECT_EQ(conversation(*parse_endpoint("unix:" + path)), "hello");
}

TEST_F(Streams, SayThatTheSiteMayBeStopped) {
  const std::string text = conversation(*parse_endpoint("unix:" + folder_ / "live"));
  EXPECT_TRUE(contains(text, "No such file or directory; is the site started?")) << text;
  EXPECT_TRUE(contains(text, folder_ / "live")) << text;
}

TEST_F(Streams, SayThatNothingListens) {
  std::string address;
  {
    ScriptedPeer peer{context_, {}};
    address = to_text(peer.endpoint());
  }
  asio::io_context other;  // the peer's acceptor is gone
  const std::string text = run(other, converse(*parse_endpoint(address), 5));
  EXPECT_TRUE(contains(text, "Connection refused; nothing listens there")) << text;
}

TEST_F(Streams, SayWhichGroupIsMissing) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may open everything";
  const std::string path = folder_ / "live";
  asio::local::stream_protocol::acceptor acceptor{context_, asio::local::stream_protocol::endpoint{path}};
  ::chmod(path.c_str(), 0);
  const std::string text = conversation(*parse_endpoint("unix:" + path));
  EXPECT_TRUE(contains(text, "add the service user to the group of the site")) << text;
}

// Livestatus of Nagios queues three connections; a fourth gets EAGAIN, which must not look like a connection.
TEST_F(Streams, AreNotFooledByAFullQueue) {
  const std::string path = folder_ / "live";
  const asio::local::stream_protocol::endpoint address{path};
  asio::local::stream_protocol::acceptor acceptor{context_};
  acceptor.open(address.protocol());
  acceptor.bind(address);
  acceptor.listen(1);
  std::vector<asio::local::stream_protocol::socket> queue;
  boost::system::error_code full;
  while (!full && queue.size() < 10) {
    queue.emplace_back(context_, address.protocol());
    queue.back().native_non_blocking(true);
    queue.back().non_blocking(true);
    if (::connect(queue.back().native_handle(), address.data(), static_cast<socklen_t>(address.size())) != 0)
      full = asio::error::would_block;
  }
  const std::string text = conversation(*parse_endpoint("unix:" + path), 5, 2s);
  EXPECT_TRUE(contains(text, "cannot connect")) << text;
}

TEST_F(Streams, GiveUpAtTheDeadline) {
  ScriptedPeer peer{context_, {{{}, true}}};
  const std::string text = conversation(peer.endpoint(), 5, impatient);
  EXPECT_TRUE(contains(text, "timeout: tcp://127.0.0.1:")) << text;
  EXPECT_TRUE(contains(text, "cannot read: no answer within")) << text;
}

TEST_F(Streams, SayThatThePeerClosedInTheMiddle) {
  ScriptedPeer peer{context_, {{{"hel"}}}};
  EXPECT_TRUE(contains(conversation(peer.endpoint()), "cannot read: the server closed the connection"));
}

asio::awaitable<bool> has_unread_after_answer(Endpoint endpoint, std::size_t bytes) {
  auto connecting = Stream::connect(endpoint, patient);
  Result<Stream> stream = co_await std::move(connecting);
  auto writing = stream->write("GET hosts\n\n", patient);
  static_cast<void>(co_await std::move(writing));
  std::string answer(bytes, '\0');
  auto reading = stream->read_exactly(answer, patient);
  static_cast<void>(co_await std::move(reading));
  auto pausing = sleep_for(10ms);  // so that what the peer does next arrives
  co_await std::move(pausing);
  co_return stream->has_unread_input();
}

TEST_F(Streams, KnowWhetherTheyCanBeUsedAgain) {
  ScriptedPeer silent{context_, {{{"hello"}, true}}};
  EXPECT_FALSE(run(context_, has_unread_after_answer(silent.endpoint(), 5)))
      << "the peer waits for the next question";
  ScriptedPeer talking{context_, {{{"hello, and more"}, true}}};
  EXPECT_TRUE(run(context_, has_unread_after_answer(talking.endpoint(), 5))) << "bytes that nobody asked for";
  ScriptedPeer closing{context_, {{{"hello"}}}};
  EXPECT_TRUE(run(context_, has_unread_after_answer(closing.endpoint(), 5))) << "the peer is gone";
}

TEST_F(Streams, EndWithAnErrorWhenCancelled) {
  ScriptedPeer peer{context_, {{{""}, true}}};
  asio::cancellation_signal signal;
  std::string text;
  asio::co_spawn(
      context_, converse(peer.endpoint(), 5),
      asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr fault, std::string result) {
        EXPECT_FALSE(fault) << "nothing is thrown";
        text = std::move(result);
        context_.stop();
      }));
  while (peer.requests().empty()) context_.run_one();  // the question arrived, the answer is awaited
  signal.emit(asio::cancellation_type::terminal);
  context_.run();
  EXPECT_TRUE(contains(text, "cancelled")) << text;
}

}  // namespace
}  // namespace ilert_bridge
