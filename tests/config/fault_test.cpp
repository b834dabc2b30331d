// What a person reads when something is wrong. Whole texts: their looks are part of the product.
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

struct Faults : ConfigTest {};

TEST_F(Faults, AMisspeltKeyIsShownWithTheNearest) {
  EXPECT_EQ(errors_of("[ilert]\ntimout = \"10s\"\n" + least),
            "DIR/ilert-bridge.toml:2:1: error: unknown key 'ilert.timout'; did you mean 'ilert.timeout'?\n"
            "    2 | timout = \"10s\"\n"
            "      | ^~~~~~\n");
}

TEST_F(Faults, ABareNumberIsToldItsUnit) {
  EXPECT_EQ(
      errors_of("[site.prod]\naddress = \"unix:/x\"\n\tpoll_interval = "
                "5\n[route.oncall]\nintegration_key_file = \"oncall.key\"\n"),
      "DIR/ilert-bridge.toml:3:18: error: 'site.prod.poll_interval' must be a duration such as \"30s\", got "
      "integer 5 without a unit; for seconds write \"5s\"\n"
      "    3 | \tpoll_interval = 5\n"
      "      | \t                ^\n");
}

TEST_F(Faults, AllOfAllFilesComeAtOnce) {
  folder.write("conf.d/10.toml", "[ilert]\ntimeout = 1h\n");
  folder.write("conf.d/20.toml", "[log]\nlevel = \"warn\"\n");
  EXPECT_EQ(
      errors_of("nam = \"x\"\n[site.prod]\nadress = \"unix:/x\"\n"),
      "DIR/ilert-bridge.toml:1:1: error: unknown key 'nam'; did you mean 'name'?\n"
      "    1 | nam = \"x\"\n"
      "      | ^~~\n"
      "DIR/ilert-bridge.toml:3:1: error: unknown key 'site.prod.adress'; did you mean 'site.prod.address'?\n"
      "    3 | adress = \"unix:/x\"\n"
      "      | ^~~~~~\n"
      "DIR/conf.d/10.toml:2:12: error: syntax error: a duration stands in quotes, \"1h\"\n"
      "    2 | timeout = 1h\n"
      "      |            ^\n"
      "DIR/conf.d/20.toml:2:9: error: 'log.level' must be \"error\", \"warning\", \"notice\", \"info\" or "
      "\"debug\", got text \"warn\"; did you mean \"warning\"?\n"
      "    2 | level = \"warn\"\n"
      "      |         ^~~~~~\n");
}

TEST_F(Faults, AnEmptyFileIsToldWhatIsMissing) {
  EXPECT_EQ(
      errors_of(""),
      "DIR/ilert-bridge.toml: error: no site is configured; add a table [site.NAME] with the address of its "
      "Livestatus, such as \"unix:/omd/sites/NAME/tmp/run/live\"\n"
      "DIR/ilert-bridge.toml: error: no route is configured; add a table [route.NAME] with the "
      "integration_key_file of an ilert alert source\n");
}

TEST_F(Faults, AFileThatIsNotThereIsSaidOnce) {
  EXPECT_EQ(text_of(load().errors),
            "DIR/ilert-bridge.toml: error: there is no such file; create it, or name another one\n");
}

TEST_F(Faults, AFolderIsNotAFile) {
  EXPECT_EQ(folder.without_path(to_text(load_config(folder.path(), on_mon1).errors.at(0))),
            "DIR: error: cannot read \"DIR\": it is a folder, not a file\n");
}

TEST_F(Faults, ConfDMustBeAFolder) {
  folder.write("conf.d", "");
  EXPECT_EQ(errors_of(least), "DIR/conf.d: error: cannot read \"DIR/conf.d\": Not a directory\n");
}

TEST_F(Faults, TwinsAreNamedWithBothPlaces) {
  folder.write("secrets/twin.key", "il1api0123456789", 0600);
  EXPECT_EQ(errors_of(least + "[route.twin]\nintegration_key_file = \"twin.key\"\n"),
            "DIR/ilert-bridge.toml:6:24: error: 'route.twin' has the same integration key as 'route.oncall' "
            "(DIR/ilert-bridge.toml:4); every route needs an alert source of its own\n"
            "    6 | integration_key_file = \"twin.key\"\n"
            "      |                        ^~~~~~~~~~\n");
}

TEST_F(Faults, ATableAndSomethingElseOfTheSameNameInTwoFilesAreNoMerge) {
  folder.write("conf.d/10.toml", least);
  EXPECT_EQ(errors_of("[[route]]\nfallback = true\n"),
            "DIR/ilert-bridge.toml:1:1: error: 'route' must be a table, got a list; write [route.NAME]\n"
            "    1 | [[route]]\n"
            "      | ^~~~~~~~~\n");
}

TEST_F(Faults, AFifoIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo(folder.main_file().c_str(), 0600), 0);
  EXPECT_EQ(
      text_of(load().errors),
      "DIR/ilert-bridge.toml: error: cannot read \"DIR/ilert-bridge.toml\": it is not an ordinary file\n");
}

TEST_F(Faults, WindowsLineEndsAndAByteOrderMarkAreNoFaults) {
  EXPECT_EQ(errors_of("\xef\xbb\xbf\r\n" + replaced(least, "\n", "\r\n")), "");
}

TEST_F(Faults, WhatABrokenFileMayHoldIsNotCalledMissing) {
  folder.write("conf.d/10.toml", "[route.oncall]\nintegration_key_file = \"oncall.key\"\n[site.x");
  EXPECT_EQ(load("[site.prod]\naddress = \"unix:/x\"\n[route.oncall]\n").errors.size(), 1U);
}

TEST_F(Faults, RandomBytesAreAFault) {
  for (const std::string& text :
       {std::string{"\0\0\0", 3}, std::string{"\xff\xfe"}, std::string{"\x1b[31m"}, std::string(300, '['),
        "x = " + std::string(3000, '['), "a." + std::string(4000, 'b') + " = 1"})
    EXPECT_FALSE(load(text).usable());
}

// One line of configuration behind `head`, and what is said of it: the column and the sentence. The rest of a
// usable configuration stands in conf.d.
struct Row {
  const char* why;
  const char* head;
  const char* line;
  int column;
  const char* text;
};

constexpr const char* of_an_author =
    "'sync.author' must have 1 to 40 characters, without ';' and '\\', "
    "and blanks only between words, one at a time";

const Row rows[] = {
    {"what people say is told or not", "", "sync.comments = \"all\"", 17,
     "'sync.comments' must be true or false without quotes, got text \"all\""},
    {"a log read further back than any is kept", "[policy]\n", "look_back = \"30d\"", 13,
     "'policy.look_back' must be from 0s to 7d, got 30d"},
    {"a heartbeat key that travels in the open", "[heartbeat]\n", "url = \"http://beat.example.com\"", 7,
     "'heartbeat.url' must begin with https://, or the heartbeat's key would travel unencrypted; http:// is "
     "taken "
     "only for localhost, 127.0.0.0/8 and [::1]"},
    {"a heartbeat too often", "[heartbeat]\n", "interval = \"5s\"", 12,
     "'heartbeat.interval' must be from 15s to 1d, got 5s"},
    {"metrics for everybody", "[metrics]\n", "listen = \"0.0.0.0:9469\"", 10,
     "'metrics.listen' must be a loopback address, 127.0.0.0/8 or [::1], because whoever reaches it may read "
     "it; to "
     "read it from elsewhere, put a web server with a password before it"},
    {"metrics for a name that may be anything", "[metrics]\n", "listen = \"localhost:9469\"", 10,
     "'metrics.listen' must be a loopback address, 127.0.0.0/8 or [::1], because whoever reaches it may read "
     "it; to "
     "read it from elsewhere, put a web server with a password before it"},
    {"metrics without a port", "[metrics]\n", "listen = \"127.0.0.1\"", 10,
     "'metrics.listen' must be an address and a port, such as \"127.0.0.1:9469\" or \"[::1]:9469\""},
    {"no such type of alert source", "[route.oncall]\n", "integration = \"chekmk\"", 15,
     "'route.oncall.integration' must be \"api\", \"checkmk\" or \"nagios\", got text \"chekmk\"; did you "
     "mean \"checkmk\"?"},
    {"a key in the wrong table is told the right one", "[route.oncall]\n", "soft_states = true", 1,
     "unknown key 'route.oncall.soft_states'; did you mean 'route.oncall.policy.soft_states'?"},
    {"a site's key in no site", "", "poll_interval = \"5s\"", 1,
     "unknown key 'poll_interval'; did you mean 'site.NAME.poll_interval'?"},
    {"a top key under a table", "[log]\n", "name = \"x\"", 1,
     "unknown key 'log.name'; it stands at the top of the file, before the first [table]"},
    {"nothing is near: the valid keys", "[log]\n", "zzz = 1", 1, "unknown key 'log.zzz'; valid here: level"},
    {"a site without a name", "[site]\n", "address = \"unix:/x\"", 1,
     "'site.address': every site has a name; write [site.NAME] instead of [site]"},
    {"an array of tables", "", "[[route]]", 1, "'route' must be a table, got a list; write [route.NAME]"},
    {"a table that is no table", "", "ilert = 5", 9, "'ilert' must be a table, got integer 5; write [ilert]"},
    {"a site that is no table", "[site]\n", "x = 5", 5,
     "'site.x' must be a table, got integer 5; write [site.x]"},
    {"a name with a blank", "", "[site.\"a b\"]", 7,
     "'site.\"a b\"': a site's name has 1 to 64 letters, digits, '.', '_' and '-', nothing else"},
    {"a duration without its unit", "[ilert]\n", "timeout = \"10\"", 11,
     "'ilert.timeout' must be a duration such as \"30s\", got text \"10\"; it is one whole number and one of "
     "the units "
     "ms, s, m, h and d"},
    {"a duration out of range", "[ilert]\n", "timeout = \"11m\"", 11,
     "'ilert.timeout' must be from 1s to 10m, got 11m"},
    {"unencrypted to ilert", "[ilert]\n", "url = \"http://api.ilert.com/api\"", 7,
     "'ilert.url' must begin with https://, or the integration keys would travel unencrypted; http:// is "
     "taken only for "
     "localhost, 127.0.0.0/8 and [::1]"},
    {"a host that only looks like loopback", "[ilert]\n", "url = \"http://127.evil.com/\"", 7,
     "'ilert.url' must begin with https://, or the integration keys would travel unencrypted; http:// is "
     "taken only for "
     "localhost, 127.0.0.0/8 and [::1]"},
    {"a URL of something else", "[ilert]\n", "url = \"api.ilert.com\"", 7,
     "'ilert.url' must begin with https:// or http://"},
    {"a query would be lost", "[ilert]\n", "url = \"https://x/?a=b\"", 7,
     "'ilert.url' must not have a query or a fragment ('?' or '#')"},
    {"a port out of range", "[ilert]\n", "url = \"https://x:70000/\"", 7,
     "'ilert.url' has a port that is not a number from 1 to 65535"},
    {"a port that is none", "[ilert]\n", "url = \"https://x:0/\"", 7,
     "'ilert.url' has a port that is not a number from 1 to 65535"},
    {"a port of many noughts", "[ilert]\n", "url = \"https://x:000/\"", 7,
     "'ilert.url' has a port that is not a number from 1 to 65535"},
    {"a proxy's port that is none", "[ilert]\n", "proxy = \"socks5h://p:0\"", 9,
     "'ilert.proxy' has a port that is not a number from 1 to 65535"},
    {"a heartbeat's port that is none", "[heartbeat]\n", "url = \"https://beat.example.com:0/x\"", 7,
     "'heartbeat.url' has a port that is not a number from 1 to 65535"},
    {"a web interface's port that is none", "[site.prod]\n", "web_url = \"https://mon:0/prod/\"", 11,
     "'site.prod.web_url' has a port that is not a number from 1 to 65535"},
    {"a blank in a URL", "[ilert]\n", "url = \"https://x/a b\"", 7,
     "'ilert.url' has a character that URLs do not have; write it percent-encoded"},
    {"a proxy with a path", "[ilert]\n", "proxy = \"http://p:1/x\"", 9, "'ilert.proxy' must not have a path"},
    {"a user who would end early", "[ilert]\n", "proxy_user = \"a:b\"", 14,
     "'ilert.proxy_user' must not have a ':', and blanks only between words, one at a time"},
    {"an author that is none", "[sync]\n", "author = \"\"", 10, of_an_author},
    {"an author that would end early", "[sync]\n", "author = \"a;b\"", 10, of_an_author},
    {"an author of many letters", "[sync]\n", "author = \"12345678901234567890123456789012345678901\"", 10,
     of_an_author},
    {"an author with a blank that Checkmk would lose", "[sync]\n", "author = \"ilert \"", 10, of_an_author},
    {"an author of two lines", "[sync]\n", "author = \"a\\nb\"", 10,
     "'sync.author' must not contain a line break or another control character"},
    {"a user without a password", "[ilert]\n", "proxy_user = \"bridge\"", 1,
     "'ilert.proxy_user' has no password; write it into a file and name it with proxy_password_file"},
    {"a relative path", "[journal]\n", "path = \"journal.db\"", 8,
     "'journal.path' must be an absolute path, got text \"journal.db\""},
    {"a CA file that is not there", "[ilert]\n", "ca_file = \"/nonexistent/ca.pem\"", 11,
     "'ilert.ca_file': there is no file \"/nonexistent/ca.pem\""},
    {"a line break would reach the protocol", "[site.prod]\n", "auth_user = \"a\\nb\"", 13,
     "'site.prod.auth_user' must not contain a line break or another control character"},
    {"an abbreviated state", "[route.oncall]\n", "alert_on = [\"DOWN\", \"CRIT\"]", 21,
     "'route.oncall.alert_on' has a wrong entry: it must be \"DOWN\", \"UNREACHABLE\", \"WARNING\", "
     "\"CRITICAL\" or "
     "\"UNKNOWN\", got text \"CRIT\"; did you mean \"CRITICAL\"?"},
    {"a route that never alerts", "[route.oncall]\n", "alert_on = []", 12,
     "'route.oncall.alert_on' must name at least one of \"DOWN\", \"UNREACHABLE\", \"WARNING\", \"CRITICAL\" "
     "or \"UNKNOWN\""},
    {"a priority of a good state", "[route.oncall]\n", "priority = { OK = \"LOW\" }", 14,
     "'route.oncall.priority' takes the states \"DOWN\", \"UNREACHABLE\", \"WARNING\", \"CRITICAL\" or "
     "\"UNKNOWN\", got \"OK\""},
    {"a priority in lower case", "[route.oncall]\n", "priority.DOWN = \"low\"", 17,
     "'route.oncall.priority' must be \"HIGH\" or \"LOW\", got text \"low\"; did you mean \"LOW\"?"},
    {"a single text instead of a list", "[route.oncall]\n", "match.hosts = \"db\"", 15,
     "'route.oncall.match.hosts' must be a list, got text \"db\"; write [\"db\"]"},
    {"an expression RE2 refuses, with its reason", "[route.oncall]\n", "match.hosts = [\"ok\", \"~^(db\"]",
     22, "'route.oncall.match.hosts' holds a regular expression that cannot be used: missing ): ^(db"},
    {"an expression that matches everything", "[route.oncall]\n", "except.hosts = [\"~\"]", 17,
     "'route.oncall.except.hosts' holds an empty regular expression; leave the key out to match everything"},
    {"a label without its value", "[route.oncall]\n", "match.labels = [\"linux\"]", 17,
     "'route.oncall.match.labels' must hold entries such as \"key:value\" or a regular expression, got text "
     "\"linux\""},
    {"an unknown part to send", "[route.oncall]\n", "send = [\"link\"]", 9,
     "'route.oncall.send' has a wrong entry: it must be \"output\", \"links\", \"notes\", \"groups\", "
     "\"address\", \"alias\", \"labels\" or \"tags\", got "
     "text \"link\"; did you mean \"links\"?"},
    {"a custom variable as the core's configuration writes it", "[route.oncall]\n",
     "custom = [\"A\", \"_ONCALL_DOC\"]", 16,
     "'route.oncall.custom' holds \"_ONCALL_DOC\"; Livestatus shows it as \"ONCALL_DOC\""},
    {"a custom variable twice", "[route.oncall]\n", "custom = [\"A\", \"A\"]", 16,
     "'route.oncall.custom' names \"A\" twice"},
    {"a custom variable that no template could name", "[route.oncall]\n", "custom = [\"my doc\"]", 11,
     "'route.oncall.custom' must hold names of custom variables, got text \"my doc\""},
    {"priority rules that are no list", "[route.oncall]\n", "priority_rules = { priority = \"LOW\" }", 18,
     "'route.oncall.priority_rules' must be a list of rules, got a table"},
    {"a priority rule that is no table", "[route.oncall]\n", "priority_rules = [\"LOW\"]", 19,
     "'route.oncall.priority_rules' must hold tables such as { match = { tags = [\"criticality:test\"] }, "
     "priority = \"LOW\" }, got text \"LOW\""},
    {"a priority rule without a priority", "[route.oncall]\n", "priority_rules = [{ states = [\"DOWN\"] }]",
     19, "'route.oncall.priority_rules' has a rule without its priority, \"HIGH\" or \"LOW\""},
    {"a misspelt key of a priority rule", "[route.oncall]\n",
     "priority_rules = [{ state = [\"DOWN\"], priority = \"LOW\" }]", 21,
     "'route.oncall.priority_rules' has a wrong rule: it has no key \"state\"; did you mean \"states\"?"},
    {"a misspelt key of what a priority rule matches", "[route.oncall]\n",
     "priority_rules = [{ match = { tag = [\"a:b\"] }, priority = \"LOW\" }]", 31,
     "'route.oncall.priority_rules' has a wrong rule: match has no key \"tag\"; did you mean \"tags\"?"},
    {"a state of a priority rule", "[route.oncall]\n",
     "priority_rules = [{ states = [\"CRIT\"], priority = \"LOW\" }]", 31,
     "'route.oncall.priority_rules' has a wrong rule: its states has a wrong entry: it must be \"DOWN\", "
     "\"UNREACHABLE\", \"WARNING\", \"CRITICAL\" or \"UNKNOWN\", got text \"CRIT\"; did you mean "
     "\"CRITICAL\"?"},
    {"a tag of a priority rule", "[route.oncall]\n",
     "priority_rules = [{ match = { tags = [\"test\"] }, priority = \"LOW\" }]", 39,
     "'route.oncall.priority_rules' has a wrong rule: its match.tags must hold entries such as \"key:value\" "
     "or a "
     "regular expression, got text \"test\""},
    {"a budget of nothing", "[route.oncall]\n", "events_per_minute = 0", 21,
     "'route.oncall.events_per_minute' must be an integer from 1 to 100000, got integer 0"},
    {"a boolean in quotes", "[route.oncall]\n", "fallback = \"yes\"", 12,
     "'route.oncall.fallback' must be true or false without quotes, got text \"yes\""},
    {"a policy word", "[policy]\n", "downtime = \"resolv\"", 12,
     "'policy.downtime' must be \"resolve\", \"accept\", \"keep\" or \"alert\", got text \"resolv\"; did you "
     "mean \"resolve\"?"},
    {"text without quotes", "[log]\n", "level = info", 12, "syntax error: text stands in quotes, \"info\""},
    {"control characters never reach the terminal", "[log]\n", "level = \"\\u001b[31m\"", 9,
     "'log.level' must be \"error\", \"warning\", \"notice\", \"info\" or \"debug\", got text "
     "\"\\u001B[31m\""},
};

TEST_F(Faults, AreSaidWithTheirColumn) {
  for (const Row& row : rows) {
    folder.write("conf.d/00.toml", least);
    const Loaded loaded = load(std::string{row.head} + row.line + "\n");
    ASSERT_FALSE(loaded.errors.empty()) << row.why;
    const Fault& fault = loaded.errors.front();
    EXPECT_EQ(fault.text, row.text) << row.why;
    EXPECT_EQ(fault.column, row.column) << row.why;
    EXPECT_EQ(fault.excerpt, row.line) << row.why;
  }
}

TEST_F(Faults, OnlyWhatIsWrongIsSaid) {
  for (const Row& row : rows) {
    folder.write("conf.d/00.toml", least);
    const Loaded loaded = load(std::string{row.head} + row.line + "\n");
    EXPECT_EQ(loaded.errors.size(), 1U) << row.why << '\n' << text_of(loaded.errors);
  }
}

TEST_F(Faults, AnOlderAlertSourceOfSeveralSitesIsWarnedOf) {
  const std::string sites = "[site.one]\naddress = \"unix:/a\"\n[site.two]\naddress = \"unix:/b\"\n";
  const std::string route = "[route.oncall]\nintegration_key_file = \"oncall.key\"\nintegration = ";
  EXPECT_EQ(
      warnings_of(sites + route + "\"checkmk\"\n"),
      "DIR/ilert-bridge.toml:7:15: warning: 'route.oncall.integration': ilert tells alerts of this alert "
      "source "
      "apart by host and service alone, and the route takes 2 sites; hosts of the same name share an alert, "
      "unless match.sites names one site\n"
      "    7 | integration = \"checkmk\"\n"
      "      |               ^~~~~~~~~\n");
  EXPECT_EQ(warnings_of(sites + route + "\"nagios\"\nmatch.sites = [\"one\"]\n"), "");
  EXPECT_EQ(warnings_of(sites + route + "\"nagios\"\nexcept.sites = [\"~^t\"]\n"), "");
  EXPECT_EQ(warnings_of(sites + route + "\"api\"\n"), "");
}

TEST_F(Faults, ASiteOfWhichARouteLeavesOutOnlySomeIsTaken) {
  const std::string sites = "[site.one]\naddress = \"unix:/a\"\n[site.two]\naddress = \"unix:/b\"\n";
  const std::string route =
      "[route.oncall]\nintegration_key_file = \"oncall.key\"\nintegration = \"nagios\"\n";
  EXPECT_NE(warnings_of(sites + route + "except = { sites = [\"two\"], hosts = [\"lab\"] }\n")
                .find("the route takes 2 sites"),
            std::string::npos);
}

TEST_F(Faults, ASiteThatIsLeftOutAndIsNoneIsWarnedOf) {
  EXPECT_EQ(warnings_of(least + "except.sites = [\"prud\"]\n"),
            "DIR/ilert-bridge.toml:5:17: warning: 'route.oncall.except.sites': no site is called \"prud\"\n"
            "    5 | except.sites = [\"prud\"]\n"
            "      |                 ^~~~~~\n");
}

TEST_F(Faults, WarningsAreFewAndUseful) {
  EXPECT_EQ(warnings_of("[site.prod]\naddress = \"tcp://mon:6557\"\nca_file = \"\"\n[route.oncall]\n"
                        "integration_key_file = \"oncall.key\"\nown_alerts = false\nalert_on = [\"DOWN\"]\n"
                        "match = { sites = [\"prud\", \"~^pr\"], services = [\"x\"] }\n"),
            "DIR/ilert-bridge.toml:2:11: warning: 'site.prod.address' crosses the network unencrypted, and "
            "whoever is "
            "in between can forge answers; tls:// does better\n"
            "    2 | address = \"tcp://mon:6557\"\n"
            "      |           ^~~~~~~~~~~~~~~~\n"
            "DIR/ilert-bridge.toml:6:14: warning: no route has own_alerts: nobody is alerted when a site "
            "falls silent "
            "or ilert refuses events\n"
            "    6 | own_alerts = false\n"
            "      |              ^~~~~\n"
            "DIR/ilert-bridge.toml:8:20: warning: 'route.oncall.match.sites': no site is called \"prud\"\n"
            "    8 | match = { sites = [\"prud\", \"~^pr\"], services = [\"x\"] }\n"
            "      |                    ^~~~~~\n"
            "DIR/ilert-bridge.toml:8:48: warning: 'route.oncall.match.services' makes this a route for "
            "services, but "
            "its alert_on has only states of hosts\n"
            "    8 | match = { sites = [\"prud\", \"~^pr\"], services = [\"x\"] }\n"
            "      |                                                ^~~~~\n");
}

TEST_F(Faults, LoopbackTcpIsNothingToWarnOf) {
  EXPECT_EQ(
      warnings_of(
          "[site.p]\naddress = \"tcp://127.0.0.1:6557\"\n[route.r]\nintegration_key_file = \"oncall.key\"\n"),
      "");
}

TEST(ToText, CountsCodePointsAndKeepsWithinTheLine) {
  const Fault fault{.file = "f",
                    .line = 12,
                    .column = 6,
                    .text = "t",
                    .excerpt = "ä = \"ö\"",
                    .width = 99,
                    .warning = true};
  EXPECT_EQ(to_text(fault), "f:12:6: warning: t\n   12 | ä = \"ö\"\n      |      ^~\n");
}

}  // namespace
}  // namespace ilert_bridge
