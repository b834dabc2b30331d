#include "ilert-bridge/ilert/presence.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using Kind = IlertPresence::Kind;

HttpAnswer answered(int status, std::string body) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

struct Row {
  const char* why;
  int status;
  const char* body;
  Kind kind;
};

const Row rows[] = {
    {"it wants a token, and says so as ilert", 401, R"({"status":401,"message":"no token","code":"X"})",
     Kind::proven},
    {"likewise", 403, R"({"message":"KEY_ERROR"})", Kind::proven},
    {"a page of any server", 200, "<html>It works</html>", Kind::unproven},
    {"the wrong path of ilert, or any server", 404, R"({"message":"not found"})", Kind::unproven},
    {"a server that understood nothing", 400, "", Kind::unproven},
    {"a server that wants another password", 401, "<html>401</html>", Kind::unproven},
    {"an event would not get through either", 502, "", Kind::absent},
    {"a key must not follow", 307, "", Kind::absent},
    {"the proxy", 407, "", Kind::absent},
};

TEST(Presence, OnlyAnAnswerAsOfIlertProvesIt) {
  for (const Row& row : rows) {
    const IlertPresence presence = presence_of(answered(row.status, row.body));
    EXPECT_EQ(presence.kind, row.kind) << row.why;
    EXPECT_EQ(presence.remedy.empty(), row.kind == Kind::proven) << row.why;
    EXPECT_FALSE(presence.text.empty()) << row.why;
  }
}

TEST(Presence, WithoutAnAnswerTheRemedyIsThatOfAnEvent) {
  HttpAnswer answer;
  answer.obstacle = Obstacle::no_proxy;
  answer.fault = "https://api.ilert.com: refused";
  const IlertPresence presence = presence_of(answer);
  EXPECT_EQ(presence.kind, Kind::absent);
  EXPECT_EQ(presence.text, "https://api.ilert.com: refused");
  EXPECT_NE(presence.remedy.find("[ilert] proxy"), std::string::npos);
}

TEST(Presence, IsAskedWithoutAnySecret) {
  const HttpRequest request = presence_request("https://api.ilert.com/api/");
  EXPECT_EQ(request.method, "GET");
  EXPECT_TRUE(request.url.starts_with("https://api.ilert.com/api/alerts"));
  EXPECT_TRUE(request.body.empty());
}

}  // namespace
}  // namespace ilert_bridge
