// Where a Livestatus server listens, and how an administrator writes it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

struct Endpoint {
  enum class Kind { unix_socket, tcp, tls } kind = Kind::unix_socket;
  std::string path;        // unix_socket
  std::string host;        // tcp, tls; an IPv6 address without brackets
  std::string port;        // tcp, tls
  std::string ca_file{};   // tls: who may sign the peer; empty: the system's
  std::string tls_name{};  // tls: what the peer's certificate must be for; empty: see Stream::connect
  std::string client_certificate_file{};  // tls: shown to a peer that asks; empty: none
  std::string client_key{};               // tls: its private key, PEM; a secret, in no text
  bool operator==(const Endpoint&) const = default;
};

// "unix:/path", "tcp://host:port", "tls://host:port", "tls://[::1]:6557". The error says what is wrong.
Result<Endpoint> parse_endpoint(std::string_view text);
std::string to_text(const Endpoint& endpoint);

}  // namespace ilert_bridge
