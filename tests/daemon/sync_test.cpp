#include "ilert-bridge/daemon/sync.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/event.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;

const std::string source_55 = R"({"id":55,"name":"Checkmk"})";

HttpAnswer answered(std::string body, int status = 200) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

std::string row(int id, const std::string& key, const std::string& status) {
  return R"({"id":)" + std::to_string(id) + R"(,"alertSource":{"id":55},"alertKey":")" + key +
         R"(","status":")" + status + R"("})";
}

std::vector<std::string>& said() {
  static std::vector<std::string> lines;
  return lines;
}

struct SyncLoop : testing::Test {
  SyncLoop() {
    said().clear();
    set_log_sink([](Level, std::string_view line) { said().emplace_back(line); });
    settings.token = Secret{"t0ken-of-ada"};
    start();
  }
  // As after a start of the bridge.
  void start() {
    SyncPorts ports;
    ports.ask = [this](HttpRequest request) -> asio::awaitable<HttpAnswer> {
      asked.push_back(request.url.substr(request.url.find("/api/") + 4));
      co_return answer(asked.back());
    };
    ports.ordered = [this] { ++ordered; };
    sync.emplace(settings, "http://127.0.0.1:1/api", routes, std::set<std::string, std::less<>>{"prod"},
                 std::move(ports), ledger);
  }
  ~SyncLoop() override { set_log_sink(nullptr); }

  bool round() { return run<bool>(io, sync->round()); }
  void open_an_alert() {
    Recording recording;
    Report report;
    report.told = Told::open;
    recording.changes.push_back({.subject = service(), .route = "oncall", .report = report, .events = {}});
    ledger.record(recording, now());
  }
  // Its ALERT was delivered then.
  void tell_the_alert(Time at) {
    Recording recording;
    Event event;
    event.route = "oncall";
    event.alert_key = alert_key(service(), {});
    event.subject = service();
    recording.changes.push_back({.subject = service(),
                                 .route = "oncall",
                                 .report = ledger.report(service(), "oncall"),
                                 .events = {event}});
    ledger.record(recording, at);
    const EventId id = recording.changes[0].events[0].id;
    ledger.journal().begin_attempt(id, at);
    Attempt attempt;
    attempt.outcome = Outcome::delivered;
    ledger.journal().end_attempt(id, attempt, Settled::delivered, false, Heard{.told = Told::open}, at);
  }
  std::size_t times_logged(const std::string& words) const {
    return static_cast<std::size_t>(std::count_if(said().begin(), said().end(), [&](const std::string& line) {
      return line.find(words) != std::string::npos;
    }));
  }

  SyncSettings settings;
  std::vector<SyncRoute> routes{{.name = "oncall", .integration_key = Secret{"il1key-of-oncall"}}};
  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::function<HttpAnswer(const std::string& path)> answer = [this](const std::string& path) {
    return answered(path.starts_with("/alert-sources/") ? source_55 : "[" + rows + "]");
  };
  std::string rows;
  std::vector<std::string> asked;
  int ordered = 0;
  std::optional<Sync> sync;
};

TEST_F(SyncLoop, AsksForTheSourceOnceAndForItsOpenAlertsEveryTime) {
  EXPECT_TRUE(round());
  EXPECT_TRUE(round());
  const std::string page = "/alerts?states=PENDING&states=ACCEPTED&sources=55&start-index=0&max-results=50";
  EXPECT_EQ(asked, (std::vector<std::string>{"/alert-sources/il1key-of-oncall", page, page}));
  EXPECT_NE(sync->status().answered_at, std::nullopt);
}

TEST_F(SyncLoop, JournalsAnAcceptanceTogetherWithItsOrderOnce) {
  open_an_alert();
  rows = row(7001, alert_key(service(), {}), "ACCEPTED");
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").acceptance, Acceptance::ilert);
  EXPECT_EQ(ledger.journal().open_orders().size(), 1U);
  EXPECT_EQ(ordered, 1);
  open_an_alert();  // it paged again, and ilert still shows the old one
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
  EXPECT_EQ(ordered, 1);
}

TEST_F(SyncLoop, WaitsWhileTheDiskIsFull) {
  open_an_alert();
  ledger.set_room(false);
  rows = row(7001, alert_key(service(), {}), "ACCEPTED");
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
  ledger.set_room(true);
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::accepted);
}

TEST_F(SyncLoop, AnAlertSourceThatIsNotShownKeepsNoOtherRouteBack) {
  routes.insert(routes.begin(), {.name = "hidden", .integration_key = Secret{"il1other"}});
  start();
  answer = [this](const std::string& path) {
    if (path == "/alert-sources/il1other") return answered("{}", 404);
    return answered(path.starts_with("/alert-sources/") ? source_55 : "[" + rows + "]");
  };
  open_an_alert();
  rows = row(7001, alert_key(service(), {}), "ACCEPTED");
  EXPECT_TRUE(round());
  EXPECT_TRUE(round());
  EXPECT_EQ(ordered, 1);
  EXPECT_NE(sync->status().fault.find("alert source of route hidden: 404"), std::string::npos)
      << sync->status().fault;
  EXPECT_EQ(times_logged("alert source of route hidden"), 1U);
}

TEST_F(SyncLoop, WhatIsMissingFromAListThatIsNotCompleteIsNotGone) {
  settings.interval = Span{0};  // every round compares
  start();
  open_an_alert();
  tell_the_alert(now() - std::chrono::minutes{5});
  for (int i = 0; i < alerts_per_page; ++i) rows += (i > 0 ? "," : "") + row(i + 1, "k", "PENDING");
  int count = alerts_per_page + 1;
  answer = [&](const std::string& path) {
    if (path.starts_with("/alert-sources/")) return answered(source_55);
    if (path.starts_with("/alerts/count?")) return answered(R"({"count":)" + std::to_string(count) + "}");
    return answered(path.find("RESOLVED") == std::string::npos ? "[" + rows + "]" : "[]");
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
  count = alerts_per_page;
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::none) << "it left no trace, and is told again";
}

TEST_F(SyncLoop, WhatIsSaidJustBeforeItIsOverIsHeard) {
  open_an_alert();
  rows = row(7001, alert_key(service(), {}), "ACCEPTED");
  std::string log;
  answer = [&](const std::string& path) {
    if (path.starts_with("/alert-sources/")) return answered(source_55);
    return answered("[" + (path.find("/log-entries") == std::string::npos ? rows : log) + "]");
  };
  EXPECT_TRUE(round());
  EXPECT_EQ(ledger.journal().open_orders().size(), 1U) << "the acknowledgement";
  Recording over;
  over.changes.push_back({.subject = service(), .route = "oncall", .report = {}, .events = {}});
  ledger.record(over, now());
  rows.clear();
  log =
      R"({"id":9,"logEntryType":"AlertCommentAddedLogEntry","text":"Ada: restarted it","vars":{"comment":"restarted it"}})";
  EXPECT_TRUE(round());
  ASSERT_EQ(ledger.journal().open_orders().size(), 2U);
  EXPECT_EQ(ledger.journal().open_orders().at(1).remark.text, "restarted it");
  const std::size_t questions = asked.size();
  EXPECT_TRUE(round());
  EXPECT_EQ(asked.size(), questions + 1) << "once";
}

TEST_F(SyncLoop, EndsAtAPageThatBringsNothingNew) {
  for (int i = 0; i < alerts_per_page; ++i) rows += (i > 0 ? "," : "") + row(i + 1, "k", "PENDING");
  EXPECT_TRUE(round());
  EXPECT_EQ(asked.size(), 4U) << "the source, a full page, the same page again, and how many there are";
}

TEST_F(SyncLoop, SaysWhatIsWrongOnceAndWhenItIsOver) {
  const auto healthy = answer;
  answer = [](const std::string&) {
    return answered(R"({"code":"KEY_ERROR","message":"t0ken-of-ada il1key-of-oncall"})", 403);
  };
  EXPECT_FALSE(round());
  EXPECT_FALSE(round());
  EXPECT_EQ(times_logged("does not reach Checkmk"), 1U);
  EXPECT_NE(sync->status().fault.find("alert source of route oncall: 403 KEY_ERROR"), std::string::npos)
      << sync->status().fault;
  EXPECT_NE(sync->status().fault_since, std::nullopt);
  EXPECT_EQ(times_logged("t0ken-of-ada") + times_logged("il1key-of-oncall"), 0U);
  answer = healthy;
  EXPECT_TRUE(round());
  EXPECT_EQ(sync->status().fault, "");
  EXPECT_EQ(times_logged("ilert shows its alerts again"), 1U);
}

TEST_F(SyncLoop, NeverAsksMoreThanFiftyTimesAMinute) {
  int id = 0;
  answer = [&](const std::string& path) {
    if (path.starts_with("/alert-sources/")) return answered(source_55);
    std::string page;
    for (int i = 0; i < alerts_per_page; ++i) page += (i > 0 ? "," : "") + row(++id, "k", "PENDING");
    return answered("[" + page + "]");
  };
  asio::cancellation_signal stop;
  bool ended = false;
  asio::co_spawn(io, sync->run(),
                 asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr) { ended = true; }));
  while (asked.size() < 50) io.run_one();
  io.run_for(std::chrono::milliseconds{50});
  EXPECT_EQ(asked.size(), 50U) << "the next one has to wait for the minute to end";
  stop.emit(asio::cancellation_type::terminal);
  io.run();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace ilert_bridge
