#include <chrono>

#include "ilert-bridge/config/schema_rows.hpp"
#include "ilert-bridge/config/url.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> read_web_url(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text || text->empty()) return text;
  std::string fault;
  (void)parse_url(*text, {"https", "http"}, fault);
  if (fault.empty()) return text;
  complain(node, fault);
  return std::nullopt;
}

void store_address(const Node& node, const Slot& slot, const Complain& complain) {
  auto endpoint = read_endpoint(node, complain);
  if (!endpoint) return;
  endpoint->ca_file = slot.site->endpoint.ca_file;
  slot.site->endpoint = *std::move(endpoint);
}

}  // namespace

std::vector<Key> site_rows() {
  return {
      {"site.*.address", "address", "", "required",
       "where Livestatus listens: \"unix:/path\", \"tcp://host:port\" or \"tls://host:port\"", store_address},
      {"site.*.ca_file", "absolute path", "\"\"", "",
       "with tls://, PEM file of who may sign the site's certificate; empty: the system's",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.site->endpoint.ca_file, read_file_path(n, c));
       }},
      {"site.*.auth_user", "text", "\"\"", "", "see only what this contact may see; empty: everything",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.site->auth_user, read_text(n, c)); }},
      {"site.*.web_url", "URL", "\"\"", "", "the site's web interface, for links in alerts; empty: no links",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.site->web_url, read_web_url(n, c)); }},
      {"site.*.poll_interval", "duration", "\"5s\"", "", "longest pause between two looks",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.site->poll_interval, read_span(n, 1s, 1h, c));
       }},
      {"site.*.silent_after", "duration", "\"5m\"", "",
       "no answer for so long: the bridge raises an alert of its own",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.site->silent_after, read_span(n, 1s, 168h, c));
       }},
      {"site.*.heartbeat", "boolean", "true", "", "whether this site's silence stops the heartbeat",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.site->heartbeat, read_boolean(n, c)); }},
  };
}

}  // namespace ilert_bridge
