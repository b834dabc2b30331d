#include "ilert-bridge/core/resolution.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/event.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

using Kind = LogEntry::Kind;
using Status = ShownAlert::Status;

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};
const SourceRoutes sources{{55, "oncall"}, {56, "night"}};

LogEntry entry(std::int64_t id, Kind kind, Time at = noon) {
  return {.id = id, .kind = kind, .at = at, .author = {}, .text = {}};
}

struct ResolverCase {
  std::vector<LogEntry> log;
  ResolvedBy by;
  const char* why;
};

TEST(Resolver, IsWhoRespondedLast) {
  const ResolverCase cases[] = {
      {{entry(1, Kind::other), entry(2, Kind::response)}, ResolvedBy::person, "a person"},
      {{entry(2, Kind::response), entry(3, Kind::event_response)}, ResolvedBy::event, "our own RESOLVE"},
      {{entry(3, Kind::event_response), entry(2, Kind::response)}, ResolvedBy::event, "in whatever order"},
      {{entry(9, Kind::event_response), entry(2, Kind::response, noon + s(1))},
       ResolvedBy::person,
       "times before ids"},
      {{entry(1, Kind::event_response), entry(2, Kind::auto_resolved)}, ResolvedBy::ilert, "ilert itself"},
      {{entry(1, Kind::response), entry(2, Kind::comment)}, ResolvedBy::person, "a comment is no response"},
      {{}, ResolvedBy::person, "we did not, and nothing else is known"},
  };
  for (const ResolverCase& one : cases) EXPECT_EQ(resolved_by(one.log), one.by) << one.why;
}

struct Ends : testing::Test {
  Ends() {
    reports[http]["oncall"].told = Told::open;
    facts.heard = Told::open;
    facts.last_alert_at = noon;
  }
  Acceptor acceptor() const {
    return {.author = "ilert",
            .ilert_ahead = ahead,
            .clock_slack = s(2),
            .facts = [this](const auto&, const auto&) { return facts; }};
  }
  std::vector<Unseen> unseen() const {
    return unseen_in_ilert(open, sources, reported_keys(reports), acceptor());
  }
  ShownAlert alert(Status status) const {
    ShownAlert one;
    one.id = 7001;
    one.source = 55;
    one.key = alert_key(http, {});
    one.status = status;
    one.reported_at = noon;
    one.resolved_by = "Ada Example";
    return one;
  }
  Reports reports;
  std::vector<ShownAlert> open;
  KeyFacts facts;
  Span ahead{};
};

TEST_F(Ends, AreOfWhatWasHeardAndIsNotShownOpen) {
  ASSERT_EQ(unseen().size(), 1U);
  EXPECT_EQ(unseen()[0].subject, http);
  EXPECT_EQ(unseen()[0].route, "oncall");
  open = {alert(Status::pending)};
  EXPECT_TRUE(unseen().empty());
  open[0].status = Status::other;
  EXPECT_TRUE(unseen().empty()) << "a status of tomorrow is no end";
  open[0].source = 56;
  EXPECT_EQ(unseen().size(), 1U) << "another route's alert";
}

TEST_F(Ends, AreNotOfWhatIlertHasNotHeardOrStillHasToHear) {
  facts.heard = Told::none;
  EXPECT_TRUE(unseen().empty()) << "parked";
  facts.heard = Told::open;
  facts.waits = true;
  EXPECT_TRUE(unseen().empty());
  facts.waits = false;
  facts.last_alert_at.reset();
  EXPECT_TRUE(unseen().empty()) << "nobody knows since when";
}

TEST_F(Ends, AreNotOfWhatIsDismissedOrOfOtherRoutes) {
  reports[http]["oncall"].told = Told::dismissed;
  EXPECT_TRUE(unseen().empty());
  reports[http].clear();
  reports[http]["older"].told = Told::open;
  EXPECT_TRUE(unseen().empty()) << "a route without an alert source that can be asked";
}

TEST_F(Ends, LeaveATraceThatIsNotOlderThanTheAlert) {
  const Unseen one = unseen().at(0);
  std::vector<ShownAlert> resolved{alert(Status::resolved)};
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), resolved.data());
  resolved[0].reported_at = noon - s(3);
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), nullptr)
      << "our own RESOLVE, before it paged again";
  ahead = -s(10);
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), resolved.data()) << "by ilert's clock";
  ahead = {};
  resolved[0].resolved_at = noon + s(60);
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), resolved.data()) << "it took the ALERT in";
  resolved[0].resolved_at = noon - s(1);
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), nullptr);
  resolved[0].reported_at.reset();
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), nullptr);
  resolved[0] = alert(Status::pending);
  EXPECT_EQ(trace_of(one, resolved, sources, acceptor()), nullptr);
}

TEST_F(Ends, IgnoredAreDismissedUntilItIsOver) {
  const Aftermath after =
      aftermath_of(unseen().at(0), alert(Status::resolved), SyncResolve::ignore, acceptor(), noon + min(1));
  EXPECT_EQ(after.after.told, Told::dismissed);
  EXPECT_EQ(after.after.told_at, noon + min(1));
  EXPECT_EQ(after.after.remark,
            (Remark{"Ada Example (ilert)", "Resolved in ilert: https://app.ilert.com/alerts/7001"}));
  EXPECT_FALSE(after.order);
  Scene lasts = service(State::critical);
  lasts.report = after.after;
  EXPECT_TRUE(lasts.step().tellings.empty());
  const Step over = lasts.state(State::ok).step();
  EXPECT_TRUE(over.tellings.empty());
  EXPECT_TRUE(over.after.is_blank());
}

TEST_F(Ends, AcknowledgedAreOrderedInCheckmk) {
  const Aftermath after =
      aftermath_of(unseen().at(0), alert(Status::resolved), SyncResolve::acknowledge, acceptor(), noon);
  ASSERT_TRUE(after.order);
  EXPECT_EQ(after.order->source, "end of alert 7001") << "its acceptance may have been an order before";
  EXPECT_EQ(after.order->remark.author, "Ada Example (ilert)");
  EXPECT_EQ(after.after.told, Told::accepted);
  EXPECT_EQ(after.after.acceptance, Acceptance::ilert);
  EXPECT_EQ(after.after.remark, after.order->remark);
}

TEST_F(Ends, NeedNoOrderWhereCheckmkShowsThatSomebodyIsOnIt) {
  for (const Acceptance by : {Acceptance::checkmk, Acceptance::mirrored, Acceptance::downtime}) {
    Report& report = reports[http]["oncall"];
    report.told = Told::accepted;
    report.acceptance = by;
    const Aftermath after =
        aftermath_of(unseen().at(0), alert(Status::resolved), SyncResolve::acknowledge, acceptor(), noon);
    EXPECT_FALSE(after.order) << name(by);
    EXPECT_EQ(after.after, report);
  }
}

TEST_F(Ends, ReopenedAreToldAnewByTheNextLookWithoutAnotherDelay) {
  reports[http]["oncall"].alert_worthy_since = noon - min(5);
  const Aftermath after =
      aftermath_of(unseen().at(0), alert(Status::resolved), SyncResolve::reopen, acceptor(), noon);
  EXPECT_EQ(after.after.told, Told::none);
  EXPECT_EQ(after.after.alert_worthy_since, noon - min(5));
  Scene lasts = service(State::critical);
  lasts.report = after.after;
  EXPECT_EQ(lasts.step().tellings, (std::vector<Telling>{{EventType::alert}}));
  EXPECT_TRUE(lasts.acknowledged().step().tellings.empty()) << "someone is on it";
}

}  // namespace
}  // namespace ilert_bridge
