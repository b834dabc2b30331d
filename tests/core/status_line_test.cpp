#include "ilert-bridge/core/status_line.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Time at = from_unix(1'800'000'000);

SiteStatus answering(const std::string& name) {
  SiteStatus site;
  site.name = name;
  site.answered_at = at - 2s;
  site.poll_interval = 5s;
  site.silent_after = 5min;
  return site;
}

Status healthy() {
  Status status;
  status.at = at;
  status.started_at = status.configured_at = at - 1h;
  status.sites = {answering("prod"), answering("lab")};
  status.routes.emplace_back().name = "oncall";
  status.routes.front().pace = 45;
  return status;
}

void silence(SiteStatus& site, Span ago, const std::string& fault = "connection refused") {
  site.silent_since = at - ago;
  site.fault = fault;
}

TEST(StatusLine, SaysHowMuchThereIsWhenAllIsWell) {
  Status status = healthy();
  EXPECT_EQ(status_line(status), "2 sites answer, nothing queued, 0 open alerts");
  status.routes.front().open = 11;
  status.routes.front().accepted = 1;
  status.journal.waiting = 3;
  status.journal.oldest_waiting = at - 4s;
  EXPECT_EQ(status_line(status), "2 sites answer, 3 queued (oldest 4 s), 12 open alerts");
}

TEST(StatusLine, SaysFirstWhatIsWrong) {
  Status status = healthy();
  silence(status.sites.front(), 6min);
  EXPECT_EQ(status_line(status),
            "site prod: connection refused (for 6 min); 1 of 2 sites answer, nothing queued, 0 open alerts");
}

TEST(StatusLine, OfADaemonThatHasJustStartedBlamesNobody) {
  Status status = healthy();
  status.configured_at = status.started_at = at;
  for (SiteStatus& site : status.sites) site.answered_at.reset();
  EXPECT_EQ(status_line(status), "0 of 2 sites answer so far, nothing queued, 0 open alerts");
}

TEST(StatusLine, SaysAFailedReloadBeforeWhatIsWorse) {
  Status status = healthy();
  silence(status.sites.front(), 6min);
  status.reload_failed_at = at;
  const std::string line = status_line(status);
  EXPECT_TRUE(line.starts_with("reload failed: the changed configuration has errors, ")) << line;
  EXPECT_NE(line.find("; site prod: "), std::string::npos) << line;
}

TEST(StatusLine, IsTheSameForAMinuteWhileNothingHappens) {
  Status status = healthy();
  silence(status.sites.front(), 6min);
  status.journal.waiting = 1;
  status.journal.oldest_waiting = at - 6min;
  const std::string line = status_line(status);
  status.at += 59s;
  for (SiteStatus& site : status.sites)
    if (!site.silent_since) site.answered_at = status.at;
  EXPECT_EQ(status_line(status), line);
}

TEST(StatusLine, CountsWhatIsTooMuchToSay) {
  Status status = healthy();
  for (int i = 0; i < 50; ++i) silence(status.sites.emplace_back(answering("s" + std::to_string(i))), 6min);
  const std::string line = status_line(status);
  EXPECT_NE(line.find("; and 48 more; 2 of 52 sites answer"), std::string::npos) << line;
}

TEST(StatusLine, StaysOneShortLineWhateverAServerSays) {
  Status status = healthy();
  silence(status.sites.front(), 6min, "no\nSTATUS=all is well\n" + std::string(5000, 'x'));
  const std::string line = status_line(status);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_LT(line.size(), 300U);
}

}  // namespace
}  // namespace ilert_bridge
