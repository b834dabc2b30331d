#include "ilert-bridge/core/event.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace ilert_bridge {
namespace {

constexpr std::size_t key_bytes =
    16;  // half of SHA-256: no collision among anyone's subjects, and short enough to read

std::string hex(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append(1, digits[bytes[i] >> 4U]).append(1, digits[bytes[i] & 15U]);
  return text;
}

// Over a\0b\0c: the NULs keep "a"+"bc" and "ab"+"c" apart, for no name holds one.
std::string digest(std::string_view a, std::string_view b, std::string_view c) {
  std::string bytes{a};
  bytes.append(1, '\0').append(b).append(1, '\0').append(c);
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  if (EVP_Digest(bytes.data(), bytes.size(), sum.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error(
        "OpenSSL offers no SHA-256, so no alert key can be made; is a FIPS module half installed?");
  return hex(sum.data(), key_bytes);
}

}  // namespace

std::string alert_key(const Subject& subject, std::string_view bridge_name) {
  if (subject.is_own()) return "bridge-" + digest(bridge_name, subject.own, subject.site);
  return "cmk-" + digest(subject.site, subject.host, subject.service);
}

}  // namespace ilert_bridge
