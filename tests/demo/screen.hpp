// The demo's terminal: one line whenever something changed, with the time, what Checkmk showed, what the
// journal holds and what ilert got.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "tests/rig/rig.hpp"

namespace ilert_bridge::demo {

class Screen {
 public:
  explicit Screen(const rig::Rig& rig);
  void title() const;
  void say(const std::string& sentence);  // a line of the story
  // Prints what changes until it holds; false if it does not within `patience`.
  bool watch_until(const std::function<bool()>& holds, std::chrono::seconds patience);
  void watch_for(std::chrono::milliseconds span);

 private:
  struct View {
    std::string checkmk, journal, ilert;
    bool operator==(const View&) const = default;
  };
  View view() const;
  void print_if_changed();

  const rig::Rig& rig_;
  View last_;
};

}  // namespace ilert_bridge::demo
