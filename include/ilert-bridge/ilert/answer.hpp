// What ilert's answer to an event means. Pure, but for the known secrets: none of them is in what comes out.
// Anything at all may come in.
#pragma once

#include <optional>
#include <string>

#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct Answer {
  Outcome outcome = Outcome::unknown;
  int http_status = 0;
  std::string text;    // for people: "202", "400 KEY_ERROR: no such key", "connection refused"; one line, cut
  std::string remedy;  // what the administrator can do about it; empty if nothing
  std::string correlation_id;  // ilert's, from the header; empty if none
  std::optional<Span> retry_after;
  bool asked = true;  // false: settled without a request, so nothing was learned about the way to ilert
};

Answer read_answer(const HttpAnswer& answer);

}  // namespace ilert_bridge
