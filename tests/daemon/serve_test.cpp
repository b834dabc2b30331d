#include "ilert-bridge/daemon/serve.hpp"

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <future>

#include "tests/daemon/stage.hpp"
#include "tests/doubles/child.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
namespace json = boost::json;
using namespace stage;

asio::awaitable<Result<json::object>> twice(json::object question, Asker) {
  co_return json::object{{"twice", 2 * question.at("number").as_int64()}};
}
asio::awaitable<Result<json::object>> who(json::object, Asker asker) {
  co_return json::object{{"user", asker.user}};
}
asio::awaitable<Result<json::object>> refuse(json::object, Asker) { co_return error("not today"); }
asio::awaitable<Result<json::object>> fail(json::object, Asker) { throw CommitFailed("the disk is gone"); }

class ServeLoop : public ::testing::Test {
 protected:
  ServeLoop() {
    serve.answer("twice", Right::read, twice);
    serve.answer("refuse", Right::read, refuse);
    serve.answer("fail", Right::change, fail);
    serve.answer("who", Right::change, who);
  }
  // Serves while the lines are asked one after the other, then ends; the answers.
  Lines all_asked(const Lines& lines) {
    auto client = std::async(std::launch::async, [&] {
      Lines answers;
      const bool there = doubles::eventually([&] { return std::filesystem::exists(path); });
      for (const std::string& line : lines) {
        const auto answer = ask_control(path, line, std::chrono::seconds{10});
        answers.push_back(answer ? *answer : answer.error().text);
      }
      EXPECT_TRUE(there);
      asio::post(io, [&] { serve.stop(); });
      return answers;
    });
    run(io, serve.run());
    return client.get();
  }
  std::string asked(const std::string& line) { return all_asked({line}).front(); }

  doubles::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "control.sock";
  asio::io_context io{1};
  Serve serve{io.get_executor(), path, "/var/lib/mine.db"};
};

TEST_F(ServeLoop, AQuestionIsAnsweredByWhoKnowsIt) {
  EXPECT_EQ(asked(R"({"ask":"twice","number":21})"), R"({"ok":true,"answer":{"twice":42}})");
}

TEST_F(ServeLoop, ARefusalSaysWhy) {
  EXPECT_EQ(asked(R"({"ask":"refuse"})"), R"({"ok":false,"error":"not today"})");
}

TEST_F(ServeLoop, NonsenseIsRefusedAndHarmsNobody) {
  const Lines answers =
      all_asked({"{", "[]", "\"twice\"", "{}", R"({"ask":7})", R"({"ask":"thrice"})", R"({"ask":"twice"})",
                 R"({"ask":"twice","number":"x"})", R"({"ask":"twice","number":1})"});
  for (std::size_t i = 0; i + 1 < answers.size(); ++i)
    EXPECT_TRUE(answers[i].starts_with(R"({"ok":false,"error":"the question )") ||
                answers[i].starts_with(R"({"ok":false,"error":"this daemon does not know)"))
        << answers[i];
  EXPECT_EQ(answers.back(), R"({"ok":true,"answer":{"twice":2}})");
}

TEST_F(ServeLoop, AQuestionForTheDaemonOfAnotherJournalIsNotAnswered) {
  const Lines answers = all_asked({R"({"ask":"twice","number":1,"journal":"/var/lib/other.db"})",
                                   R"({"ask":"twice","number":1,"journal":"/var/lib/mine.db"})"});
  EXPECT_NE(answers[0].find(R"("ok":false)"), std::string::npos) << answers[0];
  EXPECT_NE(answers[0].find(R"("other":true)"), std::string::npos) << answers[0];
  EXPECT_NE(answers[0].find("/var/lib/mine.db"), std::string::npos) << answers[0];
  EXPECT_EQ(answers[1], R"({"ok":true,"answer":{"twice":2}})");
}

TEST_F(ServeLoop, TheDaemonsOwnUserMayChange) {
  EXPECT_EQ(asked(R"({"ask":"who"})"),
            R"({"ok":true,"answer":{"user":)" + std::to_string(::geteuid()) + "}}");
}

TEST_F(ServeLoop, AFailedCommitEndsTheLoop) { EXPECT_THROW(asked(R"({"ask":"fail"})"), CommitFailed); }

TEST_F(ServeLoop, WithoutASocketItReturnsAndSaysSo) {
  static std::string said;
  said.clear();
  set_log_sink([](Level, std::string_view line) { said += line; });
  Serve nowhere{io.get_executor(), folder.path() / "none/control.sock", {}};
  run(io, nowhere.run());
  set_log_sink(nullptr);
  EXPECT_NE(said.find("create its folder"), std::string::npos) << said;
}

TEST_F(ServeLoop, OthersMayAskButNotChange) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can ask as somebody else";
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  Lines answers;
  auto client = std::async(std::launch::async, [&] {
    doubles::eventually([&] { return std::filesystem::exists(path); });
    for (const char* ask : {R"({"ask":"twice","number":4})", R"({"ask":"who"})"}) {
      const std::string script =
          "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
          "s.sendall(sys.argv[2].encode()+b'\\n'); sys.stdout.write(s.makefile().readline())";
      doubles::Child other({.program = doubles::find_program("python3"),
                            .arguments = {"-c", script, path.string(), ask},
                            .user = "nobody"});
      other.wait();
      answers.push_back(other.output());
    }
    asio::post(io, [&] { serve.stop(); });
  });
  run(io, serve.run());
  client.get();
  EXPECT_EQ(answers[0], "{\"ok\":true,\"answer\":{\"twice\":8}}\n");
  EXPECT_EQ(answers[1].find(R"({"ok":false,"error":"user nobody may ask but not change)"), 0U) << answers[1];
}

TEST(ControlSocketPath, IsTheServicesRuntimeDirectory) {
  EXPECT_EQ(control_socket_path({}), "/run/ilert-bridge/control.sock");
  EXPECT_EQ(control_socket_path({.runtime_directory = "/run/bridge:/run/other"}), "/run/bridge/control.sock");
}

}  // namespace
}  // namespace ilert_bridge
