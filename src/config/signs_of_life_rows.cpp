// How others see that the bridge is alive: [heartbeat] and [metrics].
#include <chrono>

#include "ilert-bridge/config/schema_rows.hpp"
#include "ilert-bridge/config/url.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

void check_key_file(const Node& node, const Slot&, const Complain& complain) {
  (void)read_text(node, complain);
}

std::optional<std::string> read_ping_url(const Node& node, const Complain& complain) {
  auto text = read_text(node, complain);
  if (!text) return text;
  std::string fault;
  const Url url = parse_url(*text, {"https", "http"}, fault);
  if (fault.empty() && url.scheme == "http" && !is_loopback(url.host))
    fault =
        "must begin with https://, or the heartbeat's key would travel unencrypted; http:// is taken only "
        "for "
        "localhost, 127.0.0.0/8 and [::1]";
  while (text->ends_with('/')) text->pop_back();
  if (fault.empty()) return text;
  complain(node, fault);
  return std::nullopt;
}

// Nobody but this machine: what is served there has no password.
void store_listen(const Node& node, const Slot& slot, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text || text->empty()) return;
  std::string fault;
  const bool any_port = text->ends_with(":0");
  const Url url =
      parse_url("http://" + (any_port ? text->substr(0, text->size() - 1) + "1" : *text), {"http"}, fault);
  if (fault.empty() && (url.port.empty() || url.path != "/" || text->ends_with('/')))
    fault = "must be an address and a port, such as \"127.0.0.1:9469\" or \"[::1]:9469\"";
  if (fault.empty() && (url.host == "localhost" || !is_loopback(url.host)))
    fault =
        "must be a loopback address, 127.0.0.0/8 or [::1], because whoever reaches it may read it; to "
        "read it from elsewhere, put a web server with a password before it";
  if (!fault.empty()) return complain(node, fault);
  slot.config->metrics = {.address = url.host, .port = any_port ? 0 : std::stoi(url.port)};
}

}  // namespace

std::vector<Key> signs_of_life_rows() {
  return {
      {"heartbeat.key_file", "file name", "\"\"", "",
       "file with the key of ilert's heartbeat monitor; empty: no heartbeat", check_key_file},
      {"heartbeat.url", "URL", "\"https://beat.ilert.com/api/pings\"", "", "where ilert takes heartbeats",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->heartbeat.url, read_ping_url(n, c));
       }},
      {"heartbeat.interval", "duration", "\"60s\"", "", "pause between two heartbeats",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->heartbeat.interval, read_span(n, 15s, 24h, c));
       }},
      {"metrics.listen", "address", "\"\"", "",
       "where /metrics and /healthz are served, a loopback address and a port; empty: nowhere", store_listen},
  };
}

}  // namespace ilert_bridge
