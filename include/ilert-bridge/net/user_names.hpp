// From a user's number to its name, by the system's name services. They may ask a server and wait for it as
// long as they like, so each user that is looked up has a thread of its own, one at a time; nobody waits for
// a thread whose time is over, not even the end of the program.
#pragma once

#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class UserNames {
 public:
  // Called on a thread of its own, also when this object is gone. Empty: there is no such user.
  using Ask = std::function<std::string(uid_t)>;
  UserNames();  // asks the system
  UserNames(Ask ask, Span patience);
  ~UserNames();
  UserNames(UserNames&&) noexcept;

  // Fit to be shown. The number, where the user has no name or the look-up takes longer than two seconds. A
  // name is kept for ten minutes.
  boost::asio::awaitable<std::string> of(uid_t user);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;  // with the threads
};

}  // namespace ilert_bridge
