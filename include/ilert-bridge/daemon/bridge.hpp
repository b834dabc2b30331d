// Owns every part and says when they begin and end: start, reload, stop. One thread, one io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/daemon/alert_sources.hpp"
#include "ilert-bridge/daemon/deliver.hpp"
#include "ilert-bridge/daemon/heartbeat.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/metrics.hpp"
#include "ilert-bridge/daemon/orders.hpp"
#include "ilert-bridge/daemon/pages.hpp"
#include "ilert-bridge/daemon/reach.hpp"
#include "ilert-bridge/daemon/serve.hpp"
#include "ilert-bridge/daemon/supervised.hpp"
#include "ilert-bridge/daemon/sync.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/daemon/upkeep.hpp"
#include "ilert-bridge/daemon/watch.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct RunOptions {
  std::filesystem::path config_file;
  bool dry_run = false;  // the journal is a copy in memory, what would be sent is printed
  bool once = false;     // look once, deliver, return
};

class Bridge {
 public:
  Bridge(RunOptions options, Config config, Journal journal);
  ~Bridge();

  // Until SIGTERM or SIGINT; SIGHUP reloads. The exit status. Throws CommitFailed.
  int run();

  // How everything is right now. Reads the journal.
  Status status();

 private:
  struct Site {  // source before watch: the watch asks it until the end
    std::string name;
    Source source;
    Watch watch;
    Site(SourceOptions options, const SiteSettings& settings, std::vector<Route> routes,
         const std::string& bridge_name, Ledger& ledger);
  };
  // A route's delivery and what it needs; outlives its configuration until everything it has open is told.
  struct Outlet {
    RouteSettings settings;
    IlertSettings ilert;
    HttpClient* http = nullptr;  // one of clients_
    std::unique_ptr<Deliver> deliver;
    bool leaving = false;  // no route has its key any more: ends when everything it has open is told
    bool closing = false;  // told to stop
    std::string follows;   // the route of the alert source that its route had before, while that is leaving
  };

  // The way to ilert as it was configured once; a route that leaves keeps the one it had.
  struct Client {
    HttpOptions options;
    HttpClient http;
    Client(const boost::asio::any_io_executor& executor, const HttpOptions& options_wanted);
  };

  boost::asio::awaitable<void> live();
  boost::asio::awaitable<void> obey();
  boost::asio::awaitable<int> look_and_deliver_once();
  boost::asio::awaitable<void> reload();
  boost::asio::awaitable<void> stop_sites();
  boost::asio::awaitable<void> stop_outlets();
  boost::asio::awaitable<void> stop_serving();
  boost::asio::awaitable<void> stop_upkeep();

  void listen_to_signals();
  void register_answers();
  void start_signs_of_life();
  boost::asio::awaitable<void> stop_signs_of_life();
  void start_heartbeat();
  void start_reach();
  void start_sync();
  void start_sync_with(Secret token, std::vector<SyncRoute> routes);
  boost::asio::awaitable<void> stop_sync();
  boost::asio::awaitable<OrderTry> say_to_checkmk(Order order);
  std::optional<Time> last_look_began(const std::string& site) const;
  void add_sync(Status& status) const;
  SupervisedPorts supervised_ports();
  std::vector<Loop> loops() const;
  Page page_for(std::string_view path);
  void open_sites();
  void rehearse(Site& site);
  void print(const std::string& text);
  void converse(Site& site) const;
  OrderSight sight_of(const Order& order) const;
  void open_outlets();
  // What is needed to open an outlet again that goes by another name.
  struct Leaving {
    RouteSettings settings;
    IlertSettings ilert;
  };
  Outlet& add_outlet(const RouteSettings& settings, const IlertSettings& ilert);
  std::vector<Leaving> close_outlets_that_changed(const Config& loaded,
                                                  const std::vector<SourceChange>& changes);
  void open_leaving(const std::vector<Leaving>& leaving);
  bool is_on_its_way_elsewhere(const Outlet& outlet, const std::string& alert_key) const;
  void follow(const std::vector<SourceChange>& changes);
  boost::asio::awaitable<void> closed_outlets();
  void forget_ended_outlets();
  HttpClient& client_for(const HttpOptions& options);
  SendPort send_port(const Outlet& outlet);
  void say_of_an_outlet(const OwnMatter& matter);
  void release_what_left();
  void end_matters_of_what_left();
  std::vector<Route> leaving_routes() const;
  bool any_leaving() const;

  RunOptions options_;
  Config config_;
  boost::asio::io_context io_;
  Ledger ledger_;
  Upkeep upkeep_;
  boost::asio::signal_set signals_;
  std::list<Client> clients_;
  std::list<Site> sites_;
  std::list<Outlet> outlets_;
  Tasks watching_;
  Tasks delivering_;
  std::optional<Heartbeat> heartbeat_;
  Tasks beating_;
  std::optional<Reach> reach_;
  std::optional<Orders> orders_;
  std::map<std::string, Sync> syncs_;  // of each ilert account, by the names of its routes
  Tasks syncing_;
  Tally tally_;
  std::optional<Pages> pages_;
  Tasks paging_;
  Serve serve_;
  Tasks serving_;
  Tasks keeping_;
  Supervised supervised_;
  Tasks supervising_;
  Wakeup wakeup_;
  bool stop_asked_ = false;
  bool reload_asked_ = false;
  Time started_at_;
  Time configured_at_;
  std::optional<Time> reload_failed_at_;
};

}  // namespace ilert_bridge
