// A site asked as one of its contacts sees only what is theirs.
#include <gtest/gtest.h>

#include "tests/livestatus/site.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_livestatus;

class Contacts : public ::testing::Test {
 protected:
  Contacts() {
    site_.world.add_host({.host = "web01", .contacts = {"ada"}});
    site_.world.add_service({.host = "web01", .description = "HTTP", .state = 2, .contacts = {"ada"}});
    site_.world.add_service({.host = "db01", .description = "SQL", .state = 2, .contacts = {"bob"}});
  }
  Site site_;
};

TEST_F(Contacts, AreToldWhatBecameOfThatWhichCannotBeAskedFor) {
  site_.world.add_service({.host = "db01", .description = " a door", .contacts = {"bob"}});
  site_.options.auth_user = "ada";
  const Asked<Look> look =
      site_.look({service("web01", "a\nb"), service("a\nb", "HTTP"), service("db01", " a door")});
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(find(*look, service("web01", "a\nb"))->presence, Presence::absent);
  EXPECT_EQ(find(*look, service("a\nb", "HTTP"))->presence, Presence::absent);
  EXPECT_EQ(find(*look, service("db01", " a door"))->presence, Presence::not_visible);
}

TEST_F(Contacts, SeeOnlyTheirOwn) {
  site_.options.auth_user = "ada";
  const Asked<Look> look = site_.look();
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_NE(find(*look, service("web01", "HTTP")), nullptr);
  EXPECT_EQ(find(*look, service("db01", "SQL")), nullptr);
}

TEST_F(Contacts, AreToldWhatTheySeeNoMore) {
  site_.options.auth_user = "ada";
  const Asked<Look> look = site_.look({service("db01", "SQL"), service("db01", "Gone"), host("db01")});
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(find(*look, service("db01", "SQL"))->presence, Presence::not_visible);
  EXPECT_EQ(find(*look, host("db01"))->presence, Presence::not_visible);
  EXPECT_EQ(find(*look, service("db01", "Gone"))->presence, Presence::absent);
}

TEST_F(Contacts, WhoSeeNothingAtAllAreAMistake) {
  site_.options.auth_user = "nobody";
  EXPECT_TRUE(contains(site_.unsure({service("web01", "HTTP")}),
                       "the contact \"nobody\" sees no host and no service: is auth_user right?"));
}

TEST_F(Contacts, MaySeeOnlyGoodThings) {
  site_.options.auth_user = "ada";
  site_.world.service_check("web01", "HTTP", 0, "fine");
  EXPECT_EQ(site_.unsure(), "");
}

TEST(Source, RefusesAContactWhereTheServerIgnoresIt) {
  Site site{Flavour::icinga2};
  site.options.auth_user = "ada";
  EXPECT_TRUE(contains(site.unsure(), "Icinga 2 ignores AuthUser"));
}

}  // namespace
}  // namespace ilert_bridge
