#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/check_parts.hpp"
#include "ilert-bridge/cli/check_routes.hpp"
#include "ilert-bridge/cli/surveyed.hpp"
#include "ilert-bridge/daemon/site_check.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// Within the patience of the whole, so that the text says what did not answer.
constexpr Connection::Deadlines deadlines{.connect = std::chrono::seconds{5},
                                          .silence = std::chrono::seconds{8},
                                          .answer = std::chrono::seconds{9}};

// Whether it came to its end in time. Else its coroutine ends with the context.
bool ask(const Config& config, const SiteSettings& site, const SurveyBasis& basis, SitesCheck& check) {
  bool finished = false;
  asio::io_context io(1);
  asio::co_spawn(io, check_site(config, site, basis, check), [&](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
    finished = true;
  });
  io.run_for(part_patience);
  return finished;
}

std::string who_it_is(const SiteSurvey& site) {
  return "answers, " + std::string{name(site.capabilities.flavour)} + " " + site.capabilities.version + ", " +
         std::to_string(site.size.hosts) + " hosts, " + std::to_string(site.size.services) + " services" +
         (site.watching.empty() ? "" : "; " + site.watching);
}

void say(const SiteSurvey& site, bool finished, CheckReport& report) {
  CheckLine line{.part = "site", .name = site.site};
  const std::string late = "no complete answer within " + std::to_string(part_patience.count()) + " s";
  if (!site.look) {
    line.outcome = CheckOutcome::failed;
    line.text = finished ? site.fault : late;
    return report.say(line);
  }
  line.text = who_it_is(site);
  line.figures = {{"flavour", name(site.capabilities.flavour)},
                  {"version", one_line(site.capabilities.version)},
                  {"hosts", site.size.hosts},
                  {"services", site.size.services}};
  report.say(line);
  if (!site.period_doubt.empty())
    report.say(CheckLine{.part = "site",
                         .name = site.site,
                         .outcome = CheckOutcome::warning,
                         .text = "a route's time_period " + site.period_doubt});
  if (finished && site.fault.empty()) return;
  report.say(CheckLine{.part = "site",
                       .name = site.site,
                       .outcome = CheckOutcome::failed,
                       .text = "in part: " + (site.fault.empty() ? late : site.fault)});
}

void say_routes(const SitesCheck& check, CheckReport& report) {
  std::vector<std::string> uncounted;
  std::vector<const Decision*> decisions;
  bool any_looked_at = false;
  for (const SiteSurvey& site : check.survey.sites) {
    if (!check.counted.contains(site.site)) uncounted.push_back(site.site);
    any_looked_at = any_looked_at || site.look.has_value();
    for (const Decision& decision : site.decisions) decisions.push_back(&decision);
  }
  if (!check.counted.empty())
    for (const CheckLine& line : lines_of_coverage(check.coverage, check.survey.routes, uncounted))
      report.say(line);
  if (!any_looked_at) return;
  for (const CheckLine& line : lines_of_changes(decisions, check.survey.routes)) report.say(line);
}

}  // namespace

void check_sites(const Config& config, const std::set<std::string>& kept_keys, CheckReport& report) {
  std::string why;
  const SurveyBasis basis = basis_of_survey(config, why);
  if (!why.empty())
    report.say(CheckLine{.part = "journal",
                         .name = {},
                         .outcome = CheckOutcome::warning,
                         .text = "what follows is without what ilert was told: " + why});
  SitesCheck check(config);
  check.deadlines = deadlines;
  for (const SiteSettings& site : config.sites) {
    const bool finished = ask(config, site, basis, check);
    say(check.survey.sites.back(), finished, report);
  }
  say_routes(check, report);
  std::vector<std::string> sites;
  for (const SiteSettings& site : config.sites) sites.push_back(site.name);
  const JournalledAlerts alerts{
      .told = basis.reports, .open = basis.open, .without_key = basis.without_key, .kept_keys = kept_keys};
  for (const CheckLine& line : lines_of_leaving(alerts, sites, check.survey.routes)) report.say(line);
}

}  // namespace ilert_bridge
