// One look at every site without telling anybody: what `problems` shows and `check --connect` asks.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/livestatus/source.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

// What a site's source and the HTTP client need to know, from the configuration.
SourceOptions source_options(const Config& config, const SiteSettings& site);
HttpOptions http_options(const IlertSettings& ilert);
// The same way, to a host that has nothing to do with who signs for ilert.
HttpOptions heartbeat_http_options(const IlertSettings& ilert);

struct SiteSurvey {
  std::string site;
  Capabilities capabilities;
  Source::Size size;
  std::string watching;             // with the size: how the daemon will watch it, in words
  std::optional<Look> look;         // nothing: `fault` says why
  std::string fault;                // with a look: what it did without, and why
  std::string period_doubt;         // likewise, of the routes' time periods (Source::period_doubt)
  std::vector<Decision> decisions;  // point into `look` and the survey's routes
};

struct Survey {
  std::vector<Route> routes;
  std::list<SiteSurvey> sites;
};

struct SurveyBasis {
  Reports reports;
  std::set<std::pair<std::string, std::string>> looked_at;
  Reports open;                       // of the reports, what may be open in ilert
  std::set<std::string> without_key;  // routes of the reports whose key nobody has any more
  bool with_size = false;
};

// Asks the sites one after the other.
boost::asio::awaitable<void> survey(const Config& config, SurveyBasis basis, Survey& into);

}  // namespace ilert_bridge
