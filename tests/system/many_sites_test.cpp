// Fifty sites in one daemon: one that drips, one that is not there and one that never answers delay no other.
#include <memory>
#include <set>
#include <vector>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using Steady = std::chrono::steady_clock;

constexpr int sites = 50;
constexpr int first_well = 3;            // slow, dead, silent: the three before it
constexpr std::chrono::seconds soon{8};  // the deadlines of a bad site are a minute
constexpr const char* nowhere = "/nonexistent/live";

std::string host_of(int site) { return "host" + std::to_string(site); }

// Each with a socket and a world of its own.
struct Place {
  explicit Place(const std::string& path) : server(world, {.flavour = Flavour::checkmk, .unix_path = path}) {}
  doubles::World world;
  doubles::LivestatusDouble server;
};

class ManySites : public Stage {
 protected:
  ManySites() {
    std::string tables;
    for (int site = 0; site < sites; ++site) {
      const std::string path = folder / ("s" + std::to_string(site));
      places.push_back(std::make_unique<Place>(path));
      places.back()->world.add_service(host_of(site), "HTTP");
      tables += "[site.s" + std::to_string(site) + "]\naddress = \"unix:" + (site == 1 ? nowhere : path) +
                "\"\npoll_interval = \"1s\"\n\n";
    }
    rig.write_config(rig.config_text() + tables);
    using Kind = doubles::Fault::Kind;
    places[0]->server.fault({.kind = Kind::slow, .answers = -1, .bytes = 1});
    places[2]->server.fault({.kind = Kind::hang, .answers = -1});
  }
  std::size_t pages() const {
    std::set<std::string> keys;
    for (const auto& alert : rig.ilert.alerts())
      if (alert.summary.find("HTTP") != std::string::npos) keys.insert(alert.alert_key);
    return keys.size();
  }
  bool all_look() {
    return eventually([&] {
      for (int site = first_well; site < sites; ++site)
        if (places[static_cast<std::size_t>(site)]->server.requests().size() < 5) return false;
      return true;
    });
  }

  doubles::TemporaryFolder folder;
  std::vector<std::unique_ptr<Place>> places;
};

TEST_F(ManySites, ABadOneDelaysNoOther) {
  rig.start();
  ASSERT_TRUE(all_look());
  const auto began = Steady::now();
  for (int site = first_well; site < sites; ++site)
    places[static_cast<std::size_t>(site)]->world.service_check(host_of(site), "HTTP", 2, "refused");
  const std::size_t expected = sites - first_well;
  EXPECT_TRUE(rig.ilert.wait_until([&] { return pages() == expected; }, soon))
      << pages() << " of " << expected;
  RecordProperty(
      "lag_ms",
      static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began).count()));
  EXPECT_FALSE(places[2]->server.requests().empty()) << "the silent one was asked, too";
  rig.kill();
  for (const auto& place : places) EXPECT_EQ(place->server.complaints(), std::vector<std::string>{});
}

}  // namespace
}  // namespace ilert_bridge
