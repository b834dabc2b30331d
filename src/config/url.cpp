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

bool is_address(int family, std::string_view host) {
  unsigned char bytes[16];
  return ::inet_pton(family, std::string{host}.c_str(), bytes) == 1;
}

std::string schemes_text(const std::vector<std::string_view>& schemes) {
  std::vector<std::string> parts;
  for (const std::string_view scheme : schemes) parts.push_back(std::string{scheme} + "://");
  return "must begin with " + join(parts, " or ");
}

}  // namespace

Url parse_url(const std::string& text, const std::vector<std::string_view>& schemes, std::string& fault) {
  const std::string scheme = lower(text.substr(0, std::min(text.find("://"), text.size())));
  if (scheme.size() == text.size() || std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) {
    fault = schemes_text(schemes);
    return {};
  }
  if (!std::all_of(text.begin(), text.end(), may_stand_in_url)) {
    fault = "has a character that URLs do not have; write it percent-encoded";
    return {};
  }
  Result<Url> url = parts_of_url(text);
  if (!url) {
    fault = url.error().text;
    return {};
  }
  if (!url->user.empty() || !url->password.empty()) {
    fault = no_secrets_here;
  } else if (url->port == "0") {  // libcurl takes it, and nothing can listen there
    fault = "has a port that is not a number from 1 to 65535";
  } else if (text.find_first_of("?#") != std::string::npos) {
    fault = "must not have a query or a fragment ('?' or '#')";
  }
  return *std::move(url);
}

bool is_loopback(std::string_view host) {
  return lower(host) == "localhost" || (host.starts_with("127.") && is_address(AF_INET, host)) ||
         host == "::1";
}

}  // namespace ilert_bridge
