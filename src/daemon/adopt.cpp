#include "ilert-bridge/daemon/adopt.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/adopt.hpp"
#include "ilert-bridge/daemon/by_hand.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr Span patience = std::chrono::seconds{12};  // less than that of whoever asks
constexpr Span glance = std::chrono::milliseconds{50};

bool may_be_with_ilert(const Journal& journal, const std::string& route, const std::string& key) {
  const std::vector<Queued> queue = journal.queue(route, key);
  return std::any_of(queue.begin(), queue.end(), [](const Queued& it) { return it.outcome_unknown; });
}

Untold untold_on(const std::vector<Route>& routes, const std::string& site, const Ledger& ledger,
                 std::string_view bridge_name) {
  Untold untold;
  for (const Route& route : routes) {
    const std::map<std::string, Heard> heard = ledger.journal().heard(route.name);
    for (const auto& [subject, on_routes] : ledger.reports()) {
      const auto report = on_routes.find(route.name);
      if (subject.is_own() || subject.site != site || report == on_routes.end()) continue;
      const std::string key = alert_key(subject, bridge_name);
      if (report->second.told == Told::open && !heard.contains(key) &&
          !may_be_with_ilert(ledger.journal(), route.name, key))
        untold.emplace(subject, route.name);
    }
  }
  return untold;
}

Adopted counted(const std::vector<Decision>& decisions, const std::string& site) {
  Adopted adopted{.site = site, .routes = {}, .fault = {}};
  for (const Decision& decision : decisions) {
    AdoptCount& count = adopted.routes[decision.route->name];
    const bool dismissed = decision.step.after.told == Told::dismissed;
    const bool unrouted = decision.verdict.reason == Reason::unrouted;
    (dismissed ? count.dismissed : unrouted ? count.unrouted : count.removed) += 1;
  }
  return adopted;
}

void note(const Adopted& adopted, const std::string& who, Ledger& ledger, Time at) {
  for (const auto& [route, count] : adopted.routes) {
    const std::string what = "adopt: site " + adopted.site + ", route " + route + ", " +
                             std::to_string(count.dismissed) + " problems, " + std::to_string(count.removed) +
                             " removed, " + std::to_string(count.unrouted) + " unrouted";
    ledger.journal().note_by_hand({.at = at, .who = who, .what = what, .event = 0});
    log_notice(
        "adopted by hand: nothing is sent about these problems until they are over or get a higher priority",
        {{"site", adopted.site},
         {"route", route},
         {"problems", std::to_string(count.dismissed)},
         {"removed", std::to_string(count.removed)},
         {"unrouted", std::to_string(count.unrouted)},
         {"who", who}});
  }
}

std::vector<Route> chosen(std::vector<Route> routes, const std::string& only) {
  if (!only.empty()) std::erase_if(routes, [&](const Route& route) { return route.name != only; });
  return routes;
}

std::string text_in(const json::object& question, std::string_view field) {
  const json::value* value = question.if_contains(field);
  return value == nullptr ? std::string{} : std::string{value->as_string()};
}

// A watch may be gone after any wait: a reload ends them all.
asio::awaitable<Adopted> adopt_through(WatchesPort watches, std::string site, AdoptOrder order) {
  Adopted adopted{.site = site, .routes = {}, .fault = {}};
  const auto give_up = std::chrono::steady_clock::now() + patience;
  bool ordered = false;
  while (std::chrono::steady_clock::now() < give_up) {
    const std::map<std::string, Watch*> running = watches();
    const auto watch = running.find(site);
    if (watch == running.end()) break;
    if (!ordered) watch->second->adopt(order);
    ordered = true;
    if (std::optional<Adopted> done = watch->second->adopted()) co_return std::move(*done);
    co_await sleep_for(glance);
  }
  const std::map<std::string, Watch*> running = watches();
  if (const auto watch = running.find(site); watch != running.end()) watch->second->adopt_no_more();
  adopted.fault = "the site gave no complete answer in time: nothing of it is adopted, try again";
  co_return adopted;
}

}  // namespace

json::object as_json(const Adopted& adopted) {
  json::object routes;
  for (const auto& [route, count] : adopted.routes)
    routes[route] = json::object{
        {"dismissed", count.dismissed}, {"removed", count.removed}, {"unrouted", count.unrouted}};
  json::object object{{"site", adopted.site}, {"routes", std::move(routes)}};
  if (!adopted.fault.empty()) object["fault"] = adopted.fault;
  return object;
}

std::optional<Adopted> adopt_look(const Look& look, const std::vector<Route>& routes, const AdoptOrder& order,
                                  std::string_view bridge_name, Ledger& ledger, Time now) {
  const std::vector<Route> on = chosen(routes, order.route);
  const Untold untold = untold_on(on, look.site, ledger, bridge_name);
  const std::vector<Decision> decisions = adoption(look, ledger.reports(), untold, routes, order.route, now);
  Recording recording = recording_of(decisions, {}, {}, bridge_name, now);
  for (const Route& route : on) recording.looked_at.emplace(look.site, route.name);
  if (!ledger.record(recording, now)) return std::nullopt;
  Adopted adopted = counted(decisions, look.site);
  note(adopted, order.who, ledger, now);
  return adopted;
}

asio::awaitable<void> adopt_now(const Config& config, const std::string& only_site, AdoptOrder order,
                                Ledger& ledger, std::vector<Adopted>& into) {
  const std::vector<Route> routes = config.plain_routes();
  for (const SiteSettings& site : config.sites) {
    if (!only_site.empty() && site.name != only_site) continue;
    Source source(source_options(config, site));
    const std::vector<Subject> by_name = to_ask_by_name(ledger.reports(), site.name);
    const Asked<Look> look = co_await source.look(by_name);
    Adopted adopted{.site = site.name, .routes = {}, .fault = look ? "" : look.error().text};
    if (look) {
      const std::optional<Adopted> done = adopt_look(*look, routes, order, config.name, ledger, now());
      if (done) adopted = *done;
      if (!done) adopted.fault = "the disk is full";
    }
    into.push_back(std::move(adopted));
  }
}

void answer_adopt(Serve& serve, WatchesPort watches) {
  Answering answering = [watches = std::move(watches)](json::object question,
                                                       Asker asker) -> asio::awaitable<Result<json::object>> {
    const std::string only_site = text_in(question, "site");
    const AdoptOrder order{.route = text_in(question, "route"), .who = who_is(asker)};
    std::vector<std::string> sites;
    for (const auto& [site, watch] : watches())
      if (only_site.empty() || only_site == site) sites.push_back(site);
    if (sites.empty() && !only_site.empty()) co_return error("no site " + quoted(only_site) + " is watched");
    json::array list;
    for (const std::string& site : sites) {
      auto adopting = adopt_through(watches, site, order);
      const Adopted adopted = co_await std::move(adopting);
      list.push_back(as_json(adopted));
    }
    co_return json::object{{"sites", std::move(list)}};
  };
  serve.answer("adopt", Right::change, std::move(answering));
}

}  // namespace ilert_bridge
