// Which proxy libcurl takes of the environment, to be named where it does not answer. Pure.
#pragma once

#include <functional>
#include <string>

namespace ilert_bridge {

// "http://proxy:3128", without credentials; empty: none. `variable` gives the value of one, or nothing. Of
// no_proxy only names are understood, not networks.
std::string environment_proxy(const std::string& url,
                              const std::function<std::string(const char*)>& variable);

}  // namespace ilert_bridge
