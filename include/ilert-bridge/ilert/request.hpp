// From an event to what is posted to its alert source. Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

// `base_url` is [ilert] url with or without a trailing slash. `required_only`: nothing but what ilert cannot
// do without. Whatever the event holds, the body is valid JSON, or XML, under body_limit: details give way
// first, then the remark; of the older alert sources the longest texts. A checkmk source has the key in the
// URL, percent-encoded, which is one more reason never to show that to anybody.
HttpRequest event_request(const Event& event, std::string_view base_url, std::string_view integration_key,
                          bool required_only, Integration integration = Integration::api);

// The same body without the key, for people to read (dry run, `journal show --json`).
std::string event_body(const Event& event, bool required_only, Integration integration = Integration::api);

// Whether there is anything to be sent for a COMMENT: the older sources know nothing like it.
bool takes_comments(Integration integration);

}  // namespace ilert_bridge
