#include "tests/nightly/soak_scene.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "ilert-bridge/core/event.hpp"
#include "tests/doubles/plain_client.hpp"

namespace ilert_bridge::soak {
namespace {

constexpr std::array hosts{"web1", "web2", "web3", "db1", "db2", "mail1"};
constexpr std::array services{"HTTP", "Disk", "Load", "Queue", "Backup"};
constexpr std::pair<const char*, Flavour> sites[] = {{"prod", Flavour::checkmk},
                                                     {"naemon", Flavour::naemon},
                                                     {"icinga", Flavour::icinga2},
                                                     {"lmd", Flavour::lmd}};

// It asks sites itself, and one that hangs has a minute for each question.
constexpr std::chrono::minutes longest_command{5};

doubles::IlertOptions our_ilert() {
  return {.keys = {"il1apiONCALL", "il1apiOPS", "il1apiDB", guest_source},
          .tokens = {"t0kenOfAda"},
          .processing_delay = std::chrono::milliseconds{20}};
}

rig::RigOptions rig_options(const Place& first) {
  return {.address = first.server.address(), .ilert = our_ilert()};
}

std::vector<std::unique_ptr<Place>> make_places(const doubles::TemporaryFolder& folder) {
  std::vector<std::unique_ptr<Place>> all;
  for (const auto& [name, flavour] : sites)
    all.push_back(std::make_unique<Place>(name, flavour, folder / name));
  return all;
}

std::string word_after(const std::string& text, const std::string& words) {
  const std::size_t at = text.rfind(words);
  if (at == std::string::npos) return {};
  const std::size_t from = at + words.size();
  return text.substr(from, text.find_first_not_of("0123456789", from) - from);
}

}  // namespace

Place::Place(std::string its_name, Flavour flavour, const std::string& path)
    : name(std::move(its_name)), server(world, {.flavour = flavour, .unix_path = path}) {}

bool RouteView::takes(const Subject& subject) const {
  return (takes_hosts || subject.is_service()) && subject.host.starts_with(only_hosts_from) &&
         (only_site.empty() || only_site == subject.site);
}

doubles::ObjectRow row_of(const Subject& subject) {
  doubles::ObjectRow row{.host = subject.host, .description = subject.service};
  row.max_check_attempts = subject.service == "Load" ? 3 : 1;
  return row;
}

Scene::Scene(std::string program)
    : program_(std::move(program)), places(make_places(sockets_)), rig(rig_options(*places.front())) {
  for (const auto& place : places) fill(*place);
  places.front()->world.commercial_core();
  configure({});
}

void Scene::fill(Place& place) {
  for (const char* host : hosts) {
    Subject subject{.site = place.name, .host = host, .service = {}, .own = {}};
    place.world.add_host(row_of(subject));
    subjects_[alert_key(subject, "rig")] = subject;
    for (const char* service : services) {
      subject.service = service;
      place.world.add_service(row_of(subject));
      subjects_[alert_key(subject, "rig")] = subject;
    }
  }
}

std::vector<RouteView> Scene::all_routes() const {
  return {{.name = "oncall", .source = "il1apiONCALL", .events_a_minute = 45},
          {.name = "ops",
           .source = "il1apiOPS",
           .events_a_minute = most_ops_a_minute,
           .takes_hosts = false,
           .warnings = true},
          {.name = "db",
           .source = "il1apiDB",
           .events_a_minute = 30,
           .downtime_accepts = true,
           .only_hosts_from = "db"},
          {.name = "guest", .source = guest_source, .events_a_minute = 100, .only_site = "prod"}};
}

bool Scene::is_configured(const RouteView& route) const { return wiring_.guest || route.name != "guest"; }

bool Scene::is_configured(const Place& place) const {
  return wiring_.last_site || &place != places.back().get();
}

std::string Scene::configuration(const Wiring& wiring) const {
  std::ostringstream text;
  text << "name = \"rig\"\n\n[ilert]\nurl = \"" << rig.ilert.url() << "\"\ntimeout = \"5s\"\n\n";
  for (const auto& place : places) {
    if (!wiring.last_site && place == places.back()) continue;
    text << "[site." << place->name << "]\naddress = \"" << place->server.address()
         << "\"\npoll_interval = \"" << wiring.poll_seconds << "s\"\nsilent_after = \"15s\"\n\n";
  }
  text << "[route.oncall]\nintegration_key_file = \"" << rig.folder() << "/oncall.key\"\n\n"
       << "[route.ops]\nintegration_key_file = \"2.key\"\nevents_per_minute = " << wiring.ops_a_minute
       << "\nalert_on = [\"DOWN\", \"WARNING\", \"CRITICAL\", \"UNKNOWN\"]\nreplay = \"full\"\n"
       << "match = { services = [\"~.\"] }\n\n"
       << "[route.db]\nintegration_key_file = \"3.key\"\nevents_per_minute = 30\n"
       << "match = { hosts = [\"~^db\"] }\npolicy = { downtime = \"accept\" }\n\n";
  if (wiring.guest)
    text << "[route.guest]\nintegration_key_file = \"4.key\"\nevents_per_minute = 100\n"
         << "match = { sites = [\"prod\"] }\n\n";
  text << "[sync]\napi_token_file = \"api.token\"\ninterval = \"5s\"\n\n"
       << "[metrics]\nlisten = \"127.0.0.1:0\"\n\n"
       << "[journal]\npath = \"" << rig.journal_file()
       << "\"\nkeep_delivered = \"1h\"\nmax_size = \"16MiB\"\n";
  return text.str();
}

void Scene::configure(const Wiring& wiring) {
  wiring_ = wiring;
  rig.write_config(configuration(wiring));
}

void Scene::configure_broken() { rig.write_config(configuration(wiring_) + "\n[ilret]\nurl = \"?\"\n"); }

// Another program than the one that was built with us, in the same process: its number is the daemon's.
rig::Launcher Scene::launcher() const {
  return {.words = {"/bin/sh", "-c", "shift; exec \"$SOAKED\" \"$@\"", "sh"},
          .environment = {{"SOAKED", program_}}};
}

void Scene::start() {
  const std::size_t before = log_size();
  std::string said;
  rig.start_through(launcher());
  const bool ready = doubles::eventually([&] {
    said = log_from(before);
    return said.find("metrics are served") != std::string::npos;
  });
  if (!ready) throw std::runtime_error("the daemon was started and is not ready after a minute");
  metrics_port_ = word_after(said, "metrics are served address=127.0.0.1 port=");
}

doubles::Child::Options Scene::options(const std::vector<std::string>& words) const {
  doubles::Child::Options options{.program = program_, .arguments = {"--config", rig.config_file()}};
  options.arguments.insert(options.arguments.end(), words.begin(), words.end());
  return options;
}

std::string Scene::command(const std::vector<std::string>& words) const {
  doubles::Child child(options(words));
  if (!child.wait(longest_command)) throw std::runtime_error("the command does not end: " + words.front());
  return child.output();
}

void Scene::begin_command(const std::vector<std::string>& words) {
  std::erase_if(commands_, [](const auto& command) { return !command.second->running(); });
  commands_.emplace_back(words.front(), std::make_unique<doubles::Child>(options(words)));
}

std::vector<std::string> Scene::end_commands() {
  std::vector<std::string> wrong;
  for (const auto& [name, child] : commands_)
    if (!child->wait(longest_command)) wrong.push_back("the command does not end: " + name);
  commands_.clear();
  return wrong;
}

std::string Scene::metrics() const {
  return doubles::ask_once({.kind = Endpoint::Kind::tcp, .host = "127.0.0.1", .port = metrics_port_},
                           "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

std::size_t Scene::log_size() const {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(log_file(), missing);
  return missing ? 0 : bytes;
}

std::string Scene::log_from(std::size_t at) const {
  std::ifstream in(log_file(), std::ios::binary);
  in.seekg(static_cast<std::streamoff>(at));
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Scene::new_log() {
  std::string text = log_from(log_read_);
  log_read_ += text.size();
  return text;
}

Place& Scene::place_of(const Subject& subject) {
  for (const auto& place : places)
    if (place->name == subject.site) return *place;
  throw std::out_of_range("there is no site " + subject.site);
}

}  // namespace ilert_bridge::soak
