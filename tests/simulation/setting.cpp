#include "tests/simulation/setting.hpp"

#include <fstream>
#include <sstream>

namespace ilert_bridge::simulation {
namespace {

void write(std::ostream& out, const RouteSetting& route) {
  out << "[route." << route.name << "]\nintegration_key = \"" << route.key
      << "\"\nevents_per_minute = " << route.budget << "\nreplay = \"" << route.replay
      << "\"\nalert_on = [\"DOWN\", \"CRITICAL\"" << (route.unknowns ? ", \"UNKNOWN\"" : "")
      << (route.warnings ? ", \"WARNING\"" : "") << "]\npriority = { WARNING = \""
      << (route.warnings_are_high ? "HIGH" : "LOW") << "\" }\n";
  if (!route.contact_group.empty()) out << "match.contact_groups = [\"" << route.contact_group << "\"]\n";
  if (route.fallback) out << "fallback = true\n";
}

}  // namespace

std::string Setting::policy_of(const std::string& key, const std::string& otherwise) const {
  const auto found = policy.find(key);
  return found == policy.end() ? otherwise : found->second;
}

void write_config(const Setting& setting, const std::filesystem::path& folder) {
  std::ostringstream out;
  out << "name = \"mon1\"\n[ilert]\nurl = \"" << ilert_url << "\"\n[journal]\npath = \""
      << (folder / "journal.db").string() << "\"\n[site.prod]\naddress = \"unix:/sim/prod\"\n";
  if (!setting.auth_user.empty()) out << "auth_user = \"" << setting.auth_user << "\"\n";
  if (!setting.policy.empty()) out << "[policy]\n";
  for (const auto& [key, value] : setting.policy) out << key << " = \"" << value << "\"\n";
  for (const RouteSetting& route : setting.routes) write(out, route);
  if (setting.sync) {
    const std::filesystem::path token = folder / "api.token";
    std::ofstream{token} << ilert_token << '\n';
    std::filesystem::permissions(token,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    out << "[sync]\napi_token_file = \"" << token.string() << "\"\nresolve = \"" << setting.sync_resolve
        << "\"\n";
  }
  const std::filesystem::path file = folder / "ilert-bridge.toml";
  std::ofstream{file} << out.str();
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::string text_of(const Setting& setting) {
  std::string text{name(setting.flavour)};
  for (const RouteSetting& route : setting.routes)
    text += "; route " + route.name +
            (route.contact_group.empty() ? "" : " of group " + route.contact_group) +
            (route.fallback ? ", fallback" : "") + ", " + std::to_string(route.budget) + " a minute" +
            (route.warnings ? ", also on WARNING" : "") + (route.unknowns ? "" : ", not on UNKNOWN");
  for (const auto& [key, value] : setting.policy) text += "; " + key + " " + value;
  if (!setting.auth_user.empty()) text += "; as " + setting.auth_user;
  if (setting.sync) text += "; [sync] resolve " + setting.sync_resolve;
  return text;
}

}  // namespace ilert_bridge::simulation
