// Links into Checkmk's web interface, and to what it names for an object. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

// Everything but letters, digits and "-._~" as %XX of its bytes.
std::string percent_encoded(std::string_view bytes);

// A link to the object's page in Checkmk's web interface; empty without web_url, and for an own matter.
// `web_url` is the site's, with or without a trailing slash. The page is opened inside Checkmk's frame, so
// its address is encoded twice.
std::string link_to(const Subject& subject, std::string_view web_url);

// An address that Checkmk has for an object, as a link that ilert can take; empty if it is none: not http or
// https, relative, with a user and password, or too long.
std::string outer_link(std::string_view raw);

}  // namespace ilert_bridge
