// Where a Livestatus server listens, and how an administrator writes it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

struct Endpoint {
  enum class Kind { unix_socket, tcp, tls } kind = Kind::unix_socket;
  std::string path;     // unix_socket
  std::string host;     // tcp, tls; an IPv6 address without brackets
  std::string port;     // tcp, tls
  std::string ca_file;  // tls: who may sign the peer; empty: the system's
  bool operator==(const Endpoint&) const = default;
};

// "unix:/path", "tcp://host:port", "tls://host:port", "tls://[::1]:6557". The error says what is wrong.
Result<Endpoint> parse_endpoint(std::string_view text);
std::string to_text(const Endpoint& endpoint);

}  // namespace ilert_bridge
