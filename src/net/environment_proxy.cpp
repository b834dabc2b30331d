#include "environment_proxy.hpp"

#include <algorithm>
#include <string_view>

#include "ilert-bridge/net/url.hpp"

namespace ilert_bridge {
namespace {

bool is_of(std::string_view host, std::string_view name) {
  while (name.starts_with('.')) name.remove_prefix(1);
  if (name.empty() || !host.ends_with(name)) return false;
  return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

bool is_excepted(std::string_view host, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", "), list.size());
    const std::string_view name = list.substr(0, end);
    if (name == "*" || is_of(host, name)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::string environment_proxy(const std::string& url,
                              const std::function<std::string(const char*)>& variable) {
  const Result<Url> parts = parts_of_url(url);
  if (!parts || parts->scheme != "https") return {};
  std::string exceptions = variable("no_proxy");
  if (exceptions.empty()) exceptions = variable("NO_PROXY");
  if (is_excepted(parts->host, exceptions)) return {};
  for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const std::string proxy = variable(name);
    if (!proxy.empty()) return origin_of(proxy.find("://") == std::string::npos ? "http://" + proxy : proxy);
  }
  return {};
}

}  // namespace ilert_bridge
