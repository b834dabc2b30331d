#include "ilert-bridge/daemon/site_comments.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;

const Time start = from_unix(1'750'000'000);

struct Listening : testing::Test {
  Listening() {
    begin();
    report(Told::open);
  }
  // As after a start of the bridge.
  void begin() {
    comments.emplace(
        CommentSetting{.site = "prod",
                       .web_url = {},
                       .bridge_name = "mon1",
                       .author = "ilert",
                       .interval = std::chrono::seconds{30},
                       .routes = {route()}},
        [this](Time since) -> asio::awaitable<Asked<std::vector<SiteComment>>> {
          asked.push_back(since);
          if (fault) co_return *fault;
          co_return shown;
        },
        ledger);
  }
  void report(Told told) {
    Recording recording;
    Report report;
    report.told = told;
    report.state = State::critical;
    report.told_at = start;
    recording.changes.push_back({.subject = service(), .route = "oncall", .report = report, .events = {}});
    ledger.record(recording, start);
  }
  void take(Span after) { run(io, comments->take(Span{}, start + after)); }
  void said(const std::string& text, std::int64_t id) {
    shown.push_back({.subject = service(),
                     .remark = {"carl", text},
                     .entered_at = start + std::chrono::seconds{10},
                     .id = id});
  }
  // The newest last.
  std::vector<std::string> told() const {
    std::vector<std::string> texts;
    for (const Entry& entry : ledger.journal().list({}))
      texts.insert(texts.begin(), entry.queued.event.remark.author + ": " + entry.queued.event.remark.text);
    return texts;
  }
  using Lines = std::vector<std::string>;

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::vector<SiteComment> shown;
  std::optional<AskFailure> fault;
  std::vector<Time> asked;
  std::optional<SiteComments> comments;
};

constexpr Span minute = std::chrono::minutes{1};

TEST_F(Listening, TellsWhatIsSaidAboutAnOpenAlertOnceAndInOrder) {
  said("second", 2);
  said("first", 1);
  take(minute);
  EXPECT_EQ(told(), (Lines{"carl: first", "carl: second"}));
  take(2 * minute);
  begin();
  take(3 * minute);
  EXPECT_EQ(told().size(), 2U) << "also after a restart";
  said("third", 3);
  take(4 * minute);
  EXPECT_EQ(told().back(), "carl: third");
}

TEST_F(Listening, TellsNothingOfWhatHasNoAlert) {
  report(Told::dismissed);
  said("first", 1);
  take(minute);
  EXPECT_EQ(told(), Lines{});
}

TEST_F(Listening, ReadsADayAtFirstAndAnHourThen) {
  take(minute);
  take(minute + std::chrono::seconds{10});
  take(2 * minute);
  EXPECT_EQ(asked, (std::vector<Time>{start + minute - std::chrono::hours{24},
                                      start + minute - std::chrono::hours{1}}));
}

TEST_F(Listening, ReadsNothingWhileNothingIsTold) {
  report(Told::none);
  take(minute);
  EXPECT_TRUE(asked.empty());
}

TEST_F(Listening, WhatCannotBeReadIsSaidOnceAndAgainWhenItCan) {
  std::vector<std::string> lines;
  static std::vector<std::string>* heard = nullptr;
  heard = &lines;
  set_log_sink([](Level level, std::string_view line) {
    if (level != Level::debug) heard->emplace_back(line);
  });
  fault = AskFailure{.text = "no answer within 10 s"};
  for (int i = 1; i < 10; ++i) take(i * minute);
  EXPECT_EQ(comments->reading().failing_since(), start + minute);
  fault.reset();
  take(10 * minute);
  set_log_sink(nullptr);
  EXPECT_FALSE(comments->reading().failing_since());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_NE(
      lines[0].find("the comments cannot be read, what people say in Checkmk does not reach ilert: no answer "
                    "within 10 s"),
      std::string::npos)
      << lines[0];
  EXPECT_NE(lines[1].find("the comments can be read again"), std::string::npos) << lines[1];
}

TEST_F(Listening, WhatCouldNotBeReadIsNoMatterOnceNothingIsToldOf) {
  fault = AskFailure{.text = "no answer within 10 s"};
  take(minute);
  EXPECT_TRUE(comments->reading().failing_since());
  report(Told::none);
  take(2 * minute);
  EXPECT_FALSE(comments->reading().failing_since())
      << "nobody asks any more, so it could never be well again";
}

TEST_F(Listening, LooksForWhatWasWrittenAfterEveryLook) {
  Recording recording;
  Order order;
  order.route = "oncall";
  order.subject = service();
  order.kind = OrderKind::comment;
  order.source = "comment 1 of alert 7001";
  order.remark = {"Ada (ilert)", "looking"};
  recording.orders.push_back(order);
  ledger.record(recording, start);
  take(minute);
  EXPECT_FALSE(comments->sight_of(ledger.journal().open_orders().at(0), start).shown);
  shown.push_back({.subject = service(), .remark = order.remark, .entered_at = start, .id = 1});
  take(minute + Span{100});
  EXPECT_TRUE(comments->sight_of(ledger.journal().open_orders().at(0), start).shown);
  EXPECT_EQ(told(), Lines{}) << "our own words";
}

TEST_F(Listening, WhoIsMissingForAMinuteIsGoneWhereNothingIsToldOfItAnyMore) {
  const auto looked = [&](Presence presence, Span after) {
    Look look;
    look.at = start + after;
    look.sightings.push_back({.subject = service(), .presence = presence, .observation = {}});
    comments->looked(look);
    return comments->sight_of({.subject = service()}, look.at).is_gone;
  };
  EXPECT_FALSE(looked(Presence::absent, Span{}));
  EXPECT_FALSE(looked(Presence::absent, minute)) << "its removal may be a mistake: it is held";
  report(Told::none);
  EXPECT_TRUE(looked(Presence::absent, minute));
  EXPECT_FALSE(looked(Presence::not_visible, 2 * minute));
  EXPECT_FALSE(looked(Presence::absent, 3 * minute)) << "it was there in between";
  EXPECT_FALSE(looked(Presence::unknown, 5 * minute)) << "a peer of LMD is away";
  EXPECT_FALSE(looked(Presence::seen, 6 * minute));
}

TEST_F(Listening, WhomACommentIsOrderedForIsAskedForByName) {
  EXPECT_EQ(comments->ordered(), std::vector<Subject>{});
  Recording recording;
  for (const OrderKind kind : {OrderKind::acknowledge, OrderKind::comment})
    recording.orders.push_back({.route = "oncall",
                                .subject = kind == OrderKind::comment ? service() : service("web01", "Disk"),
                                .kind = kind,
                                .source = std::string{name(kind)} + " of alert 7001"});
  ledger.record(recording, start);
  EXPECT_EQ(comments->ordered(), std::vector<Subject>{service()}) << "the other one is told of";
}

}  // namespace
}  // namespace ilert_bridge
