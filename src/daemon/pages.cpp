#include "ilert-bridge/daemon/pages.hpp"

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;

Pages::Pages(const asio::any_io_executor& executor, MetricsSettings settings, PageFor page_for)
    : executor_(executor), settings_(std::move(settings)), page_for_(std::move(page_for)), visits_(executor) {
  visits_.on_end([this] {
    try {
      visits_.rethrow_failure();
    } catch (...) {
      stop();  // run() says what it was
    }
  });
}

asio::awaitable<void> Pages::run() {
  Result<HttpServer> server = HttpServer::open(executor_, settings_.address, settings_.port);
  if (!server) {
    log_error("no metrics are served: " + server.error().text);
    co_return;
  }
  server_.emplace(std::move(*server));
  log_info("metrics are served", {{"address", settings_.address}, {"port", std::to_string(server_->port())}});
  if (stopping_) server_->close();
  while (!server_->closed()) {
    std::optional<HttpVisit> visit = co_await server_->accept();
    if (visit) {
      visits_.start(HttpServer::attend(std::move(*visit), page_for_));
    } else if (!server_->closed()) {
      const Span pause = std::chrono::seconds{1};
      co_await sleep_for(pause);
    }
  }
  visits_.cancel();
  co_await visits_.join();
  server_.reset();
  visits_.rethrow_failure();
}

void Pages::stop() {
  stopping_ = true;
  if (server_) server_->close();
}

}  // namespace ilert_bridge
