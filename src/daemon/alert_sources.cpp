#include "ilert-bridge/daemon/alert_sources.hpp"

#include <algorithm>
#include <random>

#include "ilert-bridge/base/log.hpp"

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

bool is_open(const Report& report) { return report.told == Told::open || report.told == Told::accepted; }

std::size_t open_on(const Reports& reports, const std::string& route) {
  return static_cast<std::size_t>(std::count_if(reports.begin(), reports.end(), [&](const auto& it) {
    const auto report = it.second.find(route);
    return report != it.second.end() && is_open(report->second);
  }));
}

void say(const SourceChange& change, const Reports& reports) {
  const KnownSource& source = change.source;
  if (change.follows) {
    log_warning(
        "the route has another integration key, so another alert source: what lasts is told there, too",
        {{"route", source.route},
         {"open_at_the_old_one", std::to_string(open_on(reports, *change.follows))},
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

void change_sources(const std::vector<SourceChange>& changes, Ledger& ledger) {
  ledger.change_sources(changes, now());
  for (const SourceChange& change : changes) say(change, ledger.reports());
}

}  // namespace ilert_bridge
