#include "ilert-bridge/ilert/answer.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"

using namespace ilert_bridge;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const std::string secret = "il1apiSECRET+/";

HttpAnswer answered(int status, std::string body = {}) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

HttpAnswer with_header(int status, const std::string& name, const std::string& value) {
  HttpAnswer answer = answered(status);
  answer.headers[name] = value;
  return answer;
}

Answer read(const HttpAnswer& answer) {
  known_secrets().add(secret);
  return read_answer(answer);
}

}  // namespace

TEST(Answer, EveryObstacleHasItsRemedy) {
  const std::pair<Obstacle, std::string> rows[] = {{Obstacle::no_name, "name resolution"},
                                                   {Obstacle::no_proxy, "[ilert] proxy"},
                                                   {Obstacle::proxy_password, "proxy_password_file"},
                                                   {Obstacle::no_connection, "firewall"},
                                                   {Obstacle::untrusted, "[ilert] ca_file"},
                                                   {Obstacle::expired, "clock"},
                                                   {Obstacle::wrong_name, "another one"},
                                                   {Obstacle::no_ca_file, "PEM"},
                                                   {Obstacle::no_tls, "TLS"},
                                                   {Obstacle::timed_out, "[ilert] timeout"},
                                                   {Obstacle::other, "network"}};
  for (const auto& [obstacle, words] : rows) {
    HttpAnswer none;
    none.obstacle = obstacle;
    EXPECT_NE(read_answer(none).remedy.find(words), std::string::npos) << words;
  }
}

TEST(Answer, TheTableOfOutcomes) {
  struct Row {
    int status;
    std::string body;
    Outcome outcome;
    std::string text;
  };
  const Row rows[] = {
      {202, "", Outcome::delivered, "202"},
      {200, "{}", Outcome::delivered, "200"},
      {202, R"({"alertKey":"x","responseCode":"NEW_ALERT_CREATED"})", Outcome::delivered, "202"},
      {202, "queued", Outcome::delivered, "202"},
      {204, "{broken", Outcome::delivered, "204"},
      {400, R"({"status":400,"message":"none","code":"NONE_OPEN_FOR_KEY"})", Outcome::delivered,
       "400 NONE_OPEN_FOR_KEY: none"},
      {400, R"({"code":"NO_OPEN_INCIDENT_WITH_KEY"})", Outcome::delivered, "400 NO_OPEN_INCIDENT_WITH_KEY"},
      {400, R"({"code":"INCIDENT_ALREADY_ACCEPTED"})", Outcome::delivered, "400 INCIDENT_ALREADY_ACCEPTED"},
      {400, R"({"message":"summary is missing","code":"VALIDATION"})", Outcome::refused,
       "400 VALIDATION: summary is missing"},
      {400, "", Outcome::refused, "400"},
      {400, R"({"code":"KEY_ERROR","message":"no such key"})", Outcome::route_held,
       "400 KEY_ERROR: no such key"},
      {400, R"({"message":"Unknown integrationKey"})", Outcome::route_held, "400: Unknown integrationKey"},
      {400, R"({"code":"QUOTA_EXCEEDED"})", Outcome::route_held, "400 QUOTA_EXCEEDED"},
      {409, "", Outcome::refused, "409"},
      {413, "<html><head><title>413 Too Large</title></head></html>", Outcome::refused, "413: 413 Too Large"},
      {415, "", Outcome::refused, "415"},
      {422, R"({"error":"bad priority"})", Outcome::refused, "422: bad priority"},
      {401, "", Outcome::route_held, "401"},
      {402, R"({"code":"FEATURE_REQUIRED","message":"upgrade"})", Outcome::route_held,
       "402 FEATURE_REQUIRED: upgrade"},
      {403, "", Outcome::route_held, "403"},
      {404, "", Outcome::route_held, "404"},
      {405, "", Outcome::route_held, "405"},
      {407, "", Outcome::route_held, "407"},
      {410, "", Outcome::route_held, "410"},
      {418, "", Outcome::route_held, "418"},
      {301, "", Outcome::route_held, "301"},
      {304, "", Outcome::route_held, "304"},
      {408, "", Outcome::failed, "408"},
      {425, "", Outcome::failed, "425"},
      {429, "", Outcome::limited, "429"},
      {500, "oops", Outcome::failed, "500: oops"},
      {502, "<HTML><TITLE>Bad\nGateway</TITLE>", Outcome::failed, "502: Bad Gateway"},
      {503, "<html>no title", Outcome::failed, "503"},
      {504, R"({"error":{"message":"slow","code":7}})", Outcome::failed, "504 7: slow"},
      {599, "", Outcome::failed, "599"},
      {999, "", Outcome::failed, "999"},
      {0, "", Outcome::unknown, "0"},
      {100, "", Outcome::unknown, "100"},
      {-5, "", Outcome::unknown, "-5"},
  };
  for (const Row& row : rows) {
    const Answer answer = read(answered(row.status, row.body));
    EXPECT_EQ(name(answer.outcome), name(row.outcome)) << row.status << " " << row.body;
    EXPECT_EQ(answer.text, row.text);
    EXPECT_EQ(answer.http_status, row.status);
  }
}

TEST(Answer, WhatMayWorkNextTimeNeedsNobodyAndTheRestSaysWhatToDo) {
  for (const int status : {202, 408, 425}) EXPECT_EQ(read(answered(status)).remedy, "") << status;
  for (const int status : {302, 400, 401, 402, 403, 404, 407, 413, 429})
    EXPECT_NE(read(answered(status)).remedy, "") << status;
  EXPECT_NE(read(answered(503)).remedy.find("status.ilert.com"), std::string::npos);
  EXPECT_NE(read(answered(401)).remedy.find("integration key"), std::string::npos);
  EXPECT_NE(read(answered(402)).remedy.find("plan"), std::string::npos);
  EXPECT_NE(read(answered(302)).remedy.find("redirected"), std::string::npos);
  EXPECT_NE(read(answered(404)).remedy.find("[ilert] url"), std::string::npos);
  EXPECT_NE(read(answered(407)).remedy.find("proxy"), std::string::npos);
  EXPECT_NE(read(answered(429)).remedy.find("events_per_minute"), std::string::npos);
}

TEST(Answer, WithoutOneItIsNotSentOrUnknown) {
  HttpAnswer none;
  none.fault = "connection refused";
  EXPECT_EQ(read(none).outcome, Outcome::not_sent);
  EXPECT_EQ(read(none).text, "connection refused");
  EXPECT_NE(read(none).remedy, "");
  none.transport = HttpAnswer::Transport::cut;
  none.fault = "no answer within 30 s";
  none.status = 202;
  EXPECT_EQ(read(none).outcome, Outcome::unknown);
  EXPECT_EQ(read(none).http_status, 0) << "half an answer is none";
  none.fault.clear();
  EXPECT_NE(read(none).text, "");
}

TEST(Answer, ARedirectSaysWhereToButNotWithWhat) {
  const Answer answer = read(with_header(302, "location", "https://other.example/login?key=" + secret));
  EXPECT_EQ(answer.text, "302 to https://other.example/login");
  EXPECT_EQ(read(with_header(302, "location", "https://x/" + secret)).text, "302 to https://x/***");
}

TEST(Answer, TheSecretIsBlottedOutEverywhere) {
  const std::string bodies[] = {
      R"({"message":"key )" + secret + R"( unknown","code":")" + secret + R"("})",
      R"({"error":")" + secret + R"("})",
      R"({"message":"\u0069l1apiSECRET+\/"})",
      R"({"message":"il1api\u0001SECRET+\u0000/"})",  // whole once it is clean
      secret + secret,
      "<title>" + secret + "</title>",
      "path /events/il1apiSECRET%2B%2F",
      std::string(281, 'x') + secret,  // where the text is cut
  };
  for (const std::string& body : bodies) {
    for (const int status : {200, 302, 400, 404, 500}) {
      HttpAnswer answer = answered(status, body);
      answer.headers["correlation-id"] = "a-" + secret;
      answer.headers["location"] = "https://x/" + secret;
      const Answer read_it = read(answer);
      for (const std::string& said : {read_it.text, read_it.remedy, read_it.correlation_id})
        EXPECT_EQ(said.find("SECRET"), std::string::npos) << said;
    }
  }
  HttpAnswer none;
  none.fault = "cannot reach https://api/" + secret;
  EXPECT_EQ(read(none).text, "cannot reach https://api/***");
  EXPECT_EQ(read_answer(answered(500, "oops")).text, "500: oops") << "no secret, nothing to blot";
}

TEST(Answer, AnythingAtAllIsReadWithoutHarm) {
  std::string deep;
  for (int i = 0; i < 30'000; ++i) deep += "{\"error\":";
  const std::string bodies[] = {"null",
                                "[]",
                                "\"text\"",
                                "42",
                                "{",
                                "{\"message\":null}",
                                "{\"message\":{\"a\":1},\"code\":[1]}",
                                "{\"message\":12,\"code\":true}",
                                deep,
                                std::string(64 * 1024, '['),
                                std::string(64 * 1024, '\xff'),
                                std::string(64 * 1024, '\0'),
                                "<title",
                                "<title>",
                                "<title>open",
                                "<",
                                " \r\n\t ",
                                "\x1b[2J\nline",
                                "{\"message\":\"a\\nb\\u0000\\u001b[2J\"}",
                                "{\"code\":\"" + std::string(60'000, 'C') + "\"}"};
  for (const std::string& body : bodies) {
    for (const int status : {202, 302, 400, 404, 429, 500}) {
      const Answer answer = read(answered(status, body));
      EXPECT_EQ(answer.text, one_line(answer.text));
      EXPECT_LE(code_points(answer.text), 300U);
      EXPECT_TRUE(answer.text.starts_with(std::to_string(status)));
    }
  }
}

TEST(Answer, RetryAfterIsSecondsAndBounded) {
  EXPECT_EQ(read(with_header(429, "retry-after", "17")).retry_after, 17s);
  EXPECT_EQ(read(with_header(429, "retry-after", " 17 ")).retry_after, 17s);
  EXPECT_EQ(read(with_header(429, "retry-after", "0")).retry_after, 0s);
  EXPECT_EQ(read(with_header(429, "retry-after", "86400")).retry_after, 15min);
  EXPECT_EQ(read(with_header(429, "retry-after", "99999999999999999999999")).retry_after, 15min);
  for (const char* nonsense : {"", "-1", "1.5", "soon", "Fri, 31 Dec 1999 23:59:59 GMT", "1s"})
    EXPECT_FALSE(read(with_header(429, "retry-after", nonsense)).retry_after) << nonsense;
  EXPECT_FALSE(read(answered(429)).retry_after);
}

TEST(Answer, TheCorrelationIdIsPlain) {
  EXPECT_EQ(read(with_header(202, "correlation-id", "0f8c-12:ab_c.d")).correlation_id, "0f8c-12:ab_c.d");
  EXPECT_EQ(read(with_header(202, "correlation-id", "a\n<0>b\x1b \"c")).correlation_id, "a0bc");
  EXPECT_EQ(read(with_header(202, "correlation-id", std::string(5000, 'a'))).correlation_id.size(), 100U);
  EXPECT_EQ(read(answered(202)).correlation_id, "");
}

TEST(Answer, AnOlderSourceNamesTheAlert) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = 200;
  answer.body = R"({"event":{"incidentKey":"web01/HTTP"}})";
  EXPECT_EQ(read(answer).correlation_id, "web01HTTP");
  answer.body = R"({"incidentKey":")" + secret + R"(-1"})";
  EXPECT_EQ(read(answer).correlation_id, "***-1");
  answer.body = std::string(60'000, '{');
  EXPECT_EQ(read(answer).correlation_id, "");
}
