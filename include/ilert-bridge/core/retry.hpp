// What an attempt's outcome means for the event, its key and its route, and how long to wait. Pure; chance is
// an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

enum class Outcome : std::uint8_t {
  delivered,   // 2xx, or a no-op answer ("none open for key")
  not_sent,    // DNS, refused connection, TLS handshake: ilert cannot have seen it
  unknown,     // time-out, cut connection, killed in flight: ilert may have seen it
  failed,      // 408, 425, 5xx: ilert answered, try again
  limited,     // 429
  route_held,  // wrong key, plan limits, redirects: nothing of this route can work until a person acts
  refused      // 400, 413, 415, 422: this event is not wanted as it is
};
std::string_view name(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

// From `first` doubling with each failure up to `limit`, then a third less to a third more by `chance` in
// [0,1).
Span growing_pause(int failures, Span first, Span limit, double chance);

// The path to ilert as one route sees it. Closed: everything may be sent. After a transport error, a 5xx or a
// refusal of the route as a whole it probes: one event at a time, with growing pauses, until one gets
// through.
class Circuit {
 public:
  // `retry_after` is what a 429 asked for, if it did. Of many attempts that were under way together only the
  // first failure counts: what ends during a pause began before it and says nothing new.
  void saw(Outcome outcome, Time now, double chance, std::optional<Span> retry_after = {});
  // Somebody wants it tried now: the pauses are over, what is known of the path stays. A 429's window stays
  // too.
  void forgive() { probe_ = spare_ = {}; }
  bool closed() const { return failures_ == 0 && holds_ == 0; }
  bool held() const { return holds_ > 0; }  // by route_held, until one gets through
  Time not_before() const;                  // nothing is sent earlier
  // The same, but a clock that was set back since does not prolong the pause: it begins anew at `now`, once.
  Time not_before(Time now);
  int failures() const { return failures_; }

  // Between the probes of a held route something newer than the hold may be tried, less and less often: if it
  // gets through, what was refused had only itself to blame. Meaningful only while held.
  Time held_since() const { return held_since_; }
  Time spare_not_before(Time now);
  void take_spare(Time now, double chance);

 private:
  // No wait before `began` + `lasts`.
  struct Pause {
    Time began{};
    Span lasts{};
    Time ends() const { return began + lasts; }
    Time ends(Time now) {
      began = std::min(began, now);
      return ends();
    }
  };
  bool is_pausing(Time now) const { return now >= probe_.began && now < probe_.ends(); }

  int failures_ = 0;
  int holds_ = 0;
  Pause probe_;   // by failures and holds; over when something gets through
  Pause window_;  // by a 429; over when it is over
  Time held_since_{};
  int spares_ = 0;
  Pause spare_;
};

}  // namespace ilert_bridge
