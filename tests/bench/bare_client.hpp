// The least a client can do: send a request, read the answer, push it through Boost.JSON's parser with a
// handler that keeps nothing. What a look costs is told as a multiple of this.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ilert_bridge::bench {

class BareClient {
 public:
  explicit BareClient(const std::string& unix_path);  // throws if nobody listens
  ~BareClient();
  BareClient(const BareClient&) = delete;
  BareClient& operator=(const BareClient&) = delete;

  std::size_t ask(const std::string& request);  // bytes of the answer's body; throws if it is none

 private:
  std::size_t read_some(char* into, std::size_t room);

  int socket_ = -1;
  std::vector<char> buffer_;
};

}  // namespace ilert_bridge::bench
