// The demo's terminal of 80 × 24: chapters that fit it, and a row whenever something has changed, with the
// time, what Checkmk shows, what the journal holds and what ilert got. It rests as long as it takes to read
// that.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/rig/rig.hpp"

namespace ilert_bridge::demo {

using Lines = std::vector<std::string>;

class Screen {
 public:
  explicit Screen(const rig::Rig& rig);
  void chapter(const std::string& title);
  void columns();                         // the head of the rows
  void say(const std::string& sentence);  // a line of the story
  void show(const Lines& lines);          // what somebody sees elsewhere: a telephone, a terminal
  void row();                             // how it is now, if that is new
  void rest();                            // until all that was printed since the last rest can be read
  // False if it does not come to hold within `patience`.
  static bool wait_until(const std::function<bool()>& holds, std::chrono::seconds patience);

 private:
  struct View {
    Lines checkmk, ilert;
    std::string journal;
    bool operator==(const View&) const = default;
  };
  View view() const;
  void print(const std::string& line);

  const rig::Rig& rig_;
  View last_;
  int chapter_ = 0;
  std::size_t unread_ = 0;  // characters
};

}  // namespace ilert_bridge::demo
