// What `check` finds out, said line by line as it comes, or at its end as JSON.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

enum class CheckOutcome { good, warning, failed };

struct CheckLine {
  std::string part;  // "configuration", "site", "route", "unrouted", "ilert", "file", "journal"
  std::string name;  // of the site or route, ilert's address, the file; may be empty
  CheckOutcome outcome = CheckOutcome::good;
  std::string text;
  std::string remedy = {};
  boost::json::object figures = {};  // what the text counts, for programs
};

// "site prod: FAILED: no such socket", and on a line of its own what to do. Made fit to be shown.
std::string text_of(const CheckLine& line);
boost::json::object as_json(const CheckLine& line);

class CheckReport {
 public:
  explicit CheckReport(bool as_json) : as_json_(as_json) {}
  // Printed at once, or kept.
  void say(const CheckLine& line);
  // Errors and warnings of the configuration, on standard error where people read them.
  void say(const std::vector<Fault>& faults);
  bool any_failed() const { return failed_ > 0; }
  std::size_t warnings() const { return warnings_; }
  // The JSON, if that was asked for.
  void end(bool usable) const;

 private:
  bool as_json_;
  std::size_t failed_ = 0, warnings_ = 0;
  boost::json::array lines_;
};

}  // namespace ilert_bridge
