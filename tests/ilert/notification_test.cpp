// What the older alert sources are sent.
#include "ilert-bridge/ilert/notification.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/ilert/request.hpp"
#include "ilert-bridge/ilert/spool_file.hpp"

using namespace ilert_bridge;
namespace json = boost::json;

namespace {

const std::string key = "il1apiTEST/KEY";
constexpr std::string_view base = "https://gw.example/ilert/api/";

Event event_of(EventType type) {
  Event event;
  event.id = 4711;
  event.subject = {"prod", "web01", "HTTP", ""};
  event.type = type;
  event.reason = type == EventType::resolve ? Reason::recovered : Reason::problem;
  event.state = type == EventType::resolve ? State::ok : State::critical;
  event.occurred_at = from_unix(1'767'323'045);
  event.summary = "web01/HTTP is CRITICAL: connection refused";
  event.link = "https://mon.example.com/prod/check_mk/index.py";
  event.context = {{"SERVICEOUTPUT", "connection refused"},
                   {"LONGSERVICEOUTPUT", "port 80"},
                   {"HOSTSTATE", "UP"},
                   {"HOSTALIAS", "web server"},
                   {"HOSTADDRESS", "10.0.0.1"}};
  if (type == EventType::accept) event.remark = {"anna", "on my way"};
  return event;
}

HttpRequest checkmk(const Event& event, bool required_only = false) {
  return event_request(event, base, key, required_only, Integration::checkmk);
}

HttpRequest nagios(const Event& event, bool required_only = false) {
  return event_request(event, base, key, required_only, Integration::nagios);
}

std::string word(const Event& event, const char* name) {
  const json::value body = json::parse(checkmk(event).body);
  const json::value* found = body.as_object().if_contains(name);
  return found == nullptr ? "(none)" : std::string{found->as_string()};
}

json::value expected(std::string_view text) {
  return json::parse(json::string_view{text.data(), text.size()});
}

}  // namespace

TEST(CheckmkSource, AProblemIsTheContextThatCheckmkPosts) {
  EXPECT_EQ(json::parse(checkmk(event_of(EventType::alert)).body), expected(R"({
    "WHAT": "SERVICE", "NOTIFICATIONTYPE": "PROBLEM", "OMD_SITE": "prod",
    "HOSTNAME": "web01", "HOSTALIAS": "web server", "HOSTADDRESS": "10.0.0.1", "HOSTSTATE": "UP",
    "SERVICEDESC": "HTTP", "SERVICESTATE": "CRITICAL", "SERVICEOUTPUT": "connection refused",
    "LONGSERVICEOUTPUT": "port 80", "SERVICEGROUPNAMES": "",
    "NOTIFICATIONAUTHOR": "", "NOTIFICATIONCOMMENT": "",
    "LONGDATETIME": "Fri Jan 02 03:04:05 UTC 2026", "SHORTDATETIME": "2026-01-02 03:04:05",
    "SERVICEURL": "https://mon.example.com/prod/check_mk/index.py",
    "PARAMETER_ILERT_PRIORITY": "HIGH",
    "PARAMETER_ILERT_SUMMARY_HOST": "web01/HTTP is CRITICAL: connection refused",
    "PARAMETER_ILERT_SUMMARY_SERVICE": "web01/HTTP is CRITICAL: connection refused"
  })"));
}

TEST(CheckmkSource, ThePagesAboutItGoWithIt) {
  Event event = event_of(EventType::alert);
  const json::object without = json::parse(checkmk(event).body).as_object();
  EXPECT_FALSE(without.contains("SERVICENOTESURL")) << "what there is not";
  event.context["SERVICENOTESURL"] = "https://wiki/http";
  event.context["SERVICEACTIONURL"] = "https://runbook/http";
  const json::object body = json::parse(checkmk(event).body).as_object();
  EXPECT_EQ(body.at("SERVICENOTESURL"), "https://wiki/http");
  EXPECT_EQ(body.at("SERVICEACTIONURL"), "https://runbook/http");
}

TEST(CheckmkSource, AHostIsAHost) {
  Event event = event_of(EventType::alert);
  event.subject.service.clear();
  event.state = State::down;
  event.context = {{"HOSTOUTPUT", "no ping"}};
  EXPECT_EQ(word(event, "WHAT"), "HOST");
  EXPECT_EQ(word(event, "HOSTSTATE"), "DOWN");
  EXPECT_EQ(word(event, "HOSTOUTPUT"), "no ping");
  EXPECT_EQ(word(event, "SERVICEDESC"), "(none)");
  EXPECT_EQ(word(event, "HOSTALIAS"), "") << "what is not sent is empty";
}

TEST(CheckmkSource, WhoAcknowledgedAndWhy) {
  EXPECT_EQ(word(event_of(EventType::accept), "NOTIFICATIONTYPE"), "ACKNOWLEDGEMENT");
  EXPECT_EQ(word(event_of(EventType::accept), "NOTIFICATIONAUTHOR"), "anna");
  EXPECT_EQ(word(event_of(EventType::accept), "NOTIFICATIONCOMMENT"), "on my way");
}

TEST(CheckmkSource, WhatIsOverIsGoodWhateverTheStateAndSaysWhy) {
  Event event = event_of(EventType::resolve);
  EXPECT_EQ(word(event, "NOTIFICATIONTYPE"), "RECOVERY");
  EXPECT_EQ(word(event, "SERVICESTATE"), "OK");
  EXPECT_EQ(word(event, "SERVICEOUTPUT"), "connection refused");
  event.reason = Reason::downtime;
  event.state = State::critical;
  event.details = "In a downtime by carl:\nmoving racks";
  EXPECT_EQ(word(event, "SERVICESTATE"), "OK");
  EXPECT_EQ(word(event, "SERVICEOUTPUT"), "In a downtime by carl: moving racks");
}

TEST(CheckmkSource, AnOwnMatterIsAServiceOfTheBridge) {
  Event event = event_of(EventType::alert);
  event.subject = {"prod", "", "", "site"};
  event.reason = Reason::own;
  event.details = "no answer for 5 min";
  event.context = {{"HOSTNAME", "ilert-bridge-mon1"}};
  EXPECT_EQ(word(event, "WHAT"), "SERVICE");
  EXPECT_EQ(word(event, "HOSTNAME"), "ilert-bridge-mon1");
  EXPECT_EQ(word(event, "SERVICEDESC"), "site prod");
  EXPECT_EQ(word(event, "SERVICESTATE"), "CRITICAL");
  EXPECT_EQ(word(event, "SERVICEOUTPUT"), "no answer for 5 min");
  EXPECT_EQ(word(event, "OMD_SITE"), "(none)");
  event.context.clear();
  EXPECT_EQ(word(event, "HOSTNAME"), "ilert-bridge");
}

TEST(CheckmkSource, NoOutputBecomesAMacro) {
  Event event = event_of(EventType::alert);
  event.summary = "web01 said $HOSTADDRESS$";
  EXPECT_EQ(word(event, "PARAMETER_ILERT_SUMMARY_SERVICE"), "web01 said ＄HOSTADDRESS＄");
  event.summary = "a coffee is 4 $";
  EXPECT_EQ(word(event, "PARAMETER_ILERT_SUMMARY_SERVICE"), "a coffee is 4 $");
}

TEST(CheckmkSource, TheKeyIsInThePathAloneAndEncoded) {
  const HttpRequest request = checkmk(event_of(EventType::alert));
  EXPECT_EQ(request.url, "https://gw.example/ilert/api/v1/events/checkmk-ext/il1apiTEST%2FKEY");
  EXPECT_EQ(request.body.find("TEST"), std::string::npos);
  EXPECT_EQ(request.headers,
            (std::vector<std::string>{"Content-Type: application/json", "Accept: application/json"}));
}

TEST(NagiosSource, AProblemIsTheXmlThatThePluginPosts) {
  Event event = event_of(EventType::alert);
  event.subject.host = "a<b>&\"c'";
  event.context = {{"SERVICEOUTPUT", "x ]]> y"}};
  EXPECT_EQ(
      nagios(event).body,
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><event><apiKey>il1apiTEST/KEY</apiKey>"
      "<payload>"
      "<entry key=\"NOTIFY_HOSTADDRESS\"></entry>"
      "<entry key=\"NOTIFY_HOSTALIAS\"></entry>"
      "<entry key=\"NOTIFY_HOSTNAME\">a&lt;b&gt;&amp;\"c'</entry>"
      "<entry key=\"NOTIFY_HOSTSTATE\"></entry>"
      "<entry key=\"NOTIFY_LONGDATETIME\">Fri Jan 02 03:04:05 UTC 2026</entry>"
      "<entry key=\"NOTIFY_LONGSERVICEOUTPUT\"></entry>"
      "<entry key=\"NOTIFY_NOTIFICATIONAUTHOR\"></entry>"
      "<entry key=\"NOTIFY_NOTIFICATIONCOMMENT\"></entry>"
      "<entry key=\"NOTIFY_NOTIFICATIONTYPE\">PROBLEM</entry>"
      "<entry key=\"NOTIFY_OMD_SITE\">prod</entry>"
      "<entry key=\"NOTIFY_SERVICEDESC\">HTTP</entry>"
      "<entry key=\"NOTIFY_SERVICEGROUPNAMES\"></entry>"
      "<entry key=\"NOTIFY_SERVICEOUTPUT\">x ]]&gt; y</entry>"
      "<entry key=\"NOTIFY_SERVICESTATE\">CRITICAL</entry>"
      "<entry key=\"NOTIFY_SERVICEURL\">https://mon.example.com/prod/check_mk/index.py</entry>"
      "<entry key=\"NOTIFY_SHORTDATETIME\">2026-01-02 03:04:05</entry>"
      "<entry key=\"NOTIFY_WHAT\">SERVICE</entry>"
      "<entry key=\"PLUGIN_VERSION\">1.7</entry>"
      "</payload></event>");
}

TEST(NagiosSource, TheKeyIsInTheBodyAlone) {
  const HttpRequest request = nagios(event_of(EventType::alert));
  EXPECT_EQ(request.url, "https://gw.example/ilert/api/v1/events/nagios");
  EXPECT_EQ(request.headers,
            (std::vector<std::string>{"Content-Type: application/xml", "Accept: application/xml"}));
  EXPECT_EQ(event_body(event_of(EventType::alert), false, Integration::nagios).find("apiKey"),
            std::string::npos);
}

TEST(NagiosSource, AnImportedEventIsTheNotificationThatItWas) {
  Event event = event_of(EventType::alert);
  event.reason = Reason::imported;
  event.context = {
      {"NAGIOS_HOSTNAME", "web01"}, {"NAGIOS_SERVICEPROBLEMID", "17"}, {"PLUGIN_VERSION", "1.2"}};
  const Result<SpoolFile> sent = parse_spool_file(nagios(event).body);
  ASSERT_TRUE(sent);
  Context entries = event.context;
  entries["PLUGIN_VERSION"] = "1.7";
  EXPECT_EQ(sent->entries, entries);
  EXPECT_EQ(sent->integration_key, key);
}

TEST(OlderSources, RequiredOnlyIsWhatMakesTheAlert) {
  const json::object body = json::parse(checkmk(event_of(EventType::alert), true).body).as_object();
  EXPECT_TRUE(body.contains("HOSTNAME"));
  EXPECT_TRUE(body.contains("SERVICESTATE"));
  EXPECT_FALSE(body.contains("SERVICEOUTPUT"));
  EXPECT_FALSE(body.contains("SERVICEURL"));
}

TEST(OlderSources, KnowNoComments) {
  EXPECT_TRUE(takes_comments(Integration::api));
  EXPECT_FALSE(takes_comments(Integration::checkmk));
  EXPECT_FALSE(takes_comments(Integration::nagios));
}

TEST(OlderSources, TheBodyIsValidAndShortWhateverTheEventHolds) {
  std::string emoji;
  for (int i = 0; i < 5000; ++i) emoji += "🔥";
  for (const std::string& text :
       {std::string(1 << 20, 'x'), std::string(20'000, '"'), std::string(20'000, '&'),
        std::string(20'000, '\n'), std::string(20'000, '\x01'), std::string(20'000, '\xfc'),
        std::string{"\xEF\xBF\xBF"}, emoji}) {
    for (const bool imported : {false, true}) {
      Event event = event_of(EventType::accept);
      event.subject = {text, text, text, ""};
      event.summary = event.details = event.link = text;
      event.remark = {text, text};
      for (const char* name :
           {"SERVICEOUTPUT", "LONGSERVICEOUTPUT", "HOSTALIAS", "HOSTADDRESS", "SERVICEGROUPNAMES"})
        event.context[name] = text;
      if (imported) event.reason = Reason::imported;
      for (const bool required_only : {false, true}) {
        const std::string flat = checkmk(event, required_only).body;
        EXPECT_LT(flat.size(), body_limit);
        EXPECT_EQ(flat, clean(flat));
        EXPECT_NO_THROW(json::parse(flat));
        const std::string xml = nagios(event, required_only).body;
        EXPECT_LT(xml.size(), body_limit);
        EXPECT_EQ(xml, clean(xml)) << "valid UTF-8, no control characters";
        EXPECT_EQ(xml.find("\xEF\xBF\xBF"), std::string::npos) << "no character of XML";
        EXPECT_TRUE(parse_spool_file(xml));
      }
    }
  }
}

TEST(OlderSources, OfVeryManyWordsThoseThatNameTheProblemAreKept) {
  Event event = event_of(EventType::alert);
  event.reason = Reason::imported;
  event.context = {{"NOTIFY_NOTIFICATIONTYPE", "PROBLEM"},
                   {"NOTIFY_HOSTNAME", "web01.example.com"},
                   {"NOTIFY_SERVICEDESC", "Filesystem /var/lib/backup"},
                   {"NOTIFY_SERVICESTATE", "CRITICAL"}};
  const Context named = event.context;
  for (int number = 0; number < 1500; ++number)
    event.context["NOTIFY_SERVICE_CUSTOM_MACRO_" + std::to_string(number)] = std::to_string(number);
  const std::string xml = nagios(event, false).body;
  EXPECT_LT(xml.size(), body_limit);
  const Result<SpoolFile> posted = parse_spool_file(xml);
  ASSERT_TRUE(posted) << posted.error().text;
  for (const auto& [name, value] : named) EXPECT_EQ(posted->entries.at(name), value);
  EXPECT_GT(posted->entries.size(), 100U) << "and of the others as many as fit";
}

TEST(SpoolFile, IsReadAsThePluginWroteIt) {
  const Result<SpoolFile> file = parse_spool_file(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
      "<event><apiKey>il1api77</apiKey><payload>"
      "<entry key=\"NOTIFY_HOSTNAME\">web01</entry><entry key=\"NOTIFY_HOSTOUTPUT\">a &lt; b\x01 &amp; "
      "c</entry>"
      "<entry key=\"NOTIFY_EMPTY\"></entry></payload></event>");
  ASSERT_TRUE(file) << file.error().text;
  EXPECT_EQ(file->integration_key, "il1api77");
  EXPECT_EQ(
      file->entries,
      (Context{{"NOTIFY_HOSTNAME", "web01"}, {"NOTIFY_HOSTOUTPUT", "a < b & c"}, {"NOTIFY_EMPTY", ""}}));
}

TEST(SpoolFile, IsCleanAlsoOfWhatIsWrittenAsAnEntity) {
  const Result<SpoolFile> file = parse_spool_file(
      "<event><payload><entry key=\"NOTIFY_HOSTNAME\">web&#27;[2J01</entry>"
      "<entry key=\"NOTIFY_NOTIFICATIONCOMMENT\">on&#x202e; it&#13;&#10;soon</entry></payload></event>");
  ASSERT_TRUE(file) << file.error().text;
  EXPECT_EQ(file->entries,
            (Context{{"NOTIFY_HOSTNAME", "web[2J01"}, {"NOTIFY_NOTIFICATIONCOMMENT", "on it\nsoon"}}));
}

TEST(SpoolFile, DamageIsNamedAndNothingOfItQuoted) {
  const std::string whole =
      "<event><apiKey>il1apiSECRET</apiKey><payload><entry key=\"A\">b</entry></payload></event>";
  EXPECT_TRUE(parse_spool_file(whole));
  const std::pair<std::string, const char*> rows[] = {
      {"", "is damaged"},
      {whole.substr(0, whole.size() - 9), "at byte"},
      {whole.substr(0, 30), "at byte"},
      {std::string(100, '\0'), "zero bytes"},
      {"il1apiSECRET", "is damaged"},
      {"<event><apiKey>il1apiSECRET</apiKey></event>", "no <event> with a <payload>"},
      {std::string("<event><payload>") +
           [] {
             std::string deep;
             for (int i = 0; i < 100'000; ++i) deep += "<a>";
             return deep;
           }(),
       "more than 2000 entries"},
  };
  for (const auto& [bytes, words] : rows) {
    const Result<SpoolFile> file = parse_spool_file(bytes);
    ASSERT_FALSE(file) << words;
    EXPECT_NE(file.error().text.find(words), std::string::npos) << file.error().text;
    EXPECT_EQ(file.error().text.find("SECRET"), std::string::npos) << file.error().text;
  }
}

TEST(SpoolFile, ForeignEntitiesAreNeverResolved) {
  const Result<SpoolFile> file = parse_spool_file(
      "<?xml version=\"1.0\"?><!DOCTYPE event [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y "
      "\"boom\">]>"
      "<event><payload><entry key=\"A\">&x;&y;</entry></payload></event>");
  ASSERT_TRUE(file) << file.error().text;
  EXPECT_EQ(file->entries.at("A"), "&x;&y;");
}
