// A log as Nagios 4.4.6 wrote it, of passive results that came every few seconds:
// tests/data/log/nagios-4.4.6. It does not log soft states, nor the recovery of db01/DB, which turned hard
// while its host was down. What is left out of it are its lines about itself.
#include <gtest/gtest.h>

#include <string>

#include "ilert-bridge/core/backtest.hpp"
#include "tests/livestatus/log_file.hpp"

namespace ilert_bridge {
namespace {

const Time start = from_unix(1'796'060'270);

std::string seconds(Time at) { return std::to_string((at - start) / std::chrono::seconds{1}); }

struct RecordedLog : testing::Test {
  RecordedLog() {
    add_log_file("nagios-4.4.6", chronicle);
    for (const Subject& subject : chronicle.with_problems()) today.shows(subject, {});
    past = calls_in(chronicle, today, routes, start + std::chrono::minutes{30});
  }
  std::string name_of(const PastProblem& problem) const {
    const Subject& subject = chronicle.subject(problem.subject);
    return subject.is_service() ? subject.host + '/' + subject.service : subject.host;
  }

  Chronicle chronicle;
  Today today;
  std::vector<Route> routes{Route{}};
  PastCalls past;
};

TEST_F(RecordedLog, CallsForWhatWasAProblem) {
  std::string text;
  for (const PastCall& call : past.calls)
    text += name_of(past.problems.at(call.problem)) + ' ' + std::string{name(call.state)} + ' ' +
            seconds(call.at) + '-' +
            (call.over             ? seconds(*call.over)
             : call.end_not_logged ? "?"
                                   : "") +
            '\n';
  EXPECT_EQ(text,
            "web01/HTTP CRITICAL 63-123\n"
            "web01/Disk CRITICAL 173-203\n"
            "db01 DOWN 323-363\n"
            "db01/DB CRITICAL 393-?\n"
            "web01/Flappy CRITICAL 433-438\n"
            "web01/Flappy CRITICAL 443-448\n"
            "web01/Flappy CRITICAL 453-613\n"
            "web01/HTTP CRITICAL 683-?\n")
      << "and no call for Disk, whose downtime ended before a line told of a check";
}

TEST_F(RecordedLog, FindsCheckmksOwnNotifications) {
  std::string text;
  for (const PastProblem& problem : past.problems)
    if (problem.notified > 0)
      text +=
          name_of(problem) + ' ' + seconds(problem.began) + ": " + std::to_string(problem.notified) + '\n';
  EXPECT_EQ(text,
            "db01 313: 1\n"
            "db01/DB 333: 1\n"
            "web01/HTTP 63: 1\n"
            "web01/Disk 163: 1\n"
            "web01/Disk 243: 1\n"
            "web01/Flappy 433: 1\n"
            "web01/Flappy 443: 1\n"
            "web01/Flappy 453: 1\n"
            "web01/HTTP 683: 1\n");
  EXPECT_EQ(past.stray_notifications, 0U);
}

}  // namespace
}  // namespace ilert_bridge
