// What a completion asks while somebody types: quick, silent, and better no name than a wrong word.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <iostream>
#include <list>
#include <set>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/livestatus/beginning.hpp"

namespace ilert_bridge {
namespace {

constexpr unsigned patience_seconds = 2;
constexpr std::size_t events_offered = 100;

struct Offer {
  std::string name;
  std::string remark = {};
};
using Offers = std::vector<Offer>;

// Whatever hangs, a disk or a name server: nobody waits longer.
void end_in_time() {
  ::signal(SIGALRM, [](int) { ::_exit(exit_done); });
  ::alarm(patience_seconds);
}

Offers fixed(std::initializer_list<std::string_view> names) {
  Offers offers;
  for (const std::string_view name : names) offers.push_back({std::string{name}});
  return offers;
}

template <class All, class NameOf>
Offers named(const All& all, NameOf name_of) {
  Offers offers;
  for (const auto& one : all) offers.push_back({name_of(one)});
  return offers;
}

Offers objects(const Config& config, const Choice& choice, const Beginning& beginning) {
  std::list<std::vector<std::string>> found;
  boost::asio::io_context io(1);
  for (const SiteSettings& site : config.sites) {
    if (!choice.site.empty() && choice.site != site.name) continue;
    auto& names = found.emplace_back();
    boost::asio::co_spawn(io, names_beginning(site.endpoint, names_query(beginning, site.auth_user)),
                          [&names](const std::exception_ptr& thrown, Asked<std::vector<std::string>> asked) {
                            if (!thrown && asked) names = std::move(*asked);
                          });
  }
  io.run_for(std::chrono::milliseconds{1500});
  Offers offers;
  for (const auto& names : found)
    for (const std::string& name : names) offers.push_back({name});
  return offers;
}

Offers events(const Invocation& asked, bool unsent) {
  const Result<Journal> journal = journal_to_read(asked);
  if (!journal) return {};
  Filter filter{.limit = events_offered};
  std::vector<Entry> entries;
  for (const Settled settled : {Settled::parked, Settled::waiting}) {
    if (unsent) filter.settled = settled;
    std::vector<Entry> some = journal->list(filter);
    std::move(some.begin(), some.end(), std::back_inserter(entries));
    if (!unsent) break;
  }
  Offers offers;
  for (const Entry& entry : entries) {
    const Event& event = entry.queued.event;
    offers.push_back({std::to_string(event.id), std::string{name(event.type)} + ' ' + to_text(event.subject) +
                                                    ", " + std::string{name(entry.settled)}});
  }
  return offers;
}

Offers offered(const Invocation& asked) {
  const std::string& kind = asked.completion.kind;
  if (kind == "shells") return fixed({"bash", "fish", "zsh"});
  if (kind == "states") return fixed({"waiting", "delivered", "parked", "superseded", "dropped"});
  if (kind == "events" || kind == "unsent") return events(asked, kind == "unsent");
  // What is wrong with the configuration is for `check` to say: what can be read of it will do.
  const Config config = load_config(asked.config_file, Surroundings::of_process()).config;
  if (kind == "sites") return named(config.sites, [](const SiteSettings& site) { return site.name; });
  if (kind == "routes")
    return named(config.routes, [](const RouteSettings& route) { return route.route.name; });
  if (kind != "hosts" && kind != "services") return {};
  const bool services = kind == "services";
  return objects(config, asked.choice,
                 {.letters = asked.completion.letters,
                  .of_services = services,
                  .host = services ? asked.choice.host : ""});
}

// A line each, so a name that breaks a line is none; nor is one that plays with the terminal.
bool can_be_typed(const std::string& name) {
  return !name.empty() && clean(name) == name && name.find_first_of("\n\t") == std::string::npos;
}

}  // namespace

int names_command(const Invocation& asked) {
  end_in_time();
  if (std::freopen("/dev/null", "w", stderr) == nullptr) return exit_done;
  std::set<std::string> said;
  for (const Offer& offer : offered(asked)) {
    if (!offer.name.starts_with(asked.completion.letters) || !can_be_typed(offer.name)) continue;
    if (!said.insert(offer.name).second) continue;
    std::cout << offer.name << (offer.remark.empty() ? "" : "\t" + one_line(offer.remark)) << '\n';
  }
  return exit_done;
}

}  // namespace ilert_bridge
