// Text that is no TOML: what its writer meant, and what to write instead.
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

struct Slip {
  const char* why;
  const char* text;
  const char* said;
};

const Slip slips[] = {
    {"an address", "[site.prod]\naddress = unix:/run/live  # here\n",
     "syntax error: text stands in quotes, \"unix:/run/live\""},
    {"one that begins like true", "[site.prod]\naddress = tcp://mon:6557\n",
     "syntax error: text stands in quotes, \"tcp://mon:6557\""},
    {"a path", "[journal]\npath = /var/lib/x\n", "syntax error: text stands in quotes, \"/var/lib/x\""},
    {"two words", "name = my host\n", "syntax error: text stands in quotes, \"my host\""},
    {"in a list", "[route.x]\nmatch.hosts = [web01, db01]\n",
     "syntax error: text stands in quotes, \"web01\""},
    {"behind another entry", "[route.x]\nmatch.hosts = [\"web01\", ~^db]\n",
     "syntax error: text stands in quotes, \"~^db\""},
    {"in a table", "[route.x]\npriority = { WARNING = LOW }\n",
     "syntax error: text stands in quotes, \"LOW\""},
    {"a template", "[route.x]\nsummary = {{host}} is down\n",
     "syntax error: text stands in quotes, \"{{host}} is down\""},
    {"the name of a key's file", "[route.x]\nintegration_key_file = oncall.key\n",
     "syntax error: text stands in quotes, \"oncall.key\""},
    {"typographic quotes", "name = \xe2\x80\x9cmon1\xe2\x80\x9d\n",
     "syntax error: text stands in straight quotes, \"mon1\""},
    {"a truth", "[route.x]\nfallback = True\n", "syntax error: write true, in small letters"},
    {"a truth of other languages", "[route.x]\nfallback = yes\n",
     "syntax error: write true or false; other text stands in quotes, \"yes\""},
    {"an open quote", "[site.prod]\naddress = \"unix:/run/live\npoll_interval = \"5s\"\n",
     "syntax error: the quote that opens here is not closed on this line: \"unix:/run/live"},
    {"an open single quote", "name = 'mon1\n",
     "syntax error: the quote that opens here is not closed on this line: 'mon1"},
    {"an open quote at the end", "name = \"mon1",
     "syntax error: the quote that opens here is not closed on this line: \"mon1"},
    {"an open quote in a list", "[route.x]\nmatch.hosts = [\"web01, \"db01\"]\n",
     "syntax error: a comma is missing, or a quote too many or too few"},
    {"a table over lines", "[route.x]\nmatch = {\n  hosts = [\"x\"]\n}\n",
     "syntax error: a table in { } stands on one line; write it on one, or as a table of its own, "
     "[….match]"},
    {"the rest of it", "[route.x]\nmatch = { hosts = [\"x\"],\n sites = [\"y\"] }\n",
     "syntax error: a table in { } stands on one line; write it on one, or as a table of its own, "
     "[….match]"},
    {"a key twice", "[route.x]\ndelay = \"1m\"\ndelay = \"2m\"\n",
     "syntax error: 'delay' stands here a second time; remove one of the two"},
    {"a table twice", "[route.x]\ndelay = \"1m\"\n[route.x]\nfallback = true\n",
     "syntax error: the table 'route.x' stands here a second time; write its keys under the first"},
    {"a secret twice", "[route.x]\nintegration_key = \"il1api0123456789\"\nintegration_key = \"x\"\n",
     "syntax error: 'integration_key' stands here a second time; remove one of the two"},
};

struct Syntax : ConfigTest {};

TEST_F(Syntax, ASlipIsNamedWithWhatToWrite) {
  for (const Slip& slip : slips) {
    const Loaded loaded = load(slip.text);
    ASSERT_FALSE(loaded.errors.empty()) << slip.why;
    EXPECT_EQ(loaded.errors.front().text, slip.said) << slip.why;
  }
}

TEST_F(Syntax, WhatNobodyKnowsIsSaidInTheParsersWords) {
  EXPECT_NE(errors_of("[a\nx = 1\n").find("syntax error in table header: expected ']'"), std::string::npos);
  EXPECT_NE(errors_of("x\n").find("expected '='"), std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
