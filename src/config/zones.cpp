#include "ilert-bridge/config/zones.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace ilert_bridge {
namespace {

namespace fs = std::filesystem;

bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"_-+/"}.find(c) != std::string_view::npos;
}

// As every compiled zone begins; other files lie there, too.
bool is_compiled(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return false;
  std::array<char, 4> begin{};
  std::ifstream file{path, std::ios::binary};
  return file.read(begin.data(), begin.size()) && std::string_view{begin.data(), begin.size()} == "TZif";
}

// The same zones once more, and with leap seconds.
bool is_double(const std::string& name) { return name.starts_with("posix/") || name.starts_with("right/"); }

}  // namespace

bool is_zone(std::string_view name) {
  const bool is_name = !name.empty() && name.front() != '/' && name.back() != '/' &&
                       std::all_of(name.begin(), name.end(), is_of_a_name);
  return is_name && is_compiled(fs::path{zone_folder} / name);
}

std::vector<std::string> all_zones() {
  std::vector<std::string> names;
  std::error_code failed;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at{fs::path{zone_folder}, options, failed}, end; !failed && at != end;
       at.increment(failed)) {
    std::string name = at->path().lexically_relative(zone_folder).string();
    if (!is_double(name) && is_zone(name)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace ilert_bridge
