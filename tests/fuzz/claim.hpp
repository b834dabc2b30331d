// What every fuzzed function needs: to take its bytes apart, and to say what has to hold whatever they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "ilert-bridge/base/text.hpp"

// libFuzzer's name for it. Always gives 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace ilert_bridge::fuzz {

// libFuzzer takes the end of the process for a finding, and so does ctest.
inline void claim(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "does not hold: " << what << std::endl;
  std::abort();
}

inline bool is_clean(std::string_view text) { return clean(text) == text; }
inline bool is_one_line(std::string_view text) { return is_clean(text) && one_line(text) == text; }

// From the left; where the bytes end, zeros and empty texts follow.
class Input {
 public:
  Input(const std::uint8_t* bytes, std::size_t size) : rest_(reinterpret_cast<const char*>(bytes), size) {}

  unsigned byte() {
    const std::string_view one = text(1);
    return one.empty() ? 0 : static_cast<unsigned char>(one.front());
  }
  unsigned word() { return byte() << 8U | byte(); }
  std::string_view text(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // Up to the next newline, which is taken too.
  std::string_view line() {
    const std::string_view taken = text(rest_.find('\n'));
    text(1);
    return taken;
  }
  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace ilert_bridge::fuzz
