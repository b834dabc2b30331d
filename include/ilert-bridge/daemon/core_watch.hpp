// Takes the pulse of a site's core after its looks, once a minute, and says so when it has stopped: the own
// alert `core`. Belongs to one watch.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/pulse.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/side_reading.hpp"
#include "ilert-bridge/livestatus/connection.hpp"

namespace ilert_bridge {

using PulsePort =
    std::function<boost::asio::awaitable<Asked<PulseReading>>(std::optional<PulseReading> before)>;

class CoreWatch {
 public:
  // Without a port nothing is asked.
  CoreWatch(std::string site, std::string bridge_name, std::vector<Route> routes, PulsePort port,
            Ledger& ledger);

  // After a complete look. A core that cannot be asked is not judged.
  boost::asio::awaitable<void> take(Time now);

  const Pulse& pulse() const { return pulse_; }
  const SideReading& reading() const { return reading_; }

 private:
  void say(Time now);

  std::string site_;
  std::string bridge_name_;
  std::vector<Route> routes_;
  PulsePort port_;
  Ledger& ledger_;
  SideReading reading_;
  Pulse pulse_;
  std::optional<PulseReading> last_;
  std::optional<Time> asked_at_;
};

}  // namespace ilert_bridge
