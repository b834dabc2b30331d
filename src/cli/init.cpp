#include "ilert-bridge/cli/init.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/first_setup.hpp"
#include "ilert-bridge/cli/program.hpp"

namespace ilert_bridge {
namespace fs = std::filesystem;
namespace {

const std::string service_user = "_ilert-bridge";

// Where cores outside of /omd put the socket: their packages, and the examples of MK Livestatus.
struct UsualPlace {
  const char* name;
  const char* socket;
};
constexpr UsualPlace usual_places[] = {{"naemon", "/var/cache/naemon/live"},
                                       {"icinga2", "/run/icinga2/cmd/livestatus"},
                                       {"nagios4", "/var/lib/nagios4/rw/live"},
                                       {"nagios", "/var/lib/nagios/rw/live"},
                                       {"nagios-local", "/usr/local/nagios/var/rw/live"}};

// Sorted; none where the folder is not there or may not be read.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code fault;
  fs::directory_iterator entries(folder, fault);
  for (; !fault && entries != fs::directory_iterator{}; entries.increment(fault))
    names.push_back(entries->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// The group of the file, unless the service's user is in it. A socket that everybody may write needs none.
std::string group_to_join(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return {};
  if (S_ISSOCK(status.st_mode) && (status.st_mode & S_IWOTH) != 0) return {};
  const struct group* const group = ::getgrgid(status.st_gid);
  if (group == nullptr || group->gr_gid == 0) return {};
  for (char* const* member = group->gr_mem; *member != nullptr; ++member)
    if (service_user == *member) return {};
  return group->gr_name;
}

bool has_socket(const fs::path& file) {
  std::error_code ignored;
  return fs::is_socket(file, ignored);
}

// A site that is stopped has no socket; its folder has the group, too.
std::vector<FoundSite> find_sites(const fs::path& root) {
  std::vector<FoundSite> found;
  for (const std::string& name : names_in(root / "omd/sites")) {
    const fs::path folder = root / "omd/sites" / name;
    std::error_code ignored;
    if (!can_name_a_site(name) || !fs::is_directory(folder, ignored)) continue;
    found.push_back({.name = name,
                     .socket = "/omd/sites/" + name + "/tmp/run/live",
                     .there = has_socket(folder / "tmp/run/live"),
                     .group_to_join = group_to_join(folder)});
  }
  for (const UsualPlace& place : usual_places) {
    const fs::path socket = root / (place.socket + 1);
    if (!has_socket(socket)) continue;
    found.push_back(
        {.name = place.name, .socket = place.socket, .there = true, .group_to_join = group_to_join(socket)});
  }
  return found;
}

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The file that has sites or routes already; empty: none has.
std::string set_up_in(const fs::path& config_file) {
  if (is_set_up(read(config_file))) return config_file.string();
  const fs::path folder = config_file.parent_path() / "conf.d";
  for (const std::string& name : names_in(folder))
    if (name.ends_with(".toml") && !name.starts_with(".") && is_set_up(read(folder / name)))
      return (folder / name).string();
  return {};
}

// Never over what is there. Empty, or why it failed.
std::string write_new(const fs::path& file, const std::string& text) {
  std::error_code ignored;
  fs::create_directory(file.parent_path(), ignored);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) return std::generic_category().message(errno);
  const ssize_t written = ::write(descriptor, text.data(), text.size());
  const std::string fault = written < 0 ? std::generic_category().message(errno) : "the disk is full";
  ::close(descriptor);
  if (written == static_cast<ssize_t>(text.size())) return {};
  fs::remove(file, ignored);
  return fault;
}

int complain(const std::string& what) {
  std::cerr << "ilert-bridge: " << what << '\n';
  return exit_failed;
}

}  // namespace

int write_first_configuration(const fs::path& root, const fs::path& config) {
  const fs::path config_file = fs::absolute(config);
  const fs::path file = config_file.parent_path() / "conf.d/site.toml";
  if (const std::string other = set_up_in(config_file); !other.empty())
    return complain(other +
                    " describes a site or a route already; nothing was changed. See 'ilert-bridge check'");
  const FoundHost host{.sites = find_sites(root),
                       .keys = names_in(config_file.parent_path() / "secrets"),
                       .config_folder = config_file.parent_path().string()};
  if (host.sites.empty())
    return complain(
        "no site was found: /omd/sites has none, and no Livestatus socket is where packages put it. Write " +
        file.string() + " by hand, with the examples in ilert-bridge.toml(5)");
  if (const std::string fault = write_new(file, first_configuration(host)); !fault.empty())
    return complain(file.string() + ": cannot be written: " + fault);
  std::cout << sites_text(host) << "wrote " << file.string() << "\n\n" << what_is_left(host);
  return exit_done;
}

}  // namespace ilert_bridge
