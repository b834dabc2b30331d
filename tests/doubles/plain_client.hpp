// A blocking client for tests: bytes out, bytes in, over a unix socket or TCP. It knows no more than the 16
// bytes in front of an answer.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge::doubles {

class PlainClient {
 public:
  explicit PlainClient(const Endpoint& endpoint,
                       std::chrono::milliseconds patience = std::chrono::seconds{10});
  ~PlainClient();
  PlainClient(const PlainClient&) = delete;
  PlainClient& operator=(const PlainClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  void send(std::string_view bytes);
  void end_sending();
  // Each gives what came when the answer was complete, the peer closed or patience ran out.
  std::string receive(std::size_t bytes);
  std::string answer();  // the header and as many bytes as it says
  std::string rest();    // to the end
  bool closed();         // whether the peer closed, once all is read

 private:
  bool fill();  // false: over, or nothing came in time
  int socket_ = -1;
  std::chrono::milliseconds patience_;
  std::string unread_;
};

// One request on a connection of its own, header included; empty if nobody listens.
std::string ask_once(const Endpoint& endpoint, std::string_view request);

}  // namespace ilert_bridge::doubles
