// What a run of the monitoring core before this one left behind. A core that crashed comes back with the
// states that it saved last, an hour ago maybe: what was over when it was looked at last must not call anew.
// Pure; time is an argument.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ilert-bridge/core/assess.hpp"

namespace ilert_bridge {

class RunBefore {
 public:
  // When the site was last looked at before we were started, our clock; nothing: never. What was shown then
  // is not known any more.
  explicit RunBefore(std::optional<Time> last_look = {}) : last_look_(last_look) {}

  // A complete look, before it is decided about.
  void saw(const Look& look);

  // A problem whose check began before the last complete look of the run before, which did not show it:
  // nobody knows whether it is one until it is checked again. Asked of the look that was seen last.
  bool is_old(const Sighting& sighting) const;

 private:
  using Shown = std::vector<std::size_t>;  // problems, by hash: there may be a hundred thousand
  std::optional<Time> last_look_;
  Shown shown_;  // then
  std::optional<Program> program_;
  std::optional<Time> ended_;  // the last look of the run before
  Shown shown_at_the_end_;     // sorted
  Span clock_ahead_{};
};

// Such a problem of which nothing is told is held, `not_fresh`.
void hold_what_is_old(std::vector<Decision>& decisions, const RunBefore& before);

}  // namespace ilert_bridge
