// An alert source as its owner set it up: whether the alerts that the bridge opens there can be told apart
// and found again. Pure; anything at all may come in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

// The token goes into a header, the integration key into the URL, which is one more reason never to show that
// to anybody.
HttpRequest alert_source_request(std::string_view base_url, std::string_view token,
                                 std::string_view integration_key);

struct AlertSource {
  std::int64_t id = 0;
  std::string name;
  // Whether what is sent to it under a key becomes one alert of that key.
  bool follows_keys = true;
  // What of its settings stands in the way: sentences, each with what follows and what to do.
  std::vector<std::string> concerns;
};
Result<AlertSource> read_alert_source(std::string_view body);

}  // namespace ilert_bridge
