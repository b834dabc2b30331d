// The same hours as each core writes them down, in tests/data/log: whichever it was, the same calls follow.
#include <gtest/gtest.h>

#include <string>

#include "ilert-bridge/core/backtest.hpp"
#include "tests/livestatus/log_file.hpp"

namespace ilert_bridge {
namespace {

const Time start = from_unix(1'796'000'400);
const char* const cores[] = {"nagios", "naemon", "checkmk-raw", "checkmk-commercial", "icinga2"};

std::string name_of(const Subject& subject) {
  return subject.is_service() ? subject.host + '/' + subject.service : subject.host;
}

std::string minutes(Time at) { return std::to_string((at - start) / std::chrono::minutes{1}); }

struct LogOfACore {
  explicit LogOfACore(const std::string& core) {
    add_log_file(core, chronicle);
    for (const Subject& subject : chronicle.with_problems()) today.shows(subject, {});
  }
  PastCalls calls() const { return calls_in(chronicle, today, routes, start + std::chrono::hours{2}); }

  Chronicle chronicle;
  Today today;
  std::vector<Route> routes{Route{}};
};

TEST(LogsOfCores, CallForTheSame) {
  for (const char* core : cores) {
    const LogOfACore log{core};
    const PastCalls past = log.calls();
    std::string text;
    for (const PastCall& call : past.calls) {
      const Subject& subject = log.chronicle.subject(past.problems.at(call.problem).subject);
      text += name_of(subject) + ' ' + std::string{name(call.state)} + ' ' + minutes(call.at) + '-' +
              (call.over ? minutes(*call.over) : "") + '\n';
    }
    EXPECT_EQ(text, "web01/HTTP CRITICAL 3-20\ndb01 DOWN 30-40\n") << core;
  }
}

TEST(LogsOfCores, TellOfTheSameNotifications) {
  for (const char* core : cores) {
    const LogOfACore log{core};
    const PastCalls past = log.calls();
    std::string text;
    for (const PastProblem& problem : past.problems)
      if (problem.notified > 0)
        text += name_of(log.chronicle.subject(problem.subject)) + ' ' + minutes(problem.began) + ": " +
                std::to_string(problem.notified) + '\n';
    EXPECT_EQ(text, "db01 29: 1\nweb01/HTTP 1: 1\nweb01/Disk 66: 1\n")
        << core << ": from the first soft state on";
    EXPECT_EQ(past.stray_notifications, 0U) << core;
  }
}

}  // namespace
}  // namespace ilert_bridge
