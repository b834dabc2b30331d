// Which URLs the configuration takes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/net/url.hpp"

namespace ilert_bridge {

// Nothing in `fault` if `text` is SCHEME://HOST[:PORT][/PATH] with one of the schemes, and without user,
// query or fragment.
Url parse_url(const std::string& text, const std::vector<std::string_view>& schemes, std::string& fault);

// "localhost", 127.0.0.0/8 and ::1: what is said there does not leave this machine.
bool is_loopback(std::string_view host);

}  // namespace ilert_bridge
