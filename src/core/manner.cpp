#include "ilert-bridge/core/manner.hpp"

#include <algorithm>

namespace ilert_bridge {

Manner manner_of(WakeDoubt doubt, const std::string& failure, Span asked, Span rest, Effort effort) {
  Manner manner;
  manner.woken = doubt == WakeDoubt::none;
  manner.pause = std::max(asked, rest);
  const std::string every = "every " + span_text(std::chrono::ceil<std::chrono::seconds>(manner.pause));
  if (manner.woken) {
    manner.words = "woken, looks " + every + " at the latest";
  } else {
    manner.words = "polled " + every + ": ";
    manner.words += words_for(doubt);
    if (doubt == WakeDoubt::no_second && !failure.empty()) manner.words += " (" + failure + ")";
  }
  if (rest > asked)
    manner.words += "; a look costs it " + span_text(std::chrono::duration_cast<Span>(effort)) +
                    ", so the pause is longer than " + span_text(asked);
  return manner;
}

std::string unfinished_look(Span lasts, Span quiet) {
  if (quiet * 2 >= lasts)
    return "it has answered nothing for " + age_text(quiet) + ", its core hangs or the way to it is cut";
  return "a look has not come to its end for " + age_text(lasts) + ", the site answers slowly";
}

}  // namespace ilert_bridge
