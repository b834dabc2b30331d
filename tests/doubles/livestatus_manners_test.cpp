#include "tests/doubles/livestatus_manners.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge::doubles {
namespace {

TEST(LivestatusManners, WhatNoClientMayAsk) {
  struct Case {
    const char* reason;
    Flavour flavour;
    const char* request;
    bool bad;
  };
  const Case cases[] = {
      {"slim", Flavour::checkmk, "GET services\nColumns: host_name state\nFilter: state != 0\n", false},
      {"a count", Flavour::checkmk, "GET services\nStats: state = 0\n", false},
      {"no columns", Flavour::checkmk, "GET services\nFilter: state != 0\n", true},
      {"lists of all", Flavour::checkmk, "GET hosts\nColumns: name comments_with_info\n", true},
      {"lists of one", Flavour::checkmk, "GET hosts\nColumns: name comments\nFilter: name = web01\n", false},
      {"an end", Flavour::naemon, "GET status\nColumns: program_start\nWaitTrigger: all\nWaitTimeout: 5000\n",
       false},
      {"no end", Flavour::naemon, "GET status\nColumns: program_start\nWaitTrigger: all\n", true},
      {"far", Flavour::naemon, "GET status\nColumns: program_start\nWaitTrigger: all\nWaitTimeout: 9000\n",
       true},
      {"log", Flavour::naemon, "GET log\nColumns: time\nWaitTrigger: all\nWaitTimeout: 100\n", true},
      {"Icinga", Flavour::icinga2, "GET status\nColumns: x\nWaitTrigger: all\nWaitTimeout: 100\n", true},
  };
  for (const Case& one : cases)
    EXPECT_EQ(!bad_manners(one.flavour, {one.request}).empty(), one.bad) << one.reason;
}

}  // namespace
}  // namespace ilert_bridge::doubles
