#include "tests/doubles/ilert_double.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <exception>
#include <memory>
#include <ostream>
#include <utility>

#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge::doubles {

void PrintTo(AlertStatus status, std::ostream* out) { *out << to_text(status); }

namespace {

using namespace std::chrono_literals;
using Transport = HttpAnswer::Transport;
using Words = std::vector<std::string>;

constexpr const char* test_key = "il1apiTESTKEY";

boost::json::object event(std::string_view type, std::string_view alert_key = "k1",
                          std::string_view summary = "it broke") {
  return {{"integrationKey", test_key}, {"eventType", type}, {"alertKey", alert_key}, {"summary", summary}};
}

boost::json::object comment(std::string_view creator, std::string_view content) {
  boost::json::object object = event("COMMENT");
  object["comments"] = boost::json::array{boost::json::object{{"creator", creator}, {"content", content}}};
  return object;
}

boost::json::object with(boost::json::object object, std::string_view field, boost::json::value value) {
  object[field] = std::move(value);
  return object;
}

// The state machine, without a socket.

AlertView after(const std::vector<boost::json::object>& events) {
  AlertBook book;
  for (const auto& each : events) book.apply("source", each, Time{});
  return book.alerts().empty() ? AlertView{} : book.alerts().back();
}

struct Row {
  const char* why;
  std::vector<boost::json::object> events;
  std::size_t alerts;
  AlertStatus last;
  int pages;
};

TEST(AlertBook, WhatAnEventDoes) {
  const auto alert = event("ALERT");
  const auto accept = event("ACCEPT");
  const auto resolve = event("RESOLVE");
  const auto remark = comment("ada", "on it");
  const Row rows[] = {
      {"the first ALERT opens and pages", {alert}, 1, AlertStatus::pending, 1},
      {"an ALERT on a pending one is appended", {alert, alert}, 1, AlertStatus::pending, 1},
      {"on an accepted one, too", {alert, accept, alert}, 1, AlertStatus::accepted, 1},
      {"after a RESOLVE it is a new one and pages again",
       {alert, resolve, alert},
       2,
       AlertStatus::pending,
       2},
      {"ACCEPT accepts", {alert, accept}, 1, AlertStatus::accepted, 1},
      {"ACCEPT without an alert does nothing", {accept}, 0, AlertStatus::pending, 0},
      {"ACCEPT of an accepted one does nothing", {alert, accept, accept}, 1, AlertStatus::accepted, 1},
      {"ACCEPT of a resolved one does nothing", {alert, resolve, accept}, 1, AlertStatus::resolved, 1},
      {"RESOLVE resolves a pending one", {alert, resolve}, 1, AlertStatus::resolved, 1},
      {"RESOLVE resolves an accepted one", {alert, accept, resolve}, 1, AlertStatus::resolved, 1},
      {"RESOLVE without an alert does nothing", {resolve}, 0, AlertStatus::pending, 0},
      {"RESOLVE before its ALERT leaves it open", {resolve, alert}, 1, AlertStatus::pending, 1},
      {"COMMENT opens nothing", {remark}, 0, AlertStatus::pending, 0},
      {"COMMENT changes no state", {alert, remark}, 1, AlertStatus::pending, 1},
      {"LOW wakes nobody", {with(alert, "priority", "LOW")}, 1, AlertStatus::pending, 0},
      {"HIGH for an open LOW one wakes nobody",
       {with(alert, "priority", "LOW"), alert},
       1,
       AlertStatus::pending,
       0},
      {"keys are trimmed and fold case", {alert, event("ALERT", " K1 ")}, 1, AlertStatus::pending, 1},
      {"other keys are other alerts", {alert, event("ALERT", "k2")}, 2, AlertStatus::pending, 2},
      {"without a key each is new", {event("ALERT", ""), event("ALERT", " ")}, 2, AlertStatus::pending, 2},
  };
  for (const Row& row : rows) {
    AlertBook book;
    for (const auto& each : row.events) book.apply("source", each, Time{});
    int pages = 0;
    for (const AlertView& each : book.alerts()) pages += each.pages;
    ASSERT_EQ(book.alerts().size(), row.alerts) << row.why;
    EXPECT_EQ(pages, row.pages) << row.why;
    const AlertView last = book.alerts().empty() ? AlertView{} : book.alerts().back();
    EXPECT_EQ(last.status, row.last) << row.why;
  }
}

TEST(AlertBook, ASecondAlertChangesNothingButTheLog) {
  const AlertView alert =
      after({event("ALERT", "k1", "first"), with(event("ALERT", "k1", "second"), "priority", "LOW")});
  EXPECT_EQ(alert.summary, "first");
  EXPECT_EQ(alert.priority, "HIGH");
  EXPECT_EQ(alert.log, (Words{"AlertReceivedLogEntry first", "AlertReceivedLogEntry second"}));
}

TEST(AlertBook, CommentsAreKeptWithTheirAuthor) {
  EXPECT_EQ(after({event("ALERT"), comment("ada", "on it")}).comments, (Words{"ada: on it"}));
  EXPECT_EQ(after({event("ALERT"), event("RESOLVE"), comment("ada", "late")}).comments, Words{});
}

TEST(AlertBook, AKeyBelongsToItsSource) {
  AlertBook book;
  book.apply("one", event("ALERT"), Time{});
  book.apply("two", event("RESOLVE"), Time{});
  EXPECT_EQ(book.alerts().back().status, AlertStatus::pending);
}

TEST(AlertBook, WhatAPersonDoes) {
  AlertBook book;
  book.apply("source", event("ALERT"), Time{});
  const int id = book.alerts().back().id;
  EXPECT_FALSE(book.accept(id + 1, "ada", Time{}));
  EXPECT_TRUE(book.accept(id, "ada", Time{}));
  EXPECT_EQ(book.alerts().back().accepted_by, "ada");
  EXPECT_TRUE(book.accept(id, "bob", Time{})) << "already accepted";
  EXPECT_EQ(book.alerts().back().accepted_by, "ada");
  EXPECT_TRUE(book.comment(id, "ada", "found it"));
  EXPECT_TRUE(book.resolve(id, "ada", from_unix(5)));
  EXPECT_EQ(book.alerts().back().resolved, from_unix(5));
  EXPECT_FALSE(book.resolve(id, "ada", Time{}));
  EXPECT_FALSE(book.accept(id, "ada", Time{}));
}

TEST(AlertBook, WhichBodiesAreRefused) {
  const auto alert = event("ALERT");
  const auto accept = with(event("ACCEPT"), "summary", nullptr);
  EXPECT_FALSE(refusal_of(alert, true));
  EXPECT_FALSE(refusal_of(accept, false));
  EXPECT_FALSE(refusal_of(with(alert, "unknown", 1), true)) << "unknown fields are ignored";
  EXPECT_FALSE(refusal_of(with(alert, "priority", nullptr), true)) << "null is not there";
  EXPECT_FALSE(refusal_of(with(with(alert, "integrationKey", nullptr), "apiKey", "x"), true))
      << "the older name";
  const std::pair<const char*, boost::json::object> rows[] = {
      {"empty", {}},
      {"no type", with(alert, "eventType", nullptr)},
      {"unknown type", with(alert, "eventType", "alert")},
      {"no key", with(alert, "integrationKey", nullptr)},
      {"ALERT without summary", with(alert, "summary", nullptr)},
      {"unknown priority", with(alert, "priority", "MEDIUM")},
      {"priority of a wrong type", with(alert, "priority", 1)},
      {"severity of a wrong type", with(alert, "severity", "SEV1")},
      {"severity out of range", with(alert, "severity", 6)},
  };
  for (const auto& [why, body] : rows) EXPECT_TRUE(refusal_of(body, false)) << why;
  EXPECT_TRUE(refusal_of(accept, true)) << "the strict profile";
}

// The whole double, over a socket.

struct Sender {
  explicit Sender(const IlertDouble& to, Span timeout = 5s)
      : url{to.url() + "/events"}, client{io.get_executor(), {.user_agent = "test", .timeout = timeout}} {}

  HttpAnswer send_text(const std::string& body) { return send({.url = url, .body = body}); }
  HttpAnswer send_event(const boost::json::object& body) { return send_text(boost::json::serialize(body)); }

  HttpAnswer send(HttpRequest request) {
    HttpAnswer answer;
    auto sending = client.send(std::move(request));
    boost::asio::co_spawn(io, std::move(sending), [&](const std::exception_ptr& failure, HttpAnswer arrived) {
      if (failure) std::rethrow_exception(failure);
      answer = std::move(arrived);
    });
    io.restart();
    io.run();
    return answer;
  }

  boost::asio::io_context io{1};
  std::string url;
  HttpClient client;
};

TEST(IlertDouble, AnOlderSourceIsAnsweredWhenAllIsDone) {
  const IlertDouble ilert;
  Sender sender{ilert};
  const auto send = [&](const char* type, const char* key = test_key) {
    const boost::json::object words{{"NOTIFICATIONTYPE", type},
                                    {"HOSTNAME", "web01"},
                                    {"SERVICEDESC", "HTTP"},
                                    {"SERVICEOUTPUT", "refused"},
                                    {"PARAMETER_ILERT_SUMMARY_SERVICE", "$HOSTNAME$: $SERVICEOUTPUT$"}};
    return sender.send(
        {.url = ilert.url() + "/v1/events/checkmk-ext/" + key, .body = boost::json::serialize(words)});
  };
  EXPECT_EQ(send("RECOVERY").status, 400);
  EXPECT_EQ(send("FLAPPINGSTART").status, 200);
  EXPECT_EQ(ilert.alerts().size(), 0U);
  EXPECT_NE(send("PROBLEM").body.find("incidentKey"), std::string::npos);
  EXPECT_EQ(ilert.last_alert("web01/HTTP")->summary, "web01: refused");
  EXPECT_EQ(send("ACKNOWLEDGEMENT").status, 200);
  EXPECT_NE(send("ACKNOWLEDGEMENT").body.find("INCIDENT_ALREADY_ACCEPTED"), std::string::npos);
  EXPECT_EQ(send("RECOVERY").status, 200);
  EXPECT_NE(send("RECOVERY").body.find("NONE_OPEN_FOR_KEY"), std::string::npos);
  EXPECT_EQ(send("PROBLEM", "unknown").status, 404);
  EXPECT_EQ(ilert.types_taken("web01/HTTP"), (Words{"ALERT", "ACCEPT", "RESOLVE"}));
}

TEST(IlertDouble, AnOlderSourceTakesXmlToo) {
  const IlertDouble ilert;
  Sender sender{ilert};
  const auto send = [&](const std::string& body) {
    return sender.send({.url = ilert.url() + "/v1/events/nagios", .body = body}).status;
  };
  const std::string key{test_key};
  EXPECT_EQ(send("<event><apiKey>" + key +
                 "</apiKey><payload><entry key=\"NAGIOS_HOSTNAME\">web01</entry>"
                 "<entry key=\"NAGIOS_NOTIFICATIONTYPE\">PROBLEM</entry></payload></event>"),
            200);
  EXPECT_EQ(ilert.last_alert("web01")->status, AlertStatus::pending);
  EXPECT_EQ(send("<event><apiKey>" + key + "</apiKey>"), 400);
  EXPECT_EQ(send("{}"), 400);
}

TEST(IlertDouble, TakesAnEventAndOpensAnAlert) {
  const IlertDouble ilert;
  Sender sender{ilert};
  const HttpAnswer answer =
      sender.send_event(with(event("ALERT"), "labels", boost::json::object{{"host", "web01"}}));
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "");
  EXPECT_FALSE(answer.headers.at("correlation-id").empty());
  ASSERT_EQ(ilert.open_alerts(), 1);
  EXPECT_EQ(ilert.pages(), 1);
  EXPECT_EQ(ilert.last_alert("K1")->labels.at("host"), "web01");
  ASSERT_EQ(ilert.events().size(), 1U);
  EXPECT_EQ(ilert.events().front().status, 202);
  EXPECT_EQ(ilert.events().front().headers.at("user-agent"), "test");
  EXPECT_FALSE(ilert.authorization_seen());
}

TEST(IlertDouble, TheBodyOfA202FollowsTheProfile) {
  const std::pair<BodyOf202, const char*> rows[] = {{BodyOf202::empty, ""},
                                                    {BodyOf202::object, "{}"},
                                                    {BodyOf202::alert_key, R"({"alertKey":"k1"})"},
                                                    {BodyOf202::text, "accepted, thank you"}};
  for (const auto& [profile, expected] : rows) {
    const IlertDouble ilert{{.body = profile}};
    EXPECT_EQ(Sender{ilert}.send_event(event("ALERT")).body, expected);
  }
}

TEST(IlertDouble, RefusesWhatItCannotRead) {
  const IlertDouble ilert;
  Sender sender{ilert};
  for (const char* body : {"", "no json", "[]", "{}", "{\"eventType\":\"ALERT\"}"}) {
    const HttpAnswer answer = sender.send_text(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(boost::json::parse(answer.body).at("code").as_string(), "VALIDATION_ERROR");
  }
  EXPECT_EQ(ilert.events().size(), 5U);
  EXPECT_FALSE(ilert.events().front().taken);
  EXPECT_EQ(ilert.open_alerts(), 0);
}

TEST(IlertDouble, AnUnknownKeyGetsTheConfiguredAnswer) {
  for (const int status : {404, 400, 202}) {
    const IlertDouble ilert{{.unknown_key_status = status}};
    EXPECT_EQ(Sender{ilert}.send_event(with(event("ALERT"), "integrationKey", "other")).status, status);
    EXPECT_EQ(ilert.open_alerts(), 0);
  }
}

TEST(IlertDouble, TheKeyMayStandInThePathBehindAPrefix) {
  const IlertDouble ilert;
  Sender sender{ilert};
  const std::string origin = ilert.url().substr(0, ilert.url().size() - 4);
  const std::string body = boost::json::serialize(with(event("ALERT"), "integrationKey", nullptr));
  EXPECT_EQ(sender.send({.url = origin + "/gateway/api/events/" + test_key, .body = body}).status, 202);
  EXPECT_EQ(ilert.open_alerts(), 1);
  EXPECT_EQ(sender.send({.url = origin + "/nowhere", .body = body}).status, 404);
}

TEST(IlertDouble, TheLimiterCountsAKeysEventsInFixedWindows) {
  std::atomic<std::int64_t> seconds{1000};
  const IlertDouble ilert{
      {.keys = {test_key, "second"}, .per_minute = 2, .clock = [&seconds] { return from_unix(seconds); }}};
  Sender sender{ilert};
  EXPECT_EQ(sender.send_event(event("ALERT")).status, 202);
  EXPECT_EQ(sender.send_event(event("ACCEPT")).status, 202);
  const HttpAnswer refused = sender.send_event(event("RESOLVE"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_FALSE(refused.headers.contains("retry-after"));
  EXPECT_EQ(sender.send_event(with(event("ALERT"), "integrationKey", "second")).status, 202)
      << "a key of its own";
  seconds = 1059;
  EXPECT_EQ(sender.send_event(event("RESOLVE")).status, 429);
  seconds = 1060;
  EXPECT_EQ(sender.send_event(event("RESOLVE")).status, 202);
  EXPECT_EQ(ilert.types_taken("k1"), (Words{"ALERT", "ACCEPT", "ALERT", "RESOLVE"}));
  EXPECT_EQ(ilert.most_events_within(60s), 4);
  EXPECT_EQ(ilert.most_events_within(1s), 3);
}

TEST(IlertDouble, AnEventTakesEffectAfterTheDelay) {
  std::atomic<std::int64_t> seconds{1000};
  const IlertDouble ilert{{.processing_delay = 2s, .clock = [&seconds] { return from_unix(seconds); }}};
  Sender sender{ilert};
  EXPECT_EQ(sender.send_event(event("ALERT")).status, 202);
  EXPECT_EQ(ilert.open_alerts(), 0);
  seconds = 1002;
  EXPECT_EQ(ilert.open_alerts(), 1);
}

struct FaultRow {
  const char* why;
  HttpFault fault;
  Transport transport;
  int status;
  bool taken;
};

TEST(IlertDouble, FaultsAreMetOnceAndSayWhetherTheEventWasTaken) {
  const FaultRow rows[] = {
      {"an error", HttpFault::answer(500, "oops"), Transport::answered, 500, false},
      {"a proxy's page", HttpFault::html(), Transport::answered, 502, false},
      {"a redirect", HttpFault::redirect("http://127.0.0.1:1/"), Transport::answered, 307, false},
      {"the limiter", HttpFault::too_many(7), Transport::answered, 429, false},
      {"a huge answer", HttpFault::huge(), Transport::answered, 500, false},
      {"no answer", HttpFault::hang(), Transport::cut, 0, false},
      {"closed before", HttpFault::close_now(), Transport::cut, 0, false},
      {"closed after", HttpFault::drop_after_processing(), Transport::cut, 0, true},
      {"half a body", HttpFault::half_body(), Transport::cut, 0, true},
      {"wrong length", HttpFault::wrong_length(), Transport::cut, 0, true},
      {"garbage", HttpFault::garbage(), Transport::cut, 0, true},
      {"slow", HttpFault::slow(50ms), Transport::answered, 202, true},
  };
  for (const FaultRow& row : rows) {
    IlertDouble ilert;
    ilert.fault(row.fault);
    Sender sender{ilert, 400ms};
    const HttpAnswer answer = sender.send_event(event("ALERT"));
    EXPECT_EQ(answer.transport, row.transport) << row.why << ": " << answer.fault;
    EXPECT_EQ(answer.status, row.status) << row.why;
    EXPECT_EQ(ilert.open_alerts(), row.taken ? 1 : 0) << row.why;
    EXPECT_EQ(sender.send_event(event("ALERT")).status, 202) << row.why << ": over after one request";
    EXPECT_EQ(ilert.open_alerts(), 1) << row.why;
  }
}

TEST(IlertDouble, AFaultOfOneKeyLeavesOthersAlone) {
  IlertDouble ilert;
  ilert.fault_for("k2", HttpFault::answer(400), FaultScript::always);
  Sender sender{ilert};
  EXPECT_EQ(sender.send_event(event("ALERT", "k1")).status, 202);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sender.send_event(event("ALERT", "k2")).status, 400);
  ilert.heal();
  EXPECT_EQ(sender.send_event(event("ALERT", "k2")).status, 202);
}

TEST(IlertDouble, RefusesConnectionsWhileStoppedAndKnowsEverythingAfterwards) {
  IlertDouble ilert;
  Sender sender{ilert};
  EXPECT_EQ(sender.send_event(event("ALERT")).status, 202);
  for (int i = 0; i < 3; ++i) {
    ilert.stop();
    EXPECT_EQ(sender.send_event(event("ACCEPT")).transport, Transport::not_sent);
    ilert.start();
    EXPECT_EQ(sender.send_event(event("ALERT")).status, 202);
  }
  EXPECT_EQ(ilert.alerts().size(), 1U);
  EXPECT_EQ(ilert.last_alert("k1")->status, AlertStatus::pending);
}

TEST(IlertDouble, APersonsDeedsAreSeenByReaders) {
  IlertDouble ilert{{.tokens = {"t"}}};
  Sender sender{ilert};
  sender.send_event(event("ALERT"));
  EXPECT_TRUE(ilert.accept(ilert.last_alert("k1")->id, "ada"));
  const auto read = [&](const std::string& path, std::vector<std::string> headers) {
    return sender.send({.method = "GET", .url = ilert.url() + path, .headers = std::move(headers)});
  };
  EXPECT_EQ(read("/alerts", {}).status, 401);
  EXPECT_EQ(read("/alerts", {"Authorization: Bearer x"}).status, 403);
  const auto list = boost::json::parse(read("/alerts?states=ACCEPTED", {"Authorization: Bearer t"}).body);
  EXPECT_EQ(list.at(0).at("alertKey").as_string(), "k1");
  EXPECT_EQ(list.at(0).at("responders").at(1).at("user").at("username").as_string(), "ada");
  EXPECT_EQ(read("/alerts/count?states=PENDING", {"Authorization: Bearer t"}).body, R"({"count":0})");
  EXPECT_EQ(read("/alerts/7001", {"Authorization: Bearer t"}).status, 200);
  EXPECT_EQ(read("/alerts/1", {"Authorization: Bearer t"}).status, 404);
}

TEST(IlertDouble, ATokenOnAnEventIsNoticed) {
  const IlertDouble ilert;
  Sender sender{ilert};
  sender.send({.url = sender.url, .headers = {"Authorization: Bearer t"}, .body = "{}"});
  EXPECT_TRUE(ilert.authorization_seen());
}

TEST(IlertDouble, WaitingEndsWhenItHoldsOrPatienceDoes) {
  const IlertDouble ilert;
  EXPECT_FALSE(ilert.wait_until([&] { return ilert.open_alerts() == 1; }, 30ms));
  Sender{ilert}.send_event(event("ALERT"));
  EXPECT_TRUE(ilert.wait_until([&] { return ilert.open_alerts() == 1; }));
}

}  // namespace
}  // namespace ilert_bridge::doubles
