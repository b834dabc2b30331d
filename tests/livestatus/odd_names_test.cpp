// Rows without a name, and with the name of another one.
#include "ilert-bridge/livestatus/odd_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ilert_bridge {
namespace {

Sighting sighting(const std::string& host, const std::string& service, State state) {
  Sighting made;
  made.subject = {"prod", host, service, ""};
  made.observation.state = state;
  return made;
}

TEST(OddNames, ServicesWithoutADescriptionAreNotTakenForTheirHost) {
  std::vector<Sighting> rows{sighting("web01", "", State::down), sighting("", "", State::critical),
                             sighting("web01", "", State::critical), sighting("", "HTTP", State::critical),
                             sighting("web01", "HTTP", State::critical)};
  OddNames odd;
  drop_nameless(Table::services, rows, 1, odd);
  ASSERT_EQ(rows.size(), 2U) << "the host before them stays";
  EXPECT_EQ(rows[1].subject.service, "HTTP");
  EXPECT_EQ(odd.nameless, 3U);
  EXPECT_EQ(odd.text(), "3 objects without a name are left out");
}

TEST(OddNames, HostsHaveNoDescription) {
  std::vector<Sighting> rows{sighting("web01", "", State::down), sighting("", "", State::down)};
  OddNames odd;
  drop_nameless(Table::hosts, rows, 0, odd);
  EXPECT_EQ(rows.size(), 1U);
}

TEST(OddNames, OfOneNameTheWorstStaysWhateverTheOrder) {
  std::vector<Sighting> rows{sighting("web01", "T", State::warning), sighting("web01", "T", State::critical),
                             sighting("web01", "T", State::ok), sighting("web01", "A", State::warning)};
  const auto order = [](const Sighting& one, const Sighting& other) {
    return one.observation.state < other.observation.state;
  };
  std::sort(rows.begin(), rows.end(), order);
  do {
    std::vector<Sighting> shuffled = rows;
    OddNames odd;
    keep_the_worst(shuffled, odd);
    ASSERT_EQ(shuffled.size(), 2U);
    for (const Sighting& one : shuffled)
      EXPECT_EQ(one.observation.state, one.subject.service == "T" ? State::critical : State::warning);
    EXPECT_EQ(odd.shared, 2U);
    EXPECT_EQ(odd.example, "prod/web01/T");
  } while (std::next_permutation(rows.begin(), rows.end(), order));
}

TEST(OddNames, AConfirmedProblemCountsMoreThanASoftOne) {
  std::vector<Sighting> rows{sighting("web01", "T", State::critical),
                             sighting("web01", "T", State::critical)};
  rows[1].observation.hard = false;
  OddNames odd;
  keep_the_worst(rows, odd);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].observation.hard);
}

TEST(OddNames, MostlyThereAreNone) {
  std::vector<Sighting> rows{sighting("web02", "", State::down), sighting("web01", "", State::down)};
  OddNames odd;
  keep_the_worst(rows, odd);
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].subject.host, "web02") << "the server's order stays";
  EXPECT_EQ(odd.text(), "");
}

TEST(OddNames, AreSaidWithAnExample) {
  OddNames odd;
  odd.shared = 1;
  odd.unspoken = 2;
  odd.example = "prod/web01/T\xfcr";
  EXPECT_EQ(
      odd.text(),
      "1 object has the name of another one, the worse one counts; 2 reported objects cannot be asked for "
      "by name and are held, such as \"prod/web01/T\\xfcr\"");
}

}  // namespace
}  // namespace ilert_bridge
