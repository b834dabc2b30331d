#include "ilert-bridge/core/render.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "tests/base/zone.hpp"

using namespace ilert_bridge;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const Time now_time = from_unix(1'767'323'345);   // 2026-01-02T03:09:05Z
const Time began = from_unix(1'767'323'045);      // 2026-01-02T03:04:05Z
const Time confirmed = from_unix(1'767'323'165);  // 2026-01-02T03:06:05Z
const std::string web_url = "https://mon.example.com/prod/";
const Send nothing{.output = false, .links = false, .notes = false};
const Send everything{
    .groups = true, .address = true, .alias = true, .labels = true, .tags = true, .custom = {"ONCALL_DOC"}};

// A service that has been CRITICAL for five minutes, on a route with the defaults; each test changes what it
// is about.
struct Scene {
  Subject subject{"prod", "web01", "HTTP", ""};
  Telling telling{EventType::alert, Because::verdict};
  Verdict verdict;
  Report before;
  Observation observation;
  Texts texts;
  Route route;

  Scene() {
    verdict.shows = Shows::alerting;
    verdict.reason = Reason::problem;
    verdict.state = State::critical;
    before.state = State::warning;
    before.priority = Priority::low;
    observation.state = State::critical;
    observation.last_state_change = began;
    observation.last_hard_state_change = confirmed;
    texts = {"connection refused", "line 2\nline 3", "Web server", "10.0.0.1", {"web", "linux"}};
    texts.notes_url = "https://wiki.example.com/http";
    texts.action_url = "https://runbook.example.com/?of=web01";
    texts.labels = {"app:shop", "os:linux"};
    texts.tags = {"criticality:prod"};
    texts.custom = {{"ONCALL_DOC", "ask Anna"}, {"SECRET", "hunter2"}};
    route.name = "oncall";
  }

  Scene& tells(EventType type, Reason reason, State state, Because because = Because::verdict) {
    telling = {type, because};
    verdict.reason = reason;
    verdict.state = state;
    return *this;
  }

  Event event() const {
    return event_for(subject, telling, verdict, before, observation, texts, route, web_url, "mon1", now_time);
  }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST(Render, AnEventHasTheGroupsForTheWordsOfAStormWhereTheRouteSendsThem) {
  Scene scene;
  scene.texts.groups = {"web", "li\nnux", "", std::string(200, 'g')};
  scene.route.send.groups = true;
  EXPECT_EQ(scene.event().groups, (std::vector<std::string>{"web", "li nux", std::string(99, 'g') + "…"}));
  scene.texts.groups.assign(1000, "web");
  EXPECT_EQ(scene.event().groups.size(), 20U);
  scene.route.send.groups = false;
  EXPECT_TRUE(scene.event().groups.empty());
}

TEST(Render, AnAlertSaysWhatAndSinceWhenAndWhatTheCheckSaid) {
  const Zone zone("CET-1");
  const Event event = Scene{}.event();
  EXPECT_EQ(event.summary, "web01/HTTP is CRITICAL: connection refused");
  EXPECT_EQ(event.details,
            "**CRITICAL** since 04:04 CET, told 3 min late\n\n"
            "```\nconnection refused\nline 2\nline 3\n```\n");
  EXPECT_EQ(event.link, link_to({"prod", "web01", "HTTP", ""}, web_url));
  EXPECT_EQ(event.route, "oncall");
  EXPECT_EQ(event.alert_key, alert_key(event.subject, "mon1"));
  EXPECT_EQ(event.type, EventType::alert);
  EXPECT_EQ(event.reason, Reason::problem);
  EXPECT_EQ(event.state, State::critical);
  EXPECT_EQ(event.priority, Priority::high);
  EXPECT_EQ(event.occurred_at, confirmed);
  EXPECT_EQ(event.recorded_at, now_time);
  EXPECT_TRUE(event.remark.empty());
  EXPECT_EQ(event.id, 0);
}

TEST(Render, AnAlertSaysThatItIsLateWhereItIs) {
  const Zone zone("CET-1");
  Scene scene;
  const auto first_line = [&] {
    const std::string details = scene.event().details;
    return details.substr(0, details.find('\n'));
  };
  const std::string in_time = "**CRITICAL** since 04:04 CET";
  scene.verdict.alert_worthy_since = now_time - 59s;
  EXPECT_EQ(first_line(), in_time) << "by our own clock";
  scene.verdict.alert_worthy_since = now_time - 60s;
  EXPECT_EQ(first_line(), in_time + ", told 1 min late");
  scene.verdict.alert_worthy_since = now_time - 90min;
  EXPECT_EQ(first_line(), in_time + ", told 1 h 30 min late");
  scene.route.delay = 88min;
  EXPECT_EQ(first_line(), in_time + ", told 2 min late") << "but for what was meant";
  scene.route.delay = 90min;
  EXPECT_EQ(first_line(), in_time);
  scene.route.delay = 0s;
  scene.observation.first_notification_delay = 90;
  EXPECT_EQ(first_line(), in_time);
  scene.route.policy.first_notification_delay = FirstNotificationDelay::ignore;
  EXPECT_EQ(first_line(), in_time + ", told 1 h 30 min late");
  scene.telling.because = Because::worsened;
  EXPECT_EQ(first_line(), in_time) << "of what was told before this is no news";
}

TEST(Render, ARecoverySaysHowLongItLastedAndWhoHadIt) {
  Scene scene;
  scene.tells(EventType::resolve, Reason::recovered, State::ok);
  scene.before.alert_worthy_since = began - 2h;
  scene.before.told = Told::open;
  scene.before.remark = {"anna", "on it"};
  EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it lasted 2 h");
  scene.before.told = Told::accepted;
  EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it lasted 2 h, acknowledged by anna");
  scene.before.acceptance = Acceptance::mirrored;
  EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it lasted 2 h, accepted by anna");
  for (const auto nobodys : {Acceptance::lost, Acceptance::downtime}) {
    scene.before.acceptance = nobodys;
    EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it lasted 2 h");
  }
  scene.before.over_since = began - 1h;
  EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it lasted 1 h")
      << "not the route's resolve_delay";
  scene.before.alert_worthy_since.reset();
  scene.before.acceptance = Acceptance::checkmk;
  EXPECT_EQ(scene.event().details, "Recovered: the state is OK; it was acknowledged by anna");
  scene.before.alert_worthy_since = began - 3h;
  scene.tells(EventType::resolve, Reason::below_threshold, State::warning);
  EXPECT_EQ(scene.event().details,
            "The state is WARNING, which this route does not alert on; it lasted 2 h, acknowledged by anna");
}

TEST(Render, AnAlertSaysWhetherItIsOneThingOrTheHost) {
  Scene scene;
  EXPECT_FALSE(has(scene.event().details, "of this host"));
  scene.texts.others = 3;
  EXPECT_TRUE(has(scene.event().details, "\n- Other services of this host with problems: 3\n"));
  scene.subject.service.clear();
  EXPECT_TRUE(has(scene.event().details,
                  "\n- Services of this host with problems: 3; new ones wait until it is UP\n"));
  scene.route.policy.host_down_hides_services = false;
  EXPECT_TRUE(has(scene.event().details, "\n- Services of this host with problems: 3\n"));
}

TEST(Render, ATemplateCanSayHowLongItLastedOrLasts) {
  Scene scene;
  scene.route.summary = "{{duration}}";
  EXPECT_EQ(scene.event().summary, "5 min");
  scene.verdict.alert_worthy_since = now_time - 2h;
  EXPECT_EQ(scene.event().summary, "2 h") << "in whatever state";
  scene.verdict.alert_worthy_since.reset();
  scene.before.alert_worthy_since = began - 2h;
  EXPECT_EQ(scene.tells(EventType::resolve, Reason::downtime, State::critical).event().summary, "5 min");
  EXPECT_EQ(scene.tells(EventType::resolve, Reason::recovered, State::ok).event().summary, "2 h");
  scene.before.alert_worthy_since.reset();
  EXPECT_EQ(scene.event().summary, "web01/HTTP is OK: connection refused") << "nobody knows";
}

TEST(Render, AHostHasItsOwnSummary) {
  Scene scene;
  scene.subject.service.clear();
  scene.verdict.state = State::down;
  EXPECT_EQ(scene.event().summary, "web01 is DOWN: connection refused");
}

TEST(Render, NoColonDanglesWithoutOutput) {
  Scene scene;
  scene.texts.output.clear();
  EXPECT_EQ(scene.event().summary, "web01/HTTP is CRITICAL");
}

TEST(Render, TheBuiltInSummarySaysNothingTwice) {
  Scene scene;
  scene.texts.output = "HTTP CRITICAL: no route (!!)";
  EXPECT_EQ(scene.event().summary, "web01/HTTP is CRITICAL: no route");
  EXPECT_TRUE(has(scene.event().details, "HTTP CRITICAL: no route (!!)")) << "all of it is there";
  scene.texts.output = "CRITICAL";
  EXPECT_EQ(scene.event().summary, "web01/HTTP is CRITICAL") << "and no colon";
  scene.route.summary = "{{host}}: {{output}}";
  EXPECT_EQ(scene.event().summary, "web01: CRITICAL") << "a template's output is as it is";
}

TEST(Render, WhatTheRouteDoesNotSendIsNowhere) {
  Scene scene;
  scene.route.send = nothing;
  const std::string all_values =
      "x{{output}}{{long_output}}{{check_output}}{{alias}}{{address}}{{groups}}{{link}}{{notes}}{{action}}"
      "{{labels}}{{tags}}{{custom.ONCALL_DOC}}";
  for (const std::string& text : {std::string{}, all_values}) {
    scene.route.summary = scene.route.details = text;
    for (const auto type : {EventType::alert, EventType::accept, EventType::resolve, EventType::comment}) {
      for (const auto because : {Because::verdict, Because::worsened, Because::state_changed}) {
        scene.telling = {type, because};
        const Event event = scene.event();
        const std::string all = event.summary + event.details + event.remark.text + event.link;
        EXPECT_EQ(event.context, Context{});
        for (const char* secret : {"refused", "line 2", "Web server", "10.0.0.1", "linux", "example.com",
                                   "shop", "criticality", "Anna"})
          EXPECT_FALSE(has(all, secret)) << secret << " in " << all;
      }
    }
  }
}

TEST(Render, WhatTheRouteSendsIsInTheDetails) {
  Scene scene;
  scene.route.send = everything;
  const std::string details = scene.event().details;
  EXPECT_TRUE(
      has(details,
          "- Alias: Web server\n- Address: 10.0.0.1\n- Groups: web, linux\n- Labels: app:shop, os:linux\n"
          "- Tags: criticality:prod\n- ONCALL_DOC: ask Anna\n"))
      << details;
  EXPECT_FALSE(has(details, "hunter2")) << "which was not named";
}

TEST(Render, EveryPlaceholderHasItsValue) {
  const Zone zone("CET-1");
  Scene scene;
  scene.route.send = everything;
  scene.verdict.remark = {"anna", "on my way"};
  const std::map<std::string_view, std::string> expected{
      {"host", "web01"},
      {"service", "HTTP"},
      {"site", "prod"},
      {"state", "CRITICAL"},
      {"priority", "HIGH"},
      {"type", "ALERT"},
      {"route", "oncall"},
      {"reason", "problem"},
      {"since", "2026-01-02T03:04:05Z"},
      {"began", "04:04 CET"},
      {"age", "5 min"},
      {"duration", "5 min"},
      {"output", "connection refused"},
      {"long_output", "line 2\nline 3"},
      {"check_output", "```\nconnection refused\nline 2\nline 3\n```"},
      {"alias", "Web server"},
      {"address", "10.0.0.1"},
      {"groups", "web, linux"},
      {"link", link_to(scene.subject, web_url)},
      {"notes", "https://wiki.example.com/http"},
      {"action", "https://runbook.example.com/?of=web01"},
      {"labels", "app:shop, os:linux"},
      {"tags", "criticality:prod"},
      {"author", "anna"},
      {"text", "on my way"}};
  for (const std::string_view name : placeholders()) {
    scene.route.details = "{{" + std::string{name} + "}}";
    const auto value = expected.find(name);
    ASSERT_NE(value, expected.end()) << name;
    EXPECT_EQ(scene.event().details, value->second) << name;
  }
}

TEST(Render, AnAlertHasThePagesAboutItsSubjectWithIt) {
  Scene scene;
  EXPECT_EQ(scene.event().context, (Context{{"SERVICENOTESURL", "https://wiki.example.com/http"},
                                            {"SERVICEACTIONURL", "https://runbook.example.com/?of=web01"}}));
  scene.texts.action_url = "/prod/pnp4nagios/graph";
  EXPECT_EQ(scene.event().context, (Context{{"SERVICENOTESURL", "https://wiki.example.com/http"}}));
  EXPECT_EQ(scene.tells(EventType::resolve, Reason::recovered, State::ok).event().context, Context{})
      << "nobody has to do anything any more";
}

TEST(Render, ACustomVariableIsShownWhereItMayLeave) {
  Scene scene;
  scene.route.details = "{{custom.ONCALL_DOC}}, {{custom.SECRET}}";
  EXPECT_EQ(scene.event().details, "");
  scene.route.send.custom = {"ONCALL_DOC", "NOBODY_HAS_IT"};
  EXPECT_EQ(scene.event().details, "ask Anna, ");
  scene.route.details.clear();
  EXPECT_TRUE(has(scene.event().details, "\n- ONCALL_DOC: ask Anna\n")) << scene.event().details;
  EXPECT_FALSE(has(scene.event().details, "NOBODY_HAS_IT"));
}

TEST(Render, ASummaryIsOneLineAndNeverEmpty) {
  Scene scene;
  scene.route.summary = "{{output}}\n{{long_output}}";
  EXPECT_EQ(scene.event().summary, "connection refused line 2 line 3");
  scene.texts = {};
  EXPECT_EQ(scene.event().summary, "web01/HTTP is CRITICAL") << "the default steps in";
}

TEST(Render, Sentences) {
  struct Row {
    std::string why;
    EventType type;
    Reason reason;
    State state;
    Because because;
    std::string details;
  };
  const auto resolve = EventType::resolve;
  const auto accept = EventType::accept;
  const auto comment = EventType::comment;
  const auto verdict = Because::verdict;
  const Row rows[] = {
      {"recovery", resolve, Reason::recovered, State::ok, verdict, "Recovered: the state is OK"},
      {"below the threshold", resolve, Reason::below_threshold, State::warning, verdict,
       "The state is WARNING, which this route does not alert on"},
      {"downtime closes", resolve, Reason::downtime, State::critical, verdict,
       "In a downtime by dora: new disks"},
      {"removed", resolve, Reason::removed, State::ok, verdict, "It is no longer in Checkmk's configuration"},
      {"unrouted", resolve, Reason::unrouted, State::ok, verdict, "It is no longer on this route"},
      {"makes way for a page: worse", resolve, Reason::problem, State::critical, Because::worsened,
       "The state was WARNING and is now CRITICAL; a new alert follows"},
      {"makes way for a page: acknowledgement gone", resolve, Reason::problem, State::critical,
       Because::ack_removed,
       "The acknowledgement by anna was taken back or has expired, and the problem is still there; a new "
       "alert follows"},
      {"acknowledged", accept, Reason::acknowledged, State::critical, verdict,
       "Acknowledged by berta: on it"},
      {"downtime accepts", accept, Reason::downtime, State::critical, verdict,
       "In a downtime by berta: on it"},
      {"priority rose", comment, Reason::problem, State::critical, Because::worsened,
       "The priority rose to HIGH, the state changed from WARNING to CRITICAL: `connection refused`"},
      {"state changed", comment, Reason::problem, State::unknown, Because::state_changed,
       "The state changed from WARNING to UNKNOWN: `connection refused`"},
      {"acknowledgement taken back", comment, Reason::problem, State::critical, Because::ack_removed,
       "The acknowledgement by anna was taken back or has expired; the state is CRITICAL"},
      {"acknowledgement lost", comment, Reason::problem, State::critical, Because::ack_lost,
       "The acknowledgement by anna did not survive a restart of the monitoring core; the state is CRITICAL"},
      {"acknowledgement outlived", comment, Reason::problem, State::warning, Because::ack_outlived,
       "The acknowledgement by anna ended, for the state improved to WARNING"},
      {"another remark", comment, Reason::acknowledged, State::critical, Because::remark_changed,
       "Acknowledged by berta: on it"},
      {"none of these", comment, Reason::problem, State::critical, verdict,
       "The state is CRITICAL: `connection refused`"},
  };
  for (const Row& row : rows) {
    Scene scene;
    scene.before.remark = {"anna", "old"};
    scene.observation.downtime = {"dora", "new disks"};
    scene.verdict.remark = {"berta", "on it"};
    EXPECT_EQ(scene.tells(row.type, row.reason, row.state, row.because).event().details, row.details)
        << row.why;
  }
}

TEST(Render, ASecondPageSaysWhy) {
  Scene scene;
  scene.telling.because = Because::worsened;
  EXPECT_TRUE(has(scene.event().details, "\nThe state was WARNING and is now CRITICAL\n"))
      << scene.event().details;
  scene.telling.because = Because::ack_removed;
  scene.before.acceptance = Acceptance::downtime;
  scene.before.told = Told::accepted;
  scene.before.remark = {"dora", "new disks"};
  EXPECT_TRUE(has(scene.event().details,
                  "The downtime by dora (\"new disks\") ended, and the problem is still there"));
  scene.before.acceptance = Acceptance::checkmk;
  scene.telling.because = Because::verdict;
  EXPECT_TRUE(has(scene.event().details, "\nCalled again because it was over in between and is back\n"));
}

TEST(Render, ATitleSaysFirstWhyItIsNotSimplyNew) {
  const std::string title = "web01/HTTP is CRITICAL: connection refused";
  Scene scene;
  scene.before.remark = {"anna", "on it"};
  const auto summary = [&](Because because, Told told) {
    scene.telling.because = because;
    scene.before.told = told;
    return scene.event().summary;
  };
  EXPECT_EQ(summary(Because::verdict, Told::none), title);
  EXPECT_EQ(summary(Because::verdict, Told::dismissed), title) << "of that nobody was called";
  EXPECT_EQ(summary(Because::verdict, Told::open), "AGAIN (was over in between): " + title);
  EXPECT_EQ(summary(Because::worsened, Told::open), "WORSE (was WARNING): " + title);
  EXPECT_EQ(summary(Because::ack_removed, Told::accepted),
            "AGAIN (acknowledgement by anna taken back or expired): " + title);
  EXPECT_EQ(summary(Because::ack_fell, Told::accepted), "AGAIN (acknowledgement by anna fell): " + title);
  scene.before.remark = {std::string(300, 'x'), ""};
  EXPECT_EQ(summary(Because::ack_fell, Told::accepted),
            "AGAIN (acknowledgement by " + std::string(39, 'x') + "… fell): " + title);
  scene.before.remark = {};
  EXPECT_EQ(summary(Because::ack_fell, Told::accepted), "AGAIN (acknowledgement fell): " + title);
  scene.route.policy.ack_removed = AckRemoved::ignore;
  EXPECT_EQ(summary(Because::ack_fell, Told::accepted), "CALLED NOW (acknowledgement fell): " + title);
  scene.before.acceptance = Acceptance::downtime;
  EXPECT_EQ(summary(Because::verdict, Told::accepted), "AFTER DOWNTIME: " + title);
  scene.before.downtime_over_since = now_time;
  EXPECT_EQ(summary(Because::verdict, Told::none), "AFTER DOWNTIME: " + title);
  for (const auto type : {EventType::accept, EventType::resolve, EventType::comment}) {
    scene.telling.type = type;
    EXPECT_EQ(summary(Because::ack_removed, Told::accepted), title) << "only a call calls again";
  }
  scene.telling.type = EventType::alert;
  scene.texts.output = std::string(300, 'x');
  EXPECT_EQ(code_points(summary(Because::worsened, Told::open)), summary_limit);
  scene.route.summary = "{{host}}";
  EXPECT_EQ(summary(Because::worsened, Told::open), "web01") << "a template says what it says";
}

TEST(Render, WhatWasNotSeenHasNoState) {
  Scene scene;
  scene.observation = {};
  scene.tells(EventType::resolve, Reason::removed, State::ok);
  EXPECT_EQ(scene.event().summary, "web01/HTTP is no longer in Checkmk");
  EXPECT_EQ(scene.tells(EventType::resolve, Reason::unrouted, State::ok).event().summary,
            "web01/HTTP is no longer on this route");
  EXPECT_EQ(scene.event().occurred_at, now_time);
}

TEST(Render, WhoSaysIt) {
  Scene scene;
  scene.verdict.remark = {"berta", "on it"};
  EXPECT_EQ(scene.tells(EventType::accept, Reason::acknowledged, State::critical).event().remark,
            (Remark{"berta", "on it"}));
  EXPECT_EQ(scene.tells(EventType::comment, Reason::acknowledged, State::critical, Because::remark_changed)
                .event()
                .remark,
            (Remark{"berta", "on it"}));
  EXPECT_EQ(
      scene.tells(EventType::comment, Reason::problem, State::unknown, Because::state_changed).event().remark,
      (Remark{"Checkmk", "The state changed from WARNING to UNKNOWN: `connection refused`"}));
  EXPECT_TRUE(scene.tells(EventType::resolve, Reason::recovered, State::ok).event().remark.empty());
  scene.verdict.remark = {};
  EXPECT_EQ(scene.tells(EventType::accept, Reason::acknowledged, State::critical).event().remark,
            (Remark{"Checkmk", "Acknowledged"}))
      << "an acknowledgement whose comment could not be read";
}

TEST(Render, WhenItHappened) {
  Scene scene;
  EXPECT_EQ(scene.event().occurred_at, confirmed);
  scene.observation.last_hard_state_change = {};
  EXPECT_EQ(scene.event().occurred_at, began);
  scene.observation.last_state_change = {};
  EXPECT_EQ(scene.event().occurred_at, now_time);
  scene.observation.last_state_change = began;
  scene.observation.last_hard_state_change = confirmed;
  scene.observation.acknowledged_at = began + std::chrono::minutes{3};
  EXPECT_EQ(scene.tells(EventType::accept, Reason::acknowledged, State::critical).event().occurred_at,
            began + std::chrono::minutes{3});
  EXPECT_EQ(scene.tells(EventType::accept, Reason::downtime, State::critical).event().occurred_at, confirmed)
      << "a downtime is no acknowledgement";
  EXPECT_EQ(scene.tells(EventType::resolve, Reason::recovered, State::ok).event().occurred_at, began);
}

TEST(Render, AnyOutputComesOutCleanAndCut) {
  struct Row {
    std::string why;
    std::string output;
  };
  const Row rows[] = {
      {"NUL", "a\0b"s},
      {"newlines", "a\nb\r\nc"},
      {"Latin-1", "d\xfcsseldorf"},
      {"emoji", "🔥"},
      {"a megabyte", std::string(1 << 20, 'x')},
      {"a megabyte of emoji",
       [] {
         std::string text;
         for (int i = 0; i < (1 << 18); ++i) text += "🔥";
         return text;
       }()},
      {"a megabyte of NUL", std::string(1 << 20, '\0')},
      {"a megabyte of broken UTF-8", std::string(1 << 20, '\x80')},
      {"a megabyte of backticks", std::string(1 << 20, '`')},
      {"a megabyte of lines", std::string(1 << 20, '\n')},
      {"escape sequences", "\x1b[2J\xc2\x9b"},
  };
  for (const Row& row : rows) {
    Scene scene;
    scene.route.send = everything;
    scene.texts = {row.output, row.output, row.output, row.output, {row.output, row.output}};
    scene.verdict.remark = {row.output, row.output};
    for (const auto& details : {"", "{{output}}{{long_output}}{{alias}}{{text}}"}) {
      scene.route.details = details;
      for (const auto type : {EventType::alert, EventType::accept, EventType::comment}) {
        scene.telling.type = type;
        const Event event = scene.event();
        EXPECT_EQ(event.summary, one_line(event.summary)) << row.why;
        EXPECT_LE(code_points(event.summary), summary_limit) << row.why;
        EXPECT_EQ(event.details, clean(event.details)) << row.why;
        EXPECT_LE(code_points(event.details), details_limit) << row.why;
        EXPECT_EQ(event.remark.text, clean(event.remark.text)) << row.why;
        EXPECT_LE(code_points(event.remark.text), 2000U) << row.why;
        EXPECT_LE(code_points(event.remark.author), 100U) << row.why;
      }
    }
  }
}

TEST(Render, TheDefaultDetailsAlwaysCloseTheirBlock) {
  Scene scene;
  scene.route.send = everything;
  const std::string lots(20'000, 'x');
  scene.texts = {lots, lots, lots, lots, {lots}};
  scene.texts.labels = scene.texts.tags = {lots};
  for (const char* const name : {"A", "B", "C", "D", "E"}) {
    scene.route.send.custom.emplace_back(name);
    scene.texts.custom[name] = lots;
  }
  const std::string details = scene.event().details;
  EXPECT_TRUE(details.ends_with("\n```\n")) << details.substr(details.size() - 20);
}

TEST(Render, NamesOfAnyBytesAreMadeFit) {
  Scene scene;
  scene.subject = {"prod", "d\xfcs\nseldorf", std::string(1000, 's'), ""};
  const Event event = scene.event();
  EXPECT_TRUE(event.summary.starts_with("düs seldorf/sss")) << event.summary;
  EXPECT_EQ(code_points(event.summary), summary_limit);
  EXPECT_EQ(event.subject, scene.subject) << "the subject keeps its exact bytes";
  scene.subject.service = std::string(1000, '\xfc');
  EXPECT_EQ(scene.event().link, "") << "browsers refuse links that long";
}

TEST(Render, AnOwnMatterIsReadyMade) {
  const Subject matter{"prod", "", "", "site"};
  Route route;
  route.name = "oncall";
  const Event event = own_event(matter, {EventType::alert, Because::verdict}, route,
                                "Site prod does\nnot answer", "connection refused\0"s, "mon1", now_time);
  EXPECT_EQ(event.summary, "Site prod does not answer");
  EXPECT_EQ(event.details, "connection refused");
  EXPECT_EQ(event.alert_key, alert_key(matter, "mon1"));
  EXPECT_EQ(event.reason, Reason::own);
  EXPECT_EQ(event.priority, Priority::high);
  EXPECT_EQ(event.occurred_at, now_time);
  EXPECT_EQ(event.link, "");
  EXPECT_EQ(event.state, State::critical);
  const Event over =
      own_event(matter, {EventType::resolve, Because::verdict}, route, "", "", "mon1", now_time);
  EXPECT_EQ(over.state, State::ok);
  EXPECT_FALSE(over.summary.empty());
}
