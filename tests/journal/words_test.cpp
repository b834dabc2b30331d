// Words in a journal: a new one is a new version of the file, and one that is unknown is somebody's who knew
// more.
#include <fstream>
#include <set>

#include "src/journal/schema.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

// Of an enumeration, from A to Z.
template <class Enum>
std::string words_of(std::optional<Enum> (*named)(std::string_view)) {
  std::set<std::string> words;
  for (int value = 0;; ++value) {
    std::string_view word = "?";
    try {
      word = name(static_cast<Enum>(value));
    } catch (const std::out_of_range&) {
    }
    const std::optional<Enum> read = named(word);
    if (!read || static_cast<int>(*read) != value) break;
    words.emplace(word);
  }
  std::string line;
  for (const std::string& word : words) line.append(line.empty() ? "" : " ").append(word);
  return line + '\n';
}

std::string all_words() {
  return words_of<EventType>(event_type_named) + words_of<Reason>(reason_named) +
         words_of<Because>(because_named) + words_of<State>(state_named) +
         words_of<Priority>(priority_named) + words_of<Settled>(settled_named) +
         words_of<Outcome>(outcome_named) + words_of<Told>(told_named) +
         words_of<Acceptance>(acceptance_named) + words_of<OrderKind>(order_kind_named) +
         words_of<OrderEnd>(order_end_named) + words_of<SourceStanding>(source_standing_named);
}

// What may stand in a file of a version, the newest last. A line here is never changed once it is released:
// who adds a word adds a step to schema.cpp, an empty one if there is nothing else, and a line here.
struct Vocabulary {
  std::size_t version;
  const char* words;
};
constexpr Vocabulary vocabularies[] = {{5,
                                        R"(ACCEPT ALERT COMMENT RESOLVE
acknowledged below_threshold delay downtime flapping host_down imported many_missing missed missing not_fresh not_visible notifications_off own pending problem recovered removed site_unsure soft unclear_state unrouted
ack_lost ack_outlived ack_removed commented remark_changed state_changed verdict worsened
CRITICAL DOWN OK UNKNOWN UNREACHABLE UP WARNING
HIGH LOW
delivered dropped parked superseded waiting
delivered failed limited not_sent refused route_held unknown
accepted dismissed none open
checkmk downtime ilert lost mirrored
acknowledge comment
done given_up pointless
)"},
                                       {6,
                                        R"(ACCEPT ALERT COMMENT RESOLVE
acknowledged below_threshold delay downtime flapping host_down imported many_missing many_unrouted missed missing not_fresh not_visible notifications_off own pending problem recovered removed site_unsure soft unclear_state unrouted
ack_fell ack_lost ack_outlived ack_removed commented remark_changed state_changed verdict worsened
CRITICAL DOWN OK UNKNOWN UNREACHABLE UP WARNING
HIGH LOW
delivered dropped parked superseded waiting
delivered failed limited not_sent refused route_held unknown
accepted dismissed none open
checkmk downtime ilert lost mirrored
acknowledge comment
done given_up pointless
)"},
                                       {7,
                                        R"(ACCEPT ALERT COMMENT RESOLVE
acknowledged below_threshold delay downtime flapping host_down imported many_missing many_unrouted missed missing not_fresh not_visible notifications_off own pending problem recovered removed site_unsure soft unclear_state unrouted
ack_fell ack_lost ack_outlived ack_removed commented remark_changed state_changed verdict worsened
CRITICAL DOWN OK UNKNOWN UNREACHABLE UP WARNING
HIGH LOW
delivered dropped parked superseded waiting
delivered failed limited not_sent refused route_held unknown
accepted dismissed none open
checkmk downtime ilert lost mirrored
acknowledge comment
done given_up pointless
draining gone working
)"},
                                       {8,
                                        R"(ACCEPT ALERT COMMENT RESOLVE
acknowledged after_downtime below_threshold delay downtime flapping host_down imported many_missing many_unrouted missed missing not_fresh not_visible notifications_off own pending problem recovered removed resolve_delay site_unsure soft unclear_state unrouted
ack_fell ack_lapsed ack_lost ack_outlived ack_removed commented remark_changed state_changed verdict worsened
CRITICAL DOWN OK UNKNOWN UNREACHABLE UP WARNING
HIGH LOW
delivered dropped parked superseded waiting
delivered failed limited not_sent refused route_held unknown
accepted dismissed none open
checkmk downtime ilert lost mirrored
acknowledge comment
done given_up pointless
draining gone working
)"},
                                       {9,
                                        R"(ACCEPT ALERT COMMENT RESOLVE
acknowledged after_downtime below_threshold delay downtime flapping host_down imported many_missing many_unrouted missed missing not_fresh not_visible notifications_off own pending problem recovered removed resolve_delay site_unsure soft time_period unclear_state unrouted
ack_fell ack_lapsed ack_lost ack_outlived ack_removed commented flapping remark_changed state_changed verdict worsened
CRITICAL DOWN OK UNKNOWN UNREACHABLE UP WARNING
HIGH LOW
delivered dropped parked superseded waiting
delivered failed limited not_sent refused route_held unknown
accepted dismissed none open
checkmk downtime ilert lost mirrored
acknowledge comment unacknowledge
done given_up pointless
draining gone working
)"}};

TEST(Words, ANewWordIsANewVersion) {
  const Vocabulary& newest = vocabularies[std::size(vocabularies) - 1];
  EXPECT_EQ(all_words(), newest.words) << "add a step to schema.cpp, and a line to this test";
  EXPECT_EQ(newest.version, journal::schema_steps().size());
}

class WordsTest : public JournalTest {
 protected:
  WordsTest() {
    Journal journal = opened();
    record_opening(journal, subject("web01"));
    record_opening(journal, subject("web02"));
  }
  void sql(const std::string& statement) {
    journal::Database database(path(), journal::Database::Mode::read_write);
    database.run("/* test */ " + statement);
  }
  std::int64_t number(const std::string& statement) {
    journal::Database database(path(), journal::Database::Mode::read_only);
    return database.number("/* test */ " + statement);
  }
  std::string refusal() {
    const Result<Journal> journal = try_open();
    return journal ? "it was opened" : journal.error().text;
  }
  void zero_the_header() {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.write(std::string(100, '\0').data(), 100);
  }
};

void expect_is_of_a_newer_version(const std::string& text, const std::string& word) {
  EXPECT_NE(text.find("\"" + word + "\""), std::string::npos) << text;
  EXPECT_NE(text.find("a newer one wrote it"), std::string::npos) << text;
  EXPECT_NE(text.find("Install that version again"), std::string::npos) << text;
}

TEST_F(WordsTest, AnUnknownReasonIsRefusedAndNothingIsChanged) {
  sql("UPDATE events SET reason = 'foreseen' WHERE host = 'web01'");
  expect_is_of_a_newer_version(refusal(), "foreseen");
  EXPECT_EQ(number("SELECT count(*) FROM events WHERE reason = 'foreseen'"), 1);
  EXPECT_FALSE(std::filesystem::exists(path().string() + ".suspect")) << "it is no damage";
}

TEST_F(WordsTest, AnUnknownStateOfAReportOrOfWhatWasHeardIsRefused) {
  sql("INSERT INTO heard (route, alert_key, told, state, priority) VALUES ('oncall', 'k', 'told', 'OK', "
      "'HIGH')");
  expect_is_of_a_newer_version(refusal(), "told");
  sql("UPDATE reports SET acceptance = 'telepathy' WHERE host = 'web02'");
  expect_is_of_a_newer_version(refusal(), "telepathy");
}

TEST_F(WordsTest, AFileOfAnOlderVersionIsNotTakenOverThen) {
  sql("UPDATE events SET reason = 'foreseen' WHERE host = 'web01'");
  sql("DROP INDEX events_of_host");
  sql("DROP INDEX orders_by_end");
  sql("DROP INDEX orders_of_subject");
  for (const char* column :
       {"outlived", "many_missing", "matched_by", "unmatched_since", "unmatched_program_start",
        "unmatched_program_pid", "many_unrouted", "host_change", "host_back_since", "over_since",
        "in_downtime", "downtime_over_since", "kept_back_by"})
    sql(std::string{"ALTER TABLE reports DROP COLUMN "} + column);
  sql("DROP TABLE alert_sources");
  sql("PRAGMA user_version = 4");
  expect_is_of_a_newer_version(refusal(), "foreseen");
  EXPECT_EQ(number("PRAGMA user_version"), 4) << "the version that wrote it can still open it";
}

TEST_F(WordsTest, ARescueKeepsWhatItDoesNotUnderstand) {
  sql("UPDATE events SET reason = 'foreseen', settled = 'foretold' WHERE host = 'web01'");
  sql("UPDATE reports SET acceptance = 'telepathy' WHERE host = 'web02'");
  zero_the_header();
  expect_is_of_a_newer_version(refusal(), "telepathy");
  EXPECT_EQ(number("SELECT count(*) FROM events WHERE settled = 'foretold'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM reports"), 2);
}

TEST_F(WordsTest, WhatIsMetInHistoryIsSaidAndIsNoDamage) {
  const Journal journal = opened();
  sql("UPDATE events SET reason = 'foreseen', settled = 'delivered' WHERE host = 'web01'");
  try {
    static_cast<void>(journal.list({}));
    FAIL() << "it was read";
  } catch (const UnknownWord& word) {
    expect_is_of_a_newer_version(word.what(), "foreseen");
  }
  EXPECT_FALSE(std::filesystem::exists(path().string() + ".suspect"));
}

}  // namespace
}  // namespace ilert_bridge
