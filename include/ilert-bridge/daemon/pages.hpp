// The loop that serves /metrics and /healthz to whoever is on this machine.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/net/http_server.hpp"

namespace ilert_bridge {

class Pages {
 public:
  Pages(const boost::asio::any_io_executor& executor, MetricsSettings settings, PageFor page_for);

  // Serves until stop(); must not be cancelled. Where it cannot listen it says so and returns.
  boost::asio::awaitable<void> run();
  void stop();

 private:
  boost::asio::any_io_executor executor_;
  MetricsSettings settings_;
  PageFor page_for_;
  std::optional<HttpServer> server_;
  Tasks visits_;
  bool stopping_ = false;
};

}  // namespace ilert_bridge
