// What is read of a site beside its looks may fail while they succeed. Then something goes unseen: the log
// says so once, and `status` as long as it lasts.
#pragma once

#include <optional>
#include <string>

#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/core/repeats.hpp"

namespace ilert_bridge {

class SideReading {
 public:
  SideReading(std::string site, std::string what);  // "the comments"

  // The rest of the sentence: "cannot be read, …: no answer", with what is missed.
  void failed(const std::string& fault, Time at);
  void succeeded();
  void not_wanted();  // nothing is missed without it now

  std::optional<Time> failing_since() const { return since_; }
  std::string words() const;  // while it fails: what is missed, and why

 private:
  std::string site_;
  std::string what_;
  std::string fault_;
  std::optional<Time> since_;
  Repeats repeats_;
};

}  // namespace ilert_bridge
