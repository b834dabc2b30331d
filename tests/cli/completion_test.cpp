#include "ilert-bridge/cli/completion.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ilert_bridge {
namespace {

CommandWord program() {
  return {
      .name = "ilert-bridge",
      .meaning = "",
      .options = {{"--help", "Help", ""}, {"--config", "Where it's written", "FILE"}},
      .commands = {
          {.name = "explain",
           .meaning = "Why",
           .options = {{"--help", "Help", ""}, {"--site", "Only there", "SITE"}},
           .arguments = {"HOST", "SERVICE"}},
          {.name = "journal",
           .meaning = "Events",
           .options = {{"--limit", "At most", "NUMBER"}},
           .commands = {{.name = "show", .meaning = "One", .arguments = {"ID"}},
                        {.name = "drop", .meaning = "Never", .arguments = {"ID"}, .last_repeats = true}}}}};
}

const CompletionRow& row_of(const std::vector<CompletionRow>& rows, const std::string& path) {
  for (const CompletionRow& row : rows)
    if (row.path == path) return row;
  throw std::out_of_range(path);
}

std::vector<std::string> names(const std::vector<OptionWord>& options) {
  std::vector<std::string> names;
  for (const OptionWord& option : options) names.push_back(option.name);
  return names;
}

using Words = std::vector<std::string>;

TEST(Completion, ACommandTakesTheOptionsOfThoseAboveIt) {
  const auto rows = completion_rows(program());
  EXPECT_EQ(names(row_of(rows, "").options), (Words{"--help", "--config"}));
  EXPECT_EQ(names(row_of(rows, "journal show").options), (Words{"--help", "--config", "--limit"}));
}

TEST(Completion, AnOptionOfTwoLevelsIsOfferedOnce) {
  EXPECT_EQ(names(row_of(completion_rows(program()), "explain").options),
            (Words{"--config", "--help", "--site"}));
}

TEST(Completion, ArgumentsAreKindsOfNames) {
  const auto rows = completion_rows(program());
  EXPECT_EQ(row_of(rows, "explain").arguments, (Words{"hosts", "services"}));
  EXPECT_EQ(row_of(rows, "journal show").arguments, (Words{"events"}));
}

TEST(Completion, OnlyEventsThatCanBeDroppedAreOfferedForIt) {
  EXPECT_EQ(row_of(completion_rows(program()), "journal drop").arguments, (Words{"unsent…"}));
}

TEST(Completion, NobodyGuessesANumber) {
  const std::map<std::string, std::string> values = completion_values(completion_rows(program()));
  EXPECT_EQ(values.at("--limit"), "none");
  EXPECT_EQ(values.at("--config"), "files");
  EXPECT_FALSE(values.contains("--help"));
}

TEST(Completion, AnOptionThatMeansTwoThingsIsAMistakeOfOurs) {
  CommandWord two = program();
  two.commands[1].options.push_back({"--site", "A street", "STREET"});
  EXPECT_THROW((void)completion_values(completion_rows(two)), std::logic_error);
}

TEST(Completion, AWordOfAShellIsOneWordWhateverIsInIt) {
  EXPECT_EQ(shell_word("it's $HOME"), R"('it'\''s $HOME')");
  EXPECT_EQ(fish_word(R"(it's a \)"), R"('it\'s a \\')");
}

TEST(Completion, EveryScriptHasEveryWord) {
  const auto rows = completion_rows(program());
  for (const std::string& script : {bash_completion(rows), zsh_completion(rows), fish_completion(rows)})
    for (const char* word : {"explain", "journal show", "drop", "config", "site", "hosts", "unsent"})
      EXPECT_NE(script.find(word), std::string::npos) << word << " is not in:\n" << script;
}

}  // namespace
}  // namespace ilert_bridge
