// ilert's REST API for reading alerts back: who may, what is shown, in which order. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/doubles/http_listener.hpp"
#include "tests/doubles/ilert_alerts.hpp"

namespace ilert_bridge::doubles {

struct RestShelf {
  const std::vector<AlertView>& alerts;
  const std::vector<std::string>& keys;    // of the alert sources; their ids are 55, 56, …
  const std::vector<std::string>& tokens;  // who may read
  bool shuffled = false;                   // rows in another order every time
  int call = 0;                            // from 1
};

inline constexpr int first_source_id = 55;

// The answer to GET /api<path_and_query>; without its Date.
HttpReply rest_reply(const HttpReceived& request, std::string_view path_and_query, const RestShelf& shelf);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(Time time);

}  // namespace ilert_bridge::doubles
