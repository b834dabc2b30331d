#include "ilert-bridge/daemon/bridge.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/adopt.hpp"
#include "ilert-bridge/daemon/by_hand.hpp"
#include "ilert-bridge/daemon/journal_list.hpp"
#include "ilert-bridge/daemon/orphans.hpp"
#include "ilert-bridge/daemon/rehearsal.hpp"
#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/net/notify.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span farewell = std::chrono::seconds{5};
constexpr Span leaving_interval = std::chrono::seconds{1};

void print_faults(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) std::fputs(to_text(fault).c_str(), stderr);
}

// How the site's clock went when it was looked at the last time.
SourceOptions with_known_clock(SourceOptions options, const Ledger& ledger) {
  if (const std::optional<LookMark> mark = ledger.last_look(options.site))
    options.clock_ahead = mark->clock_ahead;
  return options;
}

}  // namespace

Bridge::Site::Site(SourceOptions options, const SiteSettings& settings, std::vector<Route> routes,
                   const std::string& bridge_name, Ledger& ledger)
    : name(settings.name),
      source(with_known_clock(std::move(options), ledger)),
      watch(settings, std::move(routes), bridge_name, ports_of(source), ledger) {}

Bridge::Bridge(RunOptions options, Config config, Journal journal)
    : options_(std::move(options)),
      config_(std::move(config)),
      io_(1),
      ledger_(std::move(journal)),
      upkeep_(io_.get_executor(),
              {.bridge_name = config_.name,
               .folder = config_.journal_path.parent_path().string(),
               .routes = config_.plain_routes(),
               .retention = config_.retention},
              ledger_, [this] { return ledger_.journal().disk(); }),
      signals_(io_, SIGHUP, SIGTERM, SIGINT),
      watching_(io_.get_executor()),
      delivering_(io_.get_executor()),
      beating_(io_.get_executor()),
      syncing_(io_.get_executor()),
      paging_(io_.get_executor()),
      serve_(io_.get_executor(), control_socket_path(Surroundings::of_process()), config_.journal_path),
      serving_(io_.get_executor()),
      keeping_(io_.get_executor()),
      supervised_(io_.get_executor(), watchdog_interval_of_process(), supervised_ports()),
      supervising_(io_.get_executor()),
      wakeup_(io_.get_executor()) {
  set_log_level(config_.log_level);
  started_at_ = configured_at_ = now();
  ledger_.on_change([this](const Recording::Change& change) {
    for (const Event& event : change.events) tally_.count(event);
    for (Outlet& outlet : outlets_)
      if (outlet.settings.route.name == change.route) outlet.deliver->recorded(change);
  });
  watching_.on_end([this] { wakeup_.notify(); });
  delivering_.on_end([this] { wakeup_.notify(); });
  serving_.on_end([this] { wakeup_.notify(); });
  beating_.on_end([this] { wakeup_.notify(); });
  syncing_.on_end([this] { wakeup_.notify(); });
  paging_.on_end([this] { wakeup_.notify(); });
  keeping_.on_end([this] { wakeup_.notify(); });
  supervising_.on_end([this] { wakeup_.notify(); });
  answer_adopt(serve_, [this] {
    std::map<std::string, Watch*> watches;
    for (Site& site : sites_) watches.emplace(site.name, &site.watch);
    return watches;
  });
  ledger_.on_full([this] { upkeep_.disk_was_full(); });
  answer_journal_list(serve_, ledger_);
  answer_changes_by_hand(serve_, ledger_, [this](const std::string& route) -> Deliver* {
    for (const Outlet& outlet : outlets_)
      if (outlet.settings.route.name == route) return outlet.deliver.get();
    return nullptr;
  });
}

Bridge::~Bridge() = default;

int Bridge::run() {
  int status = 0;
  std::exception_ptr failure;
  const auto note = [&failure](std::exception_ptr thrown) { failure = thrown; };
  if (options_.once) {
    asio::co_spawn(io_, look_and_deliver_once(), [&](std::exception_ptr thrown, int result) {
      failure = thrown;
      status = result;
    });
  } else {
    asio::co_spawn(io_, live(), note);
  }
  io_.run();
  if (failure) std::rethrow_exception(failure);
  return status;
}

asio::awaitable<void> Bridge::live() {
  std::exception_ptr failure;
  try {
    listen_to_signals();
    change_sources(source_changes(ledger_.journal(), config_, false), ledger_, config_.name);
    end_under_other_names(config_.plain_routes(), ledger_, config_.name, now());
    if (!options_.dry_run)
      upkeep_.look_at_disk(now());  // on a full disk what follows needs the reserve's room
    release_what_left();
    warn_of_orphans(ledger_, config_, leaving_routes());
    open_outlets();
    open_sites();
    register_answers();
    start_signs_of_life();
    start_sync();
    if (!options_.dry_run) {
      serve_.open();
      serving_.start(serve_.run());
      keeping_.start(upkeep_.run());
    }
    supervising_.start(supervised_.run());
    log_notice("ilert-bridge " ILERT_BRIDGE_VERSION " runs",
               {{"name", config_.name},
                {"sites", std::to_string(config_.sites.size())},
                {"routes", std::to_string(config_.routes.size())},
                {"journal", config_.journal_path.string()}});
    supervised_.ready();
    co_await obey();
  } catch (...) {
    failure = std::current_exception();
  }
  supervised_.stopping();
  co_await stop_sync();
  co_await stop_signs_of_life();
  co_await stop_serving();
  co_await stop_sites();
  co_await stop_outlets();
  co_await stop_upkeep();
  supervised_.stop();
  co_await supervising_.join();
  signals_.cancel();
  if (failure) std::rethrow_exception(failure);
  log_notice("ilert-bridge ends");
}

// Until it is told to stop. A failed commit in any loop comes out of here.
asio::awaitable<void> Bridge::obey() {
  while (!stop_asked_) {
    watching_.rethrow_failure();
    delivering_.rethrow_failure();
    serving_.rethrow_failure();
    beating_.rethrow_failure();
    syncing_.rethrow_failure();
    paging_.rethrow_failure();
    keeping_.rethrow_failure();
    supervising_.rethrow_failure();
    if (reload_asked_) {
      reload_asked_ = false;
      supervised_.reloading(reloading_lines());
      co_await reload();
      supervised_.ready();
    }
    forget_ended_outlets();
    const auto now_steady = std::chrono::steady_clock::now();
    co_await wakeup_.wait_until(any_leaving() ? now_steady + leaving_interval
                                              : std::chrono::steady_clock::time_point::max());
  }
}

asio::awaitable<int> Bridge::look_and_deliver_once() {
  signals_.clear();  // nothing to finish: a signal may end it where it stands
  change_sources(source_changes(ledger_.journal(), config_, false), ledger_, config_.name);
  end_under_other_names(config_.plain_routes(), ledger_, config_.name, now());
  release_what_left();
  warn_of_orphans(ledger_, config_, leaving_routes());
  bool complete = true;
  for (const SiteSettings& settings : config_.sites) {
    Site& site = sites_.emplace_back(source_options(config_, settings), settings, config_.plain_routes(),
                                     config_.name, ledger_);
    rehearse(site);
    converse(site);
    const bool answered = co_await site.watch.look_once();
    complete = complete && answered;
  }
  for (const RouteSettings& settings : config_.routes) {
    Outlet& outlet = add_outlet(settings, config_.ilert);
    co_await outlet.deliver->drain();
    const std::size_t left = outlet.deliver->waiting();
    if (left > 0)
      log_error("events stay in the journal, to be sent at the next run",
                {{"route", settings.route.name}, {"events", std::to_string(left)}});
    complete = complete && left == 0;
  }
  co_return complete ? 0 : 1;
}

void Bridge::listen_to_signals() {
  signals_.async_wait([this](boost::system::error_code failed, int signal) {
    if (failed) return;
    (signal == SIGHUP ? reload_asked_ : stop_asked_) = true;
    wakeup_.notify();
    listen_to_signals();
  });
}

asio::awaitable<void> Bridge::stop_sites() {
  watching_.cancel();
  co_await watching_.join();
  sites_.clear();
}

asio::awaitable<void> Bridge::stop_serving() {
  serve_.stop();
  co_await serving_.join();
}

asio::awaitable<void> Bridge::stop_upkeep() {
  upkeep_.stop();
  co_await keeping_.join();
}

asio::awaitable<void> Bridge::stop_outlets() {
  for (Outlet& outlet : outlets_) outlet.deliver->stop(farewell);
  co_await delivering_.join();
  outlets_.clear();
}

asio::awaitable<void> Bridge::closed_outlets() {
  const auto is_closing = [](const Outlet& outlet) { return outlet.closing; };
  for (;;) {
    forget_ended_outlets();
    if (std::none_of(outlets_.begin(), outlets_.end(), is_closing)) co_return;
    co_await wakeup_.wait();
    delivering_.rethrow_failure();
  }
}

asio::awaitable<void> Bridge::reload() {
  Loaded loaded = load_config(options_.config_file, Surroundings::of_process());
  print_faults(loaded.errors);
  print_faults(loaded.warnings);
  if (!loaded.usable()) {
    log_error("the new configuration has errors, the running one is kept",
              {{"file", options_.config_file.string()}, {"errors", std::to_string(loaded.errors.size())}});
    reload_failed_at_ = now();
    co_return;
  }
  for (const std::string& what : needs_restart(config_, loaded.config)) log_warning(what);
  loaded.config.journal_path = config_.journal_path;
  loaded.config.name = config_.name;
  loaded.config.time_zone = config_.time_zone;

  co_await stop_sync();
  co_await stop_signs_of_life();
  co_await stop_sites();
  const std::vector<SourceChange> changes = source_changes(ledger_.journal(), loaded.config, true);
  const std::vector<Leaving> leaving = close_outlets_that_changed(loaded.config, changes);
  co_await closed_outlets();
  change_sources(changes, ledger_, config_.name);
  config_ = std::move(loaded.config);
  configured_at_ = now();
  reload_failed_at_.reset();
  start_signs_of_life();
  set_log_level(config_.log_level);
  upkeep_.configure(config_.plain_routes(), config_.retention);
  open_leaving(leaving);
  release_what_left();
  open_outlets();
  follow(changes);
  open_sites();
  start_sync();
  log_notice("configuration reloaded", {{"sites", std::to_string(config_.sites.size())},
                                        {"routes", std::to_string(config_.routes.size())}});
}

void Bridge::open_sites() {
  for (const SiteSettings& settings : config_.sites) {
    SourceOptions options = source_options(config_, settings);
    options.on_answer = [this](Span took) { tally_.asked(took); };
    Site& site =
        sites_.emplace_back(std::move(options), settings, config_.plain_routes(), config_.name, ledger_);
    rehearse(site);
    converse(site);
    watching_.start(site.watch.run());
    watching_.start(site.watch.heed());
    watching_.start(site.watch.mind_silence());
  }
}

// A dry run says of each site's first look what is held back.
void Bridge::rehearse(Site& site) {
  if (!options_.dry_run) return;
  site.watch.on_decisions(
      [this, name = site.name, said = false](const std::vector<Decision>& decisions) mutable {
        if (!std::exchange(said, true)) print(not_sent(name, decisions));
      });
}

}  // namespace ilert_bridge
