#include "ilert-bridge/daemon/serve.hpp"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <functional>
#include <future>
#include <list>

#include "tests/daemon/stage.hpp"
#include "tests/doubles/plain_client.hpp"
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
asio::awaitable<Result<json::object>> name(json::object, Asker asker) {
  co_return json::object{{"name", asker.name}};
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
    serve.answer("name", Right::change, name);
    auto count = [this](json::object, Asker) -> asio::awaitable<Result<json::object>> {
      co_return json::object{{"count", ++counted}};
    };
    serve.answer("count", Right::read, std::move(count));
  }
  ~ServeLoop() override { may_answer.set_value(); }
  // Serves while the lines are asked one after the other, once so many questions of others were counted;
  // then ends. The answers.
  Lines all_asked(const Lines& lines, int of_others = 0) {
    auto client = std::async(std::launch::async, [&] {
      Lines answers;
      const bool there =
          doubles::eventually([&] { return std::filesystem::exists(path) && counted >= of_others; });
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
  // A name service that does not answer before the end. Its threads outlive the test.
  std::promise<void> may_answer;
  std::shared_ptr<std::atomic<int>> looked_up = std::make_shared<std::atomic<int>>(0);
  UserNames::Ask silent_service = [may = may_answer.get_future().share(), looked_up = looked_up](uid_t) {
    ++*looked_up;
    may.wait();
    return std::string{};
  };
  std::atomic<int> counted = 0;
  Serve serve{io.get_executor(), path, "/var/lib/mine.db", UserNames{silent_service, Span{500}}};
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

// A directory server that hangs would hold up every look and every alert.
TEST_F(ServeLoop, GoesOnWhileANameServiceIsSilentAndSaysTheNumber) {
  auto other = std::async(std::launch::async, [&] {
    EXPECT_TRUE(doubles::eventually([&] { return *looked_up > 0; }));
    return ask_control(path, R"({"ask":"count"})", std::chrono::seconds{10}).has_value();
  });
  const std::string named = asked(R"({"ask":"name"})");
  EXPECT_EQ(named, R"({"ok":true,"answer":{"name":")" + std::to_string(::geteuid()) + "\"}}");
  EXPECT_TRUE(other.get());
  EXPECT_EQ(*looked_up, 1);
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

// A process without any right, as long as this lives; what it writes is what it found out.
class Somebody {
 public:
  using Work = std::function<std::string()>;
  Somebody(const std::filesystem::path& path, const Work& work) {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) live(path, work);
    ::close(ends_[1]);
  }
  ~Somebody() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ::close(ends_[0]);
  }
  Somebody(const Somebody&) = delete;
  Somebody& operator=(const Somebody&) = delete;
  std::string found_out() const {
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::read(ends_[0], piece.data(), piece.size())) > 0;)
      text.append(piece.data(), static_cast<std::size_t>(got));
    return text;
  }

 private:
  [[noreturn]] void live(const std::filesystem::path& path, const Work& work) const {
    constexpr uid_t nobody = 65534;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    doubles::eventually([&] { return std::filesystem::exists(path); });
    const std::string text = work();
    const ssize_t written = ::write(ends_[1], text.data(), text.size());
    ::_exit(written > 0 ? 0 : 1);
  }
  std::array<int, 2> ends_{};
  pid_t pid_ = -1;
};

class ServeStrangers : public ServeLoop {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can ask as somebody else";
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  }
  std::string answer(const std::string& line) const {
    const auto answer = ask_control(path, line, std::chrono::seconds{10});
    return answer ? *answer : answer.error().text;
  }
  // What somebody finds out while we serve.
  std::string found_out(const Somebody::Work& work) {
    const Somebody somebody(path, work);
    auto said = std::async(std::launch::async, [&] {
      std::string text = somebody.found_out();
      asio::post(io, [&] { serve.stop(); });
      return text;
    });
    run(io, serve.run());
    return said.get();
  }
};

TEST_F(ServeStrangers, MayAskButNotChange) {
  const std::string said =
      found_out([&] { return answer(R"({"ask":"twice","number":4})") + "\n" + answer(R"({"ask":"who"})"); });
  EXPECT_TRUE(
      said.starts_with("{\"ok\":true,\"answer\":{\"twice\":8}}\n{\"ok\":false,\"error\":\"user 65534 may "))
      << said;
}

TEST_F(ServeStrangers, AreNotLookedUp) {
  EXPECT_NE(found_out([&] { return answer(R"({"ask":"who"})"); }).find("may ask but not change"),
            std::string::npos);
  EXPECT_EQ(*looked_up, 0);
}

TEST_F(ServeStrangers, WaitAfterARefusal) {
  const std::string took = found_out([&] {
    doubles::PlainClient client({.path = path.string()});
    const auto since = std::chrono::steady_clock::now();
    client.send("{\"ask\":\"who\"}\n{\"ask\":\"who\"}\n");
    std::string got = client.receive(1);
    for (int lines = 0; lines < 2; lines += got == "\n" ? 1 : 0) got = client.receive(1);
    return std::to_string(std::chrono::duration_cast<Span>(std::chrono::steady_clock::now() - since).count());
  });
  EXPECT_GE(std::stoi(took), 900);
}

TEST_F(ServeStrangers, InAFloodCostLittleAndKeepTheOwnerFromNothing) {
  const auto since = std::chrono::steady_clock::now();
  std::list<Somebody> flood;
  for (int i = 0; i < 20; ++i)
    flood.emplace_back(path, [&]() -> std::string {
      for (;;) answer(R"({"ask":"count"})");
    });
  const Lines answers = all_asked(Lines(5, R"({"ask":"twice","number":21})"), 1);
  EXPECT_EQ(answers, Lines(5, R"({"ok":true,"answer":{"twice":42}})"));
  const auto took = std::chrono::steady_clock::now() - since;
  EXPECT_GT(counted, 0);
  EXPECT_LE(counted, 20 + 1 + took / std::chrono::milliseconds{100});
}

TEST(ControlSocketPath, IsTheServicesRuntimeDirectory) {
  EXPECT_EQ(control_socket_path({}), "/run/ilert-bridge/control.sock");
  EXPECT_EQ(control_socket_path({.runtime_directory = "/run/bridge:/run/other"}), "/run/bridge/control.sock");
}

}  // namespace
}  // namespace ilert_bridge
