// The parts of Bridge that concern the ways out: a route's delivery, its HTTP client, and its end.
#include <algorithm>
#include <cstdio>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/bridge.hpp"
#include "ilert-bridge/daemon/post.hpp"
#include "ilert-bridge/daemon/rehearsal.hpp"
#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

Answer without_request() {
  Answer answer;
  answer.outcome = Outcome::delivered;
  answer.asked = false;
  answer.text = "not sent: this alert source takes no comments";
  return answer;
}

bool has_reports(const Reports& reports, const std::string& route) {
  return std::any_of(reports.begin(), reports.end(),
                     [&](const auto& entry) { return entry.second.contains(route); });
}

// The route that leads to the same alert source, whatever it is called.
const RouteSettings* find_route(const Config& config, const Secret& key) {
  for (const RouteSettings& settings : config.routes)
    if (settings.integration_key == key) return &settings;
  return nullptr;
}

}  // namespace

Bridge::Client::Client(const asio::any_io_executor& executor, const HttpOptions& options_wanted)
    : options(options_wanted), http(executor, options_wanted) {}

HttpClient& Bridge::client_for(const HttpOptions& options) {
  for (Client& client : clients_)
    if (client.options == options) return client.http;
  return clients_.emplace_back(io_.get_executor(), options).http;
}

// A dry run is for whoever reads it: without them it ends.
void Bridge::print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
  stop_asked_ = true;
  wakeup_.notify();
}

SendPort Bridge::send_port(const Outlet& outlet) {
  if (options_.dry_run)
    return [this, &outlet](Event event, bool) -> asio::awaitable<Answer> {
      print(would_send(event, outlet.settings.route.integration));
      co_return Answer{.outcome = Outcome::delivered,
                       .http_status = 0,
                       .text = "dry run",
                       .remedy = {},
                       .correlation_id = {},
                       .retry_after = {}};
    };
  return [this, &outlet](Event event, bool required_only) -> asio::awaitable<Answer> {
    const Integration integration = outlet.settings.route.integration;
    if (event.type == EventType::comment && !takes_comments(integration)) co_return without_request();
    auto posting = post_event(event, required_only, outlet.settings, outlet.ilert, *outlet.http);
    const auto began = std::chrono::steady_clock::now();
    Answer answer = co_await std::move(posting);
    const auto took = std::chrono::steady_clock::now() - began;
    tally_.answered(answer.outcome, answer.http_status, std::chrono::duration_cast<Span>(took));
    if (reach_ && answer.http_status > 0 && answer.http_status < 500) reach_->heard(now());
    co_return answer;
  };
}

// A route that takes nothing cannot say so itself; the others do.
void Bridge::say_of_an_outlet(const OwnMatter& matter) {
  std::vector<Route> routes = config_.plain_routes();
  if (matter.kind == "route")
    for (Route& route : routes)
      if (route.name == matter.name) route.own_alerts = false;
  say(matter, routes, ledger_, config_.name, now());
}

Bridge::Outlet& Bridge::add_outlet(const RouteSettings& settings, const IlertSettings& ilert) {
  Outlet& outlet = outlets_.emplace_back();
  outlet.settings = settings;
  outlet.ilert = ilert;
  outlet.http = &client_for(http_options(ilert));
  const DeliverPorts ports{
      .send = send_port(outlet),
      .say = [this](const OwnMatter& matter) { say_of_an_outlet(matter); },
      .must_wait = [this, &outlet](const std::string& key) { return is_on_its_way_elsewhere(outlet, key); }};
  const DeliverOptions options{.bridge_name = config_.name, .dry_run = options_.dry_run};
  outlet.deliver = std::make_unique<Deliver>(io_.get_executor(), options, settings.route, ports, ledger_);
  return outlet;
}

void Bridge::open_outlets() {
  for (const RouteSettings& settings : config_.routes) {
    const auto is_open = [&](const Outlet& outlet) {
      return outlet.settings.route.name == settings.route.name;
    };
    if (std::any_of(outlets_.begin(), outlets_.end(), is_open)) continue;
    delivering_.start(add_outlet(settings, config_.ilert).deliver->run());
  }
}

// What stays as it is goes on undisturbed; what no route has any more stays until all it has open is told;
// what changed ends and is opened anew, as does what goes by another name: those of the latter that leave are
// returned.
std::vector<Bridge::Leaving> Bridge::close_outlets_that_changed(const Config& loaded,
                                                                const std::vector<SourceChange>& changes) {
  std::vector<Leaving> under_other_names;
  for (Outlet& outlet : outlets_) {
    RouteSettings wanted = outlet.settings;
    const RouteSettings* settings = find_route(loaded, outlet.settings.integration_key);
    outlet.leaving = settings == nullptr;
    if (outlet.leaving) wanted.route.name = name_after(changes, wanted.route.name);
    const bool stays = outlet.leaving ? wanted == outlet.settings
                                      : *settings == outlet.settings && loaded.ilert == outlet.ilert;
    if (stays) continue;
    if (outlet.leaving) under_other_names.push_back({std::move(wanted), outlet.ilert});
    outlet.closing = true;
    outlet.deliver->stop(Span{std::chrono::seconds{5}});
  }
  return under_other_names;
}

void Bridge::open_leaving(const std::vector<Leaving>& leaving) {
  for (const auto& [settings, ilert] : leaving) {
    Outlet& outlet = add_outlet(settings, ilert);
    outlet.leaving = true;
    delivering_.start(outlet.deliver->run());
  }
}

void Bridge::follow(const std::vector<SourceChange>& changes) {
  for (const SourceChange& change : changes)
    for (Outlet& outlet : outlets_)
      if (change.follows && outlet.settings.route.name == change.source.route)
        outlet.follows = *change.follows;
}

// Two keys may lead to one alert source (a renewed key, an event flow): there the end of the old alert, told
// after the new one, would end the new one. A source that takes nothing ends the wait.
bool Bridge::is_on_its_way_elsewhere(const Outlet& outlet, const std::string& alert_key) const {
  if (outlet.follows.empty()) return false;
  return std::any_of(outlets_.begin(), outlets_.end(), [&](const Outlet& before) {
    const Deliver& deliver = *before.deliver;
    return before.leaving && before.settings.route.name == outlet.follows && !deliver.circuit().held() &&
           deliver.backlog().plan(alert_key) != nullptr;
  });
}

void Bridge::forget_ended_outlets() {
  for (Outlet& outlet : outlets_) {
    const std::string& name = outlet.settings.route.name;
    if (!outlet.leaving || outlet.closing) continue;
    if (outlet.deliver->waiting() > 0 || has_reports(ledger_.reports(), name)) continue;
    log_notice("the route has told everything it had open and is closed", {{"route", name}});
    outlet.closing = true;
    outlet.deliver->stop(Span{0});
    end_matters_of_what_left();
  }
  std::erase_if(outlets_, [](const Outlet& outlet) { return outlet.deliver->ended(); });
}

std::vector<Route> Bridge::leaving_routes() const {
  std::vector<Route> routes;
  for (const Outlet& outlet : outlets_)
    if (outlet.leaving) routes.push_back(outlet.settings.route);
  return routes;
}

bool Bridge::any_leaving() const {
  return std::any_of(outlets_.begin(), outlets_.end(), [](const Outlet& outlet) { return outlet.leaving; });
}

// Sites and routes that are no longer configured: whatever they have open in ilert is resolved.
void Bridge::release_what_left() {
  const Time at = now();
  std::set<std::string, std::less<>> sites;
  for (const SiteSettings& site : config_.sites) sites.insert(site.name);
  const std::vector<Route> routes = config_.plain_routes();
  const std::vector<Route> leaving = leaving_routes();
  const std::vector<Decision> decisions = release(ledger_.reports(), sites, routes, leaving, at);
  Recording recording = recording_of(decisions, {}, {}, config_.name, at);
  ledger_.record(recording, at);

  end_matters_of_what_left();
}

// Own alerts about a site or a route that is gone: nobody else would find that they are over.
void Bridge::end_matters_of_what_left() {
  std::set<std::string, std::less<>> sites;
  for (const SiteSettings& site : config_.sites) sites.insert(site.name);
  std::set<std::string, std::less<>> routes;
  for (const RouteSettings& settings : config_.routes) routes.insert(settings.route.name);
  for (const Outlet& outlet : outlets_)
    if (!outlet.closing) routes.insert(outlet.settings.route.name);
  for (const Subject& matter : matters_of_what_left(ledger_.reports(), sites, routes)) {
    const std::string what = (is_about_a_route(matter.own) ? "route " : "site ") + matter.site;
    say({.kind = matter.own,
         .name = matter.site,
         .wrong = false,
         .summary = "ilert-bridge " + config_.name + ": " + what + " is no longer configured",
         .details = "It left the configuration."},
        config_.plain_routes(), ledger_, config_.name, now());
  }
}

}  // namespace ilert_bridge
