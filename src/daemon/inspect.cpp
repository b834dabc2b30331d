#include "ilert-bridge/daemon/inspect.hpp"

#include <algorithm>

#include "ilert-bridge/daemon/survey.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

Sighting sighting_of(const Subject& subject, const Look& look) {
  const auto found = std::find_if(look.sightings.begin(), look.sightings.end(),
                                  [&](const Sighting& it) { return it.subject == subject; });
  if (found != look.sightings.end()) return *found;
  return {.subject = subject, .presence = Presence::unknown, .observation = {}};
}

// The names only help somebody who mistyped one; without them it is still known that there is no such object.
asio::awaitable<void> fetch_names(Source& source, Inspection& into) {
  const Subject& subject = into.sighting.subject;
  if (subject.is_service()) {
    Asked<std::vector<std::string>> services = co_await source.service_names(subject.host);
    if (services) into.services = std::move(*services);
  }
  if (!into.services.empty()) co_return;
  Asked<std::vector<std::string>> hosts = co_await source.host_names();
  if (hosts) into.hosts = std::move(*hosts);
}

asio::awaitable<void> inspect_site(Source& source, std::vector<Subject> by_name, Inspection& into) {
  Asked<Look> look = co_await source.look(by_name);
  if (!look) {
    into.fault = look.error().text;
    co_return;
  }
  into.look = std::move(*look);
  into.sighting = sighting_of(into.sighting.subject, *into.look);
  if (into.sighting.presence == Presence::unknown) into.fault = source.away();
  if (into.sighting.presence == Presence::absent) co_await fetch_names(source, into);
}

}  // namespace

asio::awaitable<void> inspect(const Config& config, Subject object, const Reports& reports,
                              std::list<Inspection>& into) {
  for (const SiteSettings& site : config.sites) {
    if (!object.site.empty() && object.site != site.name) continue;
    Inspection& one = into.emplace_back();
    one.site = site.name;
    one.sighting = {.subject = object, .presence = Presence::unknown, .observation = {}};
    one.sighting.subject.site = site.name;
    std::vector<Subject> by_name = to_ask_by_name(reports, site.name);
    by_name.push_back(one.sighting.subject);
    Source source(source_options(config, site));
    co_await inspect_site(source, std::move(by_name), one);
  }
}

}  // namespace ilert_bridge
