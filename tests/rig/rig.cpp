#include "tests/rig/rig.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ilert_bridge::rig {
namespace {

std::string read(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string configuration(const RigOptions& options, const std::string& folder, const std::string& address,
                          const std::string& ilert_url) {
  std::ostringstream text;
  text << "name = \"rig\"\n\n[ilert]\nurl = \"" << ilert_url
       << "\"\ntimeout = \"5s\"\n\n[site.prod]\naddress = \"" << address << "\"\n"
       << options.site_keys << "\n[route.oncall]\nintegration_key_file = \"" << folder << "/oncall.key\"\n"
       << "events_per_minute = 10000\n"
       << options.route_keys << "\n[journal]\npath = \"" << folder << "/journal.db\"\n\n"
       << options.other_tables;
  return text.str();
}

// The program with these words, through the launcher.
doubles::Child::Options started_through(const Launcher& launcher, const std::vector<std::string>& words) {
  doubles::Child::Options options{.program = ILERT_BRIDGE_PROGRAM, .arguments = words};
  options.environment = launcher.environment;
  if (launcher.words.empty()) return options;
  options.program = launcher.words.front();
  options.arguments.assign(launcher.words.begin() + 1, launcher.words.end());
  options.arguments.emplace_back(ILERT_BRIDGE_PROGRAM);
  options.arguments.insert(options.arguments.end(), words.begin(), words.end());
  return options;
}

// To look for leaks, all memory is searched for pointers: half of the time that a command takes. What a
// command does with memory that is not its own is found nevertheless.
void do_not_look_for_leaks(std::map<std::string, std::string>& environment) {
  const char* const given = std::getenv("ASAN_OPTIONS");
  const auto [options, added] = environment.try_emplace("ASAN_OPTIONS", given == nullptr ? "" : given);
  options->second += ":detect_leaks=0";
}

void write_secret(const std::string& file, const std::string& secret) {
  std::ofstream(file) << secret << "\n";
  ::chmod(file.c_str(), 0600);
}

std::size_t looks_begun(const std::vector<std::string>& requests) {
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(), [](const std::string& request) {
        return request.starts_with("GET hosts\n") && request.find("state != 0") != std::string::npos;
      }));
}

}  // namespace

Rig::Rig(RigOptions options) : ilert(options.ilert) {
  if (options.address.empty()) {
    livestatus = std::make_unique<doubles::LivestatusDouble>(
        world, doubles::LivestatusDouble::Options{.flavour = options.flavour, .unix_path = folder_ / "live"});
    options.address = livestatus->address();
  }
  ::setenv("RUNTIME_DIRECTORY", folder().c_str(), 1);  // of all that is started: the control socket is there
  write_secret(folder_ / "oncall.key", options.ilert.keys.front());
  std::filesystem::create_directory(folder_ / "secrets");
  for (std::size_t i = 1; i < options.ilert.keys.size(); ++i)
    write_secret(folder_ / ("secrets/" + std::to_string(i + 1) + ".key"), options.ilert.keys[i]);
  if (!options.ilert.tokens.empty())
    write_secret(folder_ / "secrets/api.token", options.ilert.tokens.front());
  write_config(configuration(options, folder(), options.address, ilert.url()));
}

Rig::~Rig() {
  if (!livestatus) return;
  const std::vector<std::string> complaints = livestatus->complaints();
  for (const std::string& complaint : complaints)
    std::fprintf(stderr, "bad manners: %s\n", complaint.c_str());
  if (!complaints.empty()) std::abort();
}

std::string Rig::config_text() const { return read(config_file()); }

void Rig::write_config(const std::string& text) const { std::ofstream(config_file()) << text; }

void Rig::start(const std::vector<std::string>& flags) { start_through({}, flags); }

void Rig::start_through(const Launcher& launcher, const std::vector<std::string>& flags) {
  std::vector<std::string> words{"--config", config_file(), "run"};
  words.insert(words.end(), flags.begin(), flags.end());
  doubles::Child::Options options = started_through(launcher, words);
  options.output_file = folder_ / "daemon.log";
  daemon_ = std::make_unique<doubles::Child>(options);
}

void Rig::kill() {
  daemon_->signal_group(SIGKILL);
  daemon_->wait(doubles::long_enough);
  daemon_.reset();
}

std::optional<int> Rig::ended(std::chrono::milliseconds within) {
  const auto status = daemon_->wait(within);
  if (status) daemon_.reset();
  return status;
}

int Rig::stop() {
  daemon_->signal(SIGTERM);
  const auto status = daemon_->wait(doubles::long_enough);
  daemon_.reset();
  if (!status) throw std::runtime_error("the daemon did not end");
  return *status;
}

void Rig::reload() { daemon_->signal(SIGHUP); }

std::string Rig::log() const { return read(folder_ / "daemon.log"); }

bool Rig::says(const std::string& words, std::chrono::milliseconds within) const {
  return doubles::eventually([&] { return log().find(words) != std::string::npos; }, within);
}

long Rig::resident_kib() const {
  std::istringstream status(read("/proc/" + std::to_string(daemon_->pid()) + "/status"));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  return 0;
}

int Rig::command(const std::vector<std::string>& words, std::string& output, const Launcher& launcher) const {
  std::vector<std::string> arguments{"--config", config_file()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  doubles::Child::Options options = started_through(launcher, arguments);
  if (!launcher.looks_for_leaks) do_not_look_for_leaks(options.environment);
  doubles::Child child(options);
  const auto status = child.wait(doubles::long_enough);
  output = child.output();
  if (!status) throw std::runtime_error("the command did not end: " + words.front());
  return *status;
}

std::vector<Entry> Rig::entries() const {
  const Result<Journal> journal = Journal::open(journal_file(), Journal::Access::read_only, "rig", now());
  Filter all;
  all.limit = 1'000'000;
  return journal ? journal->list(all) : std::vector<Entry>{};
}

std::size_t Rig::waiting() const {
  const Result<Journal> journal = Journal::open(journal_file(), Journal::Access::read_only, "rig", now());
  if (!journal) return 0;
  std::size_t count = 0;
  for (const std::string& route : journal->waiting_routes()) count += journal->waiting(route);
  return count;
}

bool Rig::settles(std::chrono::milliseconds within) const {
  return doubles::eventually([&] { return waiting() == 0; }, within);
}

// The look under way may have begun before; the one after it has ended when a third begins.
bool Rig::looks_again(std::chrono::milliseconds within) const {
  const std::size_t wanted = looks_begun(livestatus->requests()) + 2;
  return doubles::eventually([&] { return looks_begun(livestatus->requests()) >= wanted; }, within);
}

std::string Rig::key(const std::string& host, const std::string& service) {
  return alert_key(Subject{.site = "prod", .host = host, .service = service, .own = {}}, "rig");
}

std::vector<std::string> Rig::told(const std::string& host, const std::string& service) const {
  return ilert.types_taken(key(host, service));
}

std::optional<doubles::AlertView> Rig::alert(const std::string& host, const std::string& service) const {
  return ilert.last_alert(key(host, service));
}

bool Rig::becomes(const std::string& host, const std::string& service, doubles::AlertStatus status,
                  std::chrono::milliseconds within) const {
  return ilert.wait_until(
      [&] {
        const auto view = alert(host, service);
        return view && view->status == status;
      },
      within);
}

}  // namespace ilert_bridge::rig
