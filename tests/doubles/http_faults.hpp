// What a server can do wrong with one request, as a script: so many requests, this fault. Pure.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::doubles {

struct HttpFault {
  enum class Kind {
    answer,                 // `status`, `headers` and `body`, and the event is not taken in
    hang,                   // no answer until the client leaves
    close_now,              // the connection ends before the event is taken in
    drop_after_processing,  // the event is taken in, then the connection ends: a lost answer
    half_body,              // taken in; an answer that ends in the middle of its body
    wrong_length,           // taken in; an answer that promises more than it brings, and then nothing
    garbage,                // taken in; bytes that are no HTTP
    slow                    // taken in; the right answer, after `pause`
  } kind = Kind::answer;
  int status = 500;
  std::string body{};
  std::map<std::string, std::string> headers{};
  Span pause{0};

  bool takes_event() const;

  static HttpFault answer(int status, std::string body = {});
  static HttpFault html(int status = 502);  // what a proxy says
  static HttpFault redirect(const std::string& to, int status = 307);
  static HttpFault too_many(std::optional<int> retry_after_seconds = {});
  static HttpFault huge(std::size_t bytes = 200'000);  // a 500 with that much text
  static HttpFault hang() { return {.kind = Kind::hang}; }
  static HttpFault close_now() { return {.kind = Kind::close_now}; }
  static HttpFault drop_after_processing() { return {.kind = Kind::drop_after_processing}; }
  static HttpFault half_body() { return {.kind = Kind::half_body}; }
  static HttpFault wrong_length() { return {.kind = Kind::wrong_length}; }
  static HttpFault garbage() { return {.kind = Kind::garbage}; }
  static HttpFault slow(Span pause) { return {.kind = Kind::slow, .pause = pause}; }
};

class FaultScript {
 public:
  static constexpr int always = -1;

  void add(HttpFault fault, int times);  // whatever the request
  void add_for(const std::string& alert_key, HttpFault fault,
               int times);                                      // requests about this key; they go first
  std::optional<HttpFault> next(const std::string& alert_key);  // what this request meets, and counts it
  void clear();

 private:
  struct Entry {
    HttpFault fault;
    int times;
  };
  static std::optional<HttpFault> take(std::deque<Entry>& entries);

  std::deque<Entry> any_;
  std::map<std::string, std::deque<Entry>> by_key_;
};

}  // namespace ilert_bridge::doubles
