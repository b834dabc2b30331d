// The loop that looks after the journal's room: history goes in small steps, and on a full disk looking
// stops, so that what is journalled can still be delivered and recorded. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/disk.hpp"
#include "ilert-bridge/core/retention.hpp"
#include "ilert-bridge/core/watchdog.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {

struct UpkeepOptions {
  std::string bridge_name;
  std::string folder;  // of the journal, for words
  std::vector<Route> routes;
  Retention retention;
};

class Upkeep {
 public:
  using DiskPort = std::function<Disk()>;
  Upkeep(const boost::asio::any_io_executor& executor, UpkeepOptions options, Ledger& ledger, DiskPort disk);

  // Until stop(). Throws CommitFailed only, and never for a full disk.
  boost::asio::awaitable<void> run();
  void stop();
  // After a reload.
  void configure(std::vector<Route> routes, const Retention& retention);
  // A commit failed for want of room: looks at the disk at once.
  void disk_was_full();

  Space space() const { return space_.value_or(Space::ok); }
  Turn turn() const { return turn_; }

  // What run() does again and again; for tests.
  void look_at_disk(Time now);
  // One step of a round; whether there may be more of it.
  bool prune_some(Time now);

 private:
  bool log_has_room();
  void begin_round(Time now);
  void end_round(Time now);
  Space space_now(const Disk& disk);
  void enter(Space space, const Disk& disk);
  void keep_a_reserve();
  void say_disk(const Disk& disk, Time now);

  UpkeepOptions options_;
  Ledger& ledger_;
  DiskPort disk_;
  Wakeup wakeup_;
  bool stopping_ = false;
  Turn turn_;
  std::optional<Space> space_;
  bool commit_failed_ = false;
  bool had_reserve_ = false;
  bool said_no_reserve_ = false;
  bool said_reader_ = false;
  std::optional<Time> next_round_;
  bool in_round_ = false;
  std::size_t pruned_ = 0;  // in this round
};

}  // namespace ilert_bridge
