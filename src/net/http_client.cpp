#include "ilert-bridge/net/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <utility>

#include "http_worker.hpp"
#include "ilert-bridge/base/secrets.hpp"

namespace ilert_bridge {
namespace {

// What one coroutine waits for. The timer never fires by itself: it is cancelled by the answer or by the
// coroutine's own cancellation. Only the caller's thread holds it; the worker carries a weak reference there
// and back, unopened.
struct Waiting {
  explicit Waiting(const boost::asio::any_io_executor& executor)
      : bell{executor, boost::asio::steady_timer::time_point::max()} {}
  boost::asio::steady_timer bell;
  std::optional<HttpAnswer> answer;
};

void deliver(const std::weak_ptr<HttpWorker>& from, const std::weak_ptr<Waiting>& to, HttpAnswer answer) {
  const std::shared_ptr<Waiting> waiting = to.lock();
  if (!waiting || from.expired()) return;  // the coroutine or the client is gone
  waiting->answer = std::move(answer);
  waiting->bell.cancel();
}

// Takes the transfer back, however the coroutine ends.
struct Abandoning {
  std::weak_ptr<HttpWorker> worker;
  HttpWorker::Ticket ticket;
  ~Abandoning() {
    if (const auto alive = worker.lock()) alive->abandon(ticket);
  }
};

}  // namespace

HttpClient::HttpClient(boost::asio::any_io_executor executor, HttpOptions options)
    : executor_{std::move(executor)}, worker_{std::make_shared<HttpWorker>(std::move(options))} {}

HttpClient::~HttpClient() = default;

std::chrono::steady_clock::time_point HttpClient::turned() const { return worker_->turned(); }

boost::asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request) {
  const auto waiting = std::make_shared<Waiting>(executor_);
  const std::weak_ptr<HttpWorker> worker{worker_};
  HttpWorker::Finished post_back = [executor = executor_, worker,
                                    to = std::weak_ptr{waiting}](HttpAnswer answer) {
    auto arrive = [worker, to, answer = std::move(answer)]() mutable {
      deliver(worker, to, std::move(answer));
    };
    boost::asio::post(executor, std::move(arrive));
  };
  const HttpWorker::Ticket ticket = worker_->start(std::move(request), std::move(post_back));
  const Abandoning abandoning{worker, ticket};
  constexpr auto as_value = boost::asio::as_tuple(boost::asio::use_awaitable);
  auto rung = waiting->bell.async_wait(as_value);
  co_await std::move(rung);
  if (!waiting->answer) throw boost::system::system_error{boost::asio::error::operation_aborted};
  HttpAnswer answer = std::move(*waiting->answer);
  answer.fault = blot_out(answer.fault);  // a proxy may quote any of them
  co_return answer;
}

}  // namespace ilert_bridge
