#include "ilert-bridge/daemon/serve.hpp"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <future>

#include "tests/daemon/stage.hpp"
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

// Asks as somebody without any right, from a process of its own; what was answered, line by line.
class Somebody {
 public:
  Somebody(const std::filesystem::path& path, const Lines& questions) {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) ask(path, questions);
    ::close(ends_[1]);
  }
  std::string answers() const {
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::read(ends_[0], piece.data(), piece.size())) > 0;)
      text.append(piece.data(), static_cast<std::size_t>(got));
    ::close(ends_[0]);
    ::waitpid(pid_, nullptr, 0);
    return text;
  }

 private:
  [[noreturn]] void ask(const std::filesystem::path& path, const Lines& questions) const {
    constexpr uid_t nobody = 65534;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    doubles::eventually([&] { return std::filesystem::exists(path); });
    std::string text;
    for (const std::string& question : questions) {
      const auto answer = ask_control(path, question, std::chrono::seconds{10});
      text.append(answer ? *answer : answer.error().text).append("\n");
    }
    const ssize_t written = ::write(ends_[1], text.data(), text.size());
    ::_exit(written > 0 ? 0 : 1);
  }
  std::array<int, 2> ends_{};
  pid_t pid_ = -1;
};

TEST_F(ServeLoop, OthersMayAskButNotChange) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can ask as somebody else";
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  const Somebody somebody(path, {R"({"ask":"twice","number":4})", R"({"ask":"who"})"});
  auto answers = std::async(std::launch::async, [&] {
    std::string said = somebody.answers();
    asio::post(io, [&] { serve.stop(); });
    return said;
  });
  run(io, serve.run());
  const std::string said = answers.get();
  EXPECT_TRUE(said.starts_with("{\"ok\":true,\"answer\":{\"twice\":8}}\n{\"ok\":false,\"error\":\"user "))
      << said;
  EXPECT_NE(said.find("may ask but not change"), std::string::npos) << said;
}

TEST(ControlSocketPath, IsTheServicesRuntimeDirectory) {
  EXPECT_EQ(control_socket_path({}), "/run/ilert-bridge/control.sock");
  EXPECT_EQ(control_socket_path({.runtime_directory = "/run/bridge:/run/other"}), "/run/bridge/control.sock");
}

}  // namespace
}  // namespace ilert_bridge
