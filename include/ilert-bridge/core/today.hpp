// What the site says today of what its log names: as much as the past is played with, small enough for all
// objects of a site. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

class Today {
 public:
  Today() = default;
  Today(const Today&) = delete;  // attributes that many share stand in one place
  Today& operator=(const Today&) = delete;

  void shows(const Subject& subject, const Observation& observation);
  // Nothing: it exists no more, and is left out. Times, acknowledgement and downtime's words are not kept.
  std::optional<Observation> of(const Subject& subject) const;
  bool has(const Subject& subject) const { return shown_.contains(subject); }
  std::set<Subject> subjects() const;
  std::size_t size() const { return shown_.size(); }

  Span interval_length = std::chrono::minutes{1};
  // It shows what the end of the span showed. Of a span that ended long ago it does not tell what lasted
  // then.
  bool is_the_end = true;

 private:
  struct Shown {
    const Attributes* attributes = nullptr;
    std::int64_t first_notification_delay = 0;
    State state = State::ok, host_state = State::up;
    bool in_downtime = false, flapping = false, notifications_enabled = true, host_checked = true;
  };
  std::map<Subject, Shown> shown_;
  std::set<Attributes> attributes_;
};

}  // namespace ilert_bridge
