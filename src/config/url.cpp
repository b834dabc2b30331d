#include "ilert-bridge/config/url.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view no_secrets_here =
    "must not hold a user or password: it is shown in logs and by 'ilert-bridge config'";

bool may_stand_in_url(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f && std::string_view{"\"\\<>^`{|}"}.find(c) == std::string_view::npos;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const int port = std::stoi(std::string{text});
  return port >= 1 && port <= 65535;
}

bool is_host_name(std::string_view host) {
  return !host.empty() &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
             std::string_view::npos;
}

bool is_address(int family, std::string_view host) {
  unsigned char bytes[16];
  return ::inet_pton(family, std::string{host}.c_str(), bytes) == 1;
}

std::string schemes_text(const std::vector<std::string_view>& schemes) {
  std::vector<std::string> parts;
  for (const std::string_view scheme : schemes) parts.push_back(std::string{scheme} + "://");
  return "must begin with " + join(parts, " or ");
}

// HOST, HOST:PORT, [ADDRESS]:PORT
std::string split_authority(std::string_view authority, Url& url) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return "has a '[' without its ']'";
    url.host = authority.substr(1, end - 1);
    if (!is_address(AF_INET6, url.host)) return "has no IPv6 address between '[' and ']'";
    authority.remove_prefix(end + 1);
    if (authority.empty()) return {};
    port = authority.substr(1);
    if (!authority.starts_with(':')) return "has something other than a port behind ']'";
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (!is_host_name(url.host)) return "has no host name, or one with characters that no host name has";
    if (colon == std::string_view::npos) return {};
    port = authority.substr(colon + 1);
  }
  url.port = port;
  return is_port(port) ? std::string{} : "has a port that is not a number from 1 to 65535";
}

}  // namespace

Url parse_url(std::string_view text, const std::vector<std::string_view>& schemes, std::string& fault) {
  Url url;
  const auto colon = text.find("://");
  url.scheme = lower(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (std::find(schemes.begin(), schemes.end(), url.scheme) == schemes.end()) {
    fault = schemes_text(schemes);
    return url;
  }
  const std::string_view rest = text.substr(colon + 3);
  const auto slash = std::min(rest.find_first_of("/?#"), rest.size());
  url.path = rest.substr(slash);
  if (!std::all_of(text.begin(), text.end(), may_stand_in_url)) {
    fault = "has a character that URLs do not have; write it percent-encoded";
  } else if (rest.substr(0, slash).find('@') != std::string_view::npos) {
    fault = no_secrets_here;
  } else if (url.path.find_first_of("?#") != std::string::npos) {
    fault = "must not have a query or a fragment ('?' or '#')";
  } else {
    fault = split_authority(rest.substr(0, slash), url);
  }
  return url;
}

bool is_loopback(std::string_view host) {
  return lower(host) == "localhost" || (host.starts_with("127.") && is_address(AF_INET, host)) ||
         host == "::1";
}

}  // namespace ilert_bridge
