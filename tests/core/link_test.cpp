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

TEST(Link, ToWhatCheckmkNamesForAnObjectIsOneThatIlertCanTake) {
  struct Row {
    std::string_view raw, link;
  };
  const Row rows[] = {
      {"https://wiki.example.com/web01?a=b&c=d#top", "https://wiki.example.com/web01?a=b&c=d#top"},
      {" http://wiki/ ", "http://wiki/"},
      {"HTTPS://wiki:8443/a%20b", "https://wiki:8443/a%20b"},
      {"https://wiki/CPU load/d\xc3\xbcsseldorf", "https://wiki/CPU%20load/d%C3%BCsseldorf"},
      {"https://wiki/d\xfcsseldorf", "https://wiki/d%FCsseldorf"},
      {"https://wiki/<script>\"'", "https://wiki/%3Cscript%3E%22'"},
      {"", ""},
      {"/prod/pnp4nagios/graph?host=web01", ""},
      {"wiki.example.com", ""},
      {"https://", ""},
      {"https:///page", ""},
      {"javascript://alert(1)", ""},
      {"ftp://files/", ""},
      {"https://anna:hunter2@wiki/", ""},
      {"https://anna@wiki/", ""},
      {"https://anna:hun/ter2@wiki/", ""},
      {"https://anna:pa#ss@wiki/", ""},
      {"https://anna:12/34@wiki/", ""},
      {"https://one/' 'https://anna:pw@two/", ""},
      {"httpsx://wiki/", ""},
      {"https:/wiki/", ""},
      {"https://wiki:abc/", ""},
      {"https://wi ki/", ""},
      {"https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"},
      {"https://[2001:db8::1]", "https://[2001:db8::1]"},
      {"https://[2001:db8::1", ""},
      {"https://wiki/Memory %?a=[1]#b#c", "https://wiki/Memory%20%25?a=%5B1%5D#b%23c"},
      {"https://wiki/100%", "https://wiki/100%25"},
      {"https://wiki/anna@example.com", "https://wiki/anna@example.com"},
      {"'https://one/' 'https://two/'", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(outer_link(row.raw), row.link) << row.raw;
  EXPECT_EQ(outer_link("https://wiki/" + std::string(3000, 'x')), "");
}
