// What is asked of an object only when something is sent.
#include <gtest/gtest.h>

#include "tests/livestatus/site.hpp"

namespace ilert_bridge {
namespace {

using namespace std::string_literals;
using namespace testing_livestatus;

TEST(Texts, AreWhatTheRoutesSend) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.options.texts = {.output = true, .links = true, .groups = true, .address = true, .alias = true};
    site.world.add_host(
        {.host = "web01", .alias = "Web", .address = "192.0.2.1", .output = "up", .groups = {"linux"}});
    site.world.add_service({.host = "web01",
                            .description = "HTTP",
                            .output = "fine",
                            .long_output = "one\\ntwo",
                            .groups = {"http"}});
    const auto texts = site.texts({host("web01"), service("web01", "HTTP"), service("web01", "Gone")});
    ASSERT_TRUE(texts) << texts.error().text;
    EXPECT_EQ(texts->size(), 2U);
    const Texts& of_host = texts->at(host("web01"));
    EXPECT_EQ(of_host.output, "up");
    EXPECT_EQ(of_host.host_address, "192.0.2.1");
    EXPECT_EQ(of_host.groups, std::vector{"linux"s});
    const Texts& of_service = texts->at(service("web01", "HTTP"));
    EXPECT_EQ(of_service.output, "fine");
    EXPECT_EQ(of_service.long_output, "one\ntwo");
    EXPECT_EQ(of_service.host_address, "192.0.2.1");
    EXPECT_EQ(of_service.groups, std::vector{"http"s});
  }
}

TEST(Texts, HaveThePagesAndVariablesOfTheObject) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.options.texts.custom = {"CONTACT", "ONCALL_DOC", "ROOM"};
    site.world.add_host({.host = "web01",
                         .custom_variables = {{"ONCALL_DOC", "of the host"}, {"ROOM", "12"}},
                         .notes_url = "https://wiki/web01"});
    site.world.add_service({.host = "web01",
                            .description = "HTTP",
                            .custom_variables = {{"ONCALL_DOC", "of the service"}, {"SECRET", "hunter2"}},
                            .notes_url = "https://wiki/http",
                            .action_url = "https://runbook/http"});
    const auto texts = site.texts({host("web01"), service("web01", "HTTP")});
    ASSERT_TRUE(texts) << texts.error().text;
    EXPECT_EQ(texts->at(host("web01")).notes_url, "https://wiki/web01");
    EXPECT_EQ(texts->at(host("web01")).action_url, "");
    const Texts& of_service = texts->at(service("web01", "HTTP"));
    EXPECT_EQ(of_service.notes_url, "https://wiki/http");
    EXPECT_EQ(of_service.action_url, "https://runbook/http");
    using Variables = std::map<std::string, std::string, std::less<>>;
    EXPECT_EQ(of_service.custom, (Variables{{"ONCALL_DOC", "of the service"}, {"ROOM", "12"}}))
        << "its own come before those of its host, and only those that were asked for";
  }
}

TEST(Texts, HaveLabelsAndTagsOfServiceAndHostWhereTheServerKnowsThem) {
  Site site{Flavour::checkmk};
  site.options.texts.labels = site.options.texts.tags = true;
  site.world.add_host({.host = "web01", .labels = {{"os", "linux"}}, .tags = {{"criticality", "prod"}}});
  site.world.add_service({.host = "web01", .description = "HTTP", .labels = {{"app", "shop"}}});
  const auto texts = site.texts({service("web01", "HTTP")});
  ASSERT_TRUE(texts) << texts.error().text;
  EXPECT_EQ(texts->at(service("web01", "HTTP")).labels, (std::vector<std::string>{"app:shop", "os:linux"}));
  EXPECT_EQ(texts->at(service("web01", "HTTP")).tags, std::vector<std::string>{"criticality:prod"});
}

TEST(Texts, AreNotAskedForWhenNothingIsSent) {
  Site site;
  site.options.texts = {.output = false, .links = false, .notes = false};
  site.world.add_service("web01", "HTTP");
  ASSERT_TRUE(site.texts({service("web01", "HTTP")}));
  for (const std::string& request : site.server().requests())
    for (const char* const column : {"plugin_output", "_url", "custom_variable", "labels", "tags"})
      EXPECT_FALSE(contains(request, column)) << column;
}

}  // namespace
}  // namespace ilert_bridge
