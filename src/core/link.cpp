#include "ilert-bridge/core/link.hpp"

namespace ilert_bridge {

std::string percent_encoded(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
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
