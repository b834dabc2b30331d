#include "tests/doubles/icinga2.hpp"

#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/doubles/plain_client.hpp"

namespace ilert_bridge::doubles {
namespace {

constexpr const char* configuration = R"(include <itl>
const NodeName = "double"
const ZoneName = "double"
object Endpoint NodeName { }
object Zone ZoneName { endpoints = [ NodeName ] }
object LivestatusListener "unix" { socket_type = "unix", socket_path = "@FOLDER@/live" }
object LivestatusListener "tcp" { socket_type = "tcp", bind_host = "127.0.0.1", bind_port = "@PORT@" }
object HostGroup "linux" { }
object HostGroup "web" { }
object ServiceGroup "http" { }
object UserGroup "oncall" { }
object User "ann" { groups = [ "oncall" ] }
object CheckCommand "none" { command = [ "/bin/true" ] }
template Host "passive" {
  check_command = "none"
  enable_active_checks = false
  enable_flapping = false
  max_check_attempts = 1
}
template Service "passive" {
  check_command = "none"
  enable_active_checks = false
  enable_flapping = false
  max_check_attempts = 1
}
object Host "web01" { import "passive", address = "192.0.2.10", groups = [ "linux", "web" ] }
object Host "db01" { import "passive", address = "192.0.2.20", groups = [ "linux" ], max_check_attempts = 3 }
object Host "pending01" { import "passive", address = "192.0.2.30" }
object Service "HTTP" { import "passive", host_name = "web01", groups = [ "http" ] }
object Service "Disk" { import "passive", host_name = "web01", max_check_attempts = 3 }
object Service "Load" { import "passive", host_name = "db01" }
)";

// ann is told, by a command that does nothing.
constexpr const char* with_log = R"(
object CompatLogger "log" { }
object NotificationComponent "told" { }
object NotificationCommand "none" { command = [ "/bin/true" ] }
object Notification "host" { host_name = "web01", command = "none", users = [ "ann" ] }
object Notification "http" { host_name = "web01", service_name = "HTTP", command = "none", users = [ "ann" ] }
)";

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
    text.replace(at, mark.size(), by);
  return text;
}

// The binary itself where Debian hides it, so that no shell stands between us; else whatever PATH has.
std::string find_icinga2() {
  for (const auto* triplet : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
    auto found = find_program(std::string("/usr/lib/") + triplet + "/icinga2/sbin/icinga2");
    if (!found.empty()) return found;
  }
  auto found = find_program("icinga2");
  return found.empty() ? find_program("/usr/sbin/icinga2") : found;
}

// Icinga 2 does not run as root.
const passwd* unprivileged() {
  if (::geteuid() != 0) return ::getpwuid(::geteuid());
  const auto* nagios = ::getpwnam("nagios");
  return nagios ? nagios : ::getpwnam("nobody");
}

// Free now; that nobody takes it before Icinga 2 does is likely enough.
std::string free_port() {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_storage any{};
  std::memcpy(&any, &address, sizeof address);
  socklen_t size = sizeof address;
  const bool bound = ::bind(made, reinterpret_cast<const sockaddr*>(&any), size) == 0 &&
                     ::getsockname(made, reinterpret_cast<sockaddr*>(&any), &size) == 0;
  ::close(made);
  if (!bound) throw std::runtime_error("no free TCP port for icinga2");
  std::memcpy(&address, &any, sizeof address);
  return std::to_string(ntohs(address.sin_port));
}

void give_away(const std::string& path) {
  const auto* user = unprivileged();
  if (::geteuid() == 0 && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("cannot give " + path + " to " + user->pw_name);
}

// Just after a start Icinga 2 rotates its log now and then. Of two files that begin in the same second its
// table log shows the rotated one only, so everything since would be missing: this one began a minute ago.
void begin_log(const std::string& path) {
  std::ofstream(path) << '[' << std::time(nullptr) - 60 << "] LOG VERSION: 2.0\n";
  give_away(path);
}

std::string about(const std::string& host, const std::string& service) {
  return service.empty() ? host : host + ";" + service;
}

std::string kind(const std::string& service) { return service.empty() ? "HOST" : "SVC"; }

}  // namespace

bool Icinga2::available(std::string* reason) {
  const bool installed = !find_icinga2().empty();
  if (reason) *reason = installed ? "" : "icinga2 is not installed (Debian: icinga2-bin)";
  return installed;
}

Icinga2::Icinga2(Log log) : port_(free_port()) { write_configuration(log); }
Icinga2::~Icinga2() = default;

void Icinga2::write_configuration(Log log) const {
  for (const auto* name : {"", "data", "log", "log/compat", "log/compat/archives", "cache", "spool", "run"}) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path);
    give_away(path);
  }
  if (log == Log::kept) begin_log(folder_ / "log/compat/icinga.log");
  const std::string file = folder_ / "icinga2.conf";
  std::ofstream(file) << replaced(replaced(configuration, "@FOLDER@", folder_.path().string()), "@PORT@",
                                  port_)
                      << (log == Log::kept ? with_log : "");
  std::filesystem::permissions(file, std::filesystem::perms{0644});  // whatever our umask
}

void Icinga2::start() {
  const auto* user = unprivileged();
  const auto* group = ::getgrgid(user->pw_gid);
  if (!group) throw std::runtime_error("icinga2 needs a group with a name, and ours has none");
  std::vector<std::string> arguments = {"daemon", "--log-level", "information", "-c",
                                        folder_ / "icinga2.conf"};
  const auto define = [&](const std::string& name, const std::string& value) {
    arguments.push_back("-DConfiguration." + name + "=" + value);
  };
  define("DataDir", folder_ / "data");
  define("LogDir", folder_ / "log");
  define("CacheDir", folder_ / "cache");
  define("SpoolDir", folder_ / "spool");
  define("InitRunDir", folder_ / "run");
  define("PidPath", folder_ / "run/icinga2.pid");
  define("StatePath", folder_ / "data/icinga2.state");
  define("ModAttrPath", folder_ / "data/modified-attributes.conf");
  define("ObjectsPath", folder_ / "cache/icinga2.debug");
  define("VarsPath", folder_ / "cache/icinga2.vars");
  define("RunAsUser", user->pw_name);
  define("RunAsGroup", group->gr_name);
  define("Concurrency", "2");
  child_.reset();
  child_ = std::make_unique<Child>(Child::Options{.program = find_icinga2(),
                                                  .arguments = arguments,
                                                  .folder = folder_.path().string(),
                                                  .user = user->pw_name});
  const bool up =
      eventually([&] { return answers() || !child_->running(); }, std::chrono::seconds{60}) && answers();
  if (!up) throw std::runtime_error("icinga2 did not start:\n" + log());
}

// For some milliseconds after a start program_start is 0.
bool Icinga2::answers() const {
  const auto answer =
      ask_once(unix_endpoint(), "GET status\nColumns: program_start\nResponseHeader: fixed16\n\n");
  return answer.starts_with("200 ") && answer.size() > 20;
}

void Icinga2::stop() {
  if (child_) child_->stop();
  child_.reset();
}

void Icinga2::kill() { child_.reset(); }

void Icinga2::restart() {
  stop();
  start();
}

void Icinga2::reload() { child_->signal(SIGHUP); }

Endpoint Icinga2::unix_endpoint() const {
  return {
      .kind = Endpoint::Kind::unix_socket, .path = folder_ / "live", .host = {}, .port = {}, .ca_file = {}};
}

Endpoint Icinga2::tcp_endpoint() const {
  return {.kind = Endpoint::Kind::tcp, .path = {}, .host = "127.0.0.1", .port = port_, .ca_file = {}};
}

std::string Icinga2::unix_address() const { return "unix:" + folder_ / "live"; }
std::string Icinga2::tcp_address() const { return "tcp://127.0.0.1:" + port_; }

std::string Icinga2::ask(const std::string& query) const {
  const auto answer = ask_once(unix_endpoint(), query + "\nResponseHeader: fixed16\nOutputFormat: json\n\n");
  if (!answer.starts_with("200 ")) throw std::runtime_error("icinga2 answered " + query + " with: " + answer);
  return answer.substr(16);
}

void Icinga2::command(const std::string& text) const {
  const auto line = "COMMAND [" + std::to_string(std::time(nullptr)) + "] " + text;
  const auto answer = ask_once(unix_endpoint(), line + "\nResponseHeader: fixed16\n\n");
  if (!answer.starts_with("200 ")) throw std::runtime_error("icinga2 answered " + line + " with: " + answer);
}

void Icinga2::host_result(const std::string& host, int state, const std::string& output) const {
  command("PROCESS_HOST_CHECK_RESULT;" + host + ";" + std::to_string(state) + ";" + output);
}

void Icinga2::service_result(const std::string& host, const std::string& service, int state,
                             const std::string& output) const {
  command("PROCESS_SERVICE_CHECK_RESULT;" + host + ";" + service + ";" + std::to_string(state) + ";" +
          output);
}

void Icinga2::acknowledge(const std::string& host, const std::string& service, const std::string& author,
                          const std::string& text, bool sticky) const {
  command("ACKNOWLEDGE_" + kind(service) + "_PROBLEM;" + about(host, service) + (sticky ? ";2" : ";1") +
          ";0;0;" + author + ";" + text);
}

void Icinga2::remove_acknowledgement(const std::string& host, const std::string& service) const {
  command("REMOVE_" + kind(service) + "_ACKNOWLEDGEMENT;" + about(host, service));
}

void Icinga2::schedule_downtime(const std::string& host, const std::string& service,
                                const std::string& author, const std::string& text,
                                std::chrono::seconds length) const {
  const auto now = std::time(nullptr);
  std::ostringstream order;
  order << "SCHEDULE_" << kind(service) << "_DOWNTIME;" << about(host, service) << ';' << now << ';'
        << now + length.count() << ";1;0;" << length.count() << ';' << author << ';' << text;
  command(order.str());
}

// Ids are numbers to Livestatus, one per line in CSV.
void Icinga2::remove_downtimes(const std::string& host, const std::string& service) const {
  const auto query =
      "GET downtimes\nColumns: id\nFilter: is_service = " + std::string(service.empty() ? "0" : "1") +
      "\nFilter: host_name = " + host +
      (service.empty() ? "" : "\nFilter: service_description = " + service) + "\n\n";
  std::istringstream ids(ask_once(unix_endpoint(), query));
  for (std::string id; std::getline(ids, id);)
    if (!id.empty()) command("DEL_" + kind(service) + "_DOWNTIME;" + id);
}

std::string Icinga2::log() const { return child_ ? child_->output() : std::string(); }

}  // namespace ilert_bridge::doubles
