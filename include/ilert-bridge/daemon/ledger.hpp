// The journal and the memory of it that the loops share. Memory follows the journal, never the other way
// round: a write that fails throws CommitFailed and leaves memory as it was.
#pragma once

#include <functional>
#include <set>
#include <string>

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

  // Journal first, then memory, then whoever delivers is told. A recording without content costs nothing.
  void record(Recording& recording, Time now);
  void on_events(std::function<void(const std::string& route)> callback) { on_events_ = std::move(callback); }

 private:
  Journal journal_;
  Reports reports_;
  std::set<std::pair<std::string, std::string>> looked_at_;
  std::function<void(const std::string& route)> on_events_;
};

}  // namespace ilert_bridge
