#include "http_worker.hpp"

#include <exception>
#include <new>
#include <utility>

#include "signals_blocked.hpp"

namespace ilert_bridge {
namespace {

constexpr int poll_millis =
    1000;  // nothing depends on it: orders wake the poll, libcurl shortens it to its own timers

CURLM* new_multi() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* const multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) throw std::bad_alloc{};
  // As many as a route has attempts side by side, so that one which hangs holds up no other; and room to keep
  // all of them, for libcurl counts those in use, and would close each as soon as it is free.
  constexpr long most = 16;
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, most);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
  return multi;
}

}  // namespace

HttpWorker::HttpWorker(HttpOptions options) : options_{std::move(options)}, multi_{new_multi()} {
  const SignalsBlocked blocked;
  thread_ = std::thread{[this] { run(); }};
}

HttpWorker::~HttpWorker() {
  {
    const std::scoped_lock lock{inbox_mutex_};
    stopping_ = true;
  }
  curl_multi_wakeup(multi_.get());
  thread_.join();
}

HttpWorker::Ticket HttpWorker::start(HttpRequest request, Finished finished) {
  Order order{0, std::move(request), std::move(finished)};
  {
    const std::scoped_lock lock{inbox_mutex_};
    order.ticket = ++last_ticket_;
  }
  const Ticket ticket = order.ticket;
  give(std::move(order));
  return ticket;
}

void HttpWorker::abandon(Ticket ticket) { give({ticket, {}, nullptr}); }

void HttpWorker::give(Order order) {
  {
    const std::scoped_lock lock{inbox_mutex_};
    inbox_.push_back(std::move(order));
  }
  curl_multi_wakeup(multi_.get());
}

void HttpWorker::run() {
  while (take_orders()) {
    turned_ = std::chrono::steady_clock::now();
    int still_running = 0;
    curl_multi_perform(multi_.get(), &still_running);
    // A finished transfer may have made room for one that waits for a connection: look again before sleeping.
    if (settle_finished()) continue;
    curl_multi_poll(multi_.get(), nullptr, 0, poll_millis, nullptr);
  }
  while (!running_.empty()) end(running_.begin()->first);
}

bool HttpWorker::take_orders() {
  std::vector<Order> orders;
  {
    const std::scoped_lock lock{inbox_mutex_};
    if (stopping_) return false;
    orders.swap(inbox_);
  }
  for (Order& order : orders) {
    if (order.finished) {
      begin(order);
    } else {
      end(order.ticket);
    }
  }
  return true;
}

void HttpWorker::begin(Order& order) {
  Running running{std::make_unique<HttpTransfer>(std::move(order.request), options_),
                  std::move(order.finished)};
  curl_easy_setopt(running.transfer->easy(), CURLOPT_PRIVATE, reinterpret_cast<void*>(order.ticket));
  wires_.watch(running.transfer->easy(), order.ticket);
  running.transfer->on_sending(
      [this, ticket = order.ticket](int local_port) { wires_.uses(ticket, local_port); });
  curl_multi_add_handle(multi_.get(), running.transfer->easy());
  running_.emplace(order.ticket, std::move(running));
}

void HttpWorker::end(Ticket ticket) {
  const auto found = running_.find(ticket);
  if (found == running_.end()) return;
  curl_multi_remove_handle(multi_.get(), found->second.transfer->easy());
  wires_.finished(ticket);
  running_.erase(found);
}

bool HttpWorker::settle_finished() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    settle(message->easy_handle, message->data.result);  // which ends `message`
    any = true;
  }
  return any;
}

void HttpWorker::settle(CURL* easy, CURLcode code) {
  char* ticket = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &ticket);
  const auto found = running_.find(reinterpret_cast<Ticket>(ticket));
  if (found == running_.end()) return;
  HttpAnswer answer = found->second.transfer->answer(code);
  const Finished finished = std::move(found->second.finished);
  end(found->first);
  // Before anything new begins: what was silent to one may be silent to all.
  if (answer.transport != HttpAnswer::Transport::answered) wires_.end_idle();
  finished(std::move(answer));
}

}  // namespace ilert_bridge
