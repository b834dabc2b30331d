#include "tests/doubles/livestatus_double.hpp"

#include <utility>

#include "tests/doubles/livestatus_server.hpp"

namespace ilert_bridge::doubles {

LivestatusDouble::LivestatusDouble(World& world, Options options)
    : server_(std::make_unique<Server>(world, std::move(options))) {
  start();
}
LivestatusDouble::~LivestatusDouble() = default;

Endpoint LivestatusDouble::endpoint() const { return server_->endpoint(); }

std::string LivestatusDouble::address() const {
  const auto at = endpoint();
  if (at.kind == Endpoint::Kind::unix_socket) return "unix:" + at.path;
  return (at.kind == Endpoint::Kind::tls ? "tls://" : "tcp://") + at.host + ":" + at.port;
}

void LivestatusDouble::fault(Fault fault) { server_->notebook.plan(std::move(fault)); }
void LivestatusDouble::heal() { server_->notebook.forget_faults(); }

void LivestatusDouble::stop(Path path) {
  server_->on_thread([&] { server_->stop(path); });
}

void LivestatusDouble::start() {
  server_->on_thread([&] { server_->start(); });
}

void LivestatusDouble::cut_connections() {
  server_->on_thread([&] { server_->cut(); });
}

void LivestatusDouble::restart(bool keep_states) {
  server_->on_thread([&] {
    server_->world().restart(keep_states);
    server_->drop_commands();
    server_->cut();
  });
}

void LivestatusDouble::restart_as_a_core_does(CoreRestart how) {
  server_->on_thread([&] { server_->begin_restart(how); });
}

bool LivestatusDouble::restarting() const {
  bool is_so = false;
  server_->on_thread([&] { is_so = server_->restarting(); });
  return is_so;
}

void LivestatusDouble::delay_commands(std::chrono::milliseconds delay) {
  server_->on_thread([&] { server_->delay_commands(delay); });
}

void LivestatusDouble::lose_triggers(int percent) {
  server_->on_thread([&] { server_->lose_triggers(percent); });
}

std::size_t LivestatusDouble::waiting() const {
  std::size_t count = 0;
  server_->on_thread([&] { count = server_->blocked(); });
  return count;
}

std::vector<std::string> LivestatusDouble::requests() const { return server_->notebook.requests(); }

std::vector<std::string> LivestatusDouble::commands() const {
  auto all = requests();
  std::erase_if(all, [](const std::string& request) { return !request.starts_with("COMMAND"); });
  return all;
}

std::vector<std::string> LivestatusDouble::complaints() const { return server_->notebook.complaints(); }
void LivestatusDouble::looked_at_as(int sites) {
  server_->on_thread([&] { server_->looked_at_as(sites); });
}
std::size_t LivestatusDouble::accepted() const { return server_->notebook.accepted(); }
std::size_t LivestatusDouble::connected() const { return server_->notebook.connected(); }
void LivestatusDouble::forget_requests() { server_->notebook.forget_requests(); }

bool LivestatusDouble::wait_for_requests(std::size_t count, std::chrono::milliseconds within) const {
  return server_->notebook.wait_for_requests(count, within);
}

}  // namespace ilert_bridge::doubles
