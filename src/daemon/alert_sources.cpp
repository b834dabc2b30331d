#include "ilert-bridge/daemon/alert_sources.hpp"

#include <random>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/orphans.hpp"

namespace ilert_bridge {
namespace {

std::string any_salt() {
  constexpr int letters = 16;
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device chance;
  std::string salt;
  for (int i = 0; i < letters; ++i) salt += digits.at(chance() % digits.size());
  return salt;
}

std::vector<RouteKey> keys_of(const Config& config) {
  std::vector<RouteKey> keys;
  for (const RouteSettings& settings : config.routes)
    keys.push_back({settings.route.name, settings.integration_key.reveal()});
  return keys;
}

std::size_t open_on(const std::string& route, const Ledger& ledger, const std::string& bridge_name) {
  Reports told;
  for (const auto& [subject, by_route] : ledger.reports())
    if (const auto report = by_route.find(route); report != by_route.end()) told[subject].insert(*report);
  return open_in_ilert(told, ledger.journal(), bridge_name).size();
}

void say(const SourceChange& change, const Ledger& ledger, const std::string& bridge_name) {
  const KnownSource& source = change.source;
  if (change.follows) {
    log_warning(
        "the route has another integration key, so another alert source: what lasts is told there, too",
        {{"route", source.route},
         {"open_at_the_old_one", std::to_string(open_on(*change.follows, ledger, bridge_name))},
         {"the_old_one_is_now", *change.follows}});
  } else if (source.state == SourceStanding::working && !change.was.empty() && change.was != source.route) {
    log_notice("the route has another name and the same integration key, so the same alert source",
               {{"route", source.route}, {"was", change.was}});
  }
}

}  // namespace

std::vector<SourceChange> source_changes(const Journal& journal, const Config& config, bool keys_are_known) {
  return source_changes(journal.alert_sources(), keys_of(config), keys_are_known, any_salt());
}

void change_sources(const std::vector<SourceChange>& changes, Ledger& ledger,
                    const std::string& bridge_name) {
  ledger.change_sources(changes, now());
  for (const SourceChange& change : changes) say(change, ledger, bridge_name);
}

}  // namespace ilert_bridge
