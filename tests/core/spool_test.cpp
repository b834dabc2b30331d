#include "ilert-bridge/core/spool.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

namespace {

using Types = std::vector<std::string>;

const std::set<std::string, std::less<>> sites{"prod"};

Spooled spooled(EventType type, int at, const std::string& service = "HTTP",
                const std::string& site = "prod") {
  Spooled one;
  one.file = std::to_string(at) + ".ilert";
  one.digest = "d" + std::to_string(at);
  one.at = from_unix(1'700'000'000 + at);
  one.type = type;
  one.subject = {site, "web01", service, ""};
  one.state = type == EventType::resolve ? State::ok : State::critical;
  return one;
}

Import import(std::vector<Spooled> files) { return import_of(std::move(files), "old", "mon1", sites); }

Types sent(const Import& import) {
  Types types;
  for (const Import::File& file : import.files)
    if (!file.superseded) types.emplace_back(name(file.event.type));
  return types;
}

}  // namespace

TEST(Spool, OnlyTheLastWordGoesOut) {
  constexpr auto problem = EventType::alert;
  constexpr auto acknowledged = EventType::accept;
  constexpr auto recovery = EventType::resolve;
  struct Row {
    const char* why;
    std::vector<EventType> files;
    Types sent;
    Told told;
    bool may_be_open;
  };
  const Row rows[] = {
      {"a problem pages", {problem}, {"ALERT"}, Told::open, false},
      {"once, however often it was notified", {problem, problem}, {"ALERT"}, Told::open, false},
      {"over: nobody is paged, but it may have arrived", {problem, recovery}, {"RESOLVE"}, Told::none, true},
      {"a recovery alone: the problem was sent", {recovery}, {"RESOLVE"}, Told::none, true},
      {"someone is on it", {problem, acknowledged}, {"ACCEPT"}, Told::accepted, true},
      {"and it is over", {problem, acknowledged, recovery}, {"RESOLVE"}, Told::none, true},
      {"it is back: the old alert ends, so that the new one pages",
       {recovery, problem},
       {"RESOLVE", "ALERT"},
       Told::open,
       false},
      {"back and forth",
       {problem, recovery, problem, recovery, problem},
       {"RESOLVE", "ALERT"},
       Told::open,
       false},
      {"a problem after its acknowledgement", {acknowledged, problem}, {"ALERT"}, Told::open, false},
  };
  for (const Row& row : rows) {
    std::vector<Spooled> files;
    for (const EventType type : row.files) files.push_back(spooled(type, static_cast<int>(files.size())));
    const Import result = import(files);
    EXPECT_EQ(sent(result), row.sent) << row.why;
    ASSERT_EQ(result.matters.size(), 1U) << row.why;
    EXPECT_EQ(result.matters[0].report.told, row.told) << row.why;
    EXPECT_EQ(result.matters[0].may_be_open, row.may_be_open) << row.why;
    EXPECT_EQ(result.files.size(), row.files.size()) << "every file is an event";
  }
}

TEST(Spool, TheTimeOfTheFileIsTheOrder) {
  const Import result = import({spooled(EventType::resolve, 9), spooled(EventType::alert, 3)});
  EXPECT_EQ(result.files[0].event.type, EventType::alert);
  EXPECT_EQ(sent(result), Types{"RESOLVE"});
}

TEST(Spool, SubjectsDoNotWaitForEachOther) {
  const Import result = import({spooled(EventType::alert, 1), spooled(EventType::resolve, 2, "DISK"),
                                spooled(EventType::alert, 3, "")});
  EXPECT_EQ(sent(result), (Types{"ALERT", "RESOLVE", "ALERT"}));
  EXPECT_EQ(result.matters.size(), 3U);
}

TEST(Spool, NobodyLooksAtASiteThatIsNotConfigured) {
  const Import result = import({spooled(EventType::alert, 1, "HTTP", "other")});
  EXPECT_EQ(sent(result), Types{"ALERT"});
  EXPECT_TRUE(result.matters[0].report.is_blank());
}

TEST(Spool, AnEventIsMarkedAndCarriesTheNotification) {
  Spooled one = spooled(EventType::alert, 5);
  one.entries = {{"NOTIFY_SERVICEOUTPUT", "refused"}};
  const Event event = import({one}).files[0].event;
  EXPECT_EQ(event.reason, Reason::imported);
  EXPECT_EQ(event.occurred_at, one.at);
  EXPECT_EQ(event.summary, "web01/HTTP is CRITICAL: refused");
  EXPECT_EQ(event.context, one.entries);
  EXPECT_EQ(event.alert_key, alert_key(one.subject, "mon1"));
}

TEST(Spool, ASubjectIsReadWhateverThePrefix) {
  for (const std::string prefix : {"NOTIFY_", "NAGIOS_", "ICINGA_", ""}) {
    const Context entries{{prefix + "HOSTNAME", "web01"},
                          {prefix + "SERVICEDESC", "HTTP"},
                          {prefix + "SERVICESTATE", "WARNING"},
                          {prefix + "NOTIFICATIONTYPE", "PROBLEM"}};
    const Spooled one = spooled_from(entries, EventType::alert, Time{}, "prod");
    EXPECT_EQ(one.subject, (Subject{"prod", "web01", "HTTP", ""})) << prefix;
    EXPECT_EQ(one.state, State::warning) << prefix;
    EXPECT_EQ(notification_type(entries), "PROBLEM") << prefix;
  }
  const Context host{{"NOTIFY_WHAT", "HOST"},
                     {"NOTIFY_HOSTNAME", "web01"},
                     {"NOTIFY_OMD_SITE", "test"},
                     {"NOTIFY_SERVICEDESC", "$SERVICEDESC$"}};
  EXPECT_EQ(spooled_from(host, EventType::alert, Time{}, "prod").subject, (Subject{"test", "web01", "", ""}));
  EXPECT_EQ(spooled_from(host, EventType::alert, Time{}, "prod").state, State::down);
}

TEST(Spool, WhatTheSourceIgnoresHasNoCounterpart) {
  for (const char* type : {"FLAPPINGSTART", "DOWNTIMEEND", "CUSTOM", "problem", ""})
    EXPECT_FALSE(event_type_of(type));
  EXPECT_EQ(event_type_of("ACKNOWLEDGEMENT"), EventType::accept);
}

TEST(Spool, TheKeyAndWhatIsNotSentStayHere) {
  const Context entries{{"NOTIFY_CONTACTPAGER", "il1apiKEY"}, {"NOTIFY_PARAMETER_1", "key=il1apiKEY"},
                        {"NOTIFY_HOSTADDRESS", "10.0.0.1"},   {"NOTIFY_HOSTALIAS", "web"},
                        {"NOTIFY_SERVICEOUTPUT", "refused"},  {"NOTIFY_HOSTGROUPNAMES", "linux"},
                        {"NOTIFY_SERVICEURL", "/x"},          {"NOTIFY_HOSTNAME", "web01"},
                        {"NAGIOS_HOSTNOTESURL", "/notes"},    {"NAGIOS_SERVICEACTIONURL", "/action"},
                        {"NOTIFY_HOSTTAG_os", "linux"},       {"NOTIFY_HOSTLABEL_app", "shop"},
                        {"NAGIOS__HOSTROOM", "12"},           {"NAGIOS__SERVICESNMP_COMMUNITY", "hunter2"},
                        {"NOTIFY_HOST_ROOM", "12"},           {"NOTIFY_SERVICE_SECRET", "hunter2"},
                        {"NOTIFY_HOST_STAGE", "hunter2"},     {"NAGIOS__HOSTGROUP_PASSWORD", "hunter2"}};
  Send everything;
  everything.groups = everything.address = everything.alias = everything.labels = everything.tags = true;
  everything.custom = {"ROOM"};
  const Context sent = as_sent(entries, everything, "il1apiKEY");
  EXPECT_EQ(sent.size(), 16U) << "without the key";
  for (const auto& [name, value] : sent) EXPECT_NE(value, "hunter2") << name;
  const Send nothing{.output = false, .links = false, .notes = false};
  for (const auto& [name, value] : as_sent(entries, nothing, "il1apiKEY"))
    EXPECT_EQ(value, name == "NOTIFY_HOSTNAME" ? "web01" : "") << name;
}
