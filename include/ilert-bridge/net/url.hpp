// A URL in its parts, and a date of HTTP, as libcurl understands them: what is configured is read by who will
// use it. Pure.
#pragma once

#include <optional>
#include <string>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

struct Url {
  std::string scheme;          // lower case; any at all
  std::string user, password;  // decoded
  std::string host;            // "127.1" is "127.0.0.1"; an IPv6 address without brackets
  std::string port;            // may be empty
  std::string path;            // with its slash; "/" if there is none
};

// The error completes a sentence: "has a port that is not a number from 1 to 65535". It quotes nothing.
Result<Url> parts_of_url(const std::string& text);

// "https://host:8443": no more of it is fit to be shown. Of what is no URL: "a URL that is none".
std::string origin_of(const std::string& url);

// "Sun, 06 Nov 1994 08:49:37 GMT" and the older forms.
std::optional<Time> parse_http_date(const std::string& text);

// "dXNlcjpwYXNzd29yZA==": how they travel to a proxy.
std::string basic_credentials(const std::string& user, const std::string& password);

}  // namespace ilert_bridge
