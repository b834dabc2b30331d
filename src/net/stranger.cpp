#include "ilert-bridge/net/stranger.hpp"

#include <string>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

// A record of TLS: its kind (alert, handshake), and 3 for every version there is.
bool is_tls(std::string_view bytes) {
  return bytes.size() >= 2 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 3;
}

// Without a version in the question some answer as HTTP/0.9 did: with the page alone.
bool is_web(std::string_view bytes) {
  const std::string text = lower(bytes);
  for (const std::string_view start : {"http/", "<html", "<!doctype"})
    if (text.starts_with(start)) return true;
  return false;
}

}  // namespace

std::string_view stranger_hint(std::string_view first_bytes) {
  if (is_tls(first_bytes)) return "this port speaks TLS: write tls:// in the address";
  if (is_web(first_bytes)) return "a web server listens at this port; Livestatus mostly has port 6557";
  if (first_bytes.starts_with("SSH-")) return "this is the port of SSH; Livestatus mostly has port 6557";
  return {};
}

}  // namespace ilert_bridge
