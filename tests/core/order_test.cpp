#include "ilert-bridge/core/order.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

Report accepted_by(Acceptance acceptance) {
  Report report;
  report.told = Told::accepted;
  report.acceptance = acceptance;
  return report;
}
const Report taken_over = accepted_by(Acceptance::ilert);

Order tried(int tries, Time at) {
  Order order;
  order.tries = tries;
  order.tried_at = at;
  return order;
}

TEST(Order, IsCarriedOutAtOnceWhereTheSiteAnswers) {
  EXPECT_EQ(next_for({}, taken_over, noon - min(1), noon), OrderStep::carry_out);
  EXPECT_EQ(next_for({}, taken_over, {}, noon), OrderStep::wait) << "nobody knows yet what is there";
}

TEST(Order, IsDoneWhenTheAcknowledgementIsSeen) {
  EXPECT_EQ(next_for(tried(1, noon), accepted_by(Acceptance::mirrored), noon, noon), OrderStep::done);
  EXPECT_EQ(next_for({}, accepted_by(Acceptance::checkmk), noon, noon), OrderStep::done)
      << "somebody in Checkmk was faster";
}

TEST(Order, IsPointlessWhenTheProblemIsOverOrPagedAgain) {
  Report report;
  for (const Told told : {Told::none, Told::open, Told::dismissed}) {
    report.told = told;
    EXPECT_EQ(next_for(tried(1, noon), report, noon, noon), OrderStep::pointless) << name(told);
  }
}

TEST(Order, OfARemovalIsDoneWhenNoAcknowledgementIsSeen) {
  const Order removal{.kind = OrderKind::unacknowledge, .ordered_at = noon - min(2)};
  Report report;
  report.told = Told::open;
  report.overruled = anna;
  EXPECT_EQ(next_for(removal, report, noon - min(1), noon), OrderStep::carry_out);
  EXPECT_EQ(next_for(removal, report, {}, noon), OrderStep::wait);
  EXPECT_EQ(next_for(removal, report, noon - min(2), noon), OrderStep::wait)
      << "a colleague's would not be seen yet";
  report.overruled = {};
  EXPECT_EQ(next_for(removal, report, noon - min(1), noon), OrderStep::done);
  for (const Told told : {Told::none, Told::accepted, Told::dismissed}) {
    report.told = told;
    report.overruled = anna;
    EXPECT_EQ(next_for(removal, report, noon, noon), OrderStep::pointless)
        << "it is over, or somebody has it: " << name(told);
  }
}

TEST(Order, IsTriedAgainOnlyWhenALookAfterItDidNotShowIt) {
  const Order order = tried(1, noon);
  EXPECT_EQ(next_for(order, taken_over, noon + s(9), noon + s(9)), OrderStep::wait) << "it may take a while";
  EXPECT_EQ(next_for(order, taken_over, noon + s(1), noon + min(9)), OrderStep::wait)
      << "the site has not been looked at since";
  EXPECT_EQ(next_for(order, taken_over, noon + s(9), noon + s(11)), OrderStep::wait) << "LMD is as slow";
  EXPECT_EQ(next_for(order, taken_over, noon + s(10), noon + s(11)), OrderStep::carry_out);
}

TEST(Order, IsTriedLessAndLessOftenAndThenGivenUp) {
  std::vector<std::int64_t> pauses;
  Order order;
  Time at = noon;
  while (next_for(order, taken_over, at, at) != OrderStep::give_up) {
    const Time tried_at = at;
    ++order.tries;
    order.tried_at = at;
    while (next_for(order, taken_over, at, at) == OrderStep::wait) at += s(1);
    pauses.push_back(std::chrono::duration_cast<std::chrono::seconds>(at - tried_at).count());
  }
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{10, 20, 40, 80, 160, 300}));
}

TEST(Order, DoesNotWaitForAClockThatWasSetBack) {
  EXPECT_EQ(next_for(tried(1, noon + min(60)), taken_over, noon, noon), OrderStep::carry_out);
  EXPECT_EQ(next_for(tried(1, noon + s(5)), taken_over, noon, noon), OrderStep::wait) << "by a little";
}

TEST(SameRemark, IsToldByLettersAndDigits) {
  const Remark written{"Jos\u00e9 (ilert)", "Accepted in ilert: https://app.ilert.com/alerts/7"};
  EXPECT_TRUE(is_same_remark(written, written));
  EXPECT_TRUE(is_same_remark({"Jos (ilert)", "Accepted in ilert:  https://app.ilert.com/alerts/7"}, written));
  EXPECT_FALSE(is_same_remark({"Jos (ilert)", "Accepted in ilert: https://app.ilert.com/alerts/8"}, written));
  EXPECT_FALSE(is_same_remark({"ilert", written.text}, written)) << "author and text do not run together";
}

TEST(SameText, IsToldByTheLettersOfAnyScript) {
  EXPECT_TRUE(is_same_text({"Ada", "restart: now"}, {"Ada", "restart now"}));
  EXPECT_FALSE(is_same_text({"Ada", "\u0441\u043c\u043e\u0442\u0440\u044e"},
                            {"Ada", "\u0433\u043e\u0442\u043e\u0432\u043e"}));
}

}  // namespace
}  // namespace ilert_bridge
