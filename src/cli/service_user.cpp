#include "ilert-bridge/cli/service_user.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace ilert_bridge {
namespace {

constexpr const char* packaged_user = "_ilert-bridge";
constexpr const char* drop_ins[] = {"/etc/systemd/system/ilert-bridge.service.d",
                                    "/run/systemd/system/ilert-bridge.service.d"};

// "SupplementaryGroups=prod test": what a drop-in gives the service besides.
void add_groups_of(const std::filesystem::path& drop_in, std::vector<gid_t>& groups) {
  constexpr std::string_view key = "SupplementaryGroups=";
  std::ifstream in(drop_in);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream names(line.substr(key.size()));
    for (std::string name; names >> name;)
      if (const group* const entry = ::getgrnam(name.c_str())) groups.push_back(entry->gr_gid);
  }
}

std::vector<gid_t> groups_of(const passwd& user) {
  std::array<gid_t, 256> found{};
  int count = static_cast<int>(found.size());
  if (::getgrouplist(user.pw_name, user.pw_gid, found.data(), &count) < 0) count = 0;
  std::vector<gid_t> groups(found.begin(), found.begin() + count);
  for (const char* const folder : drop_ins) {
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(folder, none))
      add_groups_of(file.path(), groups);
  }
  return groups;
}

// Effective ids alone, so root comes back. Of a process that could not, nothing may follow.
class AsUser {
 public:
  explicit AsUser(const ServiceUser& user) {
    const int count = ::getgroups(static_cast<int>(ours_.size()), ours_.data());
    count_ = count < 0 ? 0 : static_cast<std::size_t>(count);
    is_it_ = ::setgroups(user.groups.size(), user.groups.data()) == 0 && ::setegid(user.group) == 0 &&
             ::seteuid(user.user) == 0;
  }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;
  ~AsUser() {
    if (::seteuid(0) != 0 || ::setegid(0) != 0 || ::setgroups(count_, ours_.data()) != 0) std::abort();
  }
  explicit operator bool() const { return is_it_; }

 private:
  std::array<gid_t, 256> ours_{};
  std::size_t count_ = 0;
  bool is_it_ = false;
};

bool is_kept(const std::filesystem::path& path, int how) {
  return ::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) != 0 && errno == EACCES;
}

std::string name_of_group(gid_t id) {
  const group* const entry = ::getgrgid(id);
  return entry == nullptr ? std::to_string(id) : entry->gr_name;
}

}  // namespace

std::optional<ServiceUser> service_user(const std::filesystem::path& journal) {
  if (::geteuid() != 0) return std::nullopt;
  struct stat folder {};
  const bool is_there = ::stat(journal.parent_path().c_str(), &folder) == 0;
  const passwd* const entry = is_there ? ::getpwuid(folder.st_uid) : ::getpwnam(packaged_user);
  if (entry == nullptr || entry->pw_uid == 0) return std::nullopt;
  const passwd user = *entry;
  return ServiceUser{user.pw_name, name_of_group(user.pw_gid), user.pw_uid, user.pw_gid, groups_of(user)};
}

std::optional<Barrier> barrier_to(const Needed& needed, const ServiceUser& user) {
  std::filesystem::path at;
  bool is_folder = false;
  {
    const AsUser as_user(user);
    if (!as_user || !is_kept(needed.path, needed.is_socket ? R_OK | W_OK : R_OK)) return std::nullopt;
    std::filesystem::path way;
    for (const auto& step : needed.path.parent_path()) {
      way /= step;
      is_folder = is_kept(way, X_OK);
      if (is_folder) break;
    }
    at = is_folder ? way : needed.path;
  }
  struct stat facts {};
  if (::stat(at.c_str(), &facts) != 0) return std::nullopt;
  return Barrier{at, is_folder, facts.st_mode, name_of_group(facts.st_gid)};
}

}  // namespace ilert_bridge
