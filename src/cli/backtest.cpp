#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <iostream>
#include <list>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/backtest_progress.hpp"
#include "ilert-bridge/cli/backtest_screen.hpp"
#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/journal_filter.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/core/typed.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;

constexpr std::size_t usual_width = 80, narrowest = 40;
constexpr std::size_t losses_said = 5;  // of one object
constexpr Span longest_span = std::chrono::days{366};

struct TimeSpan {
  Time from{}, until{};
  bool to_now = false;
};

// Nothing if it cannot be read, or is none; which was said.
std::optional<TimeSpan> span_of(const BacktestQuestion& question) {
  std::optional<Time> since, until;
  if (!read_time("--since", question.since, since) || !read_time("--until", question.until, until))
    return std::nullopt;
  const Time present = now();
  TimeSpan span{.from = {}, .until = std::min(until.value_or(present), present), .to_now = !until};
  span.from = since.value_or(span.until - std::chrono::days{question.days});
  if (span.from < span.until && span.until - span.from <= longest_span) return span;
  std::cerr << (span.from < span.until ? "--since: more than 366 days are too many\n"
                : until                ? "--since must be before --until, and in the past\n"
                                       : "--since must be in the past\n");
  return std::nullopt;
}

struct Configurations {
  Config first;
  std::optional<Config> other;
};

std::optional<Configurations> configurations_of(const Invocation& invocation) {
  std::optional<Config> first = configured_to_show(invocation);
  if (!first) return std::nullopt;
  Configurations both{std::move(*first), std::nullopt};
  if (!invocation.backtest.with.empty()) {
    both.other = configured_to_show(invocation.backtest.with);
    if (!both.other) return std::nullopt;
  }
  // A route may be of one of them alone.
  Config all = both.first;
  if (both.other) all.routes.insert(all.routes.end(), both.other->routes.begin(), both.other->routes.end());
  if (!is_configured(invocation.choice, all)) return std::nullopt;
  return both;
}

std::vector<Subject> wanted_of(const BacktestQuestion& question, const Config& config) {
  std::vector<std::string> site_names;
  for (const SiteSettings& site : config.sites) site_names.push_back(site.name);
  std::vector<Subject> wanted;
  for (const std::string& asked : question.must) wanted.push_back(typed_subject(asked, {}, site_names));
  return wanted;
}

// False: somebody has stopped it.
bool read_all(const Configurations& both, const TimeSpan& span, const std::vector<Subject>& wanted,
              std::list<SitePast>& into) {
  const NeededAttributes also =
      both.other ? needed_attributes(both.other->plain_routes()) : NeededAttributes{};
  ProgressLine progress;
  bool stopped = false;
  asio::io_context io(1);
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    stopped = true;
    io.stop();
  });
  asio::co_spawn(io,
                 read_past(
                     both.first, span.from, span.until,
                     [&](const PastProgress& reached) { progress.show(reached); }, into, also, wanted),
                 [&](std::exception_ptr thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                   signals.cancel();
                 });
  io.run();
  return !stopped;
}

LocalHours hours_of(const TimeSpan& span) {
  std::map<Time, Span> ahead;
  const auto learn = [&](Time at) {
    const Span zone = zone_ahead(at);
    if (ahead.empty() || ahead.rbegin()->second != zone) ahead.emplace(at, zone);
  };
  for (Time at = std::chrono::floor<std::chrono::hours>(span.from); at <= span.until;
       at += std::chrono::hours{1})
    learn(at);
  return LocalHours{std::move(ahead)};
}

std::vector<TriedSite> sites_of(const std::list<SitePast>& pasts) {
  std::vector<TriedSite> sites;
  for (const SitePast& past : pasts)
    if (past.is_read)
      sites.push_back({.chronicle = &past.chronicle, .today = &past.today, .until = past.until, .past = {}});
  return sites;
}

// `wanted`: what each --must means.
void compare(BacktestStory& story, const std::vector<Route>& routes, const Invocation& invocation,
             const std::vector<Subject>& wanted, const LocalHours& hours) {
  const std::string& only = invocation.choice.route;
  OtherTry& other = story.other.emplace();
  other.file = invocation.backtest.with.native();
  other.tried = tried_with(story.tried, routes);
  other.summary = summary_of(other.tried, routes, story.summary.from, story.summary.until, hours, only);
  other.difference = difference_of(story.tried, other.tried, only);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    other.musts.push_back({.asked = invocation.backtest.must[i],
                           .is_known = is_known(wanted[i], other.tried),
                           .lost = lost_of(wanted[i], other.difference)});
}

// On standard error, so that it is seen beside JSON, too.
bool musts_hold(const BacktestStory& story) {
  if (!story.other) return true;
  bool hold = true;
  for (const MustAnswer& must : story.other->musts) {
    hold = hold && must.holds();
    if (!must.is_known)
      std::cerr << "--must " << quoted(must.asked) << ": no site and no log of that time names it\n";
    for (std::size_t i = 0; i < std::min(must.lost.size(), losses_said); ++i)
      std::cerr << "--must " << quoted(must.asked) << ": lost: " << one_line(text_of(*must.lost[i])) << ": "
                << rule_text(*must.lost[i]) << '\n';
    if (must.lost.size() > losses_said)
      std::cerr << "--must " << quoted(must.asked) << ": and " << must.lost.size() - losses_said << " more\n";
  }
  return hold;
}

void print(const BacktestStory& story, bool as_json) {
  if (as_json) {
    std::cout << boost::json::serialize(json_of(story)) << '\n';
    return;
  }
  const std::size_t terminal = terminal_width();
  const std::size_t width = terminal == 0 ? usual_width : std::max(terminal, narrowest);
  for (const std::string& line : lines_of(story, width)) std::cout << on_screen(line) << '\n';
}

bool all_were_read(const BacktestStory& story) {
  bool all = true;
  for (const PastOfSite& site : story.sites) {
    if (!site.fault.empty())
      std::cerr << "site " << site.site << (site.is_read ? ", not all was read: " : " was not read: ")
                << one_line(site.fault) << '\n';
    all = all && site.fault.empty();
  }
  return all;
}

}  // namespace

int backtest_command(const Invocation& invocation) {
  const std::optional<TimeSpan> span = span_of(invocation.backtest);
  if (!span) return exit_usage;
  const std::optional<Configurations> both = configurations_of(invocation);
  if (!both) return exit_usage;
  const std::vector<Subject> wanted = wanted_of(invocation.backtest, both->first);
  std::list<SitePast> pasts;
  if (!read_all(*both, *span, wanted, pasts)) {
    std::cerr << "stopped; what was read until then would not be the whole answer\n";
    return exit_failed;
  }
  const LocalHours hours = hours_of(*span);
  const std::vector<Route> routes = both->first.plain_routes();
  const std::vector<Route> other_routes = both->other ? both->other->plain_routes() : std::vector<Route>{};
  BacktestStory story;
  story.to_now = span->to_now;
  story.route = invocation.choice.route;
  for (const SitePast& past : pasts) story.sites.push_back(past_of(past));
  story.tried = tried_with(sites_of(pasts), routes);
  story.summary = summary_of(story.tried, routes, span->from, span->until, hours, invocation.choice.route);
  if (both->other) {
    compare(story, other_routes, invocation, wanted, hours);
  } else {
    story.what_ifs = what_ifs(story.tried, routes);
    std::erase_if(story.what_ifs, [&](const WhatIf& it) { return !story.summary.counts(*it.route); });
  }
  const bool sure = all_were_read(story);
  if (!story.tried.empty() || invocation.json) print(story, invocation.json);
  return musts_hold(story) && sure ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
