// What can be used as it is written, and was hardly meant so.
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

struct Doubts : ConfigTest {
  // The warnings' words alone, a line each.
  std::string said_of(const std::string& lines) {
    std::string text;
    for (const Fault& warning : load(least + lines).warnings) text += warning.text + '\n';
    return text;
  }
};

TEST_F(Doubts, AnExpressionWithoutItsSignIsANameThatNobodyHas) {
  EXPECT_EQ(said_of("match.hosts = [\"web*\", \"^db\", \"db[0-9]$\", \"~^ok\", \"mail\"]\n"),
            "'route.oncall.match.hosts': \"web*\" is only a host called exactly so; \"~\" makes it a regular "
            "expression: write \"~^web\"\n"
            "'route.oncall.match.hosts': \"^db\" is only a host called exactly so; \"~\" makes it a regular "
            "expression: write \"~^db\"\n"
            "'route.oncall.match.hosts': \"db[0-9]$\" is only a host called exactly so; \"~\" makes it a "
            "regular expression: write \"~db[0-9]$\"\n");
}

TEST_F(Doubts, StarsOfShellsBecomeExpressions) {
  const auto meant = [&](const std::string& name) {
    const std::string said = said_of("except.services = [\"" + name + "\"]\n");
    return said.substr(std::min(said.rfind("write "), said.size()));
  };
  EXPECT_EQ(meant("*disk*"), "write \"~disk\"\n");
  EXPECT_EQ(meant("*.local"), "write \"~\\\\.local$\"\n") << "as TOML writes it";
  EXPECT_EQ(meant("a*b"), "write \"~^a.*b$\"\n");
  EXPECT_EQ(meant("db.*"), "write \"~db.*\"\n") << "this was one already";
  EXPECT_EQ(meant("*"), "write \"~.\"\n");
  EXPECT_EQ(meant("100 % (C:)"), "");
}

TEST_F(Doubts, EachKeySaysWhatItWouldBe) {
  EXPECT_NE(said_of("match.contact_groups = [\"on*\"]\n").find("only a contact group called exactly so"),
            std::string::npos);
  EXPECT_NE(said_of("match.labels = [\"os:win*\"]\n").find("only a label written exactly so"),
            std::string::npos);
}

TEST_F(Doubts, MacrosAreNotReplaced) {
  EXPECT_EQ(said_of("summary = \"$HOSTNAME$ / $SERVICEDESC$: {{output}}\"\n"),
            "'route.oncall.summary': \"$HOSTNAME$\" would be sent as it stands; write \"{{host}}\"\n"
            "'route.oncall.summary': \"$SERVICEDESC$\" would be sent as it stands; write \"{{service}}\"\n");
  EXPECT_EQ(said_of("details = \"$_HOSTDOC$\"\n"),
            "'route.oncall.details': \"$_HOSTDOC$\" would be sent as it stands; names of values "
            "stand in {{ }}: see ilert-bridge.toml(5)\n");
  EXPECT_EQ(said_of("summary = \"{{host}} costs 5$ or 6$, $5$\"\n"), "") << "money";
}

TEST_F(Doubts, ALiteralOfAPriorityRuleIsOne) {
  EXPECT_EQ(
      said_of("priority_rules = [{ match = { hosts = [\"lab*\"] }, priority = \"LOW\" }]\n"),
      "'route.oncall.priority_rules.match.hosts': \"lab*\" is only a host called exactly so; \"~\" makes it "
      "a regular expression: write \"~^lab\"\n");
}

TEST_F(Doubts, APriorityRuleForASiteThatIsNone) {
  EXPECT_EQ(said_of("priority_rules = [{ priority = \"LOW\" }, { match = { sites = [\"prud\"] }, priority = "
                    "\"LOW\" }]\n"),
            "'route.oncall.priority_rules.match.sites': no site is called \"prud\"\n");
}

TEST_F(Doubts, ACustomVariableThatMayNotLeaveIsEmpty) {
  EXPECT_EQ(
      said_of("summary = \"{{host}} {{custom.DOC}}\"\n"),
      "'route.oncall.summary': \"{{custom.DOC}}\" would be empty, for that variable may not leave; name "
      "it in \"custom\"\n");
  EXPECT_EQ(said_of("custom = [\"DOC\"]\nsummary = \"{{host}} {{custom.DOC}}\"\n"), "");
}

TEST_F(Doubts, ASingleBraceIsNone) {
  EXPECT_EQ(said_of("summary = \"{host} is { state }, {{service}}\"\n"),
            "'route.oncall.summary': \"{host}\" would be sent as it stands; write \"{{host}}\"\n"
            "'route.oncall.summary': \"{ state }\" would be sent as it stands; write \"{{state}}\"\n");
  EXPECT_EQ(said_of("details = \"{\\\"a\\\": 1} {x} {{host}}\"\n"), "") << "no value is called so";
}

TEST_F(Doubts, ASummaryThatIsTheSameForAllSaysNothing) {
  EXPECT_EQ(said_of("summary = \"Checkmk problem\"\n"),
            "'route.oncall.summary' has no {{…}}: every alert would have the same title; write what it is "
            "about, such as \"{{host}}/{{service}} is {{state}}\"\n");
  EXPECT_EQ(said_of("details = \"See the runbook\"\n"), "") << "the summary says what it is about";
  EXPECT_EQ(said_of("summary = \"$HOSTNAME$\"\n").find("has no {{"), std::string::npos)
      << "one warning is enough";
  EXPECT_EQ(said_of(""), "");
}

}  // namespace
}  // namespace ilert_bridge
