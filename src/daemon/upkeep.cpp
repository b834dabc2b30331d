#include "ilert-bridge/daemon/upkeep.hpp"

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/self.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
namespace {

constexpr Span between_looks = std::chrono::seconds{5};
constexpr Span between_looks_when_full = std::chrono::seconds{1};
constexpr Span between_steps = std::chrono::milliseconds{50};
constexpr Span between_rounds = std::chrono::hours{1};
constexpr Span longest_turn = std::chrono::minutes{5};
// SQLite's log has a quarter of it when nobody reads. What goes is written to it too.
constexpr Bytes largest_log = Bytes{16} << 20;

std::string room_text(const Disk& disk) { return about_size(disk.free) + " of " + about_size(disk.total); }

}  // namespace

Upkeep::Upkeep(const asio::any_io_executor& executor, UpkeepOptions options, Ledger& ledger, DiskPort disk)
    : options_(std::move(options)),
      ledger_(ledger),
      disk_(std::move(disk)),
      wakeup_(executor),
      turn_{.at = Steady::now(), .within = longest_turn} {}

asio::awaitable<void> Upkeep::run() {
  while (!stopping_) {
    turn_.at = Steady::now();
    const Time at = now();
    look_at_disk(at);
    const bool more = prune_some(at);
    const Span pause = more                     ? between_steps
                       : space() == Space::full ? between_looks_when_full
                                                : between_looks;
    co_await wakeup_.wait_until(Steady::now() + pause);
  }
}

void Upkeep::stop() {
  stopping_ = true;
  wakeup_.notify();
}

void Upkeep::configure(std::vector<Route> routes, const Retention& retention) {
  options_.routes = std::move(routes);
  options_.retention = retention;
  next_round_.reset();
  wakeup_.notify();
}

void Upkeep::disk_was_full() {
  commit_failed_ = true;
  wakeup_.notify();
}

void Upkeep::look_at_disk(Time now) {
  const Disk disk = disk_();
  const Space space = space_now(disk);
  if (space != space_) enter(space, disk);
  if (space != Space::full) keep_a_reserve();
  say_disk(disk, now);
}

// A reserve that is gone was given up while a delivery was recorded. Without one at the start, the disk has
// to show first that there is room for it.
Space Upkeep::space_now(const Disk& disk) {
  const bool has_reserve = ledger_.journal().has_reserve();
  const bool given_up = had_reserve_ && !has_reserve;
  had_reserve_ = has_reserve;
  const bool failed = std::exchange(commit_failed_, false) || given_up;
  return space_of(disk, failed, space_.value_or(has_reserve ? Space::ok : Space::full));
}

void Upkeep::enter(Space space, const Disk& disk) {
  const std::optional<Space> before = std::exchange(space_, space);
  if (space == Space::full) {
    ledger_.journal().free_reserve();
    had_reserve_ = false;
    ledger_.set_room(false);
    log_error(
        "the disk is full: looking stops until there is room, what is journalled is still delivered",
        {{"folder", options_.folder}, {"free", room_text(disk)}, {"remedy", "make room on its file system"}});
  } else if (before == Space::full) {
    ledger_.set_room(true);
    log_notice("the disk has room again, looking goes on",
               {{"folder", options_.folder}, {"free", room_text(disk)}});
  } else if (space == Space::low) {
    log_warning("the disk is nearly full", {{"folder", options_.folder}, {"free", room_text(disk)}});
  }
}

void Upkeep::keep_a_reserve() {
  had_reserve_ = ledger_.journal().has_reserve() || ledger_.journal().make_reserve();
  if (!had_reserve_ && !std::exchange(said_no_reserve_, true))
    log_warning("no room can be reserved for a full disk", {{"folder", options_.folder}});
}

void Upkeep::say_disk(const Disk& disk, Time now) {
  OwnMatter matter{.kind = "disk", .name = {}, .wrong = space() != Space::ok, .summary = {}, .details = {}};
  const std::string begin = "ilert-bridge " + options_.bridge_name + ": the disk of its journal ";
  if (!matter.wrong) {
    matter.summary = begin + "has room again";
    matter.details = matter.summary + ".";
  } else {
    matter.summary = begin + (space() == Space::full ? "is full" : "is nearly full");
    matter.details =
        "`" + options_.folder + "` has " + room_text(disk) + " free.\n\n" +
        (space() == Space::full
             ? "New problems are not seen. What was seen before is still delivered."
             : "Everything still works. When the disk is full, new problems are no longer seen.") +
        "\n\nMake room on its file system; nothing else has to be done. This alert is resolved then.";
  }
  say(matter, options_.routes, ledger_, options_.bridge_name, now);
}

// A backup, or somebody with sqlite3, keeps the log from beginning anew as long as it reads.
bool Upkeep::log_has_room() {
  const std::optional<std::string> reader = ledger_.journal().log_is_held(largest_log);
  if (reader && !std::exchange(said_reader_, true))
    log_warning(
        "history is not pruned while somebody reads the journal: its log would grow",
        {{"reader", *reader}, {"folder", options_.folder}, {"remedy", "end whatever reads it for so long"}});
  if (!reader && std::exchange(said_reader_, false)) log_notice("nobody holds up the journal's log any more");
  return !reader;
}

void Upkeep::begin_round(Time now) {
  if (const std::size_t gone = ledger_.journal().forget_set_aside(now - options_.retention.keep_delivered))
    log_info("damaged journals that were set aside are deleted", {{"files", std::to_string(gone)}});
  in_round_ = true;
  pruned_ = 0;
  next_round_ = now + between_rounds;
}

void Upkeep::end_round(Time now) {
  in_round_ = false;
  const Bytes in_use = ledger_.journal().in_use();
  if (pruned_ > 0)
    log_info("history is pruned", {{"events", std::to_string(pruned_)},
                                   {"settled_before", rfc3339(kept_since(in_use, options_.retention, now))},
                                   {"journal", about_size(in_use)}});
}

bool Upkeep::prune_some(Time now) {
  if (space() == Space::full) return false;  // deleting takes room first
  const bool due = !next_round_ || *next_round_ <= now || *next_round_ > now + between_rounds;
  if (!in_round_ && (due || is_too_large(ledger_.journal().in_use(), options_.retention))) begin_round(now);
  if (!in_round_ || !log_has_room()) return false;
  try {
    const std::size_t gone = ledger_.journal().prune(options_.retention, prune_step, now);
    pruned_ += gone;
    if (gone < prune_step) end_round(now);
  } catch (const CommitFailed& failure) {
    if (!failure.disk_full()) throw;
    in_round_ = false;
    ledger_.found_full(failure.what());
  }
  return in_round_;
}

}  // namespace ilert_bridge
