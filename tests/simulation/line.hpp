// The line to a Livestatus server without a socket: net/stream.hpp for this program. What is written reaches
// the peer a moment later, its answer a moment after that; who waits for what does not come waits for its
// whole deadline.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge::simulation {

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
  virtual Span takes() const = 0;  // from a question to its answer
  virtual Said answer(const std::vector<std::string>& lines) = 0;
};

// Who answers at this address from now on; nobody: nullptr.
void listen(const std::string& path, Peer* peer);

}  // namespace ilert_bridge::simulation
