#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <list>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/explain_screen.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/core/alike.hpp"
#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/daemon/inspect.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t events_kept = 10;
constexpr std::size_t names_offered = 5;

// What the journal has, if there is one.
struct Known {
  std::optional<Journal> journal;
  Reports reports;
  std::set<std::pair<std::string, std::string>> looked_at;
};

Known known_of(const Config& config) {
  Known known;
  std::error_code ignored;
  if (!std::filesystem::exists(config.journal_path, ignored)) return known;
  Result<Journal> journal =
      Journal::open(config.journal_path, Journal::Access::read_only, config.name, now());
  if (!journal) {
    std::cerr << "warning: shown without what ilert was told: " << journal.error().text << '\n';
    return known;
  }
  known.reports = journal->reports();
  known.looked_at = journal->looked_at();
  known.journal = std::move(*journal);
  return known;
}

std::list<Inspection> inspected(const Config& config, const Choice& choice, const Reports& reports) {
  std::list<Inspection> sites;
  const Subject object{.site = choice.site, .host = choice.host, .service = choice.service, .own = {}};
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, inspect(config, object, reports, sites), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  return sites;
}

RouteStory story_on(Explanation explanation, const Subject& subject, const Known& known, Time at) {
  RouteStory story{.explanation = std::move(explanation)};
  const Route& route = *story.explanation.route;
  Budget budget(route.events_per_minute);
  if (known.journal) {
    const Journal& journal = *known.journal;
    story.events = journal.history(route.name, subject, events_kept);
    story.waiting = journal.waiting(route.name);
    story.its_own = journal.waiting_for(route.name, subject);
    budget = Budget(route.events_per_minute, journal.attempts_since(route.name, at - budget_memory));
    const std::vector<Order> orders = journal.orders(route.name, subject, 1);
    if (!orders.empty()) story.order = orders.front();
    if (!story.events.empty()) {
      const auto heard = journal.heard(route.name);
      const auto of_it = heard.find(story.events.front().queued.event.alert_key);
      if (of_it != heard.end()) story.heard = of_it->second;
    }
  }
  story.attempts_left = budget.left(at);
  story.next_attempt = budget.next(at);
  return story;
}

bool known_to_the_journal(const Subject& subject, const Known& known, const std::vector<Route>& routes) {
  if (known.reports.contains(subject)) return true;
  return known.journal && std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
           return !known.journal->history(route.name, subject, 1).empty();
         });
}

ObjectStory story_of(const Inspection& site, const Known& known, const std::vector<Route>& routes,
                     const std::string& only_route) {
  ObjectStory story{.sighting = site.sighting,
                    .fault = site.fault,
                    .journal_known = known.journal.has_value(),
                    .at = now(),
                    .routes = {}};
  Look nothing;
  nothing.site = site.site;
  std::set<std::string, std::less<>> first_look_on;
  for (const Route& route : routes)
    if (!known.looked_at.contains({site.site, route.name})) first_look_on.insert(route.name);
  for (Explanation& one : explain(site.sighting, site.look.value_or(nothing), site.look.has_value(),
                                  known.reports, routes, first_look_on, story.at))
    if (only_route.empty() || one.route->name == only_route)
      story.routes.push_back(story_on(std::move(one), site.sighting.subject, known, story.at));
  std::stable_partition(story.routes.begin(), story.routes.end(),
                        [](const RouteStory& it) { return it.explanation.match.takes(); });
  return story;
}

void say_absent(const Inspection& site) {
  const Subject& subject = site.sighting.subject;
  const bool has_host = !site.services.empty();
  const std::string& word = has_host ? subject.service : subject.host;
  std::cerr << "site " << site.site << ": "
            << (has_host ? "host " + quoted(subject.host) + " has no service " : "there is no host ")
            << quoted(word);
  std::vector<std::string> names = most_alike(word, has_host ? site.services : site.hosts, names_offered);
  for (std::string& name : names) name = quoted(name);
  std::cerr << (names.empty() ? "" : "; is it " + join(names, ", ") + "?") << '\n';
}

void print(const std::vector<ObjectStory>& stories, const Invocation& invocation) {
  if (invocation.json) {
    boost::json::array objects;
    for (const ObjectStory& story : stories) objects.push_back(json_of(story));
    std::cout << boost::json::serialize(objects) << '\n';
    return;
  }
  ScreenSize screen{.all = invocation.choice.all};
  if (const std::size_t width = terminal_width(); width > 0) screen.width = std::max<std::size_t>(width, 40);
  for (const ObjectStory& story : stories)
    for (const std::string& line : lines_of(story, screen)) std::cout << line << '\n';
}

}  // namespace

int explain_command(const Invocation& invocation) {
  const std::optional<Config> config = configured(invocation);
  if (!config || !is_configured(invocation.choice, *config)) return exit_usage;
  const Known known = known_of(*config);
  const std::vector<Route> routes = config->plain_routes();
  const std::list<Inspection> sites = inspected(*config, invocation.choice, known.reports);
  std::vector<ObjectStory> stories;
  bool sure = true;
  for (const Inspection& site : sites) {
    sure = sure && site.look.has_value();
    if (site.exists() || known_to_the_journal(site.sighting.subject, known, routes) || !site.look)
      stories.push_back(story_of(site, known, routes, invocation.choice.route));
  }
  if (stories.empty()) {
    for (const Inspection& site : sites) say_absent(site);
    return exit_failed;
  }
  print(stories, invocation);
  return sure ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
