// The real Icinga 2, run by a test as an unprivileged process in folders of its own. It executes no checks:
// results come through Livestatus commands. Its world:
//   hosts web01 (groups linux, web), db01 (groups linux; max_check_attempts 3), pending01 (never gets a
//   result) services web01;HTTP (group http), web01;Disk (max_check_attempts 3), db01;Load, all without
//   notifications
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "ilert-bridge/net/stream.hpp"
#include "tests/doubles/child.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {

class Icinga2 {
 public:
  // Whether icinga2 is installed; `reason` says what is missing.
  static bool available(std::string* reason = nullptr);

  // Whether table log has lines; then ann is notified of web01 and web01;HTTP, which the log shows, too.
  enum class Log { none, kept };
  explicit Icinga2(Log log = Log::none);  // makes the folders; call start()
  ~Icinga2();                             // kills

  void start();    // until it answers; throws with the end of its log if it does not
  void stop();     // saves its states; takes Icinga 2 one and a half to four seconds
  void kill();     // loses them, as a crash does
  void restart();  // stop and start: another program_start, the states kept
  void reload();   // SIGHUP; it goes on answering for a while. Waits for nothing

  Endpoint unix_endpoint() const;
  Endpoint tcp_endpoint() const;
  std::string unix_address() const;  // "unix:/…"
  std::string tcp_address() const;   // "tcp://127.0.0.1:PORT"

  // The answer's body to "GET …" lines, JSON; throws if it is not a 200.
  std::string ask(const std::string& query) const;
  // "NAME;argument;…", stamped with the present. Icinga 2 says 200 to anything it could read, so look at what
  // became of it.
  void command(const std::string& text) const;

  void host_result(const std::string& host, int state, const std::string& output) const;  // 0 up, 1 down
  void service_result(const std::string& host, const std::string& service, int state,
                      const std::string& output) const;
  // A service "" is the host, here and below.
  void acknowledge(const std::string& host, const std::string& service, const std::string& author,
                   const std::string& text, bool sticky = false) const;
  void remove_acknowledgement(const std::string& host, const std::string& service) const;
  void schedule_downtime(const std::string& host, const std::string& service, const std::string& author,
                         const std::string& text, std::chrono::seconds length = std::chrono::hours{1}) const;
  void remove_downtimes(const std::string& host, const std::string& service) const;

  std::string log() const;

 private:
  void write_configuration(Log log) const;
  bool answers() const;

  TemporaryFolder folder_;
  std::string port_;
  std::unique_ptr<Child> child_;
};

}  // namespace ilert_bridge::doubles
