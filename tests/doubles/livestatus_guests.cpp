#include "tests/doubles/livestatus_guests.hpp"

#include <algorithm>
#include <array>

namespace ilert_bridge::doubles {
namespace {

// Looks through a table, instead of waiting or reading the one row of table status.
bool is_scan(const std::string& request) {
  static constexpr std::array tables = {"hosts", "services", "comments", "downtimes", "log"};
  return request.find("\nWait") == std::string::npos &&
         std::any_of(tables.begin(), tables.end(),
                     [&](const std::string& table) { return request.starts_with("GET " + table + "\n"); });
}

bool waits(Flavour flavour) { return flavour != Flavour::icinga2 && flavour != Flavour::lmd; }

}  // namespace

void Guests::came(Id guest, pid_t client) { guests_[guest] = {.client = client}; }

int Guests::others(Id guest, const std::function<bool(Id)>& is_there, Counts counts) const {
  const pid_t client = guests_.at(guest).client;
  return static_cast<int>(std::count_if(guests_.begin(), guests_.end(), [&](const auto& other) {
    return other.first != guest && other.second.client == client && counts(other.second) &&
           is_there(other.first);
  }));
}

std::vector<std::string> Guests::asks(Id guest, const std::string& request,
                                      const std::function<bool(Id)>& is_there) {
  std::vector<std::string> complaints;
  Guest& self = guests_.at(guest);
  // A question behind a command, to hear that it was read, is no reason to count its connection.
  self.commands = self.commands || request.starts_with("COMMAND");
  if (self.commands) return complaints;
  self.has_asked = true;
  self.scans = is_scan(request);
  const int most = (waits(flavour_) ? 2 : 1) * sites_;
  const int all = 1 + others(guest, is_there, [](const Guest& other) { return other.has_asked; });
  if (all > most)
    complaints.push_back("asks over " + std::to_string(all) + " connections, " + std::to_string(most) +
                         " are allowed:\n" + request);
  if (self.scans && others(guest, is_there, [](const Guest& other) { return other.scans; }) >= sites_)
    complaints.push_back("asks before its last question is answered:\n" + request);
  return complaints;
}

}  // namespace ilert_bridge::doubles
