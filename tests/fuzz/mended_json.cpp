// What is made JSON before it is read: the same however the network cuts it. What is JSON already is left as
// it is, and a text with any bytes and escapes in it becomes one that JSON allows.
#include <boost/json.hpp>

#include "ilert-bridge/livestatus/mend.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

std::string mended(std::string_view text, std::size_t piece) {
  Mender mender;
  std::string all;
  while (!text.empty()) {
    const std::string copy{text.substr(0, piece)};
    text.remove_prefix(copy.size());
    all += mender.mend(copy);
  }
  return all.append(mender.rest());
}

bool is_json(std::string_view text) {
  boost::json::parse_options options;
  options.allow_invalid_utf8 = true;  // which is not the mender's business
  boost::system::error_code fault;
  boost::json::parse({text.data(), text.size()}, fault, {}, options);
  return !fault;
}

// A list of one text: bytes as they come, and where they say so an escape of two of them.
std::string text_with(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "[\"";
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == '\\' && at + 2 < bytes.size()) {
      text += "\\u";
      for (const char c : bytes.substr(at + 1, 2)) {
        const auto byte = static_cast<unsigned char>(c);
        text.append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
      }
      at += 2;
    } else if (bytes[at] != '"' && bytes[at] != '\\') {
      text += bytes[at];
    }
  }
  return text + "\"]";
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  const std::size_t piece = 2 + input.byte() % 16;
  const std::string_view text = input.rest();
  const std::string once = mended(text, text.size());
  claim(mended(text, 1) == once, "byte by byte it is mended the same way");
  claim(mended(text, piece) == once, "in pieces it is mended the same way");
  if (is_json(text)) claim(once == text, "what is JSON is left as it is");
  if (is_json(once)) claim(mended(once, once.size()) == once, "and so is what was mended");
  const std::string list = text_with(text);
  claim(is_json(mended(list, list.size())), "a text with anything in it becomes JSON");
  return 0;
}
