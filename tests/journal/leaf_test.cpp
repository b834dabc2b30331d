// Pages of a damaged file may hold anything.
#include "src/journal/leaf.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ilert_bridge::journal {
namespace {

std::optional<std::string> no_page(std::uint32_t) { return std::nullopt; }

std::string leaf_with(const std::string& cell) {
  std::string page(page_size, '\0');
  const std::size_t offset = page_size - cell.size();
  page[0] = 0x0D;
  page[4] = 1;  // one cell
  page[8] = static_cast<char>(offset >> 8);
  page[9] = static_cast<char>(offset & 0xFF);
  return page.replace(offset, cell.size(), cell);
}

TEST(Leaf, ARowIsReadAsItWasWritten) {
  // payload 9, id 130, header of 6: NULL, text of 2, -1 in a byte, 0, 1
  const auto records =
      records_of(leaf_with(std::string("\x09\x81\x02\x06\x00\x11\x01\x08\x09hi\xFF", 12)), no_page);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].id, 130);
  const std::vector<Value> expected{nullptr, std::string{"hi"}, std::int64_t{-1}, std::int64_t{0},
                                    std::int64_t{1}};
  EXPECT_EQ(records[0].values, expected);
}

TEST(Leaf, OtherPagesHaveNoRows) {
  EXPECT_TRUE(records_of("", no_page).empty());
  EXPECT_TRUE(records_of(std::string(page_size, '\0'), no_page).empty());
  EXPECT_TRUE(records_of(std::string(page_size, '\x0A'), no_page).empty());
}

TEST(Leaf, AChainThatLeadsToItselfEnds) {
  // payload of 100,000 bytes
  const std::string page = leaf_with(std::string("\x86\x8D\x20\x01", 4) + std::string(500, '\x01'));
  const ReadPage itself = [](std::uint32_t) { return std::optional{std::string(page_size, '\x01')}; };
  EXPECT_LE(records_of(page, itself).size(), 1U);
}

TEST(Leaf, RowsThatLieOverEachOtherDoNotReadTheFileHundredsOfTimes) {
  // Each of its 496 cells is the same row of a million bytes.
  std::string page(page_size, '\0');
  page[0] = 0x0D;
  page[3] = 0x01;
  page[4] = static_cast<char>(0xF0);
  constexpr std::size_t offset = 1000;
  for (std::size_t at = 8; at < offset; at += 2) page.replace(at, 2, "\x03\xE8");
  page.replace(offset, 4, std::string("\xBD\x84\x40\x01", 4));
  std::size_t asked = 0;
  const ReadPage itself = [&](std::uint32_t) {
    ++asked;
    return std::optional{std::string(page_size, '\x01')};
  };
  records_of(page, itself);
  EXPECT_GT(asked, 200U) << "one of them it may be";
  EXPECT_LT(asked, 1000U);
}

TEST(Leaf, GarbageIsNeverReadBeyondItsEnd) {
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    std::string page(page_size, '\0');
    for (char& byte : page) byte = static_cast<char>(random());
    page[0] = 0x0D;
    records_of(page,
               [&](std::uint32_t number) { return number % 2 == 0 ? std::optional{page} : std::nullopt; });
  }
}

}  // namespace
}  // namespace ilert_bridge::journal
