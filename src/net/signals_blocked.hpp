// No signal may land on a thread beside the program's: the program's are for the main thread, and a SIGPIPE
// of OpenSSL's write to a closed socket, which CURLOPT_NOSIGNAL leaves to us, would end the process. A thread
// inherits the mask of its creator.
#pragma once

#include <csignal>

namespace ilert_bridge {

class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace ilert_bridge
