#include "tests/doubles/livestatus_command.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

namespace ilert_bridge::doubles {
namespace {

// The arguments of one command; the last one of a command may hold semicolons.
class Arguments {
 public:
  explicit Arguments(std::string text) : rest_(std::move(text)) {}
  std::string next() {
    if (done_) throw std::invalid_argument("too few arguments");
    const auto end = rest_.find(';');
    auto word = rest_.substr(0, end);
    done_ = end == std::string::npos;
    if (!done_) rest_.erase(0, end + 1);
    return word;
  }
  std::int64_t number() { return std::stoll(next()); }
  std::string rest() { return done_ ? throw std::invalid_argument("too few arguments") : rest_; }

 private:
  std::string rest_;
  bool done_ = false;
};

struct About {
  std::string host, description;
};

About about(Arguments& arguments, bool service) {
  auto host = arguments.next();
  return {std::move(host), service ? arguments.next() : std::string()};
}

// ;sticky;notify;persistent;author;comment. Only naemon takes any number but 0 for sticky.
void acknowledge(World& world, Arguments arguments, bool service, Flavour flavour) {
  const auto what = about(arguments, service);
  const auto sticky = arguments.number();
  arguments.number();
  const bool persistent = arguments.number() != 0;
  const auto author = arguments.next();
  const bool is_sticky = sticky == 2 || (flavour == Flavour::naemon && sticky != 0);
  world.acknowledge(what.host, what.description, author, arguments.rest(), is_sticky, persistent);
}

void unacknowledge(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  world.unacknowledge(what.host, what.description);
}

void comment(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  arguments.number();
  const auto author = arguments.next();
  world.comment(what.host, what.description, author, arguments.rest());
}

// ;start;end;fixed;trigger;duration;author;comment
void schedule_downtime(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  const auto start = arguments.number(), end = arguments.number();
  for (int ignored = 0; ignored < 3; ++ignored) arguments.number();
  const auto author = arguments.next();
  world.schedule_downtime(what.host, what.description, author, arguments.rest(), start, end);
}

void cancel_downtime(World& world, Arguments arguments, bool, Flavour) {
  world.cancel_downtime(static_cast<int>(arguments.number()));
}

void submit(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  const auto state = static_cast<int>(arguments.number());
  world.submit(what.host, what.description, state, arguments.rest());
}

void enable_notifications(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  world.notifications(what.host, what.description, true);
}

void disable_notifications(World& world, Arguments arguments, bool service, Flavour) {
  const auto what = about(arguments, service);
  world.notifications(what.host, what.description, false);
}

void enable_all(World& world, Arguments, bool, Flavour) { world.notifications_everywhere(true); }
void disable_all(World& world, Arguments, bool, Flavour) { world.notifications_everywhere(false); }

struct Order {
  void (*act)(World&, Arguments, bool service, Flavour);
  bool service = false;
};

const std::map<std::string, Order>& orders() {
  static const std::map<std::string, Order> all = {
      {"ACKNOWLEDGE_HOST_PROBLEM", {acknowledge, false}},
      {"ACKNOWLEDGE_SVC_PROBLEM", {acknowledge, true}},
      {"REMOVE_HOST_ACKNOWLEDGEMENT", {unacknowledge, false}},
      {"REMOVE_SVC_ACKNOWLEDGEMENT", {unacknowledge, true}},
      {"ADD_HOST_COMMENT", {comment, false}},
      {"ADD_SVC_COMMENT", {comment, true}},
      {"SCHEDULE_HOST_DOWNTIME", {schedule_downtime, false}},
      {"SCHEDULE_SVC_DOWNTIME", {schedule_downtime, true}},
      {"DEL_HOST_DOWNTIME", {cancel_downtime, false}},
      {"DEL_SVC_DOWNTIME", {cancel_downtime, true}},
      {"PROCESS_HOST_CHECK_RESULT", {submit, false}},
      {"PROCESS_SERVICE_CHECK_RESULT", {submit, true}},
      {"ENABLE_HOST_NOTIFICATIONS", {enable_notifications, false}},
      {"ENABLE_SVC_NOTIFICATIONS", {enable_notifications, true}},
      {"DISABLE_HOST_NOTIFICATIONS", {disable_notifications, false}},
      {"DISABLE_SVC_NOTIFICATIONS", {disable_notifications, true}},
      {"ENABLE_NOTIFICATIONS", {enable_all, false}},
      {"DISABLE_NOTIFICATIONS", {disable_all, false}}};
  return all;
}

// "COMMAND [1700000000] NAME;…" without what precedes the name. Throws if the time is not ten digits in
// brackets.
std::string without_time(const std::string& line) {
  static const std::string_view verb = "COMMAND ";
  const auto rest = line.substr(std::min(line.size(), verb.size()));
  const bool stamped =
      rest.size() > 13 && rest[0] == '[' && rest[11] == ']' && rest[12] == ' ' &&
      std::all_of(rest.begin() + 1, rest.begin() + 11, [](char c) { return c >= '0' && c <= '9'; });
  if (!stamped) throw std::invalid_argument("Missing timestamp in command: " + line);
  return rest.substr(13);
}

// Empty if all went well.
std::string failure_of(Flavour flavour, const std::string& line, World& world) try {
  const auto text = without_time(line);
  const auto end = std::min(text.find(';'), text.size());
  const auto order = orders().find(text.substr(0, end));
  if (order == orders().end()) return "Unknown command '" + text.substr(0, end) + "'";
  world.count_command(text);
  const auto arguments = end == text.size() ? std::string() : text.substr(end + 1);
  order->second.act(world, Arguments(arguments), order->second.service, flavour);
  return {};
} catch (const std::exception& failed) {
  return failed.what();
}

}  // namespace

ServerAnswer obey(Flavour flavour, const std::vector<std::string>& lines, World& world) {
  const auto failure = failure_of(flavour, lines.front(), world);
  ServerAnswer answer{.code = 200, .body = {}, .header = false, .keep_alive = true};
  if (flavour == Flavour::naemon && !failure.empty()) answer.body = "400: " + failure + "\n";
  if (flavour != Flavour::icinga2 && flavour != Flavour::lmd) return answer;
  answer.header = std::count(lines.begin(), lines.end(), "ResponseHeader: fixed16") != 0;
  if (flavour == Flavour::lmd)
    answer.keep_alive = std::count(lines.begin(), lines.end(), "KeepAlive: on") != 0;
  return answer;
}

}  // namespace ilert_bridge::doubles
