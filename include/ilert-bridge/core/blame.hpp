// Whose fault is it that ilert does not take an event: the event's own, or that of everything on its route?
// What gets through meanwhile tells. Of one route; pure, time is an argument. It lives in memory: after a
// start nothing is to blame.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/retry.hpp"

namespace ilert_bridge {

// An attempt that did not get through, though ilert or something before it answered, or may have.
struct Setback {
  EventType type = EventType::alert;
  Outcome outcome = Outcome::failed;  // route_held, failed or unknown
  int http_status = 0;
  bool required_only = false;  // it went out with required fields only
  bool route_held = false;     // the route was held already
};

struct Blamed {
  bool own = false;            // it is no word about the route: only this key waits
  bool required_only = false;  // the next attempt is with required fields only
  bool give_up = false;        // so was this one, and others get through: park it
  bool operator==(const Blamed&) const = default;
};

// A refusal of the route as a whole (route_held) is the event's own as soon as something else was delivered
// since its first one. Of the same answer to the same type of event the route is not suspected again: not at
// all if that type pages nobody; for an ALERT until the third such answer without a delivery in between.
//
// A server error or a cut is the event's own when it failed five times, each time after something else was
// delivered, over ten minutes at least, and few others fail: an ilert that is half down parks nothing.
class Blame {
 public:
  void passed(const std::string& key);  // ilert took a request of it
  void forget(const std::string& key);  // what failed is gone, or shall be tried as if it never had
  Blamed failed(const std::string& key, const Setback& setback, Time now);

 private:
  struct Record {
    EventType type = EventType::alert;
    bool held = false;
    int failures = 0;
    int proofs = 0;  // of them, those before which something else had been delivered since the one before
    std::uint64_t passes_at_first = 0;
    std::uint64_t passes_at_last = 0;
    Time since{};
  };
  Record& noted(const std::string& key, const Setback& setback, Time now);
  Blamed of_a_refusal(const Record& record, const Setback& setback, Time now);
  Blamed of_a_failure(const Record& record, const Setback& setback, bool proof, Time now) const;

  std::map<std::string, Record> records_;  // by alert key
  std::uint64_t passes_ = 0;
  int refusals_ = 0;  // since the last pass, of what is suspected but not proven to be bad itself
  std::set<std::pair<int, EventType>> known_bad_;  // answers that were an event's own fault
};

}  // namespace ilert_bridge
