#include "ilert-bridge/livestatus/ranges.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

std::string filters(const HostRanges& ranges) {
  Query query{"services"};
  ranges.limit(query, "host_name");
  const std::string text = query.text(true).value();
  std::string only;
  for (std::size_t at = text.find("Filter: "); at != std::string::npos; at = text.find("Filter: ", at + 1))
    only += text.substr(at + 8, text.find('\n', at) - at - 8) + ";";
  return only;
}

std::vector<std::string> all_of(HostRanges ranges) {
  std::vector<std::string> parts;
  for (; !ranges.done(); ranges.next()) parts.push_back(filters(ranges));
  return parts;
}

using Texts = std::vector<std::string>;

TEST(HostRanges, CoverEveryNameThereMayBe) {
  EXPECT_EQ(all_of({{"d", "b", "a", "c", "e"}, 2}),
            (Texts{"host_name < c;", "host_name >= c;host_name < e;", "host_name >= e;"}));
}

TEST(HostRanges, OfOnePartHaveNoEnds) {
  EXPECT_EQ(all_of({{"a", "b"}, 2}), (Texts{""}));
  EXPECT_EQ(all_of({{}, 0}), (Texts{""})) << "no host is known, and one may come";
}

TEST(HostRanges, AreHalvedDownToOneHost) {
  HostRanges ranges{{"a", "b", "c", "d"}, 4};
  EXPECT_TRUE(ranges.halve());
  EXPECT_EQ(filters(ranges), "host_name < c;");
  EXPECT_TRUE(ranges.halve());
  EXPECT_EQ(filters(ranges), "host_name < b;");
  EXPECT_FALSE(ranges.halve());
  ranges.next();
  EXPECT_EQ(filters(ranges), "host_name >= b;host_name < c;") << "what is left goes in small parts too";
}

TEST(HostRanges, BeginWithNamesThatCanBeSaid) {
  EXPECT_EQ(all_of({{"a", "b ", "b\nGET log", "c\xff", "d"}, 1}),
            (Texts{"host_name < d;", "host_name >= d;"}));
}

}  // namespace
}  // namespace ilert_bridge
