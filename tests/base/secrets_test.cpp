#include "ilert-bridge/base/secrets.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"

using namespace ilert_bridge;

namespace {

KnownSecrets with(std::initializer_list<std::string_view> all) {
  KnownSecrets secrets;
  for (const std::string_view one : all) secrets.add(one);
  return secrets;
}

}  // namespace

TEST(Secrets, AreBlottedOutInWhateverFormTheyAreWritten) {
  const KnownSecrets secrets = with({"p&s/\"w%\\ d'<>"});
  const std::pair<const char*, std::string> rows[] = {
      {"as it is", "p&s/\"w%\\ d'<>"},
      {"in a URL", "p%26s%2F%22w%25%5C%20d%27%3C%3E"},
      {"in a URL, lower case", "p%26s%2f%22w%25%5c%20d%27%3c%3e"},
      {"in a URL that was encoded only where it must", "p&s/%22w%25%5C%20d'%3C%3E"},
      {"in a form", "p%26s%2F%22w%25%5C+d%27%3C%3E"},
      {"in JSON", R"(p&s/\"w%\\ d'<>)"},
      {"in JSON that escapes what it may", R"(p\u0026s\/\u0022w%\u005C d\u0027\u003c\u003E)"},
      {"in HTML", "p&amp;s/&quot;w%\\ d&#39;&lt;&gt;"},
      {"in HTML by numbers", "p&#38;s/&#x22;w%\\ d&apos;&#60;&#x3E;"},
      {"as our own log writes it", R"(p&s/\"w%\\ d'<>)"},
      {"with bytes in C", R"(p&s\x2f\"w%\\\x20d'<>)"},
  };
  for (const auto& [how, written] : rows) {
    EXPECT_EQ(secrets.blot_out(written), "***") << how;
    EXPECT_EQ(secrets.blot_out("key " + written + written + " is bad"), "key ****** is bad") << how;
  }
}

TEST(Secrets, WhatOnlyResemblesOneStays) {
  const KnownSecrets secrets = with({"il1api0123456789"});
  for (const std::string text : {"", "il1api012345678", "IL1API0123456789", "il1api%2", "%", "\\", "&#",
                                 "\\u00", "il1api0123456788", "&#x;il1api", "100 % of il1api"})
    EXPECT_EQ(secrets.blot_out(text), text);
}

TEST(Secrets, TheLongerOfTwoGoesAsAWhole) {
  const KnownSecrets secrets = with({"il1api01", "il1api0123456789"});
  EXPECT_EQ(secrets.blot_out("il1api0123456789, il1api01!"), "***, ***!");
}

TEST(Secrets, AWordTooShortForOneBlotsNothing) {
  const KnownSecrets secrets = with({"", "a", "alert"});
  EXPECT_EQ(secrets.blot_out("an alert"), "an alert");
}

TEST(Secrets, NoTextNobodyKnowsIsTouched) {
  EXPECT_EQ(KnownSecrets{}.blot_out("a%20\\\"b&amp;"), "a%20\\\"b&amp;");
}

TEST(Secrets, OfTheProcessAreInNoLogLine) {
  known_secrets().add("t0ken\"that opens");
  EXPECT_EQ(blot_out("no t0ken%22that%20opens"), "no ***");
  EXPECT_EQ(log_line("ilert says t0ken\"that opens", {{"answer", "401: t0ken\"that opens"}}),
            R"(ilert says *** answer="401: ***")");
  // Where it would be cut in two.
  const std::string filler(1990, 'x');
  EXPECT_EQ(log_line("said", {{"answer", filler + "t0ken\"that opens"}}), "said answer=" + filler + "***");
}
