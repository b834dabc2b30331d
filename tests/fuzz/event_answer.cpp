// What ilert, or something in between, answers to an event: whatever it is, an outcome and a line for people
// without the key.
#include "ilert-bridge/ilert/answer.hpp"

#include <algorithm>
#include <charconv>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/ilert/alerts.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

const std::string key = "il1api0123456789abcdef";

// Bytes 1 and 2 stand for the two halves of the key: it may come back anywhere, and in pieces.
std::string with_key(std::string_view text) {
  std::string all;
  for (const char c : text) {
    if (c == 1) {
      all += key.substr(0, key.size() / 2);
    } else if (c == 2) {
      all += key.substr(key.size() / 2);
    } else {
      all += c;
    }
  }
  return all;
}

// Line by line: status, location, retry-after, correlation-id; then the body.
HttpAnswer answer_of(Input& input) {
  HttpAnswer answer;
  answer.transport = HttpAnswer::Transport::answered;
  const std::string_view status = input.line();
  std::from_chars(status.data(), status.data() + std::min<std::size_t>(status.size(), 3), answer.status);
  for (const char* const name : {"location", "retry-after", "correlation-id"})
    answer.headers[name] = with_key(input.line());
  answer.body = with_key(input.rest());
  return answer;
}

void look_at(const Answer& answer) {
  claim(is_one_line(answer.text), "the answer is said in one line");
  claim(code_points(answer.text) <= 300, "and in a short one");
  claim(answer.text.find(key) == std::string::npos, "no text tells the key");
  claim(answer.correlation_id.find(key) == std::string::npos, "no correlation id tells the key");
  claim(answer.correlation_id.size() <= 100 && is_one_line(answer.correlation_id),
        "a correlation id is a word");
  claim(!answer.retry_after || *answer.retry_after <= std::chrono::minutes{15},
        "nobody is silenced for long");
  claim(!answer.retry_after || *answer.retry_after >= Span{}, "nor sent into the past");
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  known_secrets().add(key);
  Input input(bytes, size);
  HttpAnswer answer = answer_of(input);
  look_at(read_answer(answer));
  if (const auto fault = fault_of(answer)) {
    claim(is_one_line(fault->text) && !fault->text.empty(), "what cannot be read is said in one line");
    claim(fault->text.find(key) == std::string::npos, "no fault tells the token");
  }
  answer.transport = HttpAnswer::Transport::cut;
  answer.fault = answer.body;
  look_at(read_answer(answer));
  return 0;
}
