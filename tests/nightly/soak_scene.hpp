// What is around the daemon of a soak: four sites of four flavours, ilert with the alert sources of four
// routes, and the configuration, which changes from one reload to the next.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::soak {

// One site: its world and the server that shows it.
struct Place {
  Place(std::string its_name, Flavour flavour, const std::string& path);
  std::string name;
  doubles::World world;
  doubles::LivestatusDouble server;
};

inline constexpr int least_ops_a_minute = 200, most_ops_a_minute = 220;
inline constexpr const char* guest_source = "il1apiGUEST";

// What of the configuration a reload may change.
struct Wiring {
  bool guest = false;                     // the route "guest" is there
  bool last_site = true;                  // the last site is there
  int poll_seconds = 2;                   // of all sites
  int ops_a_minute = least_ops_a_minute;  // events of route "ops"
  bool operator==(const Wiring&) const = default;
};

// A route as the laws see it.
struct RouteView {
  std::string name, source;  // source: its integration key
  int events_a_minute = 0;
  bool takes_hosts = true;
  bool warnings = false;                             // alerts on them
  bool downtime_accepts = false;                     // else it resolves
  std::string only_hosts_from = {}, only_site = {};  // what a host's name begins with; empty: any
  bool takes(const Subject& subject) const;
};

class Scene {
 public:
  // `program`: the daemon. What it leaves lies in a folder inside $TMPDIR.
  explicit Scene(std::string program);

  void configure(const Wiring& wiring);  // writes the file
  void configure_broken();               // a file that cannot be used
  const Wiring& wiring() const { return wiring_; }
  std::vector<RouteView> all_routes() const;
  bool is_configured(const RouteView& route) const;
  bool is_configured(const Place& place) const;

  void start();  // until its control socket answers
  bool runs() const { return rig.running(); }
  // One command of the program to its end; what it said.
  std::string command(const std::vector<std::string>& words) const;
  // Another one, beside whatever happens meanwhile: that it ends counts, not what it says.
  void begin_command(const std::vector<std::string>& words);
  // Waits for them; sentences about those that do not end.
  std::vector<std::string> end_commands();
  std::string metrics() const;  // the page; empty if nobody answers
  // What the daemon said since this was asked last.
  std::string new_log();
  std::size_t log_size() const;  // bytes
  std::string log_from(std::size_t byte) const;

  // Every subject there ever is, by its key in ilert.
  const std::map<std::string, Subject>& subjects() const { return subjects_; }
  Place& place_of(const Subject& subject);

 private:
  std::string configuration(const Wiring& wiring) const;
  rig::Launcher launcher() const;
  doubles::Child::Options options(const std::vector<std::string>& words) const;
  void fill(Place& place);
  std::string log_file() const { return rig.folder() + "/daemon.log"; }

  std::string program_;
  doubles::TemporaryFolder sockets_;

 public:
  std::vector<std::unique_ptr<Place>> places;
  rig::Rig rig;

 private:
  Wiring wiring_;
  std::map<std::string, Subject> subjects_;
  std::size_t log_read_ = 0;
  std::string metrics_port_;
  std::vector<std::pair<std::string, std::unique_ptr<doubles::Child>>> commands_;  // and what they are called
};

doubles::ObjectRow row_of(const Subject& subject);  // fine, as it is added to a world

}  // namespace ilert_bridge::soak
