#include "ilert-bridge/livestatus/connection.hpp"

#include <gtest/gtest.h>

#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_net;
using namespace std::chrono_literals;
using Kind = AskFailure::Kind;

const std::string two_rows = reply(200, "[[\"web01\",1],\n[\"db01\",2]]\n");

class Connections : public ::testing::Test {
 protected:
  // The first column of the answer, and `failure_` if there is one.
  std::vector<std::string> ask(Connection& connection, bool keep_alive = true) {
    std::vector<std::string> names;
    const auto on_row = [&](Row&& row) { names.push_back(row.at(0).text()); };
    Query query{"hosts"};
    query.columns({"name", "state"});
    const Asked<void> asked = run(context_, connection.ask(query, keep_alive, on_row));
    failure_ = asked ? AskFailure{} : asked.error();
    return names;
  }
  AskFailure failure_of(const std::string& answer, bool then_hang = false) {
    ScriptedPeer peer{context_, {{{answer}, then_hang}}};
    Connection connection{peer.endpoint(), brisk_};
    ask(connection);
    return failure_;
  }
  bool says(std::string_view part) const { return failure_.text.find(part) != std::string::npos; }

  Connection::Deadlines brisk_{.connect = 5s, .silence = 100ms, .answer = 5s};
  asio::io_context context_;
  AskFailure failure_;
  const std::vector<std::string> both_{"web01", "db01"};
};

TEST_F(Connections, AskOneQuestionAfterTheOther) {
  ScriptedPeer peer{context_, {{{two_rows, two_rows}, true}}};
  Connection connection{peer.endpoint(), brisk_};
  EXPECT_EQ(ask(connection), both_);
  EXPECT_EQ(ask(connection), both_);
  EXPECT_EQ(peer.connections(), 1U);
}

TEST_F(Connections, CloseAfterTheAnswerWhereTheyShould) {
  ScriptedPeer peer{context_, {{{two_rows}, true}, {{two_rows}, true}}};
  Connection connection{peer.endpoint(), brisk_};
  EXPECT_EQ(ask(connection, false), both_);
  EXPECT_EQ(ask(connection, false), both_);
  EXPECT_EQ(peer.connections(), 2U);
}

struct Stale {
  Session first;
  const char* because;
};

TEST_F(Connections, AreOpenedAnewOnceWhenTheyTurnOutToBeClosed) {
  const std::string goodbye = "Client connection terminated while request still incomplete\n";
  const Stale table[] = {
      {{{two_rows}}, "the server closed after its answer"},
      {{{two_rows + goodbye}}, "Naemon gave up the idle connection and says so"},
      {{{two_rows, goodbye}}, "it says so when the next question is already on its way"},
      {{{two_rows, ""}}, "it closed when the next question was on its way"},
      {{{two_rows + "[]"}, true}, "the answer was longer than announced"},
  };
  for (const Stale& row : table) {
    ScriptedPeer peer{context_, {row.first, {{two_rows}, true}}};
    Connection connection{peer.endpoint(), brisk_};
    EXPECT_EQ(ask(connection), both_) << row.because;
    context_.restart();
    context_.run_for(5ms);  // what the server does on its own arrives
    EXPECT_EQ(ask(connection), both_) << row.because << ": " << failure_.text;
    EXPECT_EQ(peer.connections(), 2U) << row.because;
  }
}

TEST_F(Connections, AreNotOpenedAnewAgainAndAgain) {
  ScriptedPeer peer{context_, {{{two_rows, "garbage, 16 bytes"}}, {{"garbage, 16 bytes"}}, {{two_rows}}}};
  Connection connection{peer.endpoint(), brisk_};
  ask(connection);
  EXPECT_TRUE(ask(connection).empty());
  EXPECT_EQ(failure_.kind, Kind::broken);
  EXPECT_EQ(peer.connections(), 2U);
}

TEST_F(Connections, TakeLmdsLineBreakAfterTheAnswer) {
  ScriptedPeer peer{context_, {{{reply(200, "[[\"web01\",1]]\n")}}}};
  Connection connection{peer.endpoint(), brisk_};
  EXPECT_EQ(ask(connection), std::vector<std::string>{"web01"});
}

struct Refusal {
  std::string answer;
  bool then_hang;
  Kind kind;
  const char* text;
  const char* because;
};

TEST_F(Connections, TellWhatWentWrong) {
  const Refusal table[] = {
      {"", false, Kind::broken, "the server closed the connection", "no answer at all"},
      {"", true, Kind::timed_out, "cannot read: no answer within", "the server hangs"},
      {"200    ", true, Kind::timed_out, "no answer within", "it hangs in the header"},
      {two_rows.substr(0, 20), true, Kind::timed_out, "no answer within", "it hangs in the body"},
      {two_rows.substr(0, 20), false, Kind::broken, "the answer ends 22 bytes before its announced end",
       "cut short"},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", true, Kind::broken, "does not start as Livestatus does",
       "another protocol"},
      {reply(200, ""), true, Kind::broken, "the answer is empty", "Icinga 2 and a format it has not"},
      {reply(200, "[[1],"), true, Kind::broken, "ends in the middle", "half of the JSON, announced as all"},
      {reply(200, "{}"), true, Kind::broken, "no list of rows", "wrapped JSON"},
      {reply(200, "[[1]] and more"), true, Kind::broken, "goes on after its end", "more than one document"},
      {"200 99999999999\n[[1],", true, Kind::too_large, "the server announces 99999999999 bytes", "endless"},
      {reply(400, "Undefined  column\n'x'\n"), true, Kind::refused,
       "the server refused the question (400): Undefined column 'x'", "its message on one line"},
      {reply(452, ""), true, Kind::refused, "the server refused the question (452)", "no message"},
      {"404          99\nInvalid tab", false, Kind::refused, "(404): Invalid tab", "a part of the message"},
      {reply(413, "Maximum response size of 100 MB exceeded!"), true, Kind::too_large,
       "for its size (413: Maximum response size of 100 MB exceeded!); raise its max_response_size",
       "too large"},
      {reply(413, "core is shutting down"), true, Kind::refused, "(413): core is shutting down",
       "same code, other news"},
  };
  for (const Refusal& row : table) {
    const AskFailure failure = failure_of(row.answer, row.then_hang);
    EXPECT_EQ(failure.kind, row.kind) << row.because << ": " << failure.text;
    EXPECT_TRUE(says(row.text)) << row.because << ": " << failure.text;
    EXPECT_TRUE(failure.text.starts_with("tcp://127.0.0.1:")) << failure.text;
  }
}

TEST_F(Connections, BoundTheServersMessage) {
  const AskFailure failure = failure_of(reply(452, std::string(100'000, 'x') + "\x01\n"), true);
  EXPECT_EQ(failure.code, 452);
  EXPECT_LT(failure.text.size(), 400U);
}

TEST_F(Connections, SayThatNobodyIsThere) {
  Connection connection{*parse_endpoint("unix:/nonexistent/live"), brisk_};
  ask(connection);
  EXPECT_EQ(failure_.kind, Kind::unreachable);
  EXPECT_TRUE(
      says("unix:/nonexistent/live: cannot connect: No such file or directory; is the site started?"));
}

TEST_F(Connections, RefuseToAskForWhatCannotBeSaid) {
  Connection connection{*parse_endpoint("unix:/nonexistent/live"), brisk_};
  Query query{"hosts"};
  query.filter_equals("name", "a\nb");
  const Asked<void> asked = run(context_, connection.ask(query, true, [](Row&&) {}));
  EXPECT_EQ(asked.error().kind, Kind::refused);
}

// A second question after a failure starts afresh: nothing of the old answer is left over.
TEST_F(Connections, StartAfreshAfterAFailure) {
  ScriptedPeer peer{context_, {{{reply(400, "no"), two_rows}, true}, {{two_rows}, true}}};
  Connection connection{peer.endpoint(), brisk_};
  ask(connection);
  EXPECT_EQ(failure_.code, 400);
  EXPECT_EQ(ask(connection), both_);
  EXPECT_EQ(peer.connections(), 2U);
}

}  // namespace
}  // namespace ilert_bridge
