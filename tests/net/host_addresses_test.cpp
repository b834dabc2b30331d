#include "ilert-bridge/net/host_addresses.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_net;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Name servers that answer a name, or leave it open until they are let go. The threads outlive the test.
class NameServers {
 public:
  HostAddresses::Ask ask() {
    return [state = state_](const std::string& host, const std::string&) {
      std::unique_lock lock{state->mutex};
      ++state->asked[host];
      state->may_go.wait(lock, [&] { return !state->silent.contains(host); });
      NameAnswer answer;
      answer.fault = state->faults[host];
      if (!answer.fault)
        answer.addresses.emplace_back(boost::asio::ip::make_address("192.0.2.1"), std::uint16_t{6557});
      return answer;
    };
  }
  void fall_silent(const std::string& host) {
    const std::scoped_lock lock{state_->mutex};
    state_->silent.insert(host);
  }
  void answer_with(const std::string& host, boost::system::error_code fault) {
    const std::scoped_lock lock{state_->mutex};
    state_->faults[host] = fault;
  }
  void answer(const std::string& host) {
    const std::scoped_lock lock{state_->mutex};
    state_->silent.erase(host);
    state_->may_go.notify_all();
  }
  int asked(const std::string& host) const {
    const std::scoped_lock lock{state_->mutex};
    return state_->asked[host];
  }
  ~NameServers() {
    const std::scoped_lock lock{state_->mutex};
    state_->silent.clear();
    state_->may_go.notify_all();
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable may_go;
    std::set<std::string> silent;
    std::map<std::string, boost::system::error_code> faults;
    std::map<std::string, int> asked;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

class HostNames : public ::testing::Test {
 protected:
  std::string of(const std::string& host, Clock::duration patience = 30s) {
    const auto found = run(context_, addresses_.of(host, "6557", Clock::now() + patience));
    if (!found) return found.error().text;
    return found->empty() ? "none" : found->front().address().to_string();
  }

  NameServers servers_;
  boost::asio::io_context context_;
  HostAddresses addresses_{servers_.ask()};
};

TEST_F(HostNames, BecomeAddresses) { EXPECT_EQ(of("mon1"), "192.0.2.1"); }

TEST_F(HostNames, ThatAreNumbersAreNotAskedFor) {
  EXPECT_EQ(of("::1"), "::1");
  EXPECT_EQ(servers_.asked("::1"), 0);
}

TEST_F(HostNames, ThatNobodyAnswersDelayNoOther) {
  servers_.fall_silent("dead");
  EXPECT_EQ(of("dead", 20ms), "no answer in time");
  EXPECT_EQ(of("mon1"), "192.0.2.1") << "while the dead one's look-up still goes on";
}

TEST_F(HostNames, AreLookedUpOnceAtATime) {
  servers_.fall_silent("dead");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(of("dead", 20ms), "no answer in time");
  EXPECT_EQ(servers_.asked("dead"), 1);
}

// run() comes back only when the loop has nothing left to do.
TEST_F(HostNames, ThatNobodyAnswersKeepNoLoopAlive) {
  servers_.fall_silent("dead");
  bool failed = false;
  boost::asio::co_spawn(
      context_, addresses_.of("dead", "6557", Clock::now() + 20ms),
      [&](const std::exception_ptr&, const Result<TcpAddresses>& found) { failed = !found; });
  context_.run();
  EXPECT_TRUE(failed);
}

TEST_F(HostNames, AreWhatTheyWereWhileNobodyAnswers) {
  EXPECT_EQ(of("mon1"), "192.0.2.1");
  servers_.fall_silent("mon1");
  EXPECT_EQ(of("mon1"), "192.0.2.1") << "after two seconds, not thirty";
  EXPECT_EQ(servers_.asked("mon1"), 2);
  servers_.answer("mon1");
  servers_.answer_with("mon1", boost::asio::error::host_not_found_try_again);
  EXPECT_EQ(of("mon1"), "192.0.2.1");
}

TEST_F(HostNames, ThatDoNotExistAnyMoreAreNotWhatTheyWere) {
  EXPECT_EQ(of("mon1"), "192.0.2.1");
  servers_.answer_with("mon1", boost::asio::error::host_not_found);
  EXPECT_NE(of("mon1"), "192.0.2.1");
}

}  // namespace
}  // namespace ilert_bridge
