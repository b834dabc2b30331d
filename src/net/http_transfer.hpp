// One request on its way and what came back for it. Lives on the worker's thread.
#pragma once

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

class HttpTransfer {
 public:
  HttpTransfer(HttpRequest request, const HttpOptions& options);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CURL* easy() const { return easy_.get(); }
  // Told when the request is about to leave, and over which connection.
  void on_sending(std::function<void(int local_port)> told) { on_sending_ = std::move(told); }
  HttpAnswer answer(CURLcode code);  // once, when libcurl is done with it

 private:
  void set_limits(const HttpOptions& options);
  void set_ways(const HttpOptions& options);
  void set_proxy(const HttpOptions& options, bool plain);
  void set_request();
  void receive(const HttpOptions& options);
  Obstacle obstacle(CURLcode code) const;
  std::string fault(CURLcode code) const;
  KnownSecrets secrets() const;

  static int sending(void* self, char*, char*, int, int);
  static std::size_t body_arrived(const char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t header_arrived(const char* bytes, std::size_t size, std::size_t count, void* self);

  struct Close {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  HttpRequest request_;
  std::string proxy_, proxy_password_;
  std::string way_;  // the proxy that is taken, ours or the environment's, fit to be shown; empty: none
  std::function<void(int)> on_sending_;
  HttpAnswer answer_;
  std::size_t header_bytes_ = 0;
  bool sent_ = false;       // a connection was ready and the request may have left
  bool oversized_ = false;  // there were too many headers
  bool body_cut_ = false;   // we refused the rest of the body
  std::array<char, CURL_ERROR_SIZE> complaint_{};
  std::unique_ptr<curl_slist, Close> header_list_;
  std::unique_ptr<CURL, Close> easy_;  // last: its end still touches the members above
};

}  // namespace ilert_bridge
