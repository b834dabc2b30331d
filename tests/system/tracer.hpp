// strace as a saboteur: it counts the daemon's calls on the journal's files, and kills it at one of them or
// makes them fail.
#pragma once

#include <string>

#include "tests/rig/rig.hpp"

namespace ilert_bridge::system_stage {

class Tracer {
 public:
  explicit Tracer(const rig::Rig& rig);
  // Empty if strace is there and may trace; else why not, for a skip.
  static std::string unavailable();

  rig::Launcher counting() const;
  rig::Launcher killing_at(int call) const;  // before the n-th call, counted from 1, has any effect
  // From the n-th of these calls on, as in "fsync,fdatasync", each fails.
  rig::Launcher failing_from(int call, const std::string& calls, const std::string& error) const;
  int counted() const;  // calls of the last run

 private:
  rig::Launcher launcher(const std::string& calls, const std::string& injection) const;
  std::string journal_;
  std::string notes_;
};

}  // namespace ilert_bridge::system_stage
