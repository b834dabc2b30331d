#include <algorithm>

#include "ilert-bridge/cli/service_user.hpp"
#include "ilert-bridge/config/files.hpp"
#include "ilert-bridge/config/node.hpp"
#include "ilert-bridge/config/secret.hpp"

namespace ilert_bridge {
namespace {

const std::filesystem::path system_journal = std::filesystem::path{system_state_folder} / journal_file;
constexpr mode_t of_group = 070, read_by_group = 040, written_by_group = 020, passed_by_group = 010;

bool gives_its_group(const Barrier& barrier, const Needed& needed) {
  const mode_t wanted = barrier.is_folder  ? passed_by_group
                        : needed.is_socket ? read_by_group | written_by_group
                                           : read_by_group;
  return (barrier.mode & of_group & wanted) == wanted && barrier.group != "root";
}

// "route.oncall.integration_key_file" is a file of the part "route", "oncall".
Needed needed_of(const std::string& key, const std::filesystem::path& path) {
  const auto dot = key.find('.');
  const auto last = key.rfind('.');
  Needed needed{
      .part = key.substr(0, dot), .name = {}, .what = "the file of " + key.substr(last + 1), .path = path};
  if (dot != last) needed.name = key.substr(dot + 1, last - dot - 1);
  return needed;
}

// The service of the system's journal reads the system's configuration: another one is a draft of that, in a
// place where it will not stay.
bool is_draft(const Loaded& loaded, const std::filesystem::path& folder) {
  return loaded.config.journal_path == system_journal && folder != system_folder;
}

// Of a value as TOML: a file of secrets.
bool is_plain_name(const std::string& value) {
  return value.size() >= 3 && value.front() == '"' && value[1] != '/';
}

// Where a file lies that a value names as TOML, if it is one that the service opens itself and where it is
// now.
std::filesystem::path place_of(const std::string& value, const std::filesystem::path& folder, bool draft) {
  if (value.size() < 3 || value.front() != '"') return {};
  const std::string name = value.substr(1, value.size() - 2);
  if (name.starts_with('/')) return name;
  return draft || folder == system_folder ? std::filesystem::path{} : folder / "secrets" / name;
}

// The configuration's own.
void need_files(const std::filesystem::path& config_file, std::vector<Needed>& all) {
  all.push_back({"configuration", {}, "the file", std::filesystem::absolute(config_file)});
  if (const auto extras = extra_files(config_file))
    for (const std::filesystem::path& extra : *extras)
      all.push_back({"configuration", {}, "the file", std::filesystem::absolute(extra)});
}

}  // namespace

std::vector<Needed> needed_by_service(const Loaded& loaded, const std::filesystem::path& config_file) {
  const std::filesystem::path folder = std::filesystem::absolute(config_file).parent_path();
  const bool draft = is_draft(loaded, folder);
  std::vector<Needed> all;
  if (!draft) need_files(config_file, all);
  for (const SiteSettings& site : loaded.config.sites)
    if (site.endpoint.kind == Endpoint::Kind::unix_socket)
      all.push_back({"site", site.name, "the socket", site.endpoint.path, true});
  for (const Origin& origin : loaded.origins) {
    if (!origin.key.ends_with("_file")) continue;
    const std::filesystem::path place = place_of(origin.value, folder, draft);
    if (!place.empty()) all.push_back(needed_of(origin.key, place));
  }
  return all;
}

std::set<std::string> routes_with_kept_keys(const Loaded& loaded, const std::filesystem::path& config_file) {
  const std::filesystem::path folder = std::filesystem::absolute(config_file).parent_path();
  std::set<std::string> routes;
  if (folder != system_folder && !is_draft(loaded, folder)) return routes;
  for (const RouteSettings& settings : loaded.config.routes) {
    const std::string key = to_text(Path{"route", settings.route.name, "integration_key_file"});
    for (const Origin& origin : loaded.origins)
      if (origin.key == key && is_plain_name(origin.value)) routes.insert(settings.route.name);
  }
  return routes;
}

std::string way_through(const Barrier& barrier, const Needed& needed, const ServiceUser& user) {
  const std::string path = barrier.path.native();
  if (gives_its_group(barrier, needed))
    return "run: usermod -aG " + barrier.group + ' ' + user.name + " && systemctl restart ilert-bridge";
  if (barrier.is_folder) return "run: setfacl -m u:" + user.name + ":x " + path;
  if (needed.is_socket) return "run: setfacl -m u:" + user.name + ":rw " + path;
  return "run: chgrp " + user.group_name + ' ' + path + " && chmod g+r " + path;
}

void check_access(const Loaded& loaded, const std::filesystem::path& config_file, CheckReport& report) {
  const std::optional<ServiceUser> user = service_user(loaded.config.journal_path);
  if (!user) return;
  for (const Needed& needed : needed_by_service(loaded, config_file)) {
    const std::optional<Barrier> barrier = barrier_to(needed, *user);
    if (!barrier) continue;
    CheckLine line{.part = needed.part, .name = needed.name, .outcome = CheckOutcome::failed};
    line.text =
        needed.what + ' ' + needed.path.native() + " is not for " + user->name + ", as whom the service runs";
    if (barrier->is_folder)
      line.text += ": the folder " + barrier->path.native() + " does not let it through";
    line.remedy = way_through(*barrier, needed, *user);
    report.say(line);
  }
}

}  // namespace ilert_bridge
