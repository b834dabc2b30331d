#include "ilert-bridge/core/said_once.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

TEST(SaidOnce, ATitleSaysNothingTwiceAndLosesNothingElse) {
  struct Row {
    std::string why, service;
    State state;
    std::string output, left;
  };
  const Row rows[] = {
      {"nothing to cut", "HTTP", State::critical, "connection refused", "connection refused"},
      {"nothing at all", "HTTP", State::critical, "", ""},
      {"the name and the state", "HTTP", State::critical, "HTTP CRITICAL: no route", "no route"},
      {"with a dash", "HTTP", State::critical, "HTTP CRITICAL - no route", "no route"},
      {"in another case", "Http", State::critical, "HTTP Critical: no route", "no route"},
      {"the service's first word", "Disk /var", State::warning, "DISK WARNING - 90%", "90%"},
      {"two words", "CPU load 5", State::warning, "CPU load WARNING: 7", "7"},
      {"the state alone", "HTTP", State::critical, "CRITICAL: no route", "no route"},
      {"Checkmk's short form", "HTTP", State::critical, "CRIT - no route", "no route"},
      {"of each state", "HTTP", State::warning, "WARN - slow", "slow"},
      {"of each state", "HTTP", State::unknown, "UNKN - no answer", "no answer"},
      {"of each state", "HTTP", State::ok, "OK - fine", "fine"},
      {"of a host", "", State::down, "DOWN: no ping", "no ping"},
      {"of a host", "", State::up, "UP - here", "here"},
      {"twice", "HTTP", State::critical, "CRIT - HTTP CRITICAL: no route", "no route"},
      {"nothing but the state", "HTTP", State::critical, "CRITICAL", ""},
      {"nothing but name and state", "HTTP", State::critical, "HTTP CRITICAL", ""},
      {"a separator at the end", "HTTP", State::critical, "CRITICAL -", ""},
      {"marks", "Load", State::critical, "15 min: 12 (warn/crit at 5/10)(!!), 1 min: 3",
       "15 min: 12 (warn/crit at 5/10), 1 min: 3"},
      {"marks with a blank", "Load", State::warning, "high (!), old (.)", "high, old"},
      {"a mark in the middle", "Load", State::warning, "used (!) 90%", "used 90%"},
      {"nothing but a mark", "Load", State::warning, "(!)", ""},
      {"marks, then the state", "Load", State::critical, "(!!) CRIT - high", "high"},

      {"another state is news", "HTTP", State::critical, "OK - but late", "OK - but late"},
      {"another state is news", "HTTP", State::critical, "WARNING: slow", "WARNING: slow"},
      {"of a host, too", "", State::down, "CRITICAL - unreachable", "CRITICAL - unreachable"},
      {"another name is news", "HTTP", State::critical, "DNS CRITICAL: no such name",
       "DNS CRITICAL: no such name"},
      {"another name is news", "HTTPS", State::critical, "HTTP CRITICAL: x", "HTTP CRITICAL: x"},
      {"the name without a state", "HTTP", State::critical, "HTTP: no route", "HTTP: no route"},
      {"a sentence", "HTTP", State::critical, "Critical path is blocked", "Critical path is blocked"},
      {"a longer word", "HTTP", State::critical, "CRITICALITY: high", "CRITICALITY: high"},
      {"a name with a dash", "Fan", State::critical, "CRIT-1 fan stopped", "CRIT-1 fan stopped"},
      {"a port", "HTTP", State::critical, "CRITICAL:8080 refused", "CRITICAL:8080 refused"},
      {"in the middle", "HTTP", State::critical, "it is CRITICAL: now", "it is CRITICAL: now"},
      {"the end of a sentence", "HTTP", State::ok, "all is OK", "all is OK"},
      {"an expression", "Log", State::critical, "found (.*) and (.)+", "found (.*) and (.)+"},
      {"a number", "Load", State::warning, "4", "4"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(said_once(row.output, row.service, row.state), row.left) << row.why << ": " << row.output;
}
