// What ilert makes of the bodies that its alert sources for Checkmk and Nagios get. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ilert_bridge::doubles {

// The words as they came, and the generic event that they mean: with the alert key that ilert makes of host
// and service alone. No eventType: a type that ilert ignores. Nothing: not to be understood.
struct OlderBody {
  std::string key;  // the integration key, if the body has it
  boost::json::object words;
  boost::json::object event;
};
std::optional<OlderBody> read_checkmk_body(const std::string& body);
std::optional<OlderBody> read_nagios_body(const std::string& body);

std::string percent_decoded(std::string_view text);

}  // namespace ilert_bridge::doubles
