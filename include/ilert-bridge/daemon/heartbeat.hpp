// The dead man's switch's loop: tells ilert that all is well, as long as it is. What may stop it is decided
// elsewhere; it knows the decision and the way to ilert as ports.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/ilert/answer.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct HeartbeatPorts {
  std::function<std::string()> stopped_by;  // why none may leave now; empty: it may
  std::function<boost::asio::awaitable<Answer>()> ping;
};

// The key is in the URL: no redirect is followed.
HttpRequest ping_request(const HeartbeatSettings& settings);
Answer ping_answer(const HttpAnswer& answer);

class Heartbeat {
 public:
  Heartbeat(Span interval, HeartbeatPorts ports) : interval_(interval), ports_(std::move(ports)) {}

  // Beats until cancelled. The first beat waits a moment for the first looks.
  boost::asio::awaitable<void> run();
  // One beat if it is due, or the reason why there is none.
  boost::asio::awaitable<void> beat();
  HeartbeatStatus status() const;

 private:
  void stop(const std::string& why);
  void note(const Answer& answer);

  Span interval_;
  HeartbeatPorts ports_;
  std::chrono::steady_clock::time_point due_{};
  std::optional<Time> pinged_at_;
  int failures_ = 0;
  std::string fault_;
  std::string stopped_by_;
  std::optional<Time> stopped_since_;
  Repeats stops_;
};

}  // namespace ilert_bridge
