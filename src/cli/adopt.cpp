#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/cli/person.hpp"
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

}  // namespace

int adopt_command(const Invocation& invocation) {
  if (const Result<LocatedJournal> journal = located_journal(invocation);
      journal && is_kept_from_us(journal->path))
    return tell(adopt_through_daemon(journal->path, invocation.choice), invocation.json);
  const std::optional<Config> config = configured(invocation);
  if (!config || !is_configured(invocation.choice, *config)) return exit_usage;
  return tell(adopt(*config, invocation.choice), invocation.json);
}

}  // namespace ilert_bridge
