#include "ilert-bridge/net/stranger.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ilert_bridge {
namespace {

using namespace std::string_view_literals;

TEST(Stranger, IsKnownByItsFirstBytes) {
  struct Case {
    std::string_view bytes, hint;
  };
  const Case cases[] = {
      {"\x15\x03\x01\x00\x02\x02\x46"sv, "tls://"},
      {"\x16\x03\x03\x00\x7a"sv, "tls://"},
      {"HTTP/1.1 400 Bad", "web server"},
      {"<html>\r\n<head><t", "web server"},  // nginx, without a version in the question
      {"<!DOCTYPE HTML P", "web server"},    // Apache, likewise
      {"SSH-2.0-OpenSSH_", "SSH"},
  };
  for (const auto& [bytes, hint] : cases)
    EXPECT_NE(stranger_hint(bytes).find(hint), std::string_view::npos) << bytes;
}

TEST(Stranger, MayBeAnybody) {
  for (const std::string_view bytes : {""sv, "\x15"sv, "200          12\n"sv, "Client connectio"sv})
    EXPECT_EQ(stranger_hint(bytes), "") << bytes;
}

}  // namespace
}  // namespace ilert_bridge
