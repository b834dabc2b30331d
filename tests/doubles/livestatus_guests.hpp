// Who is connected to the Livestatus double, and who of them asks at the same time.
#pragma once

#include <sys/types.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::doubles {

class Wire;

// One client may have two connections to a server, one where there is no waiting; they ask in turns. A
// command is the one exception: it goes over a connection of its own, so that it needs not wait for a look,
// and ends with it.
class Guests {
 public:
  explicit Guests(Flavour flavour) : flavour_(flavour) {}
  // A client may look at one server as several sites: each of them is a client then.
  void looked_at_as(int sites) { sites_ = sites; }

  using Id = Wire*;
  void came(Id guest, pid_t client);  // 0: nobody knows, as over TCP
  void left(Id guest) { guests_.erase(guest); }
  // What is wrong with asking this now. `is_there`: a guest may have hung up, and the server not have
  // noticed.
  std::vector<std::string> asks(Id guest, const std::string& request,
                                const std::function<bool(Id)>& is_there);
  void answered(Id guest) { guests_.at(guest).scans = false; }

 private:
  struct Guest {
    pid_t client = 0;
    bool commands = false, has_asked = false, scans = false;
  };
  using Counts = bool (*)(const Guest&);
  int others(Id guest, const std::function<bool(Id)>& is_there, Counts counts) const;

  Flavour flavour_;
  int sites_ = 1;
  std::map<Id, Guest> guests_;
};

}  // namespace ilert_bridge::doubles
