#include "tests/rig/rig.hpp"

#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ilert_bridge::rig {
namespace {

constexpr std::chrono::seconds patience{20};

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

}  // namespace

Rig::Rig(RigOptions options) : ilert(options.ilert) {
  if (options.address.empty()) {
    livestatus = std::make_unique<doubles::LivestatusDouble>(
        world, doubles::LivestatusDouble::Options{.flavour = options.flavour, .unix_path = folder_ / "live"});
    options.address = livestatus->address();
  }
  const std::string key_file = folder_ / "oncall.key";
  std::ofstream(key_file) << options.ilert.keys.front() << "\n";
  ::chmod(key_file.c_str(), 0600);
  write_config(configuration(options, folder(), options.address, ilert.url()));
}

std::string Rig::config_text() const { return read(config_file()); }

void Rig::write_config(const std::string& text) const { std::ofstream(config_file()) << text; }

void Rig::start(const std::vector<std::string>& flags) {
  std::vector<std::string> words{"--config", config_file(), "run"};
  words.insert(words.end(), flags.begin(), flags.end());
  daemon_ = std::make_unique<doubles::Child>(doubles::Child::Options{
      .program = ILERT_BRIDGE_PROGRAM, .arguments = words, .output_file = folder_ / "daemon.log"});
}

void Rig::kill() {
  daemon_->signal(SIGKILL);
  daemon_->wait(patience);
  daemon_.reset();
}

int Rig::stop() {
  daemon_->signal(SIGTERM);
  const auto status = daemon_->wait(patience);
  daemon_.reset();
  if (!status) throw std::runtime_error("the daemon did not end");
  return *status;
}

void Rig::reload() { daemon_->signal(SIGHUP); }

std::string Rig::log() const { return read(folder_ / "daemon.log"); }

long Rig::resident_kib() const {
  std::istringstream status(read("/proc/" + std::to_string(daemon_->pid()) + "/status"));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  return 0;
}

int Rig::command(const std::vector<std::string>& words, std::string& output) const {
  std::vector<std::string> arguments{"--config", config_file()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  doubles::Child child({.program = ILERT_BRIDGE_PROGRAM, .arguments = arguments});
  const auto status = child.wait(patience);
  output = child.output();
  if (!status) throw std::runtime_error("the command did not end: " + words.front());
  return *status;
}

std::vector<Entry> Rig::entries() const {
  const Result<Journal> journal = Journal::open(journal_file(), Journal::Access::read_only, "rig", now());
  return journal ? journal->list({}) : std::vector<Entry>{};
}

std::size_t Rig::waiting() const {
  std::size_t count = 0;
  for (const Entry& entry : entries()) count += entry.settled == Settled::waiting;
  return count;
}

std::optional<doubles::AlertView> Rig::alert(const std::string& host, const std::string& service) const {
  const Subject subject{.site = "prod", .host = host, .service = service, .own = {}};
  return ilert.last_alert(alert_key(subject, "rig"));
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
