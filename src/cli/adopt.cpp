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

Result<json::array> adopt(const Config& config, const Choice& choice) {
  const auto answer =
      ask_daemon(config.journal_path, {{"ask", "adopt"}, {"site", choice.site}, {"route", choice.route}});
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
              << count.at("removed").to_number<std::size_t>() << " missing objects as removed\n";
  if (routes.empty()) std::cout << "site " << name << ": nothing to adopt\n";
  return true;
}

}  // namespace

int adopt_command(const Invocation& invocation) {
  const std::optional<Config> config = configured(invocation);
  if (!config || !is_configured(invocation.choice, *config)) return exit_usage;
  const Result<json::array> sites = adopt(*config, invocation.choice);
  if (!sites) {
    std::cerr << sites.error().text << '\n';
    return exit_failed;
  }
  if (invocation.json) std::cout << json::serialize(*sites) << '\n';
  bool all = true;
  for (const json::value& site : *sites)
    all = (invocation.json ? !site.as_object().contains("fault") : print(site.as_object())) && all;
  return all ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
