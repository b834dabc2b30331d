#include "ilert-bridge/net/user_names.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <optional>

#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace std::chrono_literals;

std::string name_of(UserNames& names, uid_t user) {
  asio::io_context io{1};
  std::string name;
  asio::co_spawn(io, names.of(user), [&](std::exception_ptr thrown, std::string got) {
    if (thrown) std::rethrow_exception(thrown);
    name = std::move(got);
  });
  io.run();
  return name;
}

TEST(UserNames, AreThoseOfTheSystem) {
  UserNames names;
  EXPECT_EQ(name_of(names, 0), "root");
  EXPECT_EQ(name_of(names, 4'000'000'123), "4000000123") << "nobody's";
}

TEST(UserNames, AreFitToBeShown) {
  UserNames names([](uid_t) { return std::string{"j\xfcrg\x1b[2J"}; }, 10s);
  EXPECT_EQ(name_of(names, 7), "jürg[2J");
}

TEST(UserNames, AreAskedOnceAndKept) {
  int asked = 0;
  UserNames names([&](uid_t user) { return "user" + std::to_string(user) + "." + std::to_string(++asked); },
                  10s);
  EXPECT_EQ(name_of(names, 7), "user7.1");
  EXPECT_EQ(name_of(names, 7), "user7.1");
  EXPECT_EQ(name_of(names, 8), "user8.2");
}

// A name service that answers when it is let go. The threads outlive the test.
struct SlowService {
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);
  UserNames::Ask ask() const {
    return [gone = gone, asked = asked](uid_t) {
      ++*asked;
      gone.wait();
      return std::string{"alice"};
    };
  }
};

TEST(UserNames, AreNotWaitedForLong) {
  SlowService service;
  UserNames names(service.ask(), 30ms);
  EXPECT_EQ(name_of(names, 7), "7");
  EXPECT_EQ(name_of(names, 7), "7");
  EXPECT_EQ(*service.asked, 1) << "a look-up that hangs is not begun again";
  service.go.set_value();
  EXPECT_TRUE(doubles::eventually([&] { return name_of(names, 7) == "alice"; }));
}

TEST(UserNames, MayBeAnsweredWhenNobodyIsThereAnyMore) {
  SlowService service;
  {
    UserNames names(service.ask(), 1ms);
    EXPECT_EQ(name_of(names, 7), "7");
  }
  service.go.set_value();
}

}  // namespace
}  // namespace ilert_bridge
