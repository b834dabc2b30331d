#include "ilert-bridge/ilert/request.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"

using namespace ilert_bridge;
namespace json = boost::json;

namespace {

const std::string key = "il1apiTESTKEY";

Event event_of(EventType type) {
  Event event;
  event.id = 4711;
  event.route = "oncall";
  event.alert_key = "cmk-550e3895320e2168aef74107a94a55bf";
  event.subject = {"prod", "web01", "HTTP", ""};
  event.type = type;
  event.state = State::critical;
  event.priority = Priority::high;
  event.occurred_at = from_unix(1'767'323'045);
  event.summary = "web01/HTTP is CRITICAL: connection refused";
  event.details = "**CRITICAL** since …";
  event.link = "https://mon.example.com/prod/check_mk/index.py?start_url=view.py";
  if (type == EventType::accept || type == EventType::comment) event.remark = {"anna", "on my way"};
  return event;
}

json::value body_of(const Event& event, bool required_only = false) {
  return json::parse(event_request(event, "https://api.ilert.com/api", key, required_only).body);
}

json::value expected(std::string_view text) {
  return json::parse(json::string_view{text.data(), text.size()});
}

}  // namespace

TEST(Request, AnAlertIsAsDocumented) {
  EXPECT_EQ(body_of(event_of(EventType::alert)), expected(R"({
    "integrationKey": "il1apiTESTKEY",
    "eventType": "ALERT",
    "alertKey": "cmk-550e3895320e2168aef74107a94a55bf",
    "summary": "web01/HTTP is CRITICAL: connection refused",
    "details": "**CRITICAL** since …",
    "priority": "HIGH",
    "labels": {"site": "prod", "host": "web01", "service": "HTTP", "state": "CRITICAL"},
    "links": [{"href": "https://mon.example.com/prod/check_mk/index.py?start_url=view.py", "text": "Checkmk"}],
    "customDetails": {"site": "prod", "host": "web01", "service": "HTTP", "state": "CRITICAL",
                      "occurredAt": "2026-01-02T03:04:05Z", "eventId": "4711"}
  })"));
}

TEST(Request, AHostHasNoServiceAndNoLinkIsNone) {
  Event event = event_of(EventType::alert);
  event.subject.service.clear();
  event.link.clear();
  const json::object body = body_of(event).as_object();
  EXPECT_FALSE(body.at("labels").as_object().contains("service"));
  EXPECT_FALSE(body.at("customDetails").as_object().contains("service"));
  EXPECT_FALSE(body.contains("links"));
}

TEST(Request, ThePagesAboutTheSubjectAreLinks) {
  Event event = event_of(EventType::alert);
  event.link.clear();
  event.context = {{"SERVICENOTESURL", "https://wiki/http"},
                   {"SERVICEACTIONURL", "https://runbook/http"},
                   {"HOSTNOTESURL", "https://wiki/of-another-time"}};
  EXPECT_EQ(body_of(event).at("links"), expected(R"([{"href": "https://wiki/http", "text": "Notes"},
                                                     {"href": "https://runbook/http", "text": "Action"}])"));
  EXPECT_FALSE(body_of(event, true).as_object().contains("links")) << "nor where ilert refused all of it";
  event.reason = Reason::imported;
  EXPECT_FALSE(body_of(event).as_object().contains("links")) << "from whatever an old plugin's file held";
}

TEST(Request, TheDetailsMakeRoomForThePages) {
  Event event = event_of(EventType::alert);
  const auto full = [](std::string start, std::size_t size, const std::string& with) {
    while (start.size() + with.size() <= size) start += with;
    return start;
  };
  const std::string wide = "\xf0\x9f\x94\xa5";
  event.subject.site = event.subject.host = event.subject.service = full("", 4 * name_limit, wide);
  event.summary = full("", 4 * summary_limit, wide);
  event.details = full("", 4 * details_limit, wide);
  event.link = full("https://mon/", link_limit, "x");
  event.context = {{"SERVICENOTESURL", full("https://wiki/", link_limit, "x")},
                   {"SERVICEACTIONURL", full("https://run/", link_limit, "x")}};
  const json::value body = body_of(event);
  EXPECT_LT(json::serialize(body).size(), body_limit);
  EXPECT_EQ(body.at("links").as_array().size(), 3U) << "whatever else is as long as can be";
}

TEST(Request, WhoSaidWhatGoesAsAComment) {
  const json::value comments = expected(R"([{"creator": "anna", "content": "on my way"}])");
  EXPECT_EQ(body_of(event_of(EventType::comment)).at("comments"), comments);
  EXPECT_EQ(body_of(event_of(EventType::accept)).at("comments"), comments);
  EXPECT_FALSE(body_of(event_of(EventType::resolve)).as_object().contains("comments"));
  Event silent = event_of(EventType::comment);
  silent.remark = {};
  EXPECT_EQ(body_of(silent).at("comments"),
            expected(R"([{"creator": "Checkmk", "content": "web01/HTTP is CRITICAL: connection refused"}])"));
}

TEST(Request, OnlyAnAlertHasAPriority) {
  for (const auto type : {EventType::accept, EventType::resolve, EventType::comment})
    EXPECT_FALSE(body_of(event_of(type)).as_object().contains("priority"));
  Event low = event_of(EventType::alert);
  low.priority = Priority::low;
  EXPECT_EQ(body_of(low).at("priority"), "LOW");
}

TEST(Request, RequiredOnlyIsWhatIlertCannotDoWithout) {
  EXPECT_EQ(body_of(event_of(EventType::alert), true), expected(R"({
    "integrationKey": "il1apiTESTKEY", "eventType": "ALERT", "alertKey": "cmk-550e3895320e2168aef74107a94a55bf",
    "summary": "web01/HTTP is CRITICAL: connection refused"})"));
  EXPECT_EQ(body_of(event_of(EventType::accept), true).as_object().size(), 4U);
  EXPECT_EQ(body_of(event_of(EventType::comment), true).at("comments"),
            expected(R"([{"creator": "anna", "content": "on my way"}])"));
}

TEST(Request, AnOwnMatterIsKindAndName) {
  Event event = event_of(EventType::alert);
  event.subject = {"prod", "", "", "site"};
  EXPECT_EQ(body_of(event).at("labels"), expected(R"({"kind": "site", "name": "prod"})"));
  event.subject.site.clear();
  event.subject.own = "disk";
  EXPECT_EQ(body_of(event).at("labels"), expected(R"({"kind": "disk"})"));
}

TEST(Request, GoesToTheEventsOfTheBaseUrl) {
  for (const char* base :
       {"https://gw.example/ilert/api", "https://gw.example/ilert/api/", "https://gw.example/ilert/api//"})
    EXPECT_EQ(event_request(event_of(EventType::alert), base, key, false).url,
              "https://gw.example/ilert/api/events");
}

TEST(Request, CarriesNoAuthorizationAndTheKeyInTheBodyAlone) {
  const HttpRequest request =
      event_request(event_of(EventType::alert), "https://api.ilert.com/api", key, false);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.headers,
            (std::vector<std::string>{"Content-Type: application/json", "Accept: application/json"}));
  EXPECT_EQ(request.url.find(key), std::string::npos);
}

TEST(Request, ForPeopleItHasNoKey) {
  const std::string body = event_body(event_of(EventType::alert), false);
  EXPECT_EQ(body.find("integrationKey"), std::string::npos);
  json::object with_key = body_of(event_of(EventType::alert)).as_object();
  with_key.erase("integrationKey");
  EXPECT_EQ(json::parse(body), with_key);
}

TEST(Request, ASummaryIsNeverEmpty) {
  for (const auto type : {EventType::alert, EventType::accept, EventType::resolve, EventType::comment}) {
    Event event = event_of(type);
    event.summary = " \n\x01";
    EXPECT_EQ(body_of(event).at("summary"), "prod/web01/HTTP");
    EXPECT_EQ(body_of(event, true).at("summary"), "prod/web01/HTTP");
  }
}

TEST(Request, IsValidAndShortWhateverTheEventHolds) {
  std::string emoji;
  for (int i = 0; i < 5000; ++i) emoji += "🔥";
  for (const std::string& text :
       {std::string(1 << 20, 'x'), std::string(20'000, '"'), std::string(20'000, '\\'),
        std::string(20'000, '\n'), std::string(20'000, '\x01'), std::string(20'000, '\xfc'), emoji}) {
    for (const auto type : {EventType::alert, EventType::accept, EventType::resolve, EventType::comment}) {
      Event event = event_of(type);
      event.subject = {text, text, text, ""};
      event.summary = event.details = event.link = text;
      event.remark = {text, text};
      for (const bool required_only : {false, true}) {
        const std::string body = event_request(event, "https://api.ilert.com/api", key, required_only).body;
        EXPECT_LT(body.size(), body_limit);
        EXPECT_EQ(body, clean(body)) << "valid UTF-8, no control characters";
        const json::value parsed = json::parse(body);
        EXPECT_EQ(parsed.at("alertKey"), "cmk-550e3895320e2168aef74107a94a55bf");
        EXPECT_FALSE(parsed.at("summary").as_string().empty());
      }
    }
  }
}

TEST(Request, DetailsGiveWayBeforeTheRemark) {
  std::string emoji;
  for (int i = 0; i < 4000; ++i) emoji += "🔥";
  Event event = event_of(EventType::comment);
  event.details = emoji;
  event.remark.text = std::string(2000, 'r');
  const json::value body = body_of(event);
  EXPECT_EQ(body.at("comments").at(0).at("content").as_string().size(), 2000U);
  EXPECT_TRUE(std::string_view{body.at("details").as_string()}.ends_with("…"));
  EXPECT_GT(body.at("details").as_string().size(), 10'000U) << "no more than needed";
}
