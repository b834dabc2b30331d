// Everything around one real daemon: a world shown by the Livestatus double, the ilert double, a folder with
// configuration and journal, and the process itself. For the system tests and the demo.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/journal/journal.hpp"
#include "tests/doubles/child.hpp"
#include "tests/doubles/ilert_double.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/temporary.hpp"
#include "tests/doubles/world.hpp"

namespace ilert_bridge::rig {

struct RigOptions {
  Flavour flavour = Flavour::checkmk;
  std::string address = {};          // of another Livestatus server; empty: the double's
  std::string site_keys = {};        // further lines of [site.prod]
  std::string route_keys = {};       // further lines of [route.oncall]
  std::string other_tables = {};     // at the end of the file
  doubles::IlertOptions ilert = {};  // its first key is oncall's; the second is in the file "2.key", and so
                                     // on; a token is in "api.token"
};

// What the daemon is started through, {"/usr/bin/strace", "-f"}, and what its environment holds besides.
struct Launcher {
  std::vector<std::string> words = {};  // the first is a path; none: the daemon itself
  std::map<std::string, std::string> environment = {};
  bool looks_for_leaks = false;  // of a command; a daemon always does
};

class Rig {
 public:
  explicit Rig(RigOptions options = {});
  // Ends the program if a daemon did to the Livestatus double what no client may do.
  ~Rig();

  doubles::World world;
  std::unique_ptr<doubles::LivestatusDouble> livestatus;  // none with another address
  doubles::IlertDouble ilert;

  std::string config_file() const { return folder_ / "ilert-bridge.toml"; }
  std::string journal_file() const { return folder_ / "journal.db"; }
  std::string folder() const { return folder_.path().string(); }
  // The configuration as it stands in the file, to be changed and written again.
  std::string config_text() const;
  void write_config(const std::string& text) const;

  void start(const std::vector<std::string>& flags = {});  // ilert-bridge --config FILE run …
  void start_through(const Launcher& launcher, const std::vector<std::string>& flags = {});
  void kill();  // kill -9
  // The exit status, or 128 and the signal, of a daemon that ends by itself in time.
  std::optional<int> ended(std::chrono::milliseconds within = doubles::long_enough);
  int stop();     // SIGTERM; the exit status
  void reload();  // SIGHUP
  bool running() const { return daemon_ != nullptr; }
  std::string log() const;  // of all daemons this rig has started
  // Whether the log comes to hold these words in time.
  bool says(const std::string& words, std::chrono::milliseconds within = doubles::long_enough) const;
  pid_t pid() const { return daemon_->pid(); }
  long resident_kib() const;  // the daemon's peak resident memory

  // One command, to its end; the exit status, and both outputs in `output`.
  int command(const std::vector<std::string>& words, std::string& output,
              const Launcher& launcher = {}) const;

  std::vector<Entry> entries() const;  // of the journal, newest first
  std::size_t waiting() const;
  bool settles(std::chrono::milliseconds within = doubles::long_enough) const;  // nothing waits any more
  // Whether a look that began after this call came to its end, and what it decided is journalled.
  bool looks_again(std::chrono::milliseconds within = doubles::long_enough) const;
  static std::string key(const std::string& host, const std::string& service = {});
  // What ilert took about the object, in order: {"ALERT", "RESOLVE"}.
  std::vector<std::string> told(const std::string& host, const std::string& service = {}) const;
  std::optional<doubles::AlertView> alert(const std::string& host, const std::string& service = {}) const;
  // Whether the newest alert of the object gets this status in time.
  bool becomes(const std::string& host, const std::string& service, doubles::AlertStatus status,
               std::chrono::milliseconds within = doubles::long_enough) const;

 private:
  doubles::TemporaryFolder folder_;
  std::unique_ptr<doubles::Child> daemon_;
};

}  // namespace ilert_bridge::rig
