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
  // What other keys say of it: the address comes before or after them.
  const Endpoint& known = slot.site->endpoint;
  endpoint->ca_file = known.ca_file;
  endpoint->tls_name = known.tls_name;
  endpoint->client_certificate_file = known.client_certificate_file;
  slot.site->endpoint = *std::move(endpoint);
}

void check_client_key_file(const Node& node, const Slot&, const Complain& complain) {
  (void)read_text(node, complain);
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
      {"site.*.tls_name", "text", "\"\"", "",
       "with tls://, the name that the server's certificate must be for; empty: the host's or, with ca_file, "
       "any",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.site->endpoint.tls_name, read_text(n, c));
       }},
      {"site.*.client_certificate_file", "absolute path", "\"\"", "",
       "with tls://, PEM file of the certificate to show to a server that asks for one; empty: none",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.site->endpoint.client_certificate_file, read_file_path(n, c));
       }},
      {"site.*.client_key_file", "file name", "\"\"", "",
       "file with the private key of that certificate, PEM", check_client_key_file},
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
