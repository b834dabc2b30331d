// The thread that owns libcurl. Orders come in from any thread, everything else happens on its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http_transfer.hpp"
#include "http_wires.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

class HttpWorker {
 public:
  using Ticket = std::uint64_t;
  using Finished = std::function<void(HttpAnswer)>;  // called on the worker's thread, at most once

  explicit HttpWorker(HttpOptions options);
  ~HttpWorker();  // ends all transfers and the thread; nothing is called afterwards
  HttpWorker(const HttpWorker&) = delete;
  HttpWorker& operator=(const HttpWorker&) = delete;

  Ticket start(HttpRequest request, Finished finished);
  void abandon(Ticket ticket);  // harmless if it is finished already
  std::chrono::steady_clock::time_point turned() const { return turned_.load(); }

 private:
  struct Order {
    Ticket ticket;
    HttpRequest request;
    Finished finished;  // none: abandon the ticket
  };
  struct Running {
    std::unique_ptr<HttpTransfer> transfer;
    Finished finished;
  };
  struct Close {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  void give(Order order);
  void run();
  bool take_orders();  // false: stop
  void begin(Order& order);
  void end(Ticket ticket);
  bool settle_finished();
  void settle(CURL* easy, CURLcode code);

  const HttpOptions options_;
  HttpWires wires_;  // before multi_, which closes the last of them
  std::unique_ptr<CURLM, Close> multi_;
  std::unordered_map<Ticket, Running> running_;

  std::mutex inbox_mutex_;  // guards what follows
  std::vector<Order> inbox_;
  Ticket last_ticket_ = 0;
  bool stopping_ = false;

  std::atomic<std::chrono::steady_clock::time_point> turned_{std::chrono::steady_clock::now()};
  std::thread thread_;
};

}  // namespace ilert_bridge
