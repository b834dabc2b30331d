#include <chrono>

#include "ilert-bridge/config/schema_rows.hpp"
#include "ilert-bridge/config/url.hpp"
#include "ilert-bridge/config/zones.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Names<Level>& levels() {
  static const Names<Level> names{{"error", Level::error},
                                  {"warning", Level::warning},
                                  {"notice", Level::notice},
                                  {"info", Level::info},
                                  {"debug", Level::debug}};
  return names;
}

std::optional<std::string> read_name(const Node& node, const Complain& complain) {
  const auto name = read_text(node, complain);
  if (!name || (!name->empty() && code_points(*name) <= 64)) return name;
  complain(node, "must have 1 to 64 characters");
  return std::nullopt;
}

std::optional<std::string> read_zone(const Node& node, const Complain& complain) {
  const auto zone = read_text(node, complain);
  if (!zone || zone->empty() || is_zone(*zone)) return zone;
  const std::vector<std::string> known = all_zones();
  complain(node, "names no time zone, got " + quoted(cut(*zone, 60)) +
                     (known.empty() ? "; this system knows none, is the package tzdata installed?"
                                    : did_you_mean(*zone, {known.begin(), known.end()})));
  return std::nullopt;
}

std::optional<std::string> read_ilert_url(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text) return std::nullopt;
  std::string fault;
  const Url url = parse_url(*text, {"https", "http"}, fault);
  if (fault.empty() && url.scheme == "http" && !is_loopback(url.host))
    fault =
        "must begin with https://, or the integration keys would travel unencrypted; http:// is taken only "
        "for "
        "localhost, 127.0.0.0/8 and [::1]";
  if (fault.empty()) return text;
  complain(node, fault);
  return std::nullopt;
}

std::optional<std::string> read_proxy(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text || text->empty()) return text;
  std::string fault;
  const Url url = parse_url(*text, {"http", "https", "socks5", "socks5h"}, fault);
  if (!url.password.empty()) fault += "; use proxy_user and proxy_password_file";
  if (fault.empty() && url.path.size() > 1) fault = "must not have a path";
  if (fault.empty()) return text;
  complain(node, fault);
  return std::nullopt;
}

// In Basic, what is before the first ':' is the user.
std::optional<std::string> read_proxy_user(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text || (text->find(':') == std::string::npos && one_line(*text) == *text)) return text;
  complain(node, "must not have a ':', and blanks only between words, one at a time");
  return std::nullopt;
}

// Read when all keys are known.
void check_password_file(const Node& node, const Slot&, const Complain& complain) {
  (void)read_text(node, complain);
}

}  // namespace

std::vector<Key> bridge_rows() {
  return {
      {"name", "text", "", "the host name", "this bridge, in its own alerts",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.config->name, read_name(n, c)); }},
      {"time_zone", "time zone", "\"\"", "",
       "zone of times in texts for people, such as \"Europe/Berlin\"; empty: the system's",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.config->time_zone, read_zone(n, c)); }},
      {"ilert.url", "URL", "\"https://api.ilert.com/api\"", "",
       "base URL of ilert; a path prefix (gateway) is kept",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->ilert.url, read_ilert_url(n, c));
       }},
      {"ilert.timeout", "duration", "\"30s\"", "", "how long one request may take",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->ilert.timeout, read_span(n, 1s, 10min, c));
       }},
      {"ilert.proxy", "URL", "\"\"", "",
       "HTTP proxy; empty: what https_proxy and no_proxy in the environment say",
       [](const Node& n, const Slot& s, const Complain& c) { set(s.config->ilert.proxy, read_proxy(n, c)); }},
      {"ilert.proxy_user", "text", "\"\"", "", "user at the proxy; empty: it wants none",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->ilert.proxy_user, read_proxy_user(n, c));
       }},
      {"ilert.proxy_password_file", "file name", "\"\"", "", "file with that user's password",
       check_password_file},
      {"ilert.ca_file", "absolute path", "\"\"", "",
       "PEM file of who may sign ilert's certificate, and that of an https:// proxy; empty: the system's",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->ilert.ca_file, read_file_path(n, c));
       }},
      {"journal.path", "absolute path", "", "journal.db in $STATE_DIRECTORY, else in /var/lib/ilert-bridge",
       "where the journal is kept",
       [](const Node& n, const Slot& s, const Complain& c) {
         const auto path = read_file_path(n, c);
         if (path && path->empty()) c(n, "must be an absolute path, got an empty text");
         if (path) s.config->journal_path = *path;
       }},
      {"journal.keep_delivered", "duration", "\"30d\"", "",
       "how long events are kept that were delivered, superseded or dropped",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->retention.keep_delivered, read_span(n, 1h, 24h * 3650, c));
       }},
      {"journal.max_size", "size", "\"1GiB\"", "",
       "how large the journal may become: then the oldest delivered events go before their time",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->retention.max_size, read_size(n, Bytes{16} << 20, Bytes{1} << 44, c));
       }},
      {"log.level", either(words_of(levels())), "\"info\"", "",
       "what is logged: this and what is more important",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->log_level, read_choice(n, levels(), c));
       }},
  };
}

}  // namespace ilert_bridge
