#include "ilert-bridge/livestatus/command.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

const Subject host{.site = "prod", .host = "web01", .service = {}, .own = {}};
const Subject service{.site = "prod", .host = "web01", .service = "Filesystem /", .own = {}};
const Remark ada{"Ada Example (ilert)", "Accepted in ilert"};
const Time at = from_unix(1'700'000'000);

std::string text_of(const Result<std::string>& command) { return command ? *command : command.error().text; }

TEST(Command, AcknowledgesStickyWithoutANotification) {
  EXPECT_EQ(text_of(acknowledge_command(host, ada, Flavour::checkmk, at)),
            "COMMAND [1700000000] ACKNOWLEDGE_HOST_PROBLEM;web01;2;0;0;Ada Example (ilert);Accepted in "
            "ilert\n\n");
  EXPECT_EQ(text_of(acknowledge_command(service, ada, Flavour::naemon, at)),
            "COMMAND [1700000000] ACKNOWLEDGE_SVC_PROBLEM;web01;Filesystem /;2;0;0;Ada Example "
            "(ilert);Accepted in ilert\n\n");
}

TEST(Command, AsksForAnAnswerOnlyWhereThereIsOne) {
  for (const Flavour flavour : {Flavour::icinga2, Flavour::lmd})
    EXPECT_TRUE(
        text_of(acknowledge_command(host, ada, flavour, at)).ends_with("\nResponseHeader: fixed16\n\n"));
}

TEST(Command, TakesAnAcknowledgementBack) {
  EXPECT_EQ(text_of(unacknowledge_command(host, Flavour::checkmk, at)),
            "COMMAND [1700000000] REMOVE_HOST_ACKNOWLEDGEMENT;web01\n\n");
  EXPECT_EQ(text_of(unacknowledge_command(service, Flavour::icinga2, at)),
            "COMMAND [1700000000] REMOVE_SVC_ACKNOWLEDGEMENT;web01;Filesystem /\n"
            "ResponseHeader: fixed16\n\n");
}

TEST(Command, Comments) {
  EXPECT_EQ(text_of(comment_command(service, ada, Flavour::checkmk, at)),
            "COMMAND [1700000000] ADD_SVC_COMMENT;web01;Filesystem /;1;Ada Example (ilert);Accepted in "
            "ilert\n\n");
}

TEST(Command, RefusesNamesThatWouldBeSomethingElse) {
  for (const char* name : {"", "a;b", "a\nb", "a\r", "a\tb", "\x7f", " a", "a ", "a\x01"}) {
    Subject odd = service;
    odd.service = name;
    if (odd.is_service()) {
      EXPECT_FALSE(acknowledge_command(odd, ada, Flavour::checkmk, at)) << name;
    }
    odd = host;
    odd.host = name;
    EXPECT_FALSE(acknowledge_command(odd, ada, Flavour::checkmk, at)) << name;
    EXPECT_FALSE(comment_command(odd, ada, Flavour::checkmk, at)) << name;
  }
  Subject nul = host;
  nul.host = std::string{"a\0b", 3};
  EXPECT_FALSE(acknowledge_command(nul, ada, Flavour::checkmk, at));
  nul.host = std::string(2000, 'a');
  EXPECT_FALSE(acknowledge_command(nul, ada, Flavour::checkmk, at));
}

TEST(Command, RefusesNamesInWhichTheServerSeesALineBreak) {
  const Subject drive{.site = "prod", .host = "win", .service = "Drive C:\\new", .own = {}};
  EXPECT_TRUE(acknowledge_command(drive, ada, Flavour::checkmk, at));
  EXPECT_TRUE(acknowledge_command(drive, ada, Flavour::icinga2, at));
  for (const Flavour flavour : {Flavour::naemon, Flavour::lmd, Flavour::unknown})
    EXPECT_FALSE(acknowledge_command(drive, ada, flavour, at)) << name(flavour);
}

TEST(Command, CleansWhatPeopleWrote) {
  const Remark nasty{"Eve;2\n\nCOMMAND [1700000000] SHUTDOWN_PROGRAM", "a;b\\nc\r\n\nGET hosts\x01\xff"};
  const std::string command = text_of(acknowledge_command(host, nasty, Flavour::naemon, at));
  EXPECT_EQ(command,
            "COMMAND [1700000000] ACKNOWLEDGE_HOST_PROBLEM;web01;2;0;0;Eve,2 COMMAND [1700000000] "
            "SHUTDOWN_PROGRAM;a,b/nc GET hosts\xc3\xbf\n\n");
  const Remark nothing{"\n", ""};
  EXPECT_EQ(as_commanded(nothing), (Remark{"ilert", "-"})) << "an empty argument is none";
}

TEST(Command, HasATimeOfTenDigits) {
  EXPECT_TRUE(text_of(comment_command(host, ada, Flavour::checkmk, from_unix(5)))
                  .starts_with("COMMAND [0000000005] "));
}

}  // namespace
}  // namespace ilert_bridge
