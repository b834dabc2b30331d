// The parts of Bridge that concern the way back, from ilert to Checkmk.
#include <algorithm>
#include <iterator>
#include <set>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/daemon/bridge.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/livestatus/command.hpp"
#include "ilert-bridge/livestatus/connection.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// A core that takes longer to read a command is too busy for it; the order is tried again.
const Connection::Deadlines short_deadlines{.connect = std::chrono::seconds{10},
                                            .silence = std::chrono::seconds{20},
                                            .answer = std::chrono::seconds{20}};

// What one token shows.
struct Account {
  Secret token;
  std::vector<SyncRoute> routes;
};

// Sources of the older types make their keys themselves: their alerts cannot be found.
std::vector<Account> accounts_of(const Config& config) {
  std::vector<Account> accounts;
  for (const RouteSettings& settings : config.routes) {
    const Secret& token = config.token_of(settings);
    if (token.empty() || settings.route.integration != Integration::api) continue;
    auto found = std::find_if(accounts.begin(), accounts.end(),
                              [&](const Account& one) { return one.token == token; });
    if (found == accounts.end()) found = accounts.insert(found, Account{token, {}});
    found->routes.push_back({.name = settings.route.name, .integration_key = settings.integration_key});
  }
  return accounts;
}

std::string names_of(const std::vector<SyncRoute>& routes) {
  std::vector<std::string> names;
  for (const SyncRoute& route : routes) names.push_back(route.name);
  return join(names, ", ");
}

std::set<std::string, std::less<>> names_of_sites(const Config& config) {
  std::set<std::string, std::less<>> names;
  for (const SiteSettings& site : config.sites) names.insert(site.name);
  return names;
}

Result<std::string> command_for(const Order& order, Flavour flavour, Time now) {
  switch (order.kind) {
    case OrderKind::acknowledge:
      return acknowledge_command(order.subject, order.remark, flavour, now);
    case OrderKind::unacknowledge:
      return unacknowledge_command(order.subject, flavour, now);
    case OrderKind::comment:
      break;
  }
  return comment_command(order.subject, order.remark, flavour, now);
}

}  // namespace

asio::awaitable<OrderTry> Bridge::say_to_checkmk(Order order) {
  const auto site = std::find_if(sites_.begin(), sites_.end(),
                                 [&](const Site& one) { return one.name == order.subject.site; });
  if (site == sites_.end()) co_return OrderTry{.possible = true, .fault = "its site is not looked at"};
  const Flavour flavour = site->source.capabilities().flavour;
  const Result<std::string> command = command_for(order, flavour, now());
  if (!command) co_return OrderTry{.possible = false, .fault = command.error().text};
  Connection connection{site->watch.site().endpoint, short_deadlines};
  const Asked<void> told = co_await connection.tell(*command, answers_commands(flavour));
  OrderTry tried;
  if (!told) tried.fault = told.error().text;
  co_return tried;
}

std::optional<Time> Bridge::last_look_began(const std::string& name) const {
  for (const Site& site : sites_) {
    const Watch::Health& health = site.watch.health();
    if (site.name == name && health.answered_at && !health.silent_since)
      return *health.answered_at - health.took;
  }
  return std::nullopt;
}

// Without a token nobody is there to listen.
void Bridge::converse(Site& site) const {
  if (config_.reads_alerts() && config_.sync.comments)
    site.watch.converse(config_.sync.author, config_.sync.interval);
}

OrderSight Bridge::sight_of(const Order& order) const {
  for (const Site& site : sites_) {
    const SiteComments* comments = site.watch.comments();
    if (site.name != order.subject.site) continue;
    if (comments == nullptr) return {.nobody_listens = true};
    if (!site.watch.health().silent_since) return comments->sight_of(order, now());
  }
  return {};
}

// Orders that the journal has are carried out also where nothing new is taken over any more. In a dry run
// nobody is told anything.
void Bridge::start_sync() {
  if (options_.dry_run) return;
  OrderPorts to_checkmk;
  to_checkmk.carry_out = [this](Order order) { return say_to_checkmk(std::move(order)); };
  to_checkmk.last_look_began = [this](const std::string& site) { return last_look_began(site); };
  to_checkmk.is_configured = [this](const std::string& name) {
    return std::any_of(config_.sites.begin(), config_.sites.end(),
                       [&](const SiteSettings& site) { return site.name == name; });
  };
  to_checkmk.sight_of = [this](const Order& order) { return sight_of(order); };
  orders_.emplace(io_.get_executor(), std::move(to_checkmk), ledger_);
  syncing_.start(orders_->run());
  for (Account& account : accounts_of(config_))
    start_sync_with(std::move(account.token), std::move(account.routes));
}

void Bridge::start_sync_with(Secret token, std::vector<SyncRoute> routes) {
  SyncPorts to_ilert;
  to_ilert.ask = [&http = client_for(http_options(config_.ilert))](HttpRequest request) {
    return http.send(std::move(request));
  };
  to_ilert.ordered = [this] { orders_->notify(); };
  SyncSettings settings = config_.sync;
  settings.token = std::move(token);
  const auto [sync, is_new] =
      syncs_.try_emplace(names_of(routes), std::move(settings), config_.ilert.url, std::move(routes),
                         names_of_sites(config_), std::move(to_ilert), ledger_);
  syncing_.start(sync->second.run());
}

asio::awaitable<void> Bridge::stop_sync() {
  syncing_.cancel();
  co_await syncing_.join();
  syncs_.clear();
  orders_.reset();
}

void Bridge::add_sync(Status& status) const {
  bool all_answered = true;
  for (const auto& [routes, sync] : syncs_) {
    SyncStatus one = sync.status();
    all_answered = all_answered && one.answered_at;
    if (all_answered)
      status.sync.answered_at = std::min(status.sync.answered_at.value_or(Time::max()), *one.answered_at);
    if (status.sync.fault.empty() && !one.fault.empty()) {
      status.sync.fault = syncs_.size() > 1 ? one.fault + " (route " + routes + ")" : std::move(one.fault);
      status.sync.remedy = std::move(one.remedy);
      status.sync.fault_since = one.fault_since;
    }
    std::move(one.disagreements.begin(), one.disagreements.end(),
              std::back_inserter(status.sync.disagreements));
    std::move(one.concerns.begin(), one.concerns.end(), std::back_inserter(status.sync.concerns));
  }
  if (!all_answered) status.sync.answered_at.reset();
}

}  // namespace ilert_bridge
