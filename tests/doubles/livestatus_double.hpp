// A Livestatus server on a real socket that shows a World, with the manners of a flavour and faults on
// demand. It runs on a thread of its own; every method may be called from any thread. There is no table
// statehist.
//
//   World world;
//   world.add_service("web01", "HTTP");
//   LivestatusDouble server(world, {.flavour = Flavour::checkmk, .unix_path = folder / "live"});
//   world.service_check("web01", "HTTP", 2, "connection refused");
//   server.fault({.kind = Fault::Kind::cut_after, .bytes = 40});
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/net/stream.hpp"
#include "tests/doubles/livestatus_fault.hpp"
#include "tests/doubles/world.hpp"

namespace ilert_bridge::doubles {

class LivestatusDouble {
 public:
  struct Options {
    Flavour flavour = Flavour::checkmk;
    std::string unix_path = {};         // empty: TCP on a free port of 127.0.0.1
    std::string certificate_file = {};  // PEM; with a certificate and its key TCP becomes TLS
    std::string key_file = {};
    // Connections that are served at a time; more are accepted and hear nothing until one closes. 0: as many
    // as the flavour has (Checkmk 20, Nagios 10, Icinga 2 four, others any number).
    std::size_t threads = 0;
    std::size_t max_response = 0;  // bytes of an answer's body; 0: the flavour's own limit
    // Naemon before 1.5; Nagios with a Livestatus before 1.5, which waits as naemon does. Both cut an answer
    // that is too large without a word.
    bool old = false;
  };

  LivestatusDouble(World& world, Options options);  // listens when it returns; throws if it cannot
  ~LivestatusDouble();

  Endpoint endpoint() const;    // with TLS the ca_file is yours to add
  std::string address() const;  // "unix:/…", "tcp://127.0.0.1:PORT", "tls://127.0.0.1:PORT"

  void fault(Fault fault);  // after the faults already waiting
  void heal();              // forget all faults

  // The server is gone: connections end, its path vanishes (or, if it stays, refuses). start() is the same
  // address again.
  enum class Path { vanishes, stays };
  void stop(Path path = Path::vanishes);
  void start();
  void restart(
      bool keep_states = true);  // the core: connections end, another program_start; no gap in listening
  // As a real core does it: it hears no more, waits for those that wait, ends all connections, is gone for a
  // while, then lets everybody in and answers nobody until it has read what it saved. Commands under way are
  // lost. Returns at once.
  struct CoreRestart {
    std::chrono::milliseconds gone{200}, reads{300};
    bool keep_states = true;
    std::chrono::seconds until_downtimes_count{};
  };
  void restart_as_a_core_does(CoreRestart how);
  bool restarting() const;
  // Until a command has its effect, where the core carries it out in its own time (Checkmk, Nagios).
  void delay_commands(std::chrono::milliseconds delay);
  void cut_connections();
  void lose_triggers(int percent);  // of those that would wake a waiting query; evenly spread
  std::size_t waiting() const;      // queries that wait now

  std::vector<std::string> requests()
      const;  // each as it came, without the empty line; commands are among them
  std::vector<std::string> commands() const;
  // What no client may do (livestatus_manners.hpp, livestatus_guests.hpp) and one did, since the start.
  std::vector<std::string> complaints() const;
  void looked_at_as(int sites);   // by one client
  std::size_t accepted() const;   // connections since the start
  std::size_t connected() const;  // connections now, waiting ones included
  void forget_requests();
  // Whether so many requests came within the time; returns as soon as they did.
  bool wait_for_requests(std::size_t count, std::chrono::milliseconds within) const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace ilert_bridge::doubles
