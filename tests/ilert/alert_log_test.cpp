#include "ilert-bridge/ilert/alert_log.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/ilert/alerts.hpp"

namespace ilert_bridge {
namespace {

using Kind = LogEntry::Kind;

LogEntry only_entry(const std::string& fields) {
  return read_log_page(R"([{"id":1,)" + fields + "}]")->entries.at(0);
}
LogEntry only_comment(const std::string& fields) {
  return only_entry(R"("logEntryType":"AlertCommentAddedLogEntry",)" + fields);
}

TEST(AlertLog, IsReadAsDocumented) {
  const Result<HistoryPage> page = read_log_page(
      R"([{"id":90017,"timestamp":"2026-01-02T03:07:11Z","logEntryType":"AlertCommentAddedLogEntry",
          "text":"Ada Example commented: looking at it","alertId":7001,"filterTypes":["ALERT_UPDATES"],
          "vars":{"comment":"looking at it"}}])");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->entries.size(), 1U);
  EXPECT_EQ(page->entries[0], (LogEntry{.id = 90017,
                                        .kind = Kind::comment,
                                        .at = parse_rfc3339("2026-01-02T03:07:11Z"),
                                        .author = "Ada Example",
                                        .text = "looking at it"}));
}

TEST(AlertLog, TellsWhoResponded) {
  EXPECT_EQ(only_entry(R"("logEntryType":"UserResponseLogEntry")").kind, Kind::response);
  EXPECT_EQ(only_entry(R"("logEntryType":"AlertSourceResponseLogEntry")").kind, Kind::event_response);
  EXPECT_EQ(only_entry(R"("logEntryType":"AlertAutoResolvedLogEntry")").kind, Kind::auto_resolved);
  EXPECT_EQ(only_entry(R"("logEntryType":"AlertCommentAddedBySystemLogEntry","text":"x: y")"),
            (LogEntry{.id = 1, .kind = Kind::other, .at = {}, .author = {}, .text = {}}))
      << "of an event, ours or another's";
  EXPECT_EQ(only_entry(R"("logEntryType":"OfTomorrow")").kind, Kind::other);
}

TEST(AlertLog, TakesACommentsTextFromTheBestFieldThereIs) {
  EXPECT_EQ(only_comment(R"("comment":"a","vars":{"comment":"b"},"text":"Ada: c")").text, "a");
  EXPECT_EQ(only_comment(R"("vars":{"content":"b"},"text":"Ada: c")").text, "b");
  EXPECT_EQ(only_comment(R"("vars":{"text":"b"},"text":"Ada: c")").text, "b");
  EXPECT_EQ(only_comment(R"("text":"Ada Example: see: c")").text, "see: c");
  EXPECT_EQ(only_comment(R"("text":"Ada Example: see: c")").author, "Ada Example");
  EXPECT_EQ(only_comment(R"("text":"no colon")").text, "no colon");
  EXPECT_EQ(only_comment(R"("vars":{"author":"Ada","comment":"b"})").author, "Ada");
}

TEST(AlertLog, ToleratesAnything) {
  EXPECT_FALSE(read_log_page("<html>"));
  EXPECT_FALSE(read_log_page(R"({"entries":[]})"));
  const Result<HistoryPage> page = read_log_page(R"([1,null,{},{"id":"7"},{"id":8,"vars":[],"text":7}])");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->rows, 5U);
  EXPECT_EQ(page->entries.size(), 2U);
}

TEST(AlertLog, IsAskedForInEnglishWithItsValues) {
  EXPECT_EQ(log_entries_request("http://x/api/", "t", 7001, 100).url,
            "http://x/api/alerts/7001/log-entries?lang=en&include=vars&start-index=100&max-results=100");
}

TEST(ResolvedAlerts, AreAskedForSinceThen) {
  EXPECT_EQ(resolved_alerts_request("http://x/api", "t", {55}, from_unix(0), 50).url,
            "http://x/api/alerts?states=RESOLVED&from=1970-01-01T00:00:00Z&sources=55&start-index=50"
            "&max-results=50");
}

TEST(ResolvedAlerts, TellWhoResolvedThemWhereTheApiDoes) {
  const auto by = [](const std::string& fields) {
    return read_alert_page(R"([{"id":1,)" + fields + "}]")->alerts.at(0).resolved_by;
  };
  EXPECT_EQ(by(R"("resolvedBy":{"firstName":"Ada","lastName":"Example"},"resolvedByType":"USER")"),
            "Ada Example");
  EXPECT_EQ(by(R"("resolvedBy":{"username":"x"},"resolvedByType":"SOURCE")"), "");
  EXPECT_EQ(by(R"("status":"RESOLVED")"), "");
}

TEST(AlertLabels, NameTheSubject) {
  const ShownAlert alert =
      read_alert_page(
          R"([{"id":1,"labels":{"site":"prod","host":"web01","service":"HTTP","state":"CRITICAL","x":1}}])")
          ->alerts.at(0);
  EXPECT_EQ(alert.subject, (Subject{.site = "prod", .host = "web01", .service = "HTTP", .own = {}}));
  EXPECT_EQ(alert.state, State::critical);
  EXPECT_EQ(read_alert_page(R"([{"id":1,"labels":7}])")->alerts.at(0).subject, Subject{});
}

}  // namespace
}  // namespace ilert_bridge
