// Messages of table log, as Nagios, Naemon, Checkmk's commercial core and Icinga 2 write them.
#include "ilert-bridge/livestatus/log_lines.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

namespace {

// "prod-less" subject, what happened: "web01/HTTP CRITICAL HARD: refused", "web01 downtime begins"; "" for
// nothing.
std::string read(std::string_view message) {
  const auto line = log_line_of(1750000000, 7, message);
  if (!line) return {};
  std::string text = line->subject.host;
  if (line->subject.is_service()) text += '/' + line->subject.service;
  switch (line->kind) {
    case LogLine::Kind::state:
      return text + ' ' + std::string{name(line->state)} + (line->hard ? " HARD: " : " SOFT: ") +
             line->output;
    case LogLine::Kind::downtime:
      return text + " downtime" + (line->begins ? " begins" : " ends");
    case LogLine::Kind::flapping:
      return text + " flapping" + (line->begins ? " begins" : " ends");
    case LogLine::Kind::acknowledgement:
      return text + " acknowledgement" + (line->begins ? " begins" : " ends");
    case LogLine::Kind::notification:
      return text + (line->begins ? " notified " : " handed on ") + std::string{name(line->state)};
  }
  return text;
}

struct MessageCase {
  const char* why;
  const char* message;
  const char* expected;
};
const MessageCase cases[] = {
    {"a service", "[1750000000] SERVICE ALERT: web01;HTTP;CRITICAL;HARD;3;refused",
     "web01/HTTP CRITICAL HARD: refused"},
    {"a host", "[1750000000] HOST ALERT: web01;DOWN;SOFT;1;no answer", "web01 DOWN SOFT: no answer"},
    {"without its time", "HOST ALERT: web01;UP;HARD;1;fine", "web01 UP HARD: fine"},
    {"semicolons in the output", "SERVICE ALERT: web01;HTTP;OK;HARD;1;a;b;c", "web01/HTTP OK HARD: a;b;c"},
    {"no output", "SERVICE ALERT: web01;HTTP;OK;HARD;1;", "web01/HTTP OK HARD: "},
    {"blanks and colons in names", "SERVICE ALERT: web 01;Disk C: used;OK;HARD;1;x",
     "web 01/Disk C: used OK HARD: x"},
    {"written half, in the output", "SERVICE ALERT: web01;HTTP;OK;HARD;1;re", "web01/HTTP OK HARD: re"},
    {"written half, before it", "SERVICE ALERT: web01;HTTP;OK;HARD;1", ""},
    {"written half, in the state", "SERVICE ALERT: web01;HTTP;CRIT", ""},
    {"written half, in the name", "SERVICE ALERT: web01;HT", ""},
    {"nothing at all", "", ""},
    {"a time and no more", "[1750000000]", ""},
    {"no name", "HOST ALERT: ;DOWN;HARD;1;x", ""},
    {"a service state of a host", "HOST ALERT: web01;CRITICAL;HARD;1;x", ""},
    {"a host's state of a service", "SERVICE ALERT: web01;HTTP;DOWN;HARD;1;x", ""},
    {"a state nobody knows", "SERVICE ALERT: web01;HTTP;BROKEN;HARD;1;x", ""},
    {"a downtime begins", "SERVICE DOWNTIME ALERT: web01;HTTP;STARTED; Service has entered a period",
     "web01/HTTP downtime begins"},
    {"it ends", "HOST DOWNTIME ALERT: web01;STOPPED; over", "web01 downtime ends"},
    {"it is called off", "HOST DOWNTIME ALERT: web01;CANCELLED; over", "web01 downtime ends"},
    {"flapping begins", "HOST FLAPPING ALERT: web01;STARTED; 23.0% change >= 20.0% threshold",
     "web01 flapping begins"},
    {"it is no longer looked for", "SERVICE FLAPPING ALERT: web01;HTTP;DISABLED; x",
     "web01/HTTP flapping ends"},
    {"somebody is on it", "SERVICE ACKNOWLEDGE ALERT: web01;HTTP;STARTED;ann;mine",
     "web01/HTTP acknowledgement begins"},
    {"no longer", "HOST ACKNOWLEDGE ALERT: web01;EXPIRED;ann;mine", "web01 acknowledgement ends"},
    {"a state at a start is no change", "INITIAL SERVICE STATE: web01;HTTP;CRITICAL;HARD;1;x", ""},
    {"nor after a rotation", "CURRENT HOST STATE: web01;DOWN;HARD;1;x", ""},
    {"a notification of Nagios and Naemon",
     "[1750000000] SERVICE NOTIFICATION: ann;web01;HTTP;CRITICAL;notify-by-mail;refused",
     "web01/HTTP notified CRITICAL"},
    {"of a host", "HOST NOTIFICATION: ann;web01;UNREACHABLE;notify-by-mail;no way",
     "web01 notified UNREACHABLE"},
    {"that Checkmk's core hands to its rules",
     "HOST NOTIFICATION: check-mk-notify;web01;DOWN;check-mk-notify;no answer", "web01 handed on DOWN"},
    {"with the fields of a version that wrote them wrongly",
     "SERVICE NOTIFICATION: check-mk-notify;web01;HTTP;check-mk-notify;WARNING;slow",
     "web01/HTTP handed on WARNING"},
    {"that a rule of Checkmk has sent", "SERVICE NOTIFICATION: ann;web01;HTTP;UNKNOWN;mail;?",
     "web01/HTTP notified UNKNOWN"},
    {"of a service of Icinga 2", "SERVICE NOTIFICATION: ann;web01;HTTP;CRITICAL;mail;refused;",
     "web01/HTTP notified CRITICAL"},
    {"of a host of Icinga 2", "HOST NOTIFICATION: ann;web01;DOWN (DOWN);mail;no answer;",
     "web01 notified DOWN"},
    {"blanks in its names", "SERVICE NOTIFICATION: ann b;web 01;Disk C: used;CRITICAL;mail;x",
     "web 01/Disk C: used notified CRITICAL"},
    {"written half, before its state ends", "SERVICE NOTIFICATION: ann;web01;HTTP;CRITICAL", ""},
    {"written half, in its name", "HOST NOTIFICATION: ann;web", ""},
    {"of a host with a service's state", "HOST NOTIFICATION: ann;web01;CRITICAL;mail;x", ""},
    {"of nobody", "HOST NOTIFICATION: ann;;DOWN;mail;x", ""},
    {"that all is well", "SERVICE NOTIFICATION: ann;web01;HTTP;OK;mail;fine", ""},
    {"a host, too", "HOST NOTIFICATION: ann;web01;UP;mail;fine", ""},
    {"as Icinga 2 says it", "HOST NOTIFICATION: ann;web01;RECOVERY (UP);mail;fine;", ""},
    {"that somebody is on it",
     "SERVICE NOTIFICATION: ann;web01;HTTP;ACKNOWLEDGEMENT (CRITICAL);mail;refused;bob;mine", ""},
    {"whose macro stayed one", "SERVICE NOTIFICATION: ann;web01;HTTP;CUSTOM ($SERVICESTATE$);mail;x;bob;y",
     ""},
    {"of a downtime", "HOST NOTIFICATION: ann;web01;DOWNTIMESTART (DOWN);mail;x", ""},
    {"of flapping", "HOST NOTIFICATION: ann;web01;FLAPPINGSTART (DOWN);mail;x", ""},
    {"of an alert handler", "HOST NOTIFICATION: check-mk-notify;web01;ALERTHANDLER (DOWN);check-mk-notify;x",
     ""},
    {"what became of one", "SERVICE NOTIFICATION RESULT: ann;web01;HTTP;CRITICAL;mail;no such user;", ""},
    {"what becomes of one", "HOST NOTIFICATION PROGRESS: ann;web01;DOWN;mail;spooled", ""},
    {"one that was not sent",
     "SERVICE NOTIFICATION SUPPRESSED: web01;HTTP;Notifications are disabled for this service", ""},
    {"a command", "EXTERNAL COMMAND: ACKNOWLEDGE_SVC_PROBLEM;web01;HTTP;1;1;1;ann;mine", ""},
};

TEST(LogLines, AreReadFromTheirMessages) {
  for (const MessageCase& one : cases) EXPECT_EQ(read(one.message), one.expected) << one.why;
}

TEST(LogLines, KnowWhen) {
  const auto line = log_line_of(1750000000, 7, "HOST ALERT: web01;UP;HARD;1;fine");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->at, from_unix(1750000000));
  EXPECT_EQ(line->number, 7);
}

TEST(LogLines, AnOutputOfAMegabyteIsCut) {
  const auto line = log_line_of(1, 1, "HOST ALERT: web01;UP;HARD;1;" + std::string(1 << 20, 'x'));
  ASSERT_TRUE(line);
  EXPECT_LE(line->output.size(), 2000U);
}

std::string text_of(Flavour flavour) {
  return log_query({from_unix(7200), from_unix(7800)}, flavour).text(true).value();
}

TEST(LogQuery, IsBoundedInTimeAndKindAndNeverWaits) {
  for (const Flavour flavour :
       {Flavour::checkmk, Flavour::naemon, Flavour::nagios, Flavour::lmd, Flavour::icinga2}) {
    const std::string text = text_of(flavour);
    EXPECT_NE(text.find("GET log\n"), std::string::npos);
    EXPECT_NE(text.find("Filter: time < 7800\n"), std::string::npos);
    EXPECT_NE(text.find("Filter: class = 1\n"), std::string::npos);
    EXPECT_EQ(text.find("class = 3"), std::string::npos) << "nobody asked";
    EXPECT_EQ(text.find("Wait"), std::string::npos);
  }
  EXPECT_NE(text_of(Flavour::checkmk).find("Filter: time >= 7200\n"), std::string::npos);
  EXPECT_NE(text_of(Flavour::checkmk).find("Limit: "), std::string::npos);
}

TEST(LogQuery, AsksForNotificationsOnlyIfTold) {
  const Query query =
      log_query({from_unix(7200), from_unix(7800)}, Flavour::checkmk, LogContent::alerts_and_notifications);
  const std::string text = query.text(true).value();
  EXPECT_NE(text.find("Filter: class = 1\nFilter: class = 3\nOr: 2\n"), std::string::npos) << text;
}

TEST(LogQuery, Icinga2IsAskedFromTheFileBefore) {
  EXPECT_NE(text_of(Flavour::icinga2).find("Filter: time >= 3600\n"), std::string::npos);
  EXPECT_EQ(text_of(Flavour::icinga2).find("Limit: "), std::string::npos) << "it begins with the oldest";
}

}  // namespace
