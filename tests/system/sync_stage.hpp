// A daemon with a token for ilert, which it asks every second, and one problem.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "tests/system/stage.hpp"

namespace ilert_bridge::system_stage {

using std::chrono::seconds;

inline rig::RigOptions with_token(rig::RigOptions options = {}, const std::string& keys = {}) {
  options.other_tables += "[sync]\napi_token_file = \"api.token\"\ninterval = \"1s\"\n" + keys;
  options.ilert.tokens = {"t0kenOfAda"};
  return options;
}

class SyncStage : public Stage {
 protected:
  explicit SyncStage(rig::RigOptions options = {}, const std::string& keys = {})
      : Stage(with_token(std::move(options), keys)) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  void open_an_alert() {
    rig.start();
    ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
    ASSERT_TRUE(rig.settles()) << "or a kill leaves its outcome unknown";
  }
  bool accept(const std::string& who = "Ada Example") {
    return rig.ilert.accept(rig.alert("web01", "HTTP")->id, who);
  }
  bool is_acknowledged() const { return rig.world.row("web01", "HTTP").acknowledged; }
  bool becomes_acknowledged() const {
    return eventually([this] { return is_acknowledged(); });
  }
  // What Checkmk shows of acknowledgements, as "author: text".
  Types acknowledgements() const {
    Types all;
    for (const doubles::Comment& comment : rig.world.comments())
      if (comment.entry_type == 4) all.push_back(comment.author + ": " + comment.text);
    return all;
  }
  // What people said, as Checkmk shows it.
  Types comments() const {
    Types all;
    for (const doubles::Comment& comment : rig.world.comments())
      if (comment.entry_type == 1) all.push_back(comment.author + ": " + comment.text);
    return all;
  }
  Types comments_in_ilert() const { return rig.alert("web01", "HTTP")->comments; }
  // Two rounds with ilert, and two looks.
  void let_everything_go_round() {
    const std::size_t calls = rig.ilert.rest_calls().size();
    EXPECT_TRUE(eventually([&] { return rig.ilert.rest_calls().size() >= calls + 2; }));
    EXPECT_TRUE(rig.looks_again());
    EXPECT_TRUE(rig.looks_again());
    EXPECT_TRUE(rig.settles());
  }
  std::size_t open_orders() const {
    Result<Journal> journal = Journal::open(rig.journal_file(), Journal::Access::read_only, "rig", now());
    return journal->open_orders().size();
  }
};

}  // namespace ilert_bridge::system_stage
