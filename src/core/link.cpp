#include "ilert-bridge/core/link.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

std::string encoded_but(std::string_view kept, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (kept.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text.append(1, '%').append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
  }
  return text;
}

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace

std::string percent_encoded(std::string_view bytes) { return encoded_but(plain, bytes); }

std::string outer_link(std::string_view raw) {
  static const std::string kept = std::string{plain} + ":/?#[]@!$&'()*+,;=%";
  const std::string_view url = without_blanks_around(raw);
  const std::size_t start = url.find("://");
  const std::string scheme = lower(url.substr(0, std::min(start, std::size_t{5})));
  if (start == std::string_view::npos || (scheme != "http" && scheme != "https")) return {};
  const std::string_view host = url.substr(start + 3, url.find_first_of("/?#", start + 3) - (start + 3));
  if (host.empty() || host.find_first_of("@ \t'\"<>") != std::string_view::npos) return {};
  std::string link = encoded_but(kept, url);
  return link.size() > link_limit ? std::string{} : link;
}

std::string link_to(const Subject& subject, std::string_view web_url) {
  if (web_url.empty() || subject.is_own()) return {};
  std::string page = subject.is_service() ? "view.py?view_name=service" : "view.py?view_name=host";
  page += "&host=" + percent_encoded(subject.host);
  if (subject.is_service()) page += "&service=" + percent_encoded(subject.service);
  page += "&site=" + percent_encoded(subject.site);
  const std::string_view slash = web_url.ends_with('/') ? "" : "/";
  return std::string{web_url}
      .append(slash)
      .append("check_mk/index.py?start_url=")
      .append(percent_encoded(page));
}

}  // namespace ilert_bridge
