// What people say, in ilert and in Checkmk, is heard on the other side: once, in order, and it does not come
// back.
#include "tests/system/sync_stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

using Conversation = SyncStage;

TEST_F(Conversation, WhatPeopleSayInIlertIsSaidInCheckmkOnceAndDoesNotComeBack) {
  open_an_alert();
  const int id = rig.alert("web01", "HTTP")->id;
  ASSERT_TRUE(rig.ilert.comment(id, "Ada Example", "looking at it"));
  ASSERT_TRUE(rig.ilert.comment(id, "Bea", "me; too"));
  ASSERT_TRUE(eventually([&] { return comments().size() == 2; }));
  const Types said_there{"Ada Example (ilert): looking at it", "Bea (ilert): me, too"};
  EXPECT_EQ(comments(), said_there);
  ASSERT_TRUE(eventually([this] { return open_orders() == 0; }));
  rig.kill();
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(comments(), said_there);
  EXPECT_EQ(comments_in_ilert(), (Types{"Ada Example: looking at it", "Bea: me; too"}));
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(Conversation, WhatPeopleSayInCheckmkIsToldOnceInOrderAndDoesNotComeBack) {
  open_an_alert();
  rig.ilert.stop();
  rig.world.comment("web01", "HTTP", "carl", "rebooting it");
  rig.world.comment("web01", "HTTP", "dora", "no, wait");
  ASSERT_TRUE(eventually([this] { return rig.waiting() >= 2; }));
  rig.kill();
  rig.ilert.start();
  rig.start();
  ASSERT_TRUE(eventually([&] { return comments_in_ilert().size() >= 2; }));
  ASSERT_TRUE(rig.settles()) << "or the kill leaves an outcome unknown";
  rig.kill();
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(comments_in_ilert(), (Types{"carl: rebooting it", "dora: no, wait"}));
  EXPECT_EQ(comments().size(), 2U);
}

class ConversationOff : public SyncStage {
 protected:
  ConversationOff() : SyncStage({}, "comments = false\n") {}
};

TEST_F(ConversationOff, WhatPeopleSayStaysWhereItWasSaid) {
  open_an_alert();
  ASSERT_TRUE(rig.ilert.comment(rig.alert("web01", "HTTP")->id, "Ada", "looking at it"));
  rig.world.comment("web01", "HTTP", "carl", "rebooting it");
  let_everything_go_round();
  EXPECT_EQ(comments(), Types{"carl: rebooting it"});
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

}  // namespace
}  // namespace ilert_bridge
