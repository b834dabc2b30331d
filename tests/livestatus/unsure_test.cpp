// When a look fails, and when it is asked again instead.
#include <gtest/gtest.h>

#include "tests/livestatus/site.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::Fault;
using namespace testing_livestatus;

TEST(Source, IsUnsureWhenTheCoreRestartsWhileItIsAsked) {
  Site site;
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  ASSERT_TRUE(site.look());
  site.server().fault({.kind = Fault::Kind::restart_before, .after = 1});
  EXPECT_TRUE(contains(site.unsure(), "the core restarted while it was asked"));
  EXPECT_EQ(site.unsure(), "") << "the next look is sure again";
}

TEST(Source, LooksPastOneBrokenAnswerOnAKeptConnection) {
  Site site;
  ASSERT_TRUE(site.look());
  site.server().fault({.kind = Fault::Kind::garbage, .after = 2});
  EXPECT_EQ(site.unsure(), "") << "the question was not answered, so it is asked again";
}

TEST(Source, NoticesAnotherProgramBetweenTwoLooks) {
  Site site;
  const Program first = site.look()->program;
  site.server().restart();
  const Asked<Look> second = site.look();
  ASSERT_TRUE(second) << second.error().text;
  EXPECT_FALSE(second->program == first);
}

TEST(Source, IsUnsureAboutAnIncompleteAnswer) {
  struct Broken {
    Fault::Kind kind;
    const char* text;
  };
  const Broken table[] = {
      {Fault::Kind::cut_after, "before its announced end"},
      {Fault::Kind::garbage, "does not start as Livestatus does"},
      {Fault::Kind::empty_body, "the answer is empty"},
      {Fault::Kind::not_json, "the answer"},
      {Fault::Kind::wrong_length, "before its announced"},
      {Fault::Kind::too_large, "for its size (413"},
      {Fault::Kind::refuse, "refused the question (400)"},
      {Fault::Kind::hang, "no answer within"},
  };
  for (int before = 0; before < 4; ++before) {  // status, hosts, services, status
    for (const Broken& row : table) {
      Site site;
      site.options.deadlines.silence = 500ms;
      site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
      ASSERT_TRUE(site.look());
      site.server().fault({.kind = row.kind, .answers = -1, .bytes = 20, .text = "no", .after = before});
      const std::string text = site.unsure();
      EXPECT_TRUE(contains(text, row.text)) << "after " << before << " answers: " << text;
      site.server().heal();
      EXPECT_EQ(site.unsure(), "") << "it recovers";
    }
  }
}

TEST(Source, EndsAnAnswerThatNeverEnds) {
  Site site;
  site.options.deadlines.answer = 1s;  // before the first look: what is asked then is asked with it
  ASSERT_TRUE(site.look());
  site.server().fault({.kind = Fault::Kind::never_ending, .after = 1});
  EXPECT_TRUE(contains(site.unsure(), "the answer is not complete after 1 s"));
}

TEST(Source, ReadsAnAnswerThatComesInSingleBytes) {
  Site site{Flavour::icinga2};
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  site.server().fault({.kind = Fault::Kind::one_byte_writes, .answers = -1});
  EXPECT_EQ(site.look()->sightings.size(), 1U);
}

TEST(Source, OpensAKeptConnectionAnew) {
  Site site;
  ASSERT_TRUE(site.look());
  EXPECT_LE(site.server().accepted(), 3U) << "kept alive once the server is known";
  site.server().cut_connections();
  EXPECT_EQ(site.unsure(), "");
}

TEST(Source, KeepsNoConnectionOnIcinga) {
  Site site{Flavour::icinga2};
  ASSERT_TRUE(site.look());
  for (const std::string& request : site.server().requests())
    EXPECT_TRUE(contains(request, "KeepAlive: off")) << request;
}

TEST(Source, SaysWhenTheSiteIsStopped) {
  Site site;
  ASSERT_TRUE(site.look());
  site.server().stop();
  EXPECT_EQ(site.look().error().kind, AskFailure::Kind::unreachable);
  site.server().start();
  EXPECT_EQ(site.unsure(), "");
}

}  // namespace
}  // namespace ilert_bridge
