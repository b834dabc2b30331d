// From an event to ilert's generic event API. Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

inline constexpr std::size_t body_limit = 14'000;  // bytes

// `base_url` is [ilert] url with or without a trailing slash. `required_only`: nothing but what ilert cannot
// do without. Whatever the event holds, the body is valid JSON under body_limit: details give way first, then
// the remark.
HttpRequest event_request(const Event& event, std::string_view base_url, std::string_view integration_key,
                          bool required_only);

// The same body without the key, for people to read (dry run, `journal show --json`).
std::string event_body(const Event& event, bool required_only);

}  // namespace ilert_bridge
