#include "ilert-bridge/daemon/site_check.hpp"

#include "ilert-bridge/core/manner.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Table both_tables[] = {Table::hosts, Table::services};
constexpr std::size_t plenty = 1'000'000;  // rows of one answer: not every server says how many it has

// All of it or nothing: half a site would make of its other half names that nobody has.
asio::awaitable<Asked<void>> count_everything(Source& source, const SiteSettings& site,
                                              const std::vector<Route>& routes, Coverage& into) {
  Coverage coverage = into;
  for (const Table table : both_tables) {
    const Observer observer{table, source.capabilities(), needed_attributes(routes)};
    Query query{name(table)};
    query.columns(observer.columns().names()).auth_user(site.auth_user).at_most(plenty);
    RowReader::OnRow on_row = [&](Row&& row) {
      const Sighting one = observer.sighting(site.name, row);
      coverage.add(one.subject, one.observation);
    };
    auto asking = source.rows(query, std::move(on_row));
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
  }
  into = std::move(coverage);
  co_return no_failure;
}

asio::awaitable<void> learn_manner(Source& source, const SiteSettings& site, Effort effort,
                                   SiteSurvey& result) {
  source.hang_up();  // two connections at most, and the daemon may have both
  auto learning = source.learn_to_wait();
  const Asked<Waits> waits = co_await std::move(learning);
  const bool wakes = waits && (*waits == Waits::bare || *waits == Waits::condition);
  const WakeDoubt doubt = !waits ? WakeDoubt::no_second : wakes ? WakeDoubt::none : WakeDoubt::unable;
  const std::string fault = waits ? std::string{} : waits.error().text;
  result.watching = manner_of(doubt, fault, site.poll_interval, rest_after(effort), effort).words;
  result.capabilities = source.capabilities();
}

}  // namespace

SitesCheck::SitesCheck(const Config& config) : survey{config.plain_routes(), {}}, coverage(survey.routes) {}

asio::awaitable<void> check_site(const Config& config, const SiteSettings& site, const SurveyBasis& basis,
                                 SitesCheck& into) {
  SourceOptions options = source_options(config, site);
  options.deadlines = into.deadlines;
  Source source(std::move(options));
  SiteSurvey& result = into.survey.sites.emplace_back();
  auto looking = look_into(source, basis, into.survey.routes, result);
  co_await std::move(looking);
  if (!result.look) co_return;
  const Effort effort = source.take_effort();
  auto sizing = source.size();
  const Asked<Source::Size> size = co_await std::move(sizing);
  if (size) result.size = *size;
  auto counting = count_everything(source, site, into.survey.routes, into.coverage);
  const Asked<void> counted = co_await std::move(counting);
  if (counted)
    into.counted.insert(site.name);
  else
    result.fault = counted.error().text;
  auto learning = learn_manner(source, site, effort, result);
  co_await std::move(learning);
}

}  // namespace ilert_bridge
