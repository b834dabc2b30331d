// The way to ilert without a socket: net/http_client.hpp for this program.
#pragma once

#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge::simulation {

class FarEnd {
 public:
  virtual ~FarEnd() = default;
  // Throws nothing but when it is cancelled.
  virtual boost::asio::awaitable<HttpAnswer> answer(HttpRequest request) = 0;
};

// Who answers from now on.
void answer_http(FarEnd* far_end);

}  // namespace ilert_bridge::simulation
