#include "ilert-bridge/core/template.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace ilert_bridge;

namespace {

const Values values{
    {"host", "web01"}, {"state", "DOWN"}, {"output", ""}, {"alias", ""}, {"nested", "{{host}}"}};

struct Row {
  std::string why;
  std::string in;
  std::string out;
};

}  // namespace

TEST(Template, KnowsAnyCustomVariable) {
  EXPECT_EQ(template_fault("{{custom.ONCALL_DOC}} {{ custom.a }}"), "");
  EXPECT_NE(template_fault("{{custom.}}"), "");
  EXPECT_NE(template_fault("{{custom}}"), "");
  EXPECT_EQ(custom_variables_in("{{custom.ONCALL_DOC}}{{host}}{{ custom.a }}custom.b"),
            (std::vector<std::string>{"ONCALL_DOC", "a"}));
}

TEST(Template, Fill) {
  const Row rows[] = {
      {"text stays", "plain", "plain"},
      {"nothing stays nothing", "", ""},
      {"a name becomes its value", "{{host}} is {{state}}", "web01 is DOWN"},
      {"blanks beside a name do not matter", "{{ host }}", "web01"},
      {"an unknown name becomes nothing", "a{{nobody}}b", "ab"},
      {"values are not filled again", "{{nested}}", "{{host}}"},
      {"what is not closed stays", "{{host}} {{state", "web01 {{state"},
      {"single braces stay", "{host} } {", "{host} } {"},
      {"a stray end stays", "}}{{host}}", "}}web01"},
      {"an empty name becomes nothing", "a{{}}b", "ab"},
      {"names side by side", "{{host}}{{host}}", "web01web01"},
  };
  for (const Row& row : rows) EXPECT_EQ(fill(row.in, values), row.out) << row.why;
}

TEST(Template, ALineDoesNotDangle) {
  const Row rows[] = {
      {"the colon goes with the output", "{{host}} is {{state}}: {{output}}", "web01 is DOWN"},
      {"so does a dash", "{{host}} - {{output}}", "web01"},
      {"text after it keeps it", "{{host}}: {{output}}.", "web01: ."},
      {"a value's own end stays", "{{output}} {{host}}", " web01"},
      {"nothing but an empty value", "{{output}}", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(fill_line(row.in, values), row.out) << row.why;
  EXPECT_EQ(fill_line("{{service}}", {{"service", "Filesystem /"}}), "Filesystem /");
}

TEST(Template, ALineWhoseValuesAreAllEmptyIsLeftOut) {
  EXPECT_EQ(fill_lines("{{state}}\n- Alias: {{alias}}\n\n- Host: {{host}} {{alias}}\nend", values),
            "DOWN\n\n- Host: web01 \nend");
  EXPECT_EQ(fill_lines("{{alias}}", values), "");
  EXPECT_EQ(fill_lines("\n", values), "\n");
}

TEST(Template, FaultsSayWhatIsWrongAndWhatWasMeant) {
  const Row rows[] = {
      {"a good one", "{{host}}/{{service}} is {{state}}: {{output}}", ""},
      {"no names at all", "plain", ""},
      {"a misspelt name", "{{hots}}", "there is no {{hots}}; did you mean {{host}}?"},
      {"a macro of Nagios", "{{ouput}} $HOSTNAME$", "there is no {{ouput}}; did you mean {{output}}?"},
      {"not closed", "{{host}} is {{state", R"("{{" without its "}}")"},
  };
  for (const Row& row : rows) EXPECT_EQ(template_fault(row.in), row.out) << row.why;
  EXPECT_EQ(
      template_fault("{{temperature_of_room}}").find("there is no {{temperature_of_room}}; known are host, "),
      0U);
  EXPECT_LT(template_fault("{{" + std::string(100'000, 'x') + "}}").size(), 400U);
}

TEST(Template, EveryPlaceholderCanBeUsed) {
  for (const std::string_view name : placeholders())
    EXPECT_EQ(template_fault("{{" + std::string{name} + "}}"), "");
}
