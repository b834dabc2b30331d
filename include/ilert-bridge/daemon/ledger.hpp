// The journal and the memory of it that the loops share. Memory follows the journal, never the other way
// round: a write that fails throws CommitFailed and leaves memory as it was.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

class Ledger {
 public:
  explicit Ledger(Journal journal);

  Journal& journal() { return journal_; }
  const Journal& journal() const { return journal_; }
  const Reports& reports() const { return reports_; }
  // The report of a subject on a route; a blank one if there is none.
  Report report(const Subject& subject, const std::string& route) const;
  std::set<std::string, std::less<>> never_looked_at(std::string_view site,
                                                     const std::vector<Route>& routes) const;

  // Until when the site was looked at, as the journal has it; nothing if it never was.
  std::optional<LookMark> last_look(const std::string& site) const;

  // Journal first, then memory, then whoever delivers is told. A recording without content costs nothing.
  // False: the disk is full, nothing of it is recorded, and memory is as it was.
  bool record(Recording& recording, Time now);

  // Journal first, then memory goes by the new names. Nobody may look or deliver on a source that changes.
  void change_sources(const std::vector<SourceChange>& changes, Time now);

  // Without room nobody looks: what is seen could not be recorded. Upkeep says when there is room again.
  bool has_room() const { return has_room_; }
  void set_room(bool has_room) { has_room_ = has_room; }
  void found_full(std::string_view why);
  // Writes that failed so far, each made good later: a failure that cannot be ends the process.
  std::uint64_t errors() const { return errors_; }
  void on_full(std::function<void()> callback) { on_full_ = std::move(callback); }
  void on_change(std::function<void(const Recording::Change& change)> callback) {
    on_change_ = std::move(callback);
  }

 private:
  void remember(const Recording& recording);
  Journal journal_;
  Reports reports_;
  std::set<std::pair<std::string, std::string>> looked_at_;
  std::map<std::string, LookMark> looks_;
  bool has_room_ = true;
  std::uint64_t errors_ = 0;
  std::function<void()> on_full_;
  std::function<void(const Recording::Change& change)> on_change_;
};

}  // namespace ilert_bridge
