#include "ilert-bridge/livestatus/beginning.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

std::string asked(const Beginning& beginning, const std::string& auth_user = {}) {
  const Result<std::string> text = names_query(beginning, auth_user).text(false);
  return text ? *text : "refused: " + text.error().text;
}

bool has(const std::string& text, const std::string& line) {
  return text.find(line + '\n') != std::string::npos;
}

TEST(NamesQuery, AsksForHostsThatBeginSo) {
  const std::string text = asked({.letters = "web"});
  EXPECT_TRUE(has(text, "GET hosts")) << text;
  EXPECT_TRUE(has(text, "Filter: name ~ ^web")) << text;
}

TEST(NamesQuery, AsksForServicesOfOneHost) {
  const std::string text = asked({.letters = "CPU", .of_services = true, .host = "web01"}, "ann");
  EXPECT_TRUE(has(text, "GET services")) << text;
  EXPECT_TRUE(has(text, "Filter: host_name = web01")) << text;
  EXPECT_TRUE(has(text, "Filter: description ~ ^CPU")) << text;
  EXPECT_TRUE(has(text, "AuthUser: ann")) << text;
}

TEST(NamesQuery, TakesEveryLetterForItself) {
  const std::string text = asked({.letters = "a.b*(c)"});
  EXPECT_TRUE(has(text, R"(Filter: name ~ ^a\.b\*\(c\))")) << text;
}

TEST(NamesQuery, DoesNotAskForABlankAtTheEnd) {
  EXPECT_TRUE(has(asked({.letters = "CPU "}), "Filter: name ~ ^CPU"));
}

TEST(NamesQuery, AsksForAllWithoutLetters) {
  EXPECT_EQ(asked({.letters = ""}).find("Filter:"), std::string::npos);
}

TEST(NamesQuery, NeverEndsALine) {
  const std::string text = asked({.letters = "a\nDeleteAll: 1"});
  EXPECT_EQ(text.find("DeleteAll"), std::string::npos) << text;
}

}  // namespace
}  // namespace ilert_bridge
