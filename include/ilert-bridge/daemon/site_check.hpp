// Sites asked for everything they have, well or not: what `check --connect` says of them and of the routes.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "ilert-bridge/core/coverage.hpp"
#include "ilert-bridge/daemon/survey.hpp"

namespace ilert_bridge {

struct SitesCheck {
  explicit SitesCheck(const Config& config);

  Survey survey;
  Coverage coverage;                  // of the sites that could be counted
  std::set<std::string> counted;      // these
  Connection::Deadlines deadlines{};  // of each question
};

// One look at a site, and what follows from it.
boost::asio::awaitable<void> look_into(Source& source, const SurveyBasis& basis,
                                       const std::vector<Route>& routes, SiteSurvey& result);

// Adds one site. Where it is cut off, what was known until then is there.
boost::asio::awaitable<void> check_site(const Config& config, const SiteSettings& site,
                                        const SurveyBasis& basis, SitesCheck& into);

}  // namespace ilert_bridge
