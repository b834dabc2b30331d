#include "ilert-bridge/core/alike.hpp"

#include <gtest/gtest.h>

using ilert_bridge::most_alike;
using Names = std::vector<std::string>;

TEST(Alike, FindsTheNameInOtherCaseOrWithItsDomain) {
  const Names names{"db01", "WEB01", "web01.example.com", "web02"};
  EXPECT_EQ(most_alike("web01", names, 2), (Names{"WEB01", "web01.example.com"}));
}

TEST(Alike, FindsWhatIsAFewLettersAwayBeforeWhatHoldsTheWord) {
  const Names names{"HTTP check of the shop", "HTTPS", "Disk"};
  EXPECT_EQ(most_alike("HTPS", names, 3), (Names{"HTTPS"}));
  EXPECT_EQ(most_alike("http", names, 3), (Names{"HTTPS", "HTTP check of the shop"}));
}

TEST(Alike, FindsNothingWhereNothingIsAlike) {
  EXPECT_EQ(most_alike("printer-7", {"web01", "db01"}, 3), Names{});
  EXPECT_EQ(most_alike("web01", {}, 3), Names{});
}
