#include "ilert-bridge/ilert/alert_source.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

std::vector<std::string> concerns(const std::string& fields) {
  return read_alert_source(R"({"id":55,)" + fields + "}")->concerns;
}

TEST(AlertSource, IsNamedByItsKey) {
  EXPECT_EQ(alert_source_request("https://api.ilert.com/api/", "t", "il1api/x").url,
            "https://api.ilert.com/api/alert-sources/il1api%2Fx");
}

TEST(AlertSource, HasAnId) {
  EXPECT_EQ(read_alert_source(R"({"id":55,"name":"Checkmk\nprod"})")->id, 55);
  EXPECT_EQ(read_alert_source(R"({"id":55,"name":"Checkmk\nprod"})")->name, "Checkmk prod");
  for (const char* body : {"", "[]", "{}", R"({"id":null})"}) EXPECT_FALSE(read_alert_source(body)) << body;
}

TEST(AlertSource, AsIlertMakesThemIsNoConcern) {
  EXPECT_TRUE(concerns(R"("integrationType":"API","alertCreation":"ONE_ALERT_PER_EMAIL","active":true,
      "status":"ALL_RESOLVED","alertPriorityRule":"HIGH","bidirectional":false,"alertKeyTemplate":null,
      "eventFilter":"","autoResolutionTimeout":null,"addedTomorrow":{"x":1})")
                  .empty());
}

struct SourceSetting {
  const char* fields;
  const char* words;
};

TEST(AlertSource, SaysWhatStandsInTheWay) {
  const SourceSetting settings[] = {
      {R"("alertCreation":"INTELLIGENT_GROUPING")", "groups alerts (INTELLIGENT_GROUPING)"},
      {R"("alertKeyTemplate":{"elements":[]})", "alert keys of its own"},
      {R"("active":false)", "switched off"},
      {R"("status":"DISABLED")", "switched off"},
      {R"("status":"IN_MAINTENANCE")", "maintenance"},
      {R"("eventTypeFilterCreate":"event.x == 1")", "filters events"},
      {R"("autoResolutionTimeout":"PT2H")", "by itself (PT2H)"},
      {R"("alertPriorityRule":"LOW")", "priority (LOW)"},
      {R"("bidirectional":true)", "two-way connector"},
  };
  for (const SourceSetting& one : settings) {
    const std::vector<std::string> found = concerns(one.fields);
    ASSERT_EQ(found.size(), 1U) << one.fields;
    EXPECT_NE(found[0].find(one.words), std::string::npos) << found[0];
  }
}

}  // namespace
}  // namespace ilert_bridge
