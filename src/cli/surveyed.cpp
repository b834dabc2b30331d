#include "ilert-bridge/cli/surveyed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/daemon/alert_sources.hpp"
#include "ilert-bridge/daemon/orphans.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace {

// Another key takes nothing over: what is open stays at the source that took it.
Reports renamed(const Reports& reports, const std::vector<SourceChange>& changes) {
  Reports after;
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route) after[subject].emplace(name_after(changes, route), report);
  return after;
}

std::set<std::string> without_key(const Journal& journal, const std::vector<SourceChange>& changes) {
  std::map<std::int64_t, KnownSource> sources;
  for (KnownSource& source : journal.alert_sources()) sources[source.id] = std::move(source);
  for (const SourceChange& change : changes) sources[change.source.id] = change.source;
  std::set<std::string> names;
  for (const auto& [unused, source] : sources)
    if (source.state == SourceStanding::gone) names.insert(source.route);
  return names;
}

// As the daemon will know it by this configuration: a route may have another name or key there. Who may not
// read the keys sees what the daemon was configured with.
std::vector<SourceChange> changes_by_keys(const Config& config, const Journal& journal) {
  for (const RouteSettings& settings : config.routes)
    if (settings.integration_key.empty()) return {};
  return source_changes(journal, config, true);
}

void read(const Config& config, const Journal& journal, SurveyBasis& basis) {
  const std::vector<SourceChange> changes = changes_by_keys(config, journal);
  const Reports reports = journal.reports();
  basis.reports = reports_after(reports, changes);
  basis.open = renamed(open_in_ilert(reports, journal, config.name), changes);
  basis.looked_at = looked_at_after(journal.looked_at(), changes);
  basis.without_key = without_key(journal, changes);
}

}  // namespace

SurveyBasis basis_of_survey(const Config& config, std::string& why) {
  SurveyBasis basis;
  const ShownJournal shown = journal_to_show(config, now());
  why = shown.unread;
  if (shown.journal) read(config, *shown.journal, basis);
  return basis;
}

SurveyBasis survey_now(const Config& config, Survey& into) {
  std::string why;
  const SurveyBasis basis = basis_of_survey(config, why);
  if (!why.empty()) std::cerr << "warning: shown without what ilert was told: " << why << '\n';
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, survey(config, basis, into), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  return basis;
}

}  // namespace ilert_bridge
