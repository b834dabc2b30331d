// Whether ilert can be reached, also while there is nothing to tell it: where nothing was answered for a
// minute its address is asked, without an event and without a key.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

inline constexpr Span quiet_before_asking = std::chrono::minutes{1};

// Pure. `last`: when anything was answered or asked last.
bool is_quiet(const std::optional<Time>& last, Time now);

struct ReachPorts {
  std::function<boost::asio::awaitable<HttpAnswer>(HttpRequest)> ask;
  std::function<std::optional<Time>()> read_at;  // when ilert last showed its alerts
};

class Reach {
 public:
  Reach(std::string base_url, ReachPorts ports) : base_url_(std::move(base_url)), ports_(std::move(ports)) {}

  // ilert answered something else.
  void heard(Time at);
  // Asks whenever it is quiet, until cancelled. The first events may be ahead of it.
  boost::asio::awaitable<void> run();
  // Asks if it is quiet.
  boost::asio::awaitable<void> turn();
  IlertStatus status() const { return status_; }

 private:
  void note(const HttpAnswer& answer, Time at);

  std::string base_url_;
  ReachPorts ports_;
  std::optional<Time> asked_at_;
  IlertStatus status_;
  Repeats faults_;
};

}  // namespace ilert_bridge
