#include "ilert-bridge/core/link.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

TEST(Link, OpensTheObjectsPage) {
  EXPECT_EQ(link_to({"prod", "web01", "", ""}, "https://mon.example.com/prod/"),
            "https://mon.example.com/prod/check_mk/index.py?start_url="
            "view.py%3Fview_name%3Dhost%26host%3Dweb01%26site%3Dprod");
  EXPECT_EQ(link_to({"prod", "web01", "CPU load", ""}, "https://mon.example.com/prod/"),
            "https://mon.example.com/prod/check_mk/index.py?start_url="
            "view.py%3Fview_name%3Dservice%26host%3Dweb01%26service%3DCPU%2520load%26site%3Dprod");
}

TEST(Link, DoesNotNeedTheSlash) {
  const Subject subject{"prod", "web01", "", ""};
  EXPECT_EQ(link_to(subject, "https://mon/prod"), link_to(subject, "https://mon/prod/"));
}

TEST(Link, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(link_to({"prod", "web01", "", ""}, ""), "");
  EXPECT_EQ(link_to({"prod", "", "", "site"}, "https://mon/prod/"), "");
}

TEST(Link, CarriesAnyName) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b&c=d/é\"<\n"), "a%20b%26c%3Dd%2F%C3%A9%22%3C%0A");
  EXPECT_EQ(percent_encoded(std::string{"\0\xff", 2}), "%00%FF");
}
