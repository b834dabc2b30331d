// What goes between the bridge and ilert, what befalls it on the way, and who sees it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::simulation {

// What befalls requests, until their number is over.
struct Trouble {
  enum class Kind {
    answers,        // `status`, and takes nothing
    taken_in_vain,  // it is taken, and its answer is lost
    lost,           // nobody knows
    unreachable,    // the connection is refused
    hangs           // no answer until the time is over, nothing is taken
  } kind = Kind::answers;
  int status = 400;
  std::string only = {};  // events of this type alone
  int times = -1;         // so many requests; a negative number: until it is healed
};
std::string text_of(const Trouble& trouble);

// An event that ilert took.
struct Taken {
  std::string source, key, type;
  const boost::json::object& body;
  bool opened = false;             // an alert
  std::optional<Time> found = {};  // else: when the open alert of this key was opened
  bool was_calling = false;        // that alert, before
};

class Witness {
 public:
  virtual ~Witness() = default;
  virtual void attempt_begins(const std::string& source, const std::string& key) = 0;
  virtual void attempt_ends(const std::string& source, const std::string& key, bool unknown) = 0;
  virtual void takes(const Taken& event) = 0;
  virtual void refuses_the_shape(const std::string& why) = 0;  // of a request that no ilert would take
};

}  // namespace ilert_bridge::simulation
