#include "ilert-bridge/net/endpoint.hpp"

#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view forms = R"(write "unix:/path/to/live", "tcp://host:6557" or "tls://host:6557")";

Error cannot_be(std::string_view text, std::string_view why) {
  return error(quoted(text).append(" is no address of a Livestatus server: ").append(why));
}

bool is_port(std::string_view text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  return fault == std::errc{} && rest == end && number >= 1 && number <= 65535;
}

Result<Endpoint> parse_unix(std::string_view text, std::string_view path) {
  if (path.substr(0, 2) == "//") path.remove_prefix(2);  // unix:///path means the same
  if (path.empty() || path.front() != '/') return cannot_be(text, "the path must start with \"/\"");
  if (path.find('\0') != std::string_view::npos) return cannot_be(text, "the path holds a NUL");
  constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > longest)
    return cannot_be(text, "a unix socket's path has at most " + std::to_string(longest) + " bytes");
  Endpoint endpoint;
  endpoint.path = path;
  return endpoint;
}

bool is_host_character(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != 0x7f && c != '/' && c != '@';
}

Result<Endpoint> parse_network(std::string_view text, Endpoint::Kind kind, std::string_view rest) {
  const std::size_t colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos;
  if (!has_port) return cannot_be(text, "the port is missing, often \":6557\"");
  std::string_view host = rest.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos)
    return cannot_be(text, "an IPv6 address stands in brackets: \"[::1]:6557\"");
  if (host.empty()) return cannot_be(text, "the host is missing");
  if (!std::all_of(host.begin(), host.end(), is_host_character))
    return cannot_be(text, "the host is not a host's name");
  if (!is_port(rest.substr(colon + 1))) return cannot_be(text, "the port must be a number from 1 to 65535");
  Endpoint endpoint;
  endpoint.kind = kind;
  endpoint.host = host;
  endpoint.port = rest.substr(colon + 1);
  return endpoint;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto after = [text](std::string_view prefix) { return text.substr(prefix.size()); };
  if (text.starts_with("unix:")) return parse_unix(text, after("unix:"));
  if (text.starts_with("tcp://")) return parse_network(text, Endpoint::Kind::tcp, after("tcp://"));
  if (text.starts_with("tls://")) return parse_network(text, Endpoint::Kind::tls, after("tls://"));
  return cannot_be(text, forms);
}

std::string to_text(const Endpoint& endpoint) {
  if (endpoint.kind == Endpoint::Kind::unix_socket) return "unix:" + endpoint.path;
  const bool bracketed = endpoint.host.find(':') != std::string::npos;
  const std::string host = bracketed ? '[' + endpoint.host + ']' : endpoint.host;
  return (endpoint.kind == Endpoint::Kind::tls ? "tls://" : "tcp://") + host + ':' + endpoint.port;
}

}  // namespace ilert_bridge
