#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <list>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/explain_screen.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/cli/taken_now.hpp"
#include "ilert-bridge/core/alike.hpp"
#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/core/typed.hpp"
#include "ilert-bridge/daemon/inspect.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t events_kept = 10;
constexpr std::size_t many = 1000;
constexpr std::size_t names_offered = 5;

// What the journal has, if there is one.
struct Known {
  std::optional<Journal> journal;
  std::string unread;  // why not, where there is one
  Reports reports;
  std::set<std::pair<std::string, std::string>> looked_at;
  TakenNow taken;
};

Known known_of(const Config& config) {
  Known known;
  ShownJournal shown = journal_to_show(config, now());
  known.unread = std::move(shown.unread);
  if (!known.unread.empty())
    std::cerr << "warning: shown without what ilert was told: " << known.unread << '\n';
  if (!shown.journal) return known;
  known.reports = shown.journal->reports();
  known.looked_at = shown.journal->looked_at();
  known.taken = TakenNow(*shown.journal, config, now());
  known.journal = std::move(shown.journal);
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

// The record of an `adopt` says which site and route it was about, and when; the report when it was
// dismissed.
std::optional<ByHand> adopted_by(const Explanation& one, const Subject& subject, const Known& known) {
  const Report& report = one.decision.before;
  if (!known.journal || report.told != Told::dismissed || !report.remark.empty()) return std::nullopt;
  const std::string begin = "adopt: site " + subject.site + ", route " + one.route->name + ",";
  std::optional<ByHand> adopted;
  for (const ByHand& done : known.journal->done_by_hand(report.told_at, many))
    if (done.what.starts_with(begin)) adopted = done;  // the first one after it
  return adopted;
}

RouteStory story_on(Explanation explanation, const Subject& subject, const Known& known, Time at) {
  RouteStory story{.explanation = std::move(explanation), .is_known = known.unread.empty()};
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
  }
  story.adopted = adopted_by(story.explanation, subject, known);
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

bool is_troubled_service_of(const Subject& host, const Sighting& other) {
  return other.subject.is_service() && other.subject.host == host.host && other.presence == Presence::seen &&
         other.observation.checked && !is_good(other.observation.state);
}

ObjectStory story_of(const Inspection& site, const Known& known, const std::vector<Route>& routes,
                     const std::string& only_route) {
  ObjectStory story{.sighting = site.sighting,
                    .fault = site.fault,
                    .journal_known = known.journal.has_value(),
                    .at = now(),
                    .routes = {},
                    .services = {}};
  Look nothing;
  nothing.site = site.site;
  std::set<std::string, std::less<>> first_look_on;
  for (const Route& route : routes)
    if (!known.looked_at.contains({site.site, route.name})) first_look_on.insert(route.name);
  for (Explanation& one :
       explain(site.sighting, site.look.value_or(nothing), site.look.has_value(), known.reports, routes,
               first_look_on, known.taken.of(site.sighting.subject), story.at))
    if (only_route.empty() || one.route->name == only_route)
      story.routes.push_back(story_on(std::move(one), site.sighting.subject, known, story.at));
  if (site.look && site.sighting.subject.is_host())
    for (const Sighting& other : site.look->sightings)
      if (is_troubled_service_of(site.sighting.subject, other)) story.services.push_back(other);
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
    for (const std::string& line : lines_of(story, screen)) std::cout << on_screen(line) << '\n';
}

// The object as it was typed; nothing if two different sites are named.
std::optional<Choice> choice_of(const Choice& asked, const Config& config) {
  std::vector<std::string> sites;
  for (const SiteSettings& site : config.sites) sites.push_back(site.name);
  const Subject typed = typed_subject(asked.host, asked.words, sites);
  Choice choice = asked;
  choice.host = typed.host;
  choice.service = typed.service;
  if (choice.site.empty()) choice.site = typed.site;
  if (typed.site.empty() || choice.site == typed.site) return choice;
  std::cerr << quoted(asked.host) << " is of site " << typed.site << ", and --site says "
            << quoted(asked.site) << '\n';
  return std::nullopt;
}

}  // namespace

int explain_command(const Invocation& invocation) {
  const std::optional<Config> config = configured_to_show(invocation);
  if (!config || !is_configured(invocation.choice, *config)) return exit_usage;
  const std::optional<Choice> choice = choice_of(invocation.choice, *config);
  if (!choice) return exit_usage;
  const Known known = known_of(*config);
  const std::vector<Route> routes = config->plain_routes();
  const std::list<Inspection> sites = inspected(*config, *choice, known.reports);
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
