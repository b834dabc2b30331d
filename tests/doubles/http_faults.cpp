#include "tests/doubles/http_faults.hpp"

#include <utility>

namespace ilert_bridge::doubles {

bool HttpFault::takes_event() const {
  return kind != Kind::answer && kind != Kind::hang && kind != Kind::close_now;
}

HttpFault HttpFault::answer(int status, std::string body) {
  return {.status = status, .body = std::move(body)};
}

HttpFault HttpFault::html(int status) {
  HttpFault fault =
      answer(status, "<html><head><title>Bad Gateway</title></head><body>Sorry.</body></html>\n");
  fault.headers["content-type"] = "text/html";
  return fault;
}

HttpFault HttpFault::redirect(const std::string& to, int status) {
  HttpFault fault = answer(status);
  fault.headers["location"] = to;
  return fault;
}

HttpFault HttpFault::too_many(std::optional<int> retry_after_seconds) {
  HttpFault fault = answer(429, R"({"status":429,"message":"Too many requests","code":"TOO_MANY_REQUESTS"})");
  if (retry_after_seconds) fault.headers["retry-after"] = std::to_string(*retry_after_seconds);
  return fault;
}

HttpFault HttpFault::huge(std::size_t bytes) { return answer(500, std::string(bytes, 'x')); }

void FaultScript::add(HttpFault fault, int times) { any_.push_back({std::move(fault), times}); }

void FaultScript::add_for(const std::string& alert_key, HttpFault fault, int times) {
  by_key_[alert_key].push_back({std::move(fault), times});
}

std::optional<HttpFault> FaultScript::next(const std::string& alert_key) {
  if (const auto found = by_key_.find(alert_key); found != by_key_.end())
    if (auto fault = take(found->second)) return fault;
  return take(any_);
}

void FaultScript::clear() {
  any_.clear();
  by_key_.clear();
}

std::optional<HttpFault> FaultScript::take(std::deque<Entry>& entries) {
  while (!entries.empty() && entries.front().times == 0) entries.pop_front();
  if (entries.empty()) return std::nullopt;
  Entry& entry = entries.front();
  if (entry.times > 0) --entry.times;
  return entry.fault;
}

}  // namespace ilert_bridge::doubles
