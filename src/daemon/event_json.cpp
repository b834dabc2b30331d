#include "ilert-bridge/daemon/event_json.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace json = boost::json;

json::object as_json(const Entry& entry) {
  const Event& event = entry.queued.event;
  json::object object{{"id", event.id},
                      {"recordedAt", rfc3339(event.recorded_at)},
                      {"occurredAt", rfc3339(event.occurred_at)},
                      {"route", event.route},
                      {"alertKey", event.alert_key},
                      {"site", event.subject.is_own() ? std::string{} : clean(event.subject.site)},
                      {"host", clean(event.subject.host)},
                      {"service", clean(event.subject.service)},
                      {"own", event.subject.own},
                      {"name", event.subject.is_own() ? clean(event.subject.site) : std::string{}},
                      {"type", name(event.type)},
                      {"reason", name(event.reason)},
                      {"because", name(event.because)},
                      {"state", name(event.state)},
                      {"priority", name(event.priority)},
                      {"summary", event.summary},
                      {"settled", name(entry.settled)},
                      {"attempts", entry.queued.attempts}};
  if (entry.settled_at) object["settledAt"] = rfc3339(*entry.settled_at);
  if (entry.superseded_by != 0) object["supersededBy"] = entry.superseded_by;
  if (event.stands_for > 1) object["standsFor"] = event.stands_for;
  if (event.first_at) object["firstAt"] = rfc3339(*event.first_at);
  return object;
}

}  // namespace ilert_bridge
