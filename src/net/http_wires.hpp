// The connections' sockets, and which of them lie idle. On the worker's thread alone.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <map>

namespace ilert_bridge {

// After a time-out libcurl closes the connection that it was on, and takes for the next attempt one that lies
// idle beside it: as dead as the first, if a firewall or a front forgot them both. So it is us who end those.
class HttpWires {
 public:
  using Ticket = std::uint64_t;

  // The transfer's sockets become known, and die of 20 seconds without acknowledgement. We outlive its
  // connections.
  void watch(CURL* easy, Ticket ticket);
  // The transfer goes on over the connection with this local port.
  void uses(Ticket ticket, int local_port);
  void finished(Ticket ticket);
  // libcurl finds them closed, and opens new ones.
  void end_idle();

 private:
  struct Wire {
    Ticket user = 0;  // 0: idle
    int port = 0;     // 0: not connected yet
  };
  struct Opening {
    HttpWires* wires;
    Ticket ticket;
  };
  static int opened(void* opening, curl_socket_t socket, curlsocktype purpose);
  static int closed(void* self, curl_socket_t socket);

  std::map<curl_socket_t, Wire> wires_;
  std::map<Ticket, Opening> openings_;  // what libcurl hands back to us
};

}  // namespace ilert_bridge
