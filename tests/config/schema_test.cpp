// One table drives everything, and what people read is held to it.
#include "ilert-bridge/config/schema.hpp"

#include <re2/re2.h>

#include <map>

#include "ilert-bridge/core/render.hpp"
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

// A file of the source tree: from where this file was compiled, or, where that path is not real (reproducible
// builds), from above the folder the test runs in.
std::string text_of_tree(const std::string& name) {
  std::filesystem::path root = std::filesystem::path{__FILE__}.parent_path().parent_path().parent_path();
  if (!std::filesystem::exists(root / name) || root.is_relative())
    for (root = std::filesystem::current_path();
         root != root.root_path() && !std::filesystem::exists(root / name);)
      root = root.parent_path();
  std::ifstream file{root / name};
  EXPECT_TRUE(file) << name << " not found from " << __FILE__ << " or above "
                    << std::filesystem::current_path();
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// "site.*.address" as somebody would write it.
std::string concrete(std::string path) {
  return replaced(replaced(std::move(path), "site.*", "site.prod"), "route.*", "route.oncall");
}

// Documented by reference: `except` has the keys of `match`, a route's policy those of [policy].
bool is_repeated(const std::string& path) {
  return path.starts_with("route.*.except.") || path.starts_with("route.*.policy.");
}

struct SchemaTest : ConfigTest {};

TEST_F(SchemaTest, EveryKeyRefusesAWrongTypeAtItsColumn) {
  folder.write("ilert-bridge.toml", least);
  for (const Key& key : schema()) {
    const std::string name = concrete(key.path);
    folder.write("conf.d/wrong.toml", name + " = 2026-01-01\n");
    const Loaded loaded = load();
    ASSERT_EQ(loaded.errors.size(), 1U) << name << '\n' << text_of(loaded.errors);
    const Fault& fault = loaded.errors[0];
    EXPECT_EQ(fault.text.substr(0, name.size() + 11), '\'' + name + "' must be ");
    EXPECT_EQ(fault.line, 1);
    EXPECT_EQ(fault.column, static_cast<int>(name.size()) + 4) << name;
  }
}

TEST_F(SchemaTest, EveryKeyHasADefaultOrSaysWhatHolds) {
  for (const Key& key : schema()) {
    EXPECT_NE(key.preset.empty(), key.otherwise.empty()) << key.path;
    EXPECT_FALSE(key.type.empty() || key.meaning.empty()) << key.path;
  }
}

TEST_F(SchemaTest, EveryDefaultMayBeWrittenOut) {
  folder.write("ilert-bridge.toml", least);
  const Config expected = load().config;
  std::string text;
  for (const Key& key : schema())
    if (!key.preset.empty()) text += concrete(key.path) + " = " + key.preset + '\n';
  folder.write("conf.d/defaults.toml", text);
  const Loaded loaded = load();
  ASSERT_EQ(text_of(loaded.errors), "");
  EXPECT_EQ(loaded.config.sites, expected.sites);
  EXPECT_EQ(loaded.config.routes, expected.routes);
  EXPECT_EQ(loaded.config.ilert, expected.ilert);
  EXPECT_EQ(loaded.config.retention, expected.retention);
  EXPECT_EQ(loaded.config.heartbeat, expected.heartbeat);
  EXPECT_EQ(loaded.config.metrics, expected.metrics);
  EXPECT_EQ(loaded.config.log_level, expected.log_level);
}

// The sample file.

const RE2 commented{"^#(\\[.*\\]|[a-z_]+ = .*)$"};

std::string uncommented(const std::string& sample) {
  std::string text;
  for (std::string line : lines_of(sample)) {
    RE2::Replace(&line, commented, "\\1");
    text += line + '\n';
  }
  return text;
}

std::string example_of(const std::string& sample) {
  std::string text;
  for (const std::string& line : lines_of(sample))
    if (line.starts_with("#     ")) text += line.substr(6) + '\n';
  return text;
}

TEST_F(SchemaTest, TheSampleUncommentedIsItsExampleWithTheDefaults) {
  const std::string sample = text_of_tree("etc/ilert-bridge.toml");
  const Loaded all = load(uncommented(sample));
  ASSERT_EQ(text_of(all.errors) + text_of(all.warnings), "");
  const Loaded example = load(example_of(sample));
  ASSERT_EQ(text_of(example.errors) + text_of(example.warnings), "");
  EXPECT_EQ(all.config.name, example.config.name);
  EXPECT_EQ(all.config.ilert, example.config.ilert);
  EXPECT_EQ(all.config.sites, example.config.sites);
  EXPECT_EQ(all.config.routes, example.config.routes);
  EXPECT_EQ(all.config.journal_path, example.config.journal_path);
  EXPECT_EQ(all.config.retention, example.config.retention);
  EXPECT_EQ(all.config.heartbeat, example.config.heartbeat);
  EXPECT_EQ(all.config.metrics, example.config.metrics);
  EXPECT_EQ(all.config.log_level, example.config.log_level);
}

TEST_F(SchemaTest, TheSampleAsItIsSetsNothing) {
  for (const std::string& line : lines_of(text_of_tree("etc/ilert-bridge.toml")))
    EXPECT_TRUE(line.empty() || line[0] == '#') << line;
}

TEST_F(SchemaTest, TheSampleHasEveryKeyOnceWithItsDefaultAndOneLineAboveIt) {
  std::map<std::string, int> seen;
  std::string table, above;
  for (const std::string& line : lines_of(text_of_tree("etc/ilert-bridge.toml"))) {
    if (line.starts_with("#[")) table = line.substr(2, line.find(']') - 2) + '.';
    if (const auto equals = line.find(" = ");
        RE2::FullMatch(line, commented) && equals != std::string::npos) {
      const std::string key = table + line.substr(1, equals - 1);
      EXPECT_TRUE(above.starts_with("# ")) << key;
      ++seen[key + " = " + line.substr(equals + 3)];
      ++seen[key];
    }
    above = line;
  }
  for (const Key& key : schema()) {
    if (is_repeated(key.path)) continue;
    EXPECT_EQ(seen[concrete(key.path)], 1) << key.path;
    const std::string written_out = concrete(key.path) + " = " + key.preset;
    EXPECT_TRUE(key.preset.empty() || seen[written_out] == 1) << written_out;
  }
}

// Where the default is an empty text, the comment above it says what else there may be.
TEST_F(SchemaTest, WhatTheSampleSaysAKeyMayBeWorks) {
  folder.write("ilert-bridge.toml", least);
  std::string table, above;
  int examples = 0;
  for (const std::string& line : lines_of(text_of_tree("etc/ilert-bridge.toml"))) {
    std::string key, example;
    if (line.starts_with("#[")) table = line.substr(2, line.find(']') - 2) + '.';
    if (RE2::PartialMatch(above, "(?i)such as (\"[^\"]*\")", &example) &&
        RE2::FullMatch(line, "#([a-z_]+) = (?:\"\"|\\[\\])", &key)) {
      if (line.ends_with("[]")) example = '[' + example + ']';
      folder.write("conf.d/example.toml", table + key + " = " + example + '\n');
      const Loaded loaded = load();
      EXPECT_EQ(text_of(loaded.errors), "");
      ++examples;
    }
    above = line;
  }
  EXPECT_GE(examples, 6);
}

// The manual page.

struct Entry {
  std::string facts;  // "duration, default \"5s\""
  std::string text;
};

std::string plain(std::string roff) {
  return replaced(replaced(replaced(std::move(roff), "\\(dq", "\""), "Cm ", ""), " ,", ",");
}

// By path: "site.*.address".
std::map<std::string, Entry> entries_of(const std::string& page) {
  std::map<std::string, Entry> entries;
  std::string table;
  Entry* entry = nullptr;
  for (const std::string& line : lines_of(page)) {
    std::string name, facts;
    if (line.starts_with(".Ss")) {
      table = RE2::PartialMatch(line, "\\[([^\\]]*)\\]", &name) ? replaced(name, "NAME", "*") + '.' : "";
    } else if (RE2::FullMatch(line, "\\.It Cm (\\S+) Pq (.*)", &name, &facts)) {
      entry = &entries[table + name];
      EXPECT_EQ(entry->facts, "") << name << " twice";
      entry->facts = plain(facts);
    } else if (entry != nullptr) {
      entry->text += plain(line) + '\n';
    }
  }
  return entries;
}

std::string facts_of(const Key& key) {
  const std::string type = key.type.starts_with('"') ? "choice" : key.type;
  if (!key.preset.empty()) return type + ", default " + key.preset;
  const bool required = key.otherwise.find("required") != std::string::npos;
  return type + (required ? ", " : ", default ") + key.otherwise;
}

// "\"keep\"", "\"alert\"" of a key that is a choice.
std::vector<std::string> words_of(const Key& key) {
  std::vector<std::string> words;
  if (!key.type.starts_with('"')) return words;
  re2::StringPiece rest{key.type};
  for (std::string word; RE2::FindAndConsume(&rest, "(\"[a-z]+\")", &word);) words.push_back(word);
  return words;
}

TEST_F(SchemaTest, TheManualHasEveryKeyWithItsTypeAndDefault) {
  std::map<std::string, Entry> entries = entries_of(text_of_tree("man/ilert-bridge.toml.5"));
  for (const Key& key : schema()) {
    if (is_repeated(key.path)) continue;
    EXPECT_EQ(entries[key.path].facts, facts_of(key)) << key.path;
    for (const std::string& word : words_of(key))
      EXPECT_NE(entries[key.path].text.find(word), std::string::npos) << key.path << ' ' << word;
    entries.erase(key.path);
  }
  for (const auto& [path, entry] : entries) ADD_FAILURE() << path << " is in the manual, but is no key";
}

TEST_F(SchemaTest, TheManualHasEveryPlaceholder) {
  const std::string page = text_of_tree("man/ilert-bridge.toml.5");
  for (const std::string_view name : placeholders())
    EXPECT_NE(page.find(".It Cm " + std::string{name} + '\n'), std::string::npos) << name;
}

}  // namespace
}  // namespace ilert_bridge
