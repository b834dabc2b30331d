// The truth: what ilert was told, what it still has to be told, and every attempt with its answer. SQL lives
// in this folder alone; this interface speaks of events and reports. One thread.
//
// A write that fails throws CommitFailed and must end the process: memory may not run ahead of the journal.
// Reads of a damaged file throw it too.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/alert_source.hpp"
#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/core/disk.hpp"
#include "ilert-bridge/core/order.hpp"
#include "ilert-bridge/core/queue.hpp"
#include "ilert-bridge/core/retention.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/core/spool.hpp"
#include "ilert-bridge/core/taken.hpp"

namespace ilert_bridge {

class CommitFailed : public std::runtime_error {
 public:
  explicit CommitFailed(const std::string& text, bool disk_full = false)
      : std::runtime_error(text), disk_full_(disk_full) {}
  // Nothing of the failed write is in the journal; it works again by itself when there is room.
  bool disk_full() const { return disk_full_; }

 private:
  bool disk_full_;
};

// A newer ilert-bridge wrote a word that this one does not know. That is no damage: nothing of it is changed.
class UnknownWord : public CommitFailed {
 public:
  using CommitFailed::CommitFailed;
};

enum class Settled : std::uint8_t {
  waiting,
  delivered,
  parked,      // refused for good: kept and shown until a person retries or drops it
  superseded,  // a later one made it pointless before it left
  dropped      // by a person
};
std::string_view name(Settled settled);
std::optional<Settled> settled_named(std::string_view name);

// One try to tell ilert.
struct Attempt {
  Time started_at{};
  std::optional<Time> ended_at;  // nothing: under way, or the process was killed meanwhile
  Outcome outcome = Outcome::unknown;
  int http_status = 0;  // 0: no answer
  std::string answer;   // ilert's words or the transport's, cut, cleaned, without secrets
  std::string correlation_id;
};

// What a person changed.
struct ByHand {
  Time at{};
  std::string who;    // "ann (1000)"
  std::string what;   // "retry", "drop", …
  EventId event = 0;  // 0: no single event
};

struct Entry {
  Queued queued;  // the event and how far it came
  Settled settled = Settled::waiting;
  std::optional<Time> settled_at;
  EventId superseded_by = 0;  // the event that stands for it; 0: none does, there was nothing left to tell
  std::vector<Attempt> attempts;  // filled by entry(), not by list()
  std::vector<ByHand> by_hand;    // likewise
};

// When something of a key last left us and was taken; nothing: not known any more.
struct LastTold {
  std::optional<Time> alert_at;  // the newest ALERT; of several attempts the first that ilert may have taken
  std::optional<Time> at;        // anything at all
};

// What of a route is not over.
struct Stock {
  std::size_t waiting = 0;
  std::size_t parked = 0;
  std::optional<Time> oldest_waiting;  // when it, or the first of those it stands for, was recorded
};

// Alerts of a route that ilert has taken and that are not over there.
struct HeardCount {
  std::size_t open = 0;
  std::size_t accepted = 0;
};

struct Filter {
  std::string site, host, service, route;  // empty: any
  std::optional<Settled> settled;
  std::optional<Time> since;
  std::optional<Time> until;  // recorded before that
  EventId before = 0;         // only events with smaller ids; 0: all
  std::size_t limit = 1000;
};

// A damaged journal that was set aside, with its log.
struct SetAside {
  std::filesystem::path file;
  Time at{};
  Bytes size = 0;
};

// Until when a site was looked at.
struct LookMark {
  Time at{};           // the last complete look, our clock; as it is kept, up to a minute earlier
  Span clock_ahead{};  // of the server's clock, then
  // A time before, of which the server's log is still to be read; [from, to) of our clock.
  std::optional<std::pair<Time, Time>> unread;
  bool operator==(const LookMark&) const = default;
};

// What one look decided: all of it or nothing.
struct Recording {
  struct Change {
    Subject subject;
    std::string route;
    Report report;              // blank: the journal forgets it
    std::vector<Event> events;  // ids are given in this order
    // What ilert shows of it without having been told: a person did it, or it was found out.
    std::optional<Heard> heard{};
  };
  std::vector<Change> changes;
  std::vector<Order> orders;  // ids are given; one whose source was an order of the route before is left out
  std::set<std::pair<std::string, std::string>> looked_at;  // (site, route) pairs that are no longer new
  std::vector<Event> missed;              // over before it could be told: first, and superseded at once
  std::map<std::string, LookMark> looks;  // by site
  bool empty() const {
    return changes.empty() && orders.empty() && looked_at.empty() && missed.empty() && looks.empty();
  }
};

class Journal {
 public:
  enum class Access {
    own,        // read and write, created if missing; refuses a file another process owns
    read_only,  // beside a running daemon, or without one
    rehearsal   // a copy in memory: nothing is ever written to disk (dry run)
  };
  // Errors: written by a newer version (names both, or the word that is unknown), owned by another process,
  // folder missing or not writable. A damaged file is set aside under another name, what can be read of
  // reports and waiting events is taken over, and a log line says so. `bridge_name` gives the keys of own
  // matters.
  static Result<Journal> open(const std::filesystem::path& path, Access access, std::string bridge_name,
                              Time now);
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  ~Journal();

  Reports reports() const;
  std::set<std::pair<std::string, std::string>> looked_at() const;
  std::map<std::string, LookMark> looks() const;  // by site

  // Where events go, by key. Everywhere else here a route is a name: of a configured route, or of a source
  // that no route has any more.
  std::vector<KnownSource> alert_sources() const;
  // In one transaction, with what a new source takes over of the one before; what waits for a source whose
  // key is gone is superseded. Then the sources go by their new names.
  void change_sources(const std::vector<SourceChange>& changes, Time now);

  // Events and reports in one transaction; gives the events their ids and recorded_at, which mean nothing if
  // it throws.
  void record(Recording& recording, Time now);

  // Routes that have waiting events, configured or not.
  std::set<std::string> waiting_routes() const;
  std::size_t waiting(const std::string& route) const;
  std::size_t waiting_for(const std::string& route, const Subject& subject) const;
  std::size_t parked(const std::string& route) const;
  // The waiting events of a route without their texts, in the order of their ids.
  std::vector<WaitingRow> backlog(const std::string& route) const;
  // The waiting events of one key, oldest first.
  std::vector<Queued> queue(const std::string& route, const std::string& alert_key) const;
  // What ilert has heard, by alert key. A key that is not there: nothing, or that it is over.
  std::map<std::string, Heard> heard(const std::string& route) const;
  Heard heard(const std::string& route, const std::string& alert_key) const;

  // By alert key: its newest ALERT, where that waits or is parked.
  std::map<std::string, Untaken> untaken(const std::string& route) const;
  // Alerts that ilert shows open and accepted, by route, as far as it was told.
  std::map<std::string, HeardCount> heard_counts() const;

  // What is still to be done in Checkmk, oldest first; what was to be done for a subject on a route, newest
  // first.
  std::vector<Order> open_orders() const;
  std::vector<Order> orders(const std::string& route, const Subject& subject, std::size_t limit) const;
  bool has_order(const std::string& route, const std::string& source) const;
  std::size_t orders_given_up(Time since) const;
  // Before it is tried: one try more. The order must be open (std::logic_error), as for the other two.
  void begin_try(OrderId order, Time now);
  // What came of it, as far as it can be told; from now on it may take effect.
  void end_try(OrderId order, const std::string& fault, Time now);
  void end_order(OrderId order, OrderEnd end, const std::string& fault, Time now);
  LastTold last_told(const std::string& route, const std::string& alert_key) const;
  // When ilert last took an event of the route; nothing: never, or not known any more.
  std::optional<Time> last_delivery(const std::string& route) const;
  // Own matters that are open in ilert under a key which the bridge's name does not give, since it had
  // another one: of each the newest event that is known, with route, subject and that key at least.
  std::vector<Event> under_other_names() const;

  // The files of the old plugin's spool that were taken over so far.
  std::set<SpoolFileId> spool_files() const;
  // Takes over those of one route that were not, in one transaction: their events, and what is known of their
  // subjects now. Says what became superseded, and gives ids.
  void import(Import& import, Time now);

  // Before anything leaves: from now on the outcome is unknown until end_attempt says otherwise. The event
  // must be waiting (std::logic_error), as it must be under way for end_attempt.
  void begin_attempt(EventId event, Time now);
  // What became of it. `settled` waiting leaves it in the queue; `required_only` is for its next attempt;
  // `heard` is what ilert has heard of the key by now, if that changed.
  void end_attempt(EventId event, const Attempt& attempt, Settled settled, bool required_only,
                   const std::optional<Heard>& heard, Time now);
  // What is under way on the route, of which nobody will hear the end any more: its outcome is unknown. `why`
  // stands where the answer would.
  void cut_off_attempts(const std::string& route, const std::string& why, Time now);
  // They never leave: `by` makes them pointless (0: there is nothing to tell any more), and inherits an
  // unknown outcome.
  void supersede(const std::vector<EventId>& events, EventId by, Time now);
  // Records an event made of others, gives it its id, and supersedes them by it. `required_only` as they had
  // it.
  void replace(const std::vector<EventId>& events, Event& stand_in, bool required_only, Time now);
  // The route's attempts since then, oldest first: what the budget counts.
  std::vector<Spent> attempts_since(const std::string& route, Time since) const;

  std::map<std::string, Stock> stock() const;           // by route; routes without any are left out
  std::vector<Entry> list(const Filter& filter) const;  // newest first
  // The same in steps of some milliseconds, for whoever has other things to do: what was found, and in
  // filter.before and filter.limit what is still to be asked for. False: that was all.
  bool list_some(Filter& filter, std::vector<Entry>& found) const;
  std::optional<Entry> entry(EventId id) const;

  // By hand, in one transaction, each change recorded with who made it; gives the ids of what was changed.
  // Waits again, with everything, as if it had never been refused: parked events. What waits already is noted
  // and left as it is.
  std::vector<EventId> retry(const std::vector<EventId>& events, const std::string& who, Time now);
  // Is never sent: waiting and parked events, but none that is under way.
  std::vector<EventId> drop(const std::vector<EventId>& events, const std::string& who, Time now);
  void note_by_hand(const ByHand& change);
  // What people did since then that concerns no single event, the newest first, at most so many.
  std::vector<ByHand> done_by_hand(Time since, std::size_t limit) const;

  // Lets history go that may go by now, the oldest first, at most so many events with their attempts; how
  // many went. Their room is used again, the file does not become smaller: see prune.cpp.
  std::size_t prune(const Retention& retention, std::size_t most, Time now);
  Bytes in_use() const;  // of the file, without what may be used again

  // The file system that the journal lies on, and the file beside it that keeps room for a full one. Whatever
  // records a delivery frees it by itself when the disk is full, and tries once more before it throws.
  Disk disk() const;
  bool has_reserve() const;
  bool make_reserve();  // false: there is no room for it
  void free_reserve();
  // Called when the recording of a delivery had to free it.
  void on_reserve_used(std::function<void()> callback);
  // What was set aside, the oldest first; what was set aside before that time is deleted: how much of it.
  std::vector<SetAside> set_aside() const;
  std::size_t forget_set_aside(Time before);

  // SQLite's log, which begins anew once all of it is in the file, but not while somebody reads: then it
  // grows. If it is larger than `most` and cannot be shortened now: who reads, as far as that can be told.
  std::optional<std::string> log_is_held(Bytes most);

  // The newest events of a subject on a route, newest first, with their attempts.
  std::vector<Entry> history(const std::string& route, const Subject& subject, std::size_t limit) const;
  // The events of an alert key that occurred since then, and when, in the order of their ids.
  std::vector<std::pair<EventType, Time>> occurrences(const std::string& route, const std::string& alert_key,
                                                      Time since) const;

 private:
  class Store;
  explicit Journal(std::unique_ptr<Store> store);
  std::unique_ptr<Store> store_;
};

}  // namespace ilert_bridge
