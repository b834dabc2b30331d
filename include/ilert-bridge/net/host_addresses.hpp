// From a host's name to its addresses, by the system's resolver. getaddrinfo cannot be interrupted and may
// take half a minute when no name server answers, so each name that is looked up has a thread of its own, one
// at a time: a name that is not answered delays no other, and nobody waits for a thread whose time is over,
// not even the end of the program. Asio's resolver has one thread for all names, and joins it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

using TcpAddresses = std::vector<boost::asio::ip::tcp::endpoint>;

struct NameAnswer {
  boost::system::error_code fault;
  TcpAddresses addresses;
};

class HostAddresses {
 public:
  // Called on a thread of its own. It may be called still when this object is gone.
  using Ask = std::function<NameAnswer(const std::string& host, const std::string& port)>;
  HostAddresses();  // asks the system
  explicit HostAddresses(Ask ask);
  ~HostAddresses();
  HostAddresses(const HostAddresses&) = delete;
  HostAddresses& operator=(const HostAddresses&) = delete;
  void swap(HostAddresses& other) noexcept { shared_.swap(other.shared_); }

  // Until `end`. What a name was the last time is taken when its look-up has gone on for two seconds, or no
  // name server answers it.
  boost::asio::awaitable<Result<TcpAddresses>> of(std::string host, std::string port,
                                                  std::chrono::steady_clock::time_point end);

  // Which of them was connected the last time: it is the one to begin with.
  void worked(const std::string& host, const std::string& port, boost::asio::ip::tcp::endpoint address);
  std::optional<boost::asio::ip::tcp::endpoint> worked_last(const std::string& host,
                                                            const std::string& port) const;

 private:
  struct Shared;
  class Waiting;
  std::shared_ptr<Shared> shared_;  // with the threads
};

HostAddresses& names_of_hosts();  // those of this process

}  // namespace ilert_bridge
