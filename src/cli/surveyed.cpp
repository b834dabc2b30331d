#include "ilert-bridge/cli/surveyed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "ilert-bridge/daemon/alert_sources.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace {

// As the daemon will know it by this configuration: a route may have another name or key there. Who may not
// read the keys sees what the daemon was configured with.
void go_by_keys(const Config& config, const Journal& journal, SurveyBasis& basis) {
  for (const RouteSettings& settings : config.routes)
    if (settings.integration_key.empty()) return;
  const std::vector<SourceChange> changes = source_changes(journal, config, true);
  basis.reports = reports_after(basis.reports, changes);
  basis.looked_at = looked_at_after(basis.looked_at, changes);
}

}  // namespace

SurveyBasis basis_of_survey(const Config& config, std::string& why) {
  SurveyBasis basis;
  std::error_code ignored;
  if (!std::filesystem::exists(config.journal_path, ignored)) return basis;
  const Result<Journal> journal =
      Journal::open(config.journal_path, Journal::Access::read_only, config.name, now());
  if (journal) {
    basis.reports = journal->reports();
    basis.looked_at = journal->looked_at();
    go_by_keys(config, *journal, basis);
  } else {
    why = journal.error().text;
  }
  return basis;
}

Reports survey_now(const Config& config, Survey& into) {
  std::string why;
  SurveyBasis basis = basis_of_survey(config, why);
  if (!why.empty()) std::cerr << "warning: shown without what ilert was told: " << why << '\n';
  Reports reports = basis.reports;
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, survey(config, std::move(basis), into), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  return reports;
}

}  // namespace ilert_bridge
