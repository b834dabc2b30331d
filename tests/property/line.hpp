// The line to a Livestatus server without a socket: net/stream.hpp for this program. What is written goes to
// the peer at once, and its bytes wait to be read. Nothing sleeps: who waits for what does not come is told
// that the time is up.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::property {

struct Said {
  enum class Then { listens, closes, is_silent } then = Then::listens;
  std::string bytes;
  std::size_t piece = 65536;  // as many are read at a time at most
};

class Peer {
 public:
  virtual ~Peer() = default;
  virtual Flavour flavour() const = 0;
  virtual bool takes_connections() = 0;
  virtual Said answer(const std::vector<std::string>& lines) = 0;
};

// Who answers whoever connects from now on; nobody: nullptr.
void listen(Peer* peer);

}  // namespace ilert_bridge::property
