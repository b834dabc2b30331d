#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/cli/person.hpp"
#include "ilert-bridge/cli/surveyed.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/cli/taken_now.hpp"
#include "ilert-bridge/core/adopt.hpp"
#include "ilert-bridge/daemon/adopt.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

// As the owner of the journal, with looks of its own.
Result<json::array> adopt_here(const Config& config, const Choice& choice) {
  const Result<void> became = become_owner_of(config.journal_path);
  if (!became) return became.error();
  Result<Journal> journal = Journal::open(config.journal_path, Journal::Access::own, config.name, now());
  if (!journal) return journal.error();
  Ledger ledger(std::move(*journal));
  std::vector<Adopted> sites;
  boost::asio::io_context io(1);
  AdoptOrder order{.route = choice.route, .who = who_types()};
  boost::asio::co_spawn(io, adopt_now(config, choice.site, std::move(order), ledger, sites),
                        [](std::exception_ptr thrown) {
                          if (thrown) std::rethrow_exception(thrown);
                        });
  io.run();
  json::array list;
  for (const Adopted& site : sites) list.push_back(as_json(site));
  return list;
}

auto ask_to_adopt(const std::filesystem::path& journal, const Choice& choice) {
  return ask_daemon(journal, {{"ask", "adopt"}, {"site", choice.site}, {"route", choice.route}});
}

Result<json::array> adopt(const Config& config, const Choice& choice) {
  const auto answer = ask_to_adopt(config.journal_path, choice);
  if (answer) return answer->at("sites").as_array();
  if (answer.error().kind != ControlFault::Kind::nobody) return error(answer.error().text);
  Result<json::array> here = adopt_here(config, choice);
  if (!here) return error(here.error().text + "; its control socket does not answer: " + answer.error().text);
  return here;
}

bool print(const json::object& site) {
  const std::string name{site.at("site").as_string()};
  if (const json::value* const fault = site.if_contains("fault")) {
    std::cerr << "site " << name << ": " << one_line(fault->as_string()) << '\n';
    return false;
  }
  const json::object& routes = site.at("routes").as_object();
  for (const auto& [route, count] : routes)
    std::cout << "site " << name << ", route " << std::string_view{route.data(), route.size()} << ": "
              << count.at("dismissed").to_number<std::size_t>() << " problems count as known, "
              << count.at("removed").to_number<std::size_t>() << " missing objects as removed, "
              << count.at("unrouted").to_number<std::size_t>() << " alerts leave the route\n";
  if (routes.empty()) std::cout << "site " << name << ": nothing to adopt\n";
  return true;
}

// The keys are not for us to read, nor the journal: what the daemon has read of the configuration counts.
Result<json::array> adopt_through_daemon(const std::filesystem::path& journal, const Choice& choice) {
  const auto answer = ask_to_adopt(journal, choice);
  if (answer) return answer->at("sites").as_array();
  if (answer.error().kind != ControlFault::Kind::nobody) return error(answer.error().text);
  return error("no daemon answers, and without one this is for root and its user: " + answer.error().text);
}

int tell(const Result<json::array>& sites, bool as_json) {
  if (!sites) {
    std::cerr << sites.error().text << '\n';
    return exit_failed;
  }
  if (as_json) std::cout << json::serialize(*sites) << '\n';
  bool all = true;
  for (const json::value& site : *sites)
    all = (as_json ? !site.as_object().contains("fault") : print(site.as_object())) && all;
  return all ? exit_done : exit_failed;
}

// What ilert has not been told for certain: it is silenced, too.
Untold untold_of(const Reports& reports, const TakenNow& taken) {
  Untold untold;
  for (const auto& [subject, on_routes] : reports)
    for (const auto& [route, report] : on_routes)
      if (!subject.is_own() && report.told == Told::open &&
          is_untaken(alert_state(report, taken.of(subject, route), false)))
        untold.emplace(subject, route);
  return untold;
}

struct Preview {
  TextTable table{{"OBJECT", "STATE", "FOR", "ROUTE", "WOULD"}};
  json::array list;
  std::size_t silenced = 0, others = 0;
  bool sure = true;
};

std::string would(const Decision& decision) {
  if (decision.step.after.told == Told::dismissed) return "call nobody until over or more urgent";
  return decision.verdict.reason == Reason::unrouted ? "leave the route" : "count as removed";
}

void preview_of(const SiteSurvey& site, const Reports& reports, const Untold& untold,
                const std::vector<Route>& routes, const Choice& choice, Preview& preview) {
  if (!choice.site.empty() && choice.site != site.site) return;
  if (!site.look) {
    std::cerr << "site " << site.site << ": " << one_line(site.fault) << '\n';
    preview.sure = false;
    return;
  }
  for (const Decision& decision :
       adoption(*site.look, reports, untold, routes, choice.route, site.look->at)) {
    const Observation& seen = decision.sighting->observation;
    const bool is_seen = decision.sighting->presence == Presence::seen;
    const bool has_age = is_seen && seen.last_state_change != Time{};
    ++(decision.step.after.told == Told::dismissed ? preview.silenced : preview.others);
    preview.list.push_back(json::object{{"site", clean(decision.subject.site)},
                                        {"host", clean(decision.subject.host)},
                                        {"service", clean(decision.subject.service)},
                                        {"route", decision.route->name},
                                        {"would", would(decision)}});
    preview.table.add({to_text(decision.subject),
                       std::string{name(is_seen ? seen.state : decision.before.state)},
                       has_age ? age_text(site.look->at - seen.last_state_change) : "", decision.route->name,
                       would(decision)});
  }
}

// As the sites and the journal are now; what the adoption finds in a moment counts.
Preview preview_of(const Config& config, const Choice& choice) {
  Survey survey;
  const Reports reports = survey_now(config, survey).reports;
  const Untold untold = untold_of(reports, TakenNow::read(config, now()));
  Preview preview;
  for (const SiteSurvey& site : survey.sites)
    preview_of(site, reports, untold, survey.routes, choice, preview);
  return preview;
}

// Nothing but a clear yes counts.
bool agrees(const Preview& preview) {
  std::cout << "Nobody will be called for " << counted(preview.silenced, "problem")
            << " until over and back, or more urgent";
  if (preview.others > 0) std::cout << ", and " << counted(preview.others, "other object") << " as shown";
  std::cout << ".\nAdopt? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return lower(answer) == "y" || lower(answer) == "yes";
}

// A daemon may look where we may not: then nothing can be asked, for what is shown is not all.
enum class Consent { given, refused, not_needed, nobody_to_ask, nothing_to_ask };

Consent consent_to(const Preview& preview, const Invocation& invocation) {
  if (invocation.json && invocation.dry_run) {
    std::cout << json::serialize(preview.list) << '\n';
    return Consent::not_needed;
  }
  std::ostream& out = invocation.json ? std::cerr : std::cout;
  if (preview.table.empty() && preview.sure) {
    if (invocation.json) std::cout << "[]\n";
    out << (invocation.json ? "" : "nothing to adopt\n");
    return Consent::not_needed;
  }
  if (!preview.table.empty()) out << on_screen(preview.table.text(terminal_width()));
  if (invocation.dry_run) return Consent::not_needed;
  if (!preview.sure) return Consent::nothing_to_ask;
  if (isatty(STDIN_FILENO) == 0) return Consent::nobody_to_ask;
  return agrees(preview) ? Consent::given : Consent::refused;
}

// What comes before anything is adopted; or the exit status, where that is all.
std::optional<int> asked_first(const Config& config, const Invocation& invocation) {
  if (invocation.yes && !invocation.dry_run) return std::nullopt;
  const Preview preview = preview_of(config, invocation.choice);
  switch (consent_to(preview, invocation)) {
    case Consent::given:
      return std::nullopt;
    case Consent::not_needed:
      return preview.sure ? exit_done : exit_failed;
    case Consent::refused:
      std::cout << "nothing is adopted\n";
      return exit_failed;
    case Consent::nobody_to_ask:
      std::cerr << "there is no terminal to ask at: add --yes if you mean it\n";
      return exit_usage;
    case Consent::nothing_to_ask:
      break;
  }
  std::cerr << "not all that it would silence can be shown: "
            << (::geteuid() == 0 ? "name a site that answers, with --site" : "run it as root")
            << ", or add --yes if you mean it all the same\n";
  return exit_usage;
}

}  // namespace

int adopt_command(const Invocation& invocation) {
  if (const Result<LocatedJournal> journal = located_journal(invocation);
      journal && is_kept_from_us(journal->path)) {
    if (invocation.yes && !invocation.dry_run)
      return tell(adopt_through_daemon(journal->path, invocation.choice), invocation.json);
    std::cerr << "what it would silence cannot be shown to this user, who may not read "
              << journal->path.string() << ": add --yes if you mean it all the same\n";
    return exit_usage;
  }
  const std::optional<Config> shown = configured_to_show(invocation);
  if (!shown || !is_configured(invocation.choice, *shown)) return exit_usage;
  if (const std::optional<int> status = asked_first(*shown, invocation)) return *status;
  return tell(adopt(*shown, invocation.choice), invocation.json);
}

}  // namespace ilert_bridge
