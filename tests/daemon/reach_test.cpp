#include "ilert-bridge/daemon/reach.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

TEST(IsQuiet, AMinuteAfterTheLastWord) {
  const Time noon = from_unix(1'750'000'000);
  EXPECT_TRUE(is_quiet(std::nullopt, noon)) << "nothing was ever heard";
  EXPECT_FALSE(is_quiet(noon - std::chrono::seconds{59}, noon));
  EXPECT_TRUE(is_quiet(noon - std::chrono::seconds{60}, noon));
  EXPECT_TRUE(is_quiet(noon + std::chrono::hours{1}, noon)) << "a clock that was set back";
}

class ReachOfIlert : public ::testing::Test {
 protected:
  ReachOfIlert() {
    said.clear();
    set_log_sink([](Level, std::string_view line) { said.emplace_back(line); });
    answer.transport = HttpAnswer::Transport::answered;
    answer.status = 401;
    answer.body = R"({"message":"no token"})";
  }
  ~ReachOfIlert() override { set_log_sink(nullptr); }
  void turn() { run(io, reach.turn()); }

  inline static Lines said;
  asio::io_context io{1};
  HttpAnswer answer;
  std::vector<HttpRequest> asked;
  ReachPorts ports() {
    return {.ask = [this](HttpRequest request) -> asio::awaitable<HttpAnswer> {
              asked.push_back(std::move(request));
              co_return answer;
            },
            .read_at = [this] { return read_at; }};
  }
  std::optional<Time> read_at;
  Reach reach{"https://api.ilert.com/api", ports()};
};

TEST_F(ReachOfIlert, IsAskedOnceAMinuteAndWithoutAnEvent) {
  turn();
  turn();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked.front().method, "GET");
  EXPECT_TRUE(asked.front().body.empty());
  EXPECT_TRUE(reach.status().answered_at);
  EXPECT_EQ(reach.status().fault, "");
  EXPECT_TRUE(said.empty());
}

TEST_F(ReachOfIlert, IsNotAskedWhileEventsAreAnswered) {
  reach.heard(now());
  turn();
  EXPECT_TRUE(asked.empty());
}

TEST_F(ReachOfIlert, IsNotAskedWhileItShowsItsAlerts) {
  read_at = now();
  turn();
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(reach.status().answered_at, read_at);
}

TEST_F(ReachOfIlert, ThatIsLostIsSaidOnceWithWhatToDoAndWhenItIsBack) {
  answer = {};
  answer.obstacle = Obstacle::no_connection;
  answer.fault = "https://api.ilert.com: refused";
  turn();
  EXPECT_EQ(reach.status().fault, "https://api.ilert.com: refused");
  EXPECT_NE(reach.status().remedy.find("firewall"), std::string::npos);
  EXPECT_TRUE(reach.status().fault_since);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said.front().find("nobody could be called"), std::string::npos);
  reach.heard(now());
  EXPECT_EQ(reach.status().fault, "");
  EXPECT_EQ(said.size(), 2U);
}

}  // namespace
}  // namespace ilert_bridge
