#include "ilert-bridge/cli/journal_words.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

const Time now_then = from_unix(1'800'000'000);

boost::json::array events_of(const std::string& service) {
  boost::json::array events;
  for (const std::int64_t id : {1'234'567, 29})
    events.push_back(boost::json::object{{"id", id},
                                         {"recordedAt", rfc3339(now_then)},
                                         {"type", "RESOLVE"},
                                         {"site", "prod"},
                                         {"host", "web01"},
                                         {"service", service},
                                         {"own", ""},
                                         {"name", ""},
                                         {"state", "CRITICAL"},
                                         {"route", "oncall-of-the-databases"},
                                         {"reason", "notifications_off"},
                                         {"because", "verdict"},
                                         {"settled", "superseded"},
                                         {"attempts", 3}});
  return events;
}

std::vector<std::string> lines_of(const std::string& table) {
  std::vector<std::string> lines;
  std::istringstream in(table);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

const boost::json::array long_events = events_of("Filesystem /srv/a/rather/deep/place");

TEST(JournalTable, InAPipeHasEverythingWithDateAndOffset) {
  const std::vector<std::string> lines = lines_of(table_of(long_events, 0, now_then));
  EXPECT_TRUE(lines.at(0).starts_with("ID       RECORDED ")) << lines.at(0);
  EXPECT_NE(lines.at(1).find(local_text(now_then)), std::string::npos) << lines.at(1);
  EXPECT_NE(lines.at(1).find("prod/web01/Filesystem /srv/a/rather/deep/place"), std::string::npos);
  EXPECT_NE(lines.at(1).find("oncall-of-the-databases"), std::string::npos);
}

TEST(JournalTable, InEightyColumnsShowsWhenAndWhat) {
  const std::vector<std::string> lines = lines_of(table_of(long_events, 80, now_then));
  EXPECT_NE(lines.at(0).find("WHEN " + zone_text(now_then)), std::string::npos) << lines.at(0);
  EXPECT_NE(lines.at(1).find(day_text(now_then)), std::string::npos) << lines.at(1);
  EXPECT_NE(lines.at(1).find("prod/web01/Filesystem /"), std::string::npos) << "24 columns: " << lines.at(1);
  EXPECT_NE(lines.at(1).find("superseded"), std::string::npos) << lines.at(1);
  for (const char* title : {"ROUTE", "TRIES"})
    EXPECT_EQ(lines.at(0).find(title), std::string::npos) << lines.at(0);
  for (const std::string& line : lines) EXPECT_LE(code_points(line), 80U) << line;
}

TEST(JournalTable, InSixtyColumnsNothingBreaks) {
  for (const std::string& line : lines_of(table_of(long_events, 60, now_then))) {
    EXPECT_LE(code_points(line), 60U) << line;
    EXPECT_TRUE(line.starts_with("ID") || line.find(day_text(now_then)) != std::string::npos) << line;
  }
}

TEST(JournalTable, WhereThereIsRoomNothingIsLeftOut) {
  const std::string whole = table_of(long_events, 0, now_then);
  EXPECT_EQ(table_of(long_events, 200, now_then), whole);
}

}  // namespace
}  // namespace ilert_bridge
