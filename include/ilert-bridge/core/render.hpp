// From a decision to the words a person reads in ilert. Pure; whatever comes in, what goes out is clean and
// within core/limits.hpp.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/link.hpp"
#include "ilert-bridge/core/template.hpp"

namespace ilert_bridge {

// What is asked of Livestatus only for subjects about to be sent. Raw bytes.
struct Texts {
  std::string output;
  std::string long_output;  // with Nagios' literal "\n" already turned into newlines
  std::string host_alias;
  std::string host_address;
  std::vector<std::string> groups;  // host groups of a host, service groups of a service
  std::size_t others = 0;           // counted in the look: services of its host with problems, besides itself
  std::string notes_url;
  std::string action_url;
  std::vector<std::string> labels;                         // "key:value", with those of the host
  std::vector<std::string> tags;                           // likewise
  std::map<std::string, std::string, std::less<>> custom;  // of the object, else of its host
};

// Fills in `others` of all.
void count_others(std::map<Subject, Texts>& texts, const Look& look);

extern const std::string_view default_host_summary;
extern const std::string_view default_service_summary;
extern const std::string_view default_details;

// The event for one telling. `web_url` is the site's, may be empty. What the route's `send` leaves out is
// empty in templates. The details of RESOLVE, ACCEPT and COMMENT are a sentence: ilert shows them in the
// alert's history only.
Event event_for(const Subject& subject, const Telling& telling, const Verdict& verdict, const Report& before,
                const Observation& observation, const Texts& texts, const Route& route,
                std::string_view web_url, std::string_view bridge_name, Time now);

// An own matter's event: `summary` and `details` are ready, but for cleaning and cutting.
Event own_event(const Subject& matter, const Telling& telling, const Route& route, std::string_view summary,
                std::string_view details, std::string_view bridge_name, Time now);

}  // namespace ilert_bridge
