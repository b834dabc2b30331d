#include "ilert-bridge/core/today.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

const Subject http{"prod", "web01", "HTTP", ""}, cpu{"prod", "web01", "CPU", ""};

Observation of_a_service() {
  Observation seen;
  seen.state = State::warning;
  seen.in_downtime = seen.flapping = true;
  seen.notifications_enabled = seen.host_checked = false;
  seen.first_notification_delay = 5;
  seen.host_state = State::unreachable;
  seen.attributes.labels = {"os:linux"};
  seen.attributes.on_host_tags = {"criticality:prod"};
  return seen;
}

TEST(Today, KeepsWhatThePastIsPlayedWith) {
  Today today;
  EXPECT_FALSE(today.of(http).has_value()) << "it exists no more";
  today.shows(http, of_a_service());
  const std::optional<Observation> kept = today.of(http);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->state, State::warning);
  EXPECT_TRUE(kept->in_downtime);
  EXPECT_TRUE(kept->flapping);
  EXPECT_FALSE(kept->notifications_enabled);
  EXPECT_FALSE(kept->host_checked);
  EXPECT_EQ(kept->first_notification_delay, 5);
  EXPECT_EQ(kept->host_state, State::unreachable);
  EXPECT_EQ(kept->attributes, of_a_service().attributes);
  EXPECT_TRUE(today.has(http));
  EXPECT_FALSE(today.has(cpu));
}

TEST(Today, KeepsTheAttributesOfEachObject) {
  Today today;
  Observation other = of_a_service();
  other.attributes.on_host_tags = {"criticality:test"};
  today.shows(http, of_a_service());
  today.shows(cpu, other);
  EXPECT_EQ(today.of(http)->attributes, of_a_service().attributes);
  EXPECT_EQ(today.of(cpu)->attributes, other.attributes);
  EXPECT_EQ(today.subjects(), (std::set<Subject>{cpu, http}));
  today.shows(cpu, of_a_service());
  EXPECT_EQ(today.of(cpu)->attributes, of_a_service().attributes) << "the newest";
  EXPECT_EQ(today.size(), 2U);
}

}  // namespace
}  // namespace ilert_bridge
