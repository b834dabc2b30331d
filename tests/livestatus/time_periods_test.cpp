#include "ilert-bridge/livestatus/time_periods.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::Fault;
using Names = TimePeriods::Names;

const TimePeriods::Moment start{1h};

TEST(TimePeriods, NobodyAsksWhereNoRouteNamesOne) { EXPECT_FALSE(TimePeriods{{}}.is_due(start)); }

TEST(TimePeriods, AreAskedForOnceAMinute) {
  TimePeriods periods{{"workhours"}};
  EXPECT_TRUE(periods.is_due(start));
  periods.told({{"workhours", false}, {"nights", true}, {"never", false}}, start);
  EXPECT_EQ(periods.over(), Names{"workhours"}) << "nobody wants the others";
  EXPECT_EQ(periods.doubt(), "");
  EXPECT_FALSE(periods.is_due(start + 59s));
  EXPECT_TRUE(periods.is_due(start + 60s));
  periods.told({{"workhours", true}}, start + 60s);
  EXPECT_EQ(periods.over(), Names{});
}

TEST(TimePeriods, WhatTheSiteDoesNotKnowRuns) {
  TimePeriods periods{{"workhour", "offices"}};
  periods.told({{"workhours", false}}, start);
  EXPECT_EQ(periods.over(), Names{});
  EXPECT_EQ(
      periods.doubt(),
      "counts as running: it has no time period \"offices\", it has no time period \"workhour\"; did you "
      "mean \"workhours\"?");
}

TEST(TimePeriods, LostAnswersCallForNothingForTenMinutes) {
  TimePeriods periods{{"workhours"}};
  periods.told({{"workhours", false}}, start);
  const auto back = start + 8h;  // the site was away
  EXPECT_TRUE(periods.untold("broken", back));
  EXPECT_EQ(periods.over(), Names{"workhours"}) << "what was told counts for a while";
  EXPECT_EQ(periods.doubt(), "counts as the site told it last: broken");
  EXPECT_FALSE(periods.is_due(back + 30s)) << "a table that does not answer must not slow every look";
  EXPECT_TRUE(periods.untold("broken", back + 9min));
  EXPECT_EQ(periods.over(), Names{"workhours"});
  EXPECT_TRUE(periods.untold("broken", back + 10min));
  EXPECT_EQ(periods.over(), Names{}) << "then it runs: to call is safer";
  EXPECT_EQ(periods.doubt(), "counts as running: broken");
  periods.told({{"workhours", false}}, back + 11min);
  EXPECT_EQ(periods.over(), Names{"workhours"});
  EXPECT_EQ(periods.doubt(), "");
  EXPECT_TRUE(periods.untold("broken", back + 12min));
  EXPECT_EQ(periods.over(), Names{"workhours"}) << "ten minutes anew";
}

TEST(TimePeriods, FailingIsCountedWhileTheSiteAnswersOtherwise) {
  TimePeriods periods{{"workhours"}};
  periods.told({{"workhours", false}}, start);
  EXPECT_TRUE(periods.untold("broken", start + 1min));
  periods.not_asked();  // the core restarts for a quarter of an hour
  EXPECT_TRUE(periods.untold("broken", start + 16min));
  EXPECT_EQ(periods.over(), Names{"workhours"});
}

TEST(TimePeriods, WhatOnlyAServerKnowsThatIsAwayStaysAsItWas) {
  TimePeriods periods{{"nights", "workhours"}};
  periods.told({{"workhours", false}, {"nights", false}}, start);
  periods.told({{"nights", true}}, start + 1min, true);
  EXPECT_EQ(periods.over(), Names{"workhours"});
  EXPECT_EQ(periods.doubt(), "");
  periods.told({{"nights", true}}, start + 2min);
  EXPECT_EQ(periods.over(), Names{});
  EXPECT_NE(periods.doubt(), "");
}

TEST(TimePeriods, AtFirstNobodyCanSayForAMinuteWhatRuns) {
  TimePeriods periods{{"workhours"}};
  EXPECT_FALSE(periods.untold("broken", start));
  EXPECT_TRUE(periods.is_due(start + 1s)) << "asked again with the next look";
  EXPECT_FALSE(periods.untold("broken", start + 59s));
  EXPECT_TRUE(periods.untold("broken", start + 60s)) << "but a table that nobody gets makes nobody blind";
  EXPECT_EQ(periods.over(), Names{});
  EXPECT_FALSE(periods.is_due(start + 61s));
}

TEST(TimePeriods, WhereThereIsNoSuchTableAllRun) {
  TimePeriods periods{{"workhours"}};
  periods.untellable("no such table", start);
  EXPECT_EQ(periods.over(), Names{});
  EXPECT_EQ(periods.doubt(), "counts as running: no such table");
  EXPECT_FALSE(periods.is_due(start + 59s));
}

// A site with a period that is over, and a source whose routes name it.
class SiteWithPeriods {
 public:
  explicit SiteWithPeriods(Flavour flavour) : server_(world_, {.flavour = flavour}) {
    world_.add_service("web01", "HTTP");
    world_.time_period("workhours", false);
    options_.site = "prod";
    options_.endpoint = server_.endpoint();
    options_.deadlines = {.connect = 5s, .silence = 2s, .answer = 20s};
    options_.time_periods = {"workhours"};
  }
  Source& source() {
    if (!source_) source_.emplace(options_);
    return *source_;
  }
  doubles::LivestatusDouble& server() { return server_; }
  Asked<Look> look() { return testing_net::run(context_, source().look({})); }
  std::size_t questions() const {
    const std::vector<std::string> all = server_.requests();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](const std::string& one) { return one.starts_with("GET timeperiods\n"); }));
  }

 protected:
  doubles::World world_;
  doubles::LivestatusDouble server_;
  SourceOptions options_;

 private:
  testing_net::asio::io_context context_;
  std::optional<Source> source_;
};

class TimePeriodsOf : public SiteWithPeriods, public testing::TestWithParam<Flavour> {
 protected:
  TimePeriodsOf() : SiteWithPeriods(GetParam()) {}
};

class TimePeriodsOfCheckmk : public SiteWithPeriods, public testing::Test {
 protected:
  TimePeriodsOfCheckmk() : SiteWithPeriods(Flavour::checkmk) {}
};

TEST_P(TimePeriodsOf, ComeWithTheLook) {
  const Asked<Look> over = look();
  ASSERT_TRUE(over) << over.error().text;
  EXPECT_EQ(over->periods_over, Names{"workhours"});
  EXPECT_EQ(source().period_doubt(), "");
  ASSERT_TRUE(look());
  EXPECT_EQ(questions(), 1U) << "once a minute";
}

TEST_P(TimePeriodsOf, AreNotAskedForInVain) {
  options_.time_periods = {};
  const Asked<Look> seen = look();
  ASSERT_TRUE(seen) << seen.error().text;
  EXPECT_EQ(questions(), 0U);
}

// Which question of a look is that for the periods.
TEST_F(TimePeriodsOfCheckmk, AreAskedForWhenTheLookIsComplete) {
  ASSERT_TRUE(look());
  ASSERT_FALSE(server_.requests().empty());
  EXPECT_TRUE(server_.requests().back().starts_with("GET timeperiods\n")) << server_.requests().back();
}

class TimePeriodsThatAreNotAnswered : public TimePeriodsOfCheckmk {
 protected:
  // The answer to the last question of a first look.
  void spoil(Fault fault) {
    SiteWithPeriods unspoilt{Flavour::checkmk};
    ASSERT_TRUE(unspoilt.look());
    fault.after = static_cast<int>(unspoilt.server().requests().size()) - 1;
    server_.fault(fault);
  }
};

TEST_F(TimePeriodsThatAreNotAnswered, HoldASiteThatHasNeverToldThem) {
  spoil({.kind = Fault::Kind::garbage, .answers = 2});  // what is cut once is asked for again
  EXPECT_FALSE(look()) << "nobody can say what runs, so nobody is called yet";
  const Asked<Look> again = look();
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->periods_over, Names{"workhours"});
}

TEST_F(TimePeriodsThatAreNotAnswered, MakeNobodyBlindWhereTheTableIsRefused) {
  spoil({.kind = Fault::Kind::refuse, .code = 404, .text = "no such table"});
  const Asked<Look> seen = look();
  ASSERT_TRUE(seen) << seen.error().text;
  EXPECT_EQ(seen->periods_over, Names{});
  EXPECT_NE(source().period_doubt().find("no such table"), std::string::npos) << source().period_doubt();
}

TEST_F(TimePeriodsThatAreNotAnswered, ARestartThatRefusesThemIsNoAnswer) {
  spoil({.kind = Fault::Kind::refuse, .code = 503, .text = "shutting down"});
  EXPECT_FALSE(look());
  const Asked<Look> again = look();
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->periods_over, Names{"workhours"});
}

INSTANTIATE_TEST_SUITE_P(Flavours, TimePeriodsOf,
                         testing::Values(Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                         Flavour::nagios),
                         [](const auto& of) { return std::to_string(static_cast<int>(of.param)); });

}  // namespace
}  // namespace ilert_bridge
