#include <algorithm>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/config/secret.hpp"
#include "ilert-bridge/net/url.hpp"

namespace ilert_bridge {
namespace {

const Node* given_text(const Node& table, std::string_view key) {
  const Node* node = table.find(key);
  return node != nullptr && node->is_text() && !node->text.empty() ? node : nullptr;
}

class Keys {
 public:
  Keys(const Draft& draft, const Surroundings& surroundings)
      : draft_(draft), tree_(draft.tree), findings_(draft.findings), surroundings_(surroundings) {}

  void read(RouteSettings& settings) {
    const Path path{"route", settings.route.name};
    const Node& table = *find(tree_, path);
    const Node* in_line = given_text(table, "integration_key");
    const Node* in_file = given_text(table, "integration_key_file");
    if (in_line != nullptr && in_file != nullptr) {
      findings_.error(in_line->name, name_of(path / "integration_key") + " and integration_key_file (" +
                                         findings_.place(in_file->name) +
                                         ") cannot both be given; remove one");
    } else if (in_line != nullptr) {
      settings.integration_key = from_line(path / "integration_key", *in_line);
    } else if (in_file != nullptr) {
      settings.integration_key = from_file(path / "integration_key_file", *in_file);
    } else {
      miss(path, table);
    }
    read_token(settings, path, table);
  }

  // In a file alone: the key is all that protects a heartbeat.
  void read(HeartbeatSettings& heartbeat) {
    const Node* table = tree_.find("heartbeat");
    const Node* in_file = table == nullptr ? nullptr : given_text(*table, "key_file");
    if (in_file == nullptr) return;
    const Path path{"heartbeat", "key_file"};
    heartbeat.key = from_file(path, *in_file);
    if (heartbeat.key.empty()) return;
    const std::string& key = heartbeat.key.reveal();
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
             c == '_';
    });
    if (!plain)
      findings_.error(in_file->value,
                      name_of(path) +
                          ": the file holds something other than a key; of the monitor's URL it is what "
                          "follows the last '/'");
  }

  // In a file alone: it opens more of ilert than any other secret here.
  void read(SyncSettings& sync) {
    const Node* table = tree_.find("sync");
    const Node* in_file = table == nullptr ? nullptr : given_text(*table, "api_token_file");
    if (in_file != nullptr) sync.token = from_file(Path{"sync", "api_token_file"}, *in_file);
  }

  // In a file alone, and never without its user.
  void read(IlertSettings& ilert) {
    const Node* table = tree_.find("ilert");
    const Node* user = table == nullptr ? nullptr : given_text(*table, "proxy_user");
    const Node* in_file = table == nullptr ? nullptr : given_text(*table, "proxy_password_file");
    const Path path{"ilert", "proxy_password_file"};
    if (in_file != nullptr) ilert.proxy_password = from_file(path, *in_file, password_fault);
    if (in_file != nullptr && user == nullptr)
      findings_.error(in_file->name, name_of(path) + " has no effect without ilert.proxy_user");
    if (user != nullptr && !ilert.proxy_user.empty() && in_file == nullptr && draft_.complete)
      findings_.error(user->name, name_of({"ilert", "proxy_user"}) +
                                      " has no password; write it into a file and name it with "
                                      "proxy_password_file");
    if (ilert.proxy_password.empty()) return;
    // As it travels to the proxy, which may quote it, with its padding or without.
    const std::string as_sent = basic_credentials(ilert.proxy_user, ilert.proxy_password.reveal());
    known_secrets().add(std::string_view{as_sent}.substr(0, as_sent.find('=')));
  }

  // In a file alone: with it anybody could be this bridge.
  void read(SiteSettings& site) {
    const Path path{"site", site.name};
    const Node& table = *find(tree_, path);
    const Node* certificate = given_text(table, "client_certificate_file");
    const Node* key = given_text(table, "client_key_file");
    if (key != nullptr)
      site.endpoint.client_key =
          from_file(path / "client_key_file", *key, private_key_fault, largest_private_key_file).reveal();
    if ((certificate == nullptr) == (key == nullptr)) return;
    const char* const missing = key == nullptr ? "client_key_file" : "client_certificate_file";
    if (has_misspelt(table, "site.*", missing)) return;
    findings_.error(
        (key == nullptr ? certificate : key)->value,
        name_of(path) + " needs " + missing + " too: a certificate and its private key go together");
  }

  void refuse_twins(const std::vector<RouteSettings>& routes) {
    for (std::size_t later = 0; later < routes.size(); ++later)
      for (std::size_t first = 0; first < later; ++first)
        if (!routes[first].integration_key.empty() &&
            routes[first].integration_key == routes[later].integration_key) {
          refuse_twin(routes[later].route.name, routes[first].route.name);
          break;
        }
  }

 private:
  static std::string name_of(const Path& path) { return '\'' + to_text(path) + '\''; }

  // In a file alone, as that of [sync].
  void read_token(RouteSettings& settings, const Path& path, const Node& table) {
    const Node* in_file = given_text(table, "api_token_file");
    if (in_file == nullptr) return;
    settings.api_token = from_file(path / "api_token_file", *in_file);
    if (settings.route.integration != Integration::api)
      findings_.warning(in_file->name, name_of(path / "api_token_file") +
                                           " has no effect: alerts of a source of this older type cannot be "
                                           "found in ilert");
  }

  const Node& key_node(const std::string& route) const {
    const Node& table = *find(tree_, {"route", route});
    const Node* in_line = given_text(table, "integration_key");
    return in_line != nullptr ? *in_line : *given_text(table, "integration_key_file");
  }

  Secret from_line(const Path& path, const Node& node) {
    const std::string fault = key_fault(node.text);
    if (!fault.empty()) findings_.error(node.value, name_of(path) + ' ' + fault);
    const SourceFile& source = findings_.source(node.value.file);
    if (source.readable_by_others())
      findings_.warning(node.value, name_of(path) +
                                        " stands in a file that every user of this machine can read; use " +
                                        "integration_key_file, or run: chmod o-r " + source.path().native());
    return fault.empty() ? Secret{node.text} : Secret{};
  }

  Secret from_file(const Path& path, const Node& node, std::string (*fault_in)(std::string_view) = key_fault,
                   std::size_t largest = largest_key_file) {
    std::string fault;
    if (looks_like_a_key(node.text)) {
      fault = " wants the name of a file, and this looks like the key itself; write the key into a file";
    } else if (!node.text.starts_with('/') && node.text.find('/') != std::string::npos) {
      fault = " must be an absolute path or a plain file name, got " + described(node);
    } else {
      const Result<Secret> key =
          read_key(places_of_key(node.text, draft_.file.parent_path(), surroundings_.credentials_directory),
                   fault_in, largest);
      if (key) {
        findings_.hide({}, key->reveal());
        return *key;
      }
      if (!surroundings_.needs_secrets) return {};
      fault = ": " + key.error().text;
    }
    findings_.error(node.value, name_of(path) + fault);
    return {};
  }

  void miss(const Path& path, const Node& table) {
    if (!draft_.complete) return;
    for (const std::string_view key : {"integration_key", "integration_key_file"}) {
      const Node* node = table.find(key);
      if (has_misspelt(table, "route.*", key) || (node != nullptr && !node->is_text()))
        return;  // said already
    }
    findings_.error(table.name, name_of(path) +
                                    " has no integration key; write the key of the ilert alert source into "
                                    "a file and name it with integration_key_file");
  }

  void refuse_twin(const std::string& later, const std::string& first) {
    findings_.error(key_node(later).value, name_of({"route", later}) + " has the same integration key as " +
                                               name_of({"route", first}) + " (" +
                                               findings_.place(key_node(first).name) +
                                               "); every route needs an alert source of its own");
  }

  const Draft& draft_;
  const Node& tree_;
  Findings& findings_;
  const Surroundings& surroundings_;
};

}  // namespace

void read_keys(const Draft& draft, const Surroundings& surroundings) {
  Keys keys{draft, surroundings};
  for (SiteSettings& site : draft.config.sites) keys.read(site);
  for (RouteSettings& route : draft.config.routes) keys.read(route);
  keys.refuse_twins(draft.config.routes);
  keys.read(draft.config.sync);
  keys.read(draft.config.heartbeat);
  keys.read(draft.config.ilert);
}

}  // namespace ilert_bridge
