// Alerts that ilert shows no longer open, as the loop that asks for them takes them.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/daemon/sync.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;

std::string row(int id, const std::string& status, Time reported, const Subject& subject = service()) {
  return R"({"id":)" + std::to_string(id) + R"(,"alertSource":{"id":55},"alertKey":")" +
         alert_key(subject, {}) + R"(","status":")" + status + R"(","reportTime":")" + rfc3339(reported) +
         R"(","labels":{"site":"prod",)" + R"("host":")" + subject.host + R"(","service":")" +
         subject.service + R"(","state":"CRITICAL"},"resolvedBy":{"username":"ada"}})";
}

std::string entry(const std::string& type) { return R"([{"id":1,"logEntryType":")" + type + R"("}])"; }

struct EndsInIlert : testing::Test {
  EndsInIlert() {
    settings.token = Secret{"t0ken"};
    settings.interval = std::chrono::seconds{1};
    start();
    tell(EventType::alert, Told::open, now() - std::chrono::minutes{5});
  }
  // As after a start of the bridge.
  void start() {
    SyncPorts ports;
    ports.ask = [this](HttpRequest request) -> asio::awaitable<HttpAnswer> {
      asked.push_back(request.url);
      HttpAnswer answer;
      answer.transport = HttpAnswer::Transport::answered;
      answer.status = 200;
      answer.body = body_for(request.url);
      co_return answer;
    };
    ports.ordered = [this] { ++ordered; };
    const std::vector<SyncRoute> routes{{.name = "oncall", .integration_key = Secret{"il1key"}}};
    const std::set<std::string, std::less<>> sites{"prod"};
    sync.emplace(settings, "http://127.0.0.1:1/api", routes, sites, std::move(ports), ledger);
  }
  std::string body_for(const std::string& url) const {
    const auto asks = [&](const char* words) { return url.find(words) != std::string::npos; };
    if (asks("/alert-sources/")) return source;
    if (asks("/log-entries")) return log;
    return "[" + (asks("states=RESOLVED") ? resolved : open) + "]";
  }
  // Told and delivered then.
  void tell(EventType type, Told told, Time at) {
    Recording recording;
    Report report;
    report.told = told;
    report.state = State::critical;
    Event event;
    event.route = "oncall";
    event.alert_key = alert_key(service(), {});
    event.subject = service();
    event.type = type;
    event.state = State::critical;
    recording.changes.push_back(
        {.subject = service(), .route = "oncall", .report = report, .events = {event}});
    ledger.record(recording, at);
    const EventId id = recording.changes[0].events[0].id;
    ledger.journal().begin_attempt(id, at);
    Attempt attempt;
    attempt.outcome = Outcome::delivered;
    const Heard heard{.told = told, .state = State::critical, .priority = Priority::high};
    ledger.journal().end_attempt(id, attempt, Settled::delivered, false, heard, at);
  }
  bool round() { return run<bool>(io, sync->round()); }
  // Rounds until both were compared `times`: a start compares.
  void compare(int times) {
    for (int i = 0; i < times; ++i) {
      start();
      EXPECT_TRUE(round());
    }
  }
  Told told() const { return ledger.report(service(), "oncall").told; }
  Told heard() const { return ledger.journal().heard("oncall", alert_key(service(), {})).told; }

  SyncSettings settings;
  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::string source = R"({"id":55,"name":"Checkmk"})", open, resolved, log = entry("UserResponseLogEntry");
  std::vector<std::string> asked;
  int ordered = 0;
  std::optional<Sync> sync;
};

TEST_F(EndsInIlert, ByAPersonAreTakenOverOnce) {
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{5});
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::dismissed);
  EXPECT_EQ(heard(), Told::none) << "the next ALERT must not be taken for a repetition";
  EXPECT_EQ(ledger.report(service(), "oncall").remark.author, "ada (ilert)");
  const std::size_t questions = asked.size();
  EXPECT_TRUE(round());
  EXPECT_EQ(asked.size(), questions + 1) << "the open alerts, and nothing else";
  EXPECT_EQ(ordered, 0);
}

TEST_F(EndsInIlert, AreAcknowledgedInCheckmkIfThatIsWanted) {
  settings.resolve = SyncResolve::acknowledge;
  start();
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{5});
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::accepted);
  EXPECT_EQ(heard(), Told::none);
  ASSERT_EQ(ledger.journal().open_orders().size(), 1U);
  EXPECT_EQ(ordered, 1);
}

TEST_F(EndsInIlert, AreForgottenToBeToldAnewIfThatIsWanted) {
  settings.resolve = SyncResolve::reopen;
  start();
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{5});
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::none);
  EXPECT_EQ(heard(), Told::none);
}

TEST_F(EndsInIlert, ByIlertItselfAreNamedOnly) {
  log = entry("AlertAutoResolvedLogEntry");
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{5});
  settings.interval = Span{0};  // every round compares
  start();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::open);
  ASSERT_EQ(sync->status().disagreements.size(), 1U);
  EXPECT_NE(sync->status().disagreements[0].find("resolved by ilert itself"), std::string::npos);
}

TEST_F(EndsInIlert, OfAnAlertThatPagedAgainSinceAreOurOwn) {
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{30});
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::open);
}

// The journal was lost, say: what we told last was added to an alert that was open already.
TEST_F(EndsInIlert, OfAnAlertThatTookOursInArePersonsToo) {
  open = row(7001, "PENDING", now() - std::chrono::minutes{30});
  EXPECT_TRUE(round());
  open.clear();
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{30});
  resolved.insert(resolved.size() - 1, R"(,"resolvedOn":")" + rfc3339(now()) + "\"");
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::dismissed);
  const std::string since = rfc3339(now() - std::chrono::minutes{32});
  const std::string& question = *std::find_if(asked.begin(), asked.end(), [](const std::string& url) {
    return url.find("states=RESOLVED") != std::string::npos;
  });
  const std::size_t from = question.find("from=") + 5;
  EXPECT_LT(question.substr(from, since.size()), rfc3339(now() - std::chrono::minutes{29})) << question;
}

TEST_F(EndsInIlert, WaitUntilTheHistoryIsRead) {
  resolved = row(7001, "RESOLVED", now() - std::chrono::minutes{5});
  log = "<html>";
  EXPECT_TRUE(round()) << "that of one alert keeps nothing else back";
  EXPECT_EQ(told(), Told::open);
  log = entry("UserResponseLogEntry");
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::dismissed);
}

struct NoTrace : EndsInIlert {
  NoTrace() {
    settings.interval = Span{0};  // every round compares
    start();
  }
};

TEST_F(NoTrace, IsToldAgainWhenItIsMissedTwice) {
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::open) << "rows move between pages";
  EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::none) << "the next look tells what is there";
  EXPECT_EQ(heard(), Told::none);
}

TEST_F(NoTrace, MayStillBeOnItsWay) {
  tell(EventType::alert, Told::open, now());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::open);
}

TEST_F(NoTrace, OfSomethingDismissedIsNoMatter) {
  tell(EventType::alert, Told::dismissed, now() - std::chrono::minutes{5});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::dismissed);
}

TEST_F(NoTrace, IsOnlyNamedWhereTheSourceIsOff) {
  source = R"({"id":55,"name":"Checkmk","active":false})";
  start();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(told(), Told::open);
  ASSERT_EQ(sync->status().disagreements.size(), 1U);
  EXPECT_NE(sync->status().disagreements[0].find("it is switched off"), std::string::npos);
  EXPECT_EQ(sync->status().concerns.size(), 1U);
}

TEST_F(EndsInIlert, ThatNeverCameAreTakenOverAsOpen) {
  const Subject other = service("db01", "Load");
  open = row(7001, "PENDING", now() - std::chrono::minutes{5}) + "," +
         row(7002, "PENDING", now() - std::chrono::minutes{5}, other);
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(other, "oncall").told, Told::open);
  EXPECT_EQ(ledger.journal().heard("oncall", alert_key(other, {})).told, Told::open);
  EXPECT_EQ(told(), Told::open);
}

}  // namespace
}  // namespace ilert_bridge
