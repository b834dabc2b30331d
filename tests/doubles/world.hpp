// What a monitoring core knows: hosts, services, acknowledgements, comments, downtimes, and its own start.
// Tests change it, the Livestatus double shows it. Every method may be called from any thread.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/doubles/livestatus_log.hpp"

namespace ilert_bridge::doubles {

// A host (empty description) or a service. Defaults are an object that was checked and is fine.
struct ObjectRow {
  std::string host = {};
  std::string description = {};
  std::string alias = {};  // hosts only, like the address
  std::string address = {};
  int state = 0;  // hosts: 0 UP, 1 DOWN, 2 UNREACHABLE; services: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
  bool hard = true;
  int last_hard_state = 0;
  bool checked = true;
  bool acknowledged = false;
  int acknowledgement_type = 0;  // 1 normal: any change of state removes it; 2 sticky: only the recovery does
  int downtime_depth = 0;        // besides the running downtimes scheduled with World::schedule_downtime
  bool flapping = false;
  bool detects_flapping = true;
  bool notifications_enabled = true;
  bool in_notification_period = true;
  std::string notification_period = "24X7";
  int current_attempt = 1;
  int max_check_attempts = 1;
  std::int64_t last_check = 0;  // seconds; 0 becomes the present when the object is added
  std::int64_t last_state_change = 0;
  std::int64_t last_hard_state_change = 0;
  std::int64_t last_good = 0;
  std::int64_t last_update = 0;
  std::string output = {};
  std::string long_output = {};
  std::vector<std::string> groups = {};
  std::vector<std::string> contacts = {};
  std::vector<std::string> contact_groups = {};
  std::map<std::string, std::string> labels = {};
  std::map<std::string, std::string> tags = {};
  std::map<std::string, std::string> custom_variables = {};  // without the underscore of the configuration
  std::string notes_url = {};                                // with its macros filled in
  std::string action_url = {};                               // likewise
  std::string peer = "backend";                              // of LMD, behind which the object is
  bool active = true;  // the core checks it itself, every so many minutes:
  double check_interval = 1;
};

// A server behind LMD.
struct Backend {
  int status = 0;  // 0 up, 1 stale, 2 down, 4 pending
  std::string last_error = {};
  bool is_away() const { return status >= 2; }
};

struct Comment {
  int id = 0;
  std::string host, description, author, text;
  int entry_type = 1;  // 1 a person's, 2 downtime, 3 flapping, 4 acknowledgement
  bool persistent = true;
  std::int64_t entry_time = 0;
};

struct Downtime {
  int id = 0;
  std::string host, description, author, text;
  std::int64_t entry_time = 0, start = 0, end = 0;
  bool runs_at(std::int64_t now) const { return start <= now && now < end; }
};

// Objects that are not stored but made when asked for: `per_host` services on each of as many hosts as
// needed. Service i is a hard problem (CRITICAL, WARNING and UNKNOWN in turn) where that spreads `problems`
// evenly; the rest, and all hosts, are fine.
struct Crowd {
  std::int64_t services = 0, problems = 0, per_host = 20;
  std::int64_t hosts() const { return (services + per_host - 1) / per_host; }
};

struct WorldState {
  using Key =
      std::pair<std::string, std::string>;  // host, description; a host is the key with an empty description
  std::map<Key, ObjectRow> objects;
  std::vector<Comment> comments;
  std::vector<Downtime> downtimes;
  Crowd crowd;
  std::int64_t now = 0;  // filled when read
  std::int64_t program_start = 0;
  std::int64_t pid = 0;
  bool notifications = true;
  bool detects_flapping = true;
  std::int64_t service_checks = 0, host_checks = 0, commands = 0, last_command = 0;
  bool executes_service_checks = true, executes_host_checks = true;  // only said
  std::int64_t logged = 0;                                           // lines since the start of the core
  std::deque<LogLine> log;                                           // oldest first, over restarts
  bool commercial = false;                                           // Checkmk's own core
  bool logs_commands = true;                                         // log_external_commands
  std::map<std::string, Backend> peers = {{"backend", {}}};          // LMD's
  std::map<std::string, bool> periods = {{"24X7", true}};            // whether each runs now
  // From then on a running downtime is counted: after a restart the core first has to get to it.
  std::int64_t downtimes_count_from = 0;

  const ObjectRow* find(const std::string& host, const std::string& description = {}) const;
  int downtimes_running(const ObjectRow& object) const;
  int downtime_depth(const ObjectRow& object) const;  // as the core shows it
  std::int64_t host_count() const, service_count() const;
};
// Fill `into` with one object of a crowd; its strings are reused.
void crowd_host(const WorldState& world, std::int64_t index, ObjectRow& into);
void crowd_service(const WorldState& world, std::int64_t index, ObjectRow& into);
std::optional<std::int64_t> crowd_index(const WorldState& world, const std::string& host);

enum class Certainty { soft, hard };
// What the core tells those that wait.
enum class Trigger { check, state, log, downtime, comment, command, program };

class World {
 public:
  using When = std::optional<std::int64_t>;  // seconds; nothing: the present
  World();

  void add_host(ObjectRow row);
  // A template, so that a braced ObjectRow cannot be taken for a name.
  template <std::convertible_to<std::string> Name>
  void add_host(const Name& name) {
    add_host(ObjectRow{.host = name});
  }
  void add_service(ObjectRow row);  // adds its host if there is none
  void add_service(const std::string& host, const std::string& description);
  void remove_host(const std::string& host);  // with its services
  void remove_service(const std::string& host, const std::string& description);
  void many_services(std::int64_t services, std::int64_t problems, std::int64_t per_host = 20);

  // A check result that is given its certainty; acknowledgements fall as in Nagios. Unknown objects are an
  // error of the test: std::out_of_range, here and below.
  void host_check(const std::string& host, int state, const std::string& output = {},
                  Certainty certainty = Certainty::hard, When when = {});
  void service_check(const std::string& host, const std::string& description, int state,
                     const std::string& output = {}, Certainty certainty = Certainty::hard, When when = {});
  // A result as a plugin hands it in: soft until max_check_attempts. A description "" is the host, here and
  // below.
  void submit(const std::string& host, const std::string& description, int state, const std::string& output);

  // An object that is fine is not acknowledged: the core ignores that.
  void acknowledge(const std::string& host, const std::string& description, const std::string& author,
                   const std::string& text, bool sticky = false, bool persistent = false);
  void unacknowledge(const std::string& host, const std::string& description);
  int comment(const std::string& host, const std::string& description, const std::string& author,
              const std::string& text, int entry_type = 1);
  // Runs at once for an hour unless told otherwise; its start and end are looked at whenever somebody asks.
  int schedule_downtime(const std::string& host, const std::string& description, const std::string& author,
                        const std::string& text, When start = {}, When end = {});
  void cancel_downtimes(const std::string& host, const std::string& description);
  void cancel_downtime(int id);
  void flapping(const std::string& host, const std::string& description, bool on);
  void notifications(const std::string& host, const std::string& description, bool on);
  void notifications_everywhere(bool on);
  // Switched off and on; the flags stay as they are, as on Naemon.
  void flap_detection(const std::string& host, const std::string& description, bool on);
  void flap_detection_everywhere(bool on);
  void time_period(const std::string& name, bool runs);  // nobody is woken
  void execute_service_checks(bool on);                  // only said: no check runs by itself
  // Anything else, such as a row caught in mid-transition.
  void change(const std::string& host, const std::string& description,
              const std::function<void(ObjectRow&)>& edit);

  // A line that no other method here writes, such as one of the same second again; and a new file, where the
  // numbers begin anew.
  void write_log(LogLine line);
  void rotate_log();
  void commercial_core();      // Checkmk's own core instead of Nagios
  void log_commands(bool on);  // log_external_commands: Naemon's sample has it on, OMD off

  // Another program_start and pid; the log says so, with the state of every object. Without its states
  // everything is pending and nothing is acknowledged or in a downtime. With them it takes a while until it
  // counts the downtimes that run.
  void restart(bool keep_states = true, std::chrono::seconds until_downtimes_count = {});
  // A server behind LMD: what LMD does not reach is not in its answers.
  void peer(const std::string& name, int status, const std::string& last_error = {});
  void clock_ahead(std::chrono::seconds by);  // the core's clock, against ours

  ObjectRow row(const std::string& host, const std::string& description = {}) const;
  std::vector<Comment> comments() const;
  std::vector<Downtime> downtimes() const;
  std::int64_t now() const;
  void read(const std::function<void(const WorldState&)>& look) const;
  void count_command(const std::string& command = {});
  void logged_so_far(std::int64_t lines);  // as if the core had run for long; nobody is woken

  // Another clock than the machine's: seconds.
  void clock_from(std::function<std::int64_t()> clock);
  // Whoever listens is told after each change, from the thread that made it. Never calls back after
  // stop_listening.
  using Listener = std::function<void(Trigger)>;
  int listen(Listener listener);
  void stop_listening(int listener);

 private:
  class Change;
  std::int64_t clock() const;
  ObjectRow& at(const std::string& host, const std::string& description);
  void settle(ObjectRow& row, int state, const std::string& output, bool hard, std::int64_t when);
  void drop_acknowledgement(ObjectRow& row);
  int remark(const ObjectRow& row, const std::string& author, const std::string& text, int entry_type,
             bool persistent);
  void write(LogLine line);
  void happens(Trigger trigger);

  mutable std::mutex mutex_;
  mutable WorldState state_;
  std::function<std::int64_t()> clock_;
  std::int64_t ahead_ = 0;
  int last_id_ = 0;
  int log_file_ = 0;
  std::int64_t line_number_ = 0;
  unsigned happened_ = 0;  // triggers of the change under way, one bit each
  std::mutex listening_;
  std::map<int, Listener> listeners_;
};

}  // namespace ilert_bridge::doubles
