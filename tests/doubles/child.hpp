// A program run by a test. Nothing it started outlives the Child, nor the test program, however that ends.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilert_bridge::doubles {

// The program's path, sought in PATH if it has no slash; empty if there is none.
std::string find_program(const std::string& name);

class Child {
 public:
  struct Options {
    std::string program;  // a path
    std::vector<std::string> arguments = {};
    std::map<std::string, std::string> environment = {};  // besides, or instead of, that of the test
    bool inherit_environment = true;
    std::string folder = {};       // to run in; empty: the test's
    std::string output_file = {};  // for stdout and stderr; empty: kept in memory, see output()
    std::string user = {};         // to become, if we are root; empty: stay
  };
  explicit Child(const Options& options);  // throws if the program cannot be started
  ~Child();                                // kills
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  bool running() { return !wait(std::chrono::milliseconds{0}); }
  void signal(int number);        // to the program
  void signal_group(int number);  // to all that it started, too
  // The exit status, or 128 and the signal's number; nothing if it still runs after that time.
  std::optional<int> wait(std::chrono::milliseconds within = std::chrono::seconds{30});
  // SIGTERM, and SIGKILL when patience ends; the status as above.
  int stop(std::chrono::milliseconds patience = std::chrono::seconds{30});
  std::string output() const;  // all so far, stdout and stderr as they came

 private:
  void guard();
  pid_t pid_ = -1;
  pid_t keeper_ = -1;
  int lifeline_ = -1;
  int output_ = -1;
  std::optional<int> status_;
};

}  // namespace ilert_bridge::doubles
