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

bool are_all_of(std::string_view text, std::string_view kept) {
  return text.find_first_not_of(kept) == std::string_view::npos;
}

// Without a user.
bool is_host(std::string_view text) {
  const std::size_t colon = text.find(':', text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0);
  const std::string_view name = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const bool is_address = name.starts_with('[') && name.ends_with(']');
  return !name.empty() && are_all_of(name, is_address ? "0123456789abcdefABCDEF:.[]" : plain) &&
         are_all_of(port, "0123456789");
}

bool is_escape(std::string_view text) {
  return text.size() >= 3 && are_all_of(text.substr(1, 2), "0123456789abcdefABCDEF");
}

// What stands behind the host. Escapes stay as they are.
std::string page_of(std::string_view rest) {
  static const std::string kept = std::string{plain} + "/?:@!$&'()*+,;=";
  std::string page;
  bool in_fragment = false;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    const bool stays = rest[at] == '%' ? is_escape(rest.substr(at)) : rest[at] == '#' && !in_fragment;
    in_fragment = in_fragment || rest[at] == '#';
    page += stays ? std::string{rest[at]} : encoded_but(kept, rest.substr(at, 1));
  }
  return page;
}

}  // namespace

std::string percent_encoded(std::string_view bytes) { return encoded_but(plain, bytes); }

std::string outer_link(std::string_view raw) {
  const std::string_view url = without_blanks_around(raw);
  const std::size_t end = std::min(url.find("://"), url.size());
  const std::string scheme = lower(url.substr(0, end));
  if (scheme != "http" && scheme != "https") return {};
  const std::string_view behind = url.substr(end + 3);
  const std::size_t size = std::min(behind.find_first_of("/?#"), behind.size());
  // A password may hold a slash, and two addresses may stand in one field.
  const bool may_hold_a_user = behind.find(':') < behind.find('@') && behind.find('@') < behind.size();
  if (!is_host(behind.substr(0, size)) || may_hold_a_user) return {};
  std::string link = scheme + "://" + std::string{behind.substr(0, size)} + page_of(behind.substr(size));
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
