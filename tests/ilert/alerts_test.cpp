#include "ilert-bridge/ilert/alerts.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/secrets.hpp"

namespace ilert_bridge {
namespace {

using Status = ShownAlert::Status;

const char* const documented = R"([{"id":7001,"summary":"web01 / CPU load is CRIT","details":"load15 = 42",
 "reportTime":"2026-01-02T03:04:06.120Z","status":"ACCEPTED","priority":"HIGH","alertKey":" CMK-9f2c11AA ",
 "alertSource":{"id":55,"name":"Checkmk prod"},"escalationPolicy":{"id":9,"name":"Default"},
 "responders":[{"user":{"id":30,"firstName":"Bea","lastName":"First"},"status":"PENDING"},
  {"user":{"id":31,"firstName":"Ada","lastName":"Example"},"status":"ACCEPTED",
   "acceptedAt":"2026-01-02T03:06:00Z"}],
 "labels":{"host":"web01"},"mergeState":"NONE","tomorrow":{"more":[1,2]}}])";

ShownAlert only_alert(const std::string& fields) {
  const Result<AlertPage> page = read_alert_page(R"([{"id":1,)" + fields + "}]");
  return page->alerts.at(0);
}

HttpAnswer answered(int status, std::string body = {}) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

TEST(AlertPage, IsReadAsDocumented) {
  const Result<AlertPage> page = read_alert_page(documented);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->alerts.size(), 1U);
  const ShownAlert& alert = page->alerts[0];
  EXPECT_EQ(alert.id, 7001);
  EXPECT_EQ(alert.source, 55);
  EXPECT_EQ(alert.key, "cmk-9f2c11aa") << "ilert trims keys and does not mind case";
  EXPECT_EQ(alert.status, Status::accepted);
  EXPECT_EQ(alert.reported_at, *parse_rfc3339("2026-01-02T03:04:06Z") + Span{120});
  EXPECT_EQ(alert.accepted_by, "Ada Example");
  EXPECT_EQ(alert.merged_into, 0);
}

TEST(AlertPage, TakesIdsAsNumbersOrText) {
  EXPECT_EQ(read_alert_page(R"([{"id":"7001"}])")->alerts.at(0).id, 7001);
  EXPECT_EQ(only_alert(R"("alertSource":{"id":"55"})").source, 55);
}

TEST(AlertPage, ToleratesWhatItDoesNotKnow) {
  EXPECT_EQ(only_alert(R"("status":"SNOOZED")").status, Status::other);
  EXPECT_EQ(only_alert(R"("status":7,"alertKey":null,"alertSource":[],"responders":"x","reportTime":"soon")"),
            only_alert(R"("x":1)"));
  EXPECT_EQ(only_alert(R"("mergeState":"MERGED","mergedIntoId":7)").merged_into, 7);
  EXPECT_EQ(only_alert(R"("mergeState":"MAIN","mergedIntoId":7)").merged_into, 0);
  EXPECT_EQ(only_alert(R"("responders":[1,null,{},{"status":"ACCEPTED"},{"status":"ACCEPTED","user":7},
                          {"status":"ACCEPTED","user":{"username":"ada"}}])")
                .accepted_by,
            "ada");
}

TEST(AlertPage, LeavesOutRowsThatAreNoneButCountsThem) {
  const Result<AlertPage> page = read_alert_page(R"([1,null,{},{"id":0},{"id":"x"},{"id":1.5},{"id":3}])");
  EXPECT_EQ(page->rows, 7U);
  EXPECT_EQ(page->alerts.size(), 1U);
}

TEST(AlertPage, IsRefusedWhereItIsNoList) {
  for (const char* body : {"", "{", "{}", "null", "<html>", "[{\"id\":1}", "\xff"})
    EXPECT_FALSE(read_alert_page(body)) << body;
}

TEST(IlertTime, HasAnyNumberOfDigitsBehindTheSeconds) {
  const Time time = *parse_rfc3339("2026-01-02T03:04:05Z");
  EXPECT_EQ(parse_ilert_time("2026-01-02T03:04:05Z"), time);
  EXPECT_EQ(parse_ilert_time("2026-01-02T03:04:05.1Z"), time + Span{100});
  EXPECT_EQ(parse_ilert_time("2026-01-02T03:04:05.123Z"), time + Span{123});
  EXPECT_EQ(parse_ilert_time("2026-01-02T03:04:05.123456789Z"), time + Span{123});
  for (const char* text :
       {"", "Z", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.12x4Z",
        "2026-01-02T03:04:05.1234567890Z", "2026-01-02T03:04:05+01:00", "2026-13-02T03:04:05.123Z"})
    EXPECT_EQ(parse_ilert_time(text), std::nullopt) << text;
}

TEST(RestRequest, AsksForWhatIsOpenInOurSources) {
  const HttpRequest request = open_alerts_request("https://gw.example/ilert/api/", "t0ken", {55, 56}, 100);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url,
            "https://gw.example/ilert/api/alerts?states=PENDING&states=ACCEPTED&sources=55&sources=56"
            "&start-index=100&max-results=50");
  EXPECT_EQ(request.headers,
            (std::vector<std::string>{"Accept: application/json", "Authorization: Bearer t0ken"}));
  EXPECT_GE(request.longest_answer, std::size_t{50} * 8000 * 6);
}

TEST(RestFault, SaysWhatToDoAndWhetherTimeHeals) {
  EXPECT_FALSE(fault_of(answered(200, "[]")));
  const auto held = [](int status) { return fault_of(answered(status))->held; };
  for (const int status : {401, 402, 403, 404, 307, 400}) EXPECT_TRUE(held(status)) << status;
  for (const int status : {408, 429, 500, 503, 204}) EXPECT_FALSE(held(status)) << status;
  EXPECT_NE(fault_of(answered(403, R"({"code":"KEY_ERROR"})"))->text.find("KEY_ERROR"), std::string::npos);
  for (const int status : {401, 403})
    EXPECT_NE(fault_of(answered(status))->remedy.find("api_token_file"), std::string::npos);
  HttpAnswer cut;
  cut.transport = HttpAnswer::Transport::cut;
  cut.fault = "the connection was cut";
  EXPECT_EQ(fault_of(cut)->text, "the connection was cut");
}

TEST(RestFault, ShowsNoSecret) {
  known_secrets().add("t0ken!");
  known_secrets().add("il1api/x");
  const std::string body = R"({"message":")" + std::string(280, 'x') + R"( t0ken! il1api/x il1api%2Fx"})";
  HttpAnswer answer = answered(307, body);
  answer.headers["location"] = "https://example.com/t0ken!/il1api%2Fx";
  for (const int status : {307, 403, 500}) {
    answer.status = status;
    const RestFault fault = *fault_of(answer);
    for (const char* part : {"t0k", "il1", "2Fx"})
      EXPECT_EQ((fault.text + fault.remedy).find(part), std::string::npos) << fault.text;
  }
}

TEST(IlertClock, IsReadOffTheAnswer) {
  HttpAnswer answer = answered(200);
  const Time time = *parse_rfc3339("1994-11-06T08:49:37Z");
  EXPECT_EQ(ahead_by(answer, time), std::nullopt);
  answer.headers["date"] = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_EQ(ahead_by(answer, time - Span{5000}), Span{5000});
  answer.headers["date"] = "Sunday, 06-Nov-94 08:49:37 GMT";  // of an old proxy
  EXPECT_EQ(ahead_by(answer, time - Span{5000}), Span{5000});
  for (const char* date : {"", "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 06 Nov 1994 38:49:37 GMT"}) {
    answer.headers["date"] = date;
    EXPECT_EQ(ahead_by(answer, time), std::nullopt) << date;
  }
}

}  // namespace
}  // namespace ilert_bridge
