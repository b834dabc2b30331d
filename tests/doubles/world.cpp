#include "tests/doubles/world.hpp"

#include <algorithm>
#include <stdexcept>

namespace ilert_bridge::doubles {
namespace {

std::int64_t wall_clock() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

template <class Listed>
auto is_about(const std::string& host, const std::string& description) {
  return [&](const Listed& listed) { return listed.host == host && listed.description == description; };
}

constexpr std::size_t longest_log = 200'000;

}  // namespace

// Holds the lock, and tells those that listen when it has let go of it.
class World::Change {
 public:
  explicit Change(World& world) : world_(world) {
    world_.mutex_.lock();
    world_.happened_ = 0;
  }
  ~Change() {
    const unsigned happened = world_.happened_;
    world_.mutex_.unlock();
    if (happened == 0) return;
    const std::lock_guard lock(world_.listening_);
    for (unsigned bit = 0; bit <= static_cast<unsigned>(Trigger::program); ++bit)
      if ((happened >> bit & 1U) != 0)
        for (const auto& [id, listener] : world_.listeners_) listener(static_cast<Trigger>(bit));
  }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

 private:
  World& world_;
};

World::World() : clock_(wall_clock) {
  state_.program_start = wall_clock() - 3600;
  state_.pid = 4711;
}

std::int64_t World::clock() const { return clock_() + ahead_; }

void World::clock_from(std::function<std::int64_t()> clock) {
  const std::lock_guard lock(mutex_);
  clock_ = std::move(clock);
  state_.program_start = clock_() - 3600;
}

int World::listen(Listener listener) {
  const std::lock_guard lock(listening_);
  const int id = listeners_.empty() ? 1 : listeners_.rbegin()->first + 1;
  listeners_.emplace(id, std::move(listener));
  return id;
}

void World::stop_listening(int listener) {
  const std::lock_guard lock(listening_);
  listeners_.erase(listener);
}

void World::happens(Trigger trigger) { happened_ |= 1U << static_cast<unsigned>(trigger); }

void World::write(LogLine line) {
  if (line.time == 0) line.time = clock();
  line.file = log_file_;
  line.number = ++line_number_;
  state_.log.push_back(std::move(line));
  if (state_.log.size() > longest_log) state_.log.pop_front();
  ++state_.logged;
  happens(Trigger::log);
}

void World::write_log(LogLine line) {
  const Change change(*this);
  write(std::move(line));
}

void World::rotate_log() {
  const std::lock_guard lock(mutex_);
  ++log_file_;
  line_number_ = 0;
}

void World::commercial_core() {
  const std::lock_guard lock(mutex_);
  state_.commercial = true;
}

void World::log_commands(bool on) {
  const std::lock_guard lock(mutex_);
  state_.logs_commands = on;
}

ObjectRow& World::at(const std::string& host, const std::string& description) {
  const auto found = state_.objects.find({host, description});
  if (found == state_.objects.end())
    throw std::out_of_range("no such object in the world: " + host + ";" + description);
  return found->second;
}

void World::add_host(ObjectRow row) {
  const std::lock_guard lock(mutex_);
  for (auto* time : {&row.last_check, &row.last_state_change, &row.last_hard_state_change, &row.last_update})
    if (*time == 0 && row.checked) *time = clock();
  if (row.checked && row.hard && row.last_hard_state == 0) row.last_hard_state = row.state;
  if (row.alias.empty()) row.alias = row.host;
  WorldState::Key key{row.host, row.description};
  state_.objects.insert_or_assign(std::move(key), std::move(row));
}

void World::add_service(ObjectRow row) {
  bool has_host = false;
  read([&](const WorldState& world) { has_host = world.find(row.host) != nullptr; });
  if (!has_host) add_host(row.host);
  add_host(std::move(row));
}

void World::add_service(const std::string& host, const std::string& description) {
  add_service(ObjectRow{.host = host, .description = description});
}

void World::remove_host(const std::string& host) {
  const std::lock_guard lock(mutex_);
  std::erase_if(state_.objects, [&](const auto& object) { return object.first.first == host; });
  std::erase_if(state_.comments, [&](const Comment& comment) { return comment.host == host; });
  std::erase_if(state_.downtimes, [&](const Downtime& downtime) { return downtime.host == host; });
}

void World::remove_service(const std::string& host, const std::string& description) {
  const std::lock_guard lock(mutex_);
  state_.objects.erase({host, description});
  std::erase_if(state_.comments, is_about<Comment>(host, description));
  std::erase_if(state_.downtimes, is_about<Downtime>(host, description));
}

void World::many_services(std::int64_t services, std::int64_t problems, std::int64_t per_host) {
  const std::lock_guard lock(mutex_);
  state_.crowd = {.services = services, .problems = problems, .per_host = per_host};
}

void World::host_check(const std::string& host, int state, const std::string& output, Certainty certainty,
                       When when) {
  service_check(host, {}, state, output, certainty, when);
}

void World::service_check(const std::string& host, const std::string& description, int state,
                          const std::string& output, Certainty certainty, When when) {
  const Change change(*this);
  auto& row = at(host, description);
  settle(row, state, output, certainty == Certainty::hard || state == 0, when.value_or(clock()));
}

void World::submit(const std::string& host, const std::string& description, int state,
                   const std::string& output) {
  const Change change(*this);
  auto& row = at(host, description);
  const bool was_hard_problem = row.hard && row.state != 0;
  if (state == 0 || row.state == 0)
    row.current_attempt = 1;
  else if (!was_hard_problem)
    row.current_attempt = std::min(row.current_attempt + 1, row.max_check_attempts);
  settle(row, state, output, state == 0 || was_hard_problem || row.current_attempt >= row.max_check_attempts,
         clock());
}

// The order of Nagios: acknowledgements fall at the change itself, the hard state follows.
void World::settle(ObjectRow& row, int state, const std::string& output, bool hard, std::int64_t when) {
  const bool changed = row.state != state || !row.checked;
  const bool is_event = changed || row.hard != hard || (!hard && state != 0);
  if (row.acknowledged && (state == 0 || (changed && row.acknowledgement_type == 1)))
    drop_acknowledgement(row);
  if (changed) row.last_state_change = when;
  row.state = state;
  row.hard = hard;
  if (hard && (row.last_hard_state != state || !row.checked)) {
    row.last_hard_state = state;
    row.last_hard_state_change = when;
  }
  if (state == 0) row.last_good = when;
  row.output = output;
  row.checked = true;
  row.last_check = when;
  row.last_update = clock();
  ++(row.description.empty() ? state_.host_checks : state_.service_checks);
  happens(Trigger::check);
  if (!is_event) return;
  happens(Trigger::state);
  write(state_line(row, "ALERT", 1));
}

void World::drop_acknowledgement(ObjectRow& row) {
  row.acknowledged = false;
  row.acknowledgement_type = 0;
  row.last_update = clock();
  const auto about = is_about<Comment>(row.host, row.description);
  std::erase_if(state_.comments,
                [&](const Comment& one) { return about(one) && one.entry_type == 4 && !one.persistent; });
  happens(Trigger::comment);
}

int World::remark(const ObjectRow& row, const std::string& author, const std::string& text, int entry_type,
                  bool persistent) {
  state_.comments.push_back({.id = ++last_id_,
                             .host = row.host,
                             .description = row.description,
                             .author = author,
                             .text = text,
                             .entry_type = entry_type,
                             .persistent = persistent,
                             .entry_time = clock()});
  happens(Trigger::comment);
  return last_id_;
}

void World::acknowledge(const std::string& host, const std::string& description, const std::string& author,
                        const std::string& text, bool sticky, bool persistent) {
  const Change change(*this);
  auto& row = at(host, description);
  if (row.state == 0) return;
  row.acknowledged = true;
  row.acknowledgement_type = sticky ? 2 : 1;
  row.last_update = clock();
  remark(row, author, text, 4, persistent);
  LogLine line = change_line(row, "ACKNOWLEDGE ALERT", "STARTED", text);
  line.commercial_only = true;
  if (state_.logs_commands || state_.commercial) write(std::move(line));
}

void World::unacknowledge(const std::string& host, const std::string& description) {
  const Change change(*this);
  drop_acknowledgement(at(host, description));
}

int World::comment(const std::string& host, const std::string& description, const std::string& author,
                   const std::string& text, int entry_type) {
  const Change change(*this);
  return remark(at(host, description), author, text, entry_type, true);
}

int World::schedule_downtime(const std::string& host, const std::string& description,
                             const std::string& author, const std::string& text, When start, When end) {
  const Change change(*this);
  auto& row = at(host, description);
  row.last_update = clock();
  const auto begins = start.value_or(clock());
  state_.downtimes.push_back({.id = ++last_id_,
                              .host = host,
                              .description = description,
                              .author = author,
                              .text = text,
                              .entry_time = clock(),
                              .start = begins,
                              .end = end.value_or(begins + 3600)});
  happens(Trigger::downtime);
  happens(Trigger::comment);
  if (state_.downtimes.back().runs_at(clock())) write(change_line(row, "DOWNTIME ALERT", "STARTED", text));
  return last_id_;
}

void World::cancel_downtimes(const std::string& host, const std::string& description) {
  const Change change(*this);
  auto& row = at(host, description);
  row.last_update = clock();
  const bool any = std::erase_if(state_.downtimes, is_about<Downtime>(host, description)) != 0;
  if (!any) return;
  happens(Trigger::downtime);
  happens(Trigger::comment);
  write(change_line(row, "DOWNTIME ALERT", "CANCELLED", {}));
}

void World::cancel_downtime(int id) {
  const Change change(*this);
  std::erase_if(state_.downtimes, [&](const Downtime& downtime) { return downtime.id == id; });
  happens(Trigger::downtime);
  happens(Trigger::comment);
}

void World::flapping(const std::string& host, const std::string& description, bool on) {
  const Change change(*this);
  auto& row = at(host, description);
  row.last_update = clock();
  if (row.flapping == on) return;
  row.flapping = on;
  write(change_line(row, "FLAPPING ALERT", on ? "STARTED" : "STOPPED", {}));
}

void World::flap_detection(const std::string& host, const std::string& description, bool on) {
  change(host, description, [&](ObjectRow& row) { row.detects_flapping = on; });
}

void World::flap_detection_everywhere(bool on) {
  const Change change(*this);
  state_.detects_flapping = on;
}

void World::notifications(const std::string& host, const std::string& description, bool on) {
  change(host, description, [&](ObjectRow& row) { row.notifications_enabled = on; });
}

void World::time_period(const std::string& name, bool runs) {
  const Change change(*this);
  state_.periods[name] = runs;
}

void World::execute_service_checks(bool on) {
  const Change change(*this);
  state_.executes_service_checks = on;
}

void World::notifications_everywhere(bool on) {
  const Change change(*this);
  state_.notifications = on;
  happens(Trigger::program);
}

void World::change(const std::string& host, const std::string& description,
                   const std::function<void(ObjectRow&)>& edit) {
  const Change under_way(*this);
  auto& row = at(host, description);
  row.last_update = clock();
  edit(row);
  happens(Trigger::command);
}

void World::restart(bool keep_states, std::chrono::seconds until_downtimes_count) {
  const Change change(*this);
  state_.downtimes_count_from = clock() + until_downtimes_count.count();
  state_.program_start = std::max(clock(), state_.program_start + 1);
  ++state_.pid;
  state_.service_checks = state_.host_checks = state_.commands = state_.last_command = state_.logged = 0;
  write({.line_class = 2,
         .type = "Nagios 4.4.6 starting...",
         .options = "(PID=" + std::to_string(state_.pid) + ")"});
  if (keep_states) {
    for (const auto& [key, row] : state_.objects)
      if (row.checked) write(state_line(row, "INITIAL STATE", 6));
    return;
  }
  state_.comments.clear();
  state_.downtimes.clear();
  for (auto& [key, row] : state_.objects) {
    row.state = row.last_hard_state = row.acknowledgement_type = 0;
    row.last_check = row.last_state_change = row.last_hard_state_change = row.last_good = 0;
    row.checked = row.acknowledged = row.flapping = false;
    row.hard = true;
    row.current_attempt = 1;
    row.output.clear();
    row.long_output.clear();
  }
}

void World::peer(const std::string& name, int status, const std::string& last_error) {
  const std::lock_guard lock(mutex_);
  state_.peers[name] = {status, last_error};
}

void World::clock_ahead(std::chrono::seconds by) {
  const std::lock_guard lock(mutex_);
  ahead_ = by.count();
}

ObjectRow World::row(const std::string& host, const std::string& description) const {
  const std::lock_guard lock(mutex_);
  return state_.objects.at({host, description});
}

std::vector<Comment> World::comments() const {
  const std::lock_guard lock(mutex_);
  return state_.comments;
}

std::vector<Downtime> World::downtimes() const {
  const std::lock_guard lock(mutex_);
  return state_.downtimes;
}

std::int64_t World::now() const {
  const std::lock_guard lock(mutex_);
  return clock();
}

void World::read(const std::function<void(const WorldState&)>& look) const {
  const std::lock_guard lock(mutex_);
  state_.now = clock();
  look(state_);
}

void World::count_command(const std::string& command) {
  const Change change(*this);
  ++state_.commands;
  state_.last_command = clock();
  happens(Trigger::command);
  if (!command.empty() && state_.logs_commands) write(command_line(command));
}

void World::logged_so_far(std::int64_t lines) {
  const Change change(*this);
  state_.logged = lines;
}

}  // namespace ilert_bridge::doubles
