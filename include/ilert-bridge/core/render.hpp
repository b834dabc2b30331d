// From a decision to the words a person reads in ilert. Pure; whatever comes in, what goes out is clean and within limits.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

// What is asked of Livestatus only for subjects about to be sent. Raw bytes.
struct Texts {
  std::string output;
  std::string long_output;  // with Nagios' literal "\n" already turned into newlines
  std::string host_alias;
  std::string host_address;
  std::vector<std::string> groups;  // host groups of a host, service groups of a service
};

// The names a template may use between {{ and }}; for the configuration's error messages.
const std::vector<std::string_view>& placeholders();

// Nothing if the template can be used, else what is wrong with it (an unknown name with the nearest known one, an
// unclosed "{{").
std::string template_fault(std::string_view text);

// Every {{name}} replaced by its value; an unknown name by nothing. Values are put in as they are.
std::string fill(std::string_view text, const std::map<std::string, std::string, std::less<>>& values);

extern const std::string_view default_host_summary;
extern const std::string_view default_service_summary;
extern const std::string_view default_details;

struct Telling;

// The event for one telling. `web_url` is the site's, may be empty. What the route's `send` leaves out is empty in
// templates. The texts of RESOLVE, ACCEPT and COMMENT are short: ilert shows them in the alert's history only.
Event event_for(const Subject& subject, const Telling& telling, const Verdict& verdict, const Report& before,
                const Observation& observation, const Texts& texts, const Route& route, std::string_view web_url,
                std::string_view bridge_name, Time now);

// A link to the object's page in Checkmk's web interface; empty without web_url. Names are percent-encoded.
std::string link_to(const Subject& subject, std::string_view web_url);

// An own matter's event: `summary` and `details` are ready.
Event own_event(const Subject& matter, const Telling& telling, const Route& route, std::string_view summary,
                std::string_view details, std::string_view bridge_name, Time now);

}  // namespace ilert_bridge
