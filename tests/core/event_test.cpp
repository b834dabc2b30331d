#include "ilert-bridge/core/event.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

namespace {

// The expected digests come from sha256sum(1): printf 'prod\0web01\0HTTP' | sha256sum
struct Row {
  std::string why;
  Subject subject;
  std::string key;
};

}  // namespace

TEST(AlertKey, IsTheDigestOfTheExactBytes) {
  const Row rows[] = {
      {"a service", {"prod", "web01", "HTTP", ""}, "cmk-550e3895320e2168aef74107a94a55bf"},
      {"a host has an empty service", {"prod", "web01", "", ""}, "cmk-3d38971d47e73323a1182540e8c8ad7c"},
      {"the words of the documentation",
       {"site", "host", "service", ""},
       "cmk-d85bbad836a031af73da7de3681056a7"},
      {"bytes, not characters: Latin-1 beside UTF-8",
       {"prod",
        "d\xfc"
        "sseldorf",
        "Gr\xc3\xb6\xc3\x9f"
        "e",
        ""},
       "cmk-0eec40dd5e2aca1bb63252286729f858"},
      {"an own matter of a site", {"prod", "", "", "site"}, "bridge-cdf98e53156505051dafa34760ba74a4"},
      {"an own matter without a name", {"", "", "", "disk"}, "bridge-22b4b403ef1e060f67f7c929e13e9816"},
  };
  for (const Row& row : rows) EXPECT_EQ(alert_key(row.subject, "mon1"), row.key) << row.why;
}

TEST(AlertKey, OfASubjectDoesNotDependOnTheBridge) {
  const Subject subject{"prod", "web01", "HTTP", ""};
  EXPECT_EQ(alert_key(subject, "mon1"), alert_key(subject, "mon2"));
}

TEST(AlertKey, OfAnOwnMatterBelongsToOneBridge) {
  const Subject matter{"prod", "", "", "site"};
  EXPECT_NE(alert_key(matter, "mon1"), alert_key(matter, "mon2"));
}

TEST(AlertKey, KeepsNeighbouringNamesApart) {
  EXPECT_NE(alert_key({"prod", "web0", "1HTTP", ""}, ""), alert_key({"prod", "web01", "HTTP", ""}, ""));
  EXPECT_NE(alert_key({"prod", "web01", "", ""}, ""), alert_key({"prod", "", "web01", ""}, ""));
}
