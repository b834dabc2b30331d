#include "ilert-bridge/daemon/status_json.hpp"

#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

json::value as_json(const std::optional<Time>& time) {
  return time ? json::value(rfc3339(*time)) : json::value(nullptr);
}

// A time that nobody knows is none, not 1970.
json::value as_json(Time time) { return time == Time{} ? json::value(nullptr) : json::value(rfc3339(time)); }

// What the journal says, where it could be read.
template <class Value>
json::value known(const Status& status, const Value& value) {
  return status.journal.is_known() ? json::value_from(value) : json::value(nullptr);
}

void add(json::object& object, const Judgement& judgement) {
  object["condition"] = name(judgement.condition);
  object["cause"] = clean(judgement.cause);
  object["since"] = as_json(judgement.since);
  object["remedy"] = clean(judgement.remedy);
}

json::object as_json(const SiteStatus& site, const Status& status) {
  json::object object{{"name", site.name},
                      {"address", clean(site.address)},
                      {"flavour", site.flavour},
                      {"version", clean(site.version)},
                      {"answeredAt", as_json(site.answered_at)},
                      {"silentSince", as_json(site.silent_since)},
                      {"fault", clean(site.fault)},
                      {"coreStillSince", as_json(site.core_still_since)},
                      {"coreFault", clean(site.core_fault)},
                      {"coreRemedy", clean(site.core_remedy)},
                      {"unreadSince", as_json(site.unread_since)},
                      {"unread", clean(site.unread)},
                      {"pollIntervalMs", site.poll_interval.count()},
                      {"silentAfterMs", site.silent_after.count()},
                      {"lookMs", site.look_took.count()},
                      {"woken", site.woken},
                      {"pauseMs", site.pause.count()},
                      {"watching", clean(site.watching)},
                      {"problems", site.problems},
                      {"hosts", site.hosts},
                      {"services", site.services},
                      {"heartbeat", site.stops_heartbeat}};
  add(object, judge(site, status));
  return object;
}

json::object as_json(const RouteStatus& route, const Status& status) {
  json::object object{{"name", route.name},
                      {"integration", route.integration},
                      {"leaving", route.leaving},
                      {"open", known(status, route.open)},
                      {"accepted", known(status, route.accepted)},
                      {"notCalled", known(status, route.uncalled.count)},
                      {"notCalledSince", as_json(route.uncalled.since)},
                      {"notCalledFirst", known(status, route.uncalled.names)},
                      {"nextTryAt", as_json(route.next_try)},
                      {"waiting", known(status, route.waiting)},
                      {"parked", known(status, route.parked)},
                      {"oldestWaitingAt", as_json(route.oldest_waiting)},
                      {"perMinute", route.pace},
                      {"leftThisMinute", route.left},
                      {"deliveredAt", as_json(route.delivered_at)},
                      {"held", route.held},
                      {"trouble", clean(route.trouble)},
                      {"troubleRemedy", clean(route.remedy)},
                      {"troubleSince", as_json(route.trouble_since)}};
  add(object, judge(route, status));
  return object;
}

json::object as_json(const JournalStatus& journal, const Status& status) {
  // Who may look into the folder sees these all the same.
  const auto seen = [&](Bytes bytes) { return bytes > 0 ? json::value(bytes) : known(status, bytes); };
  json::object object{{"path", clean(journal.path)},
                      {"waiting", known(status, journal.waiting)},
                      {"parked", known(status, journal.parked)},
                      {"oldestWaitingAt", as_json(journal.oldest_waiting)},
                      {"bytes", seen(journal.size)},
                      {"maxBytes", journal.max_size},
                      {"diskFreeBytes", seen(journal.disk_free)},
                      {"diskLowBytes", seen(journal.disk_low)},
                      {"errors", journal.errors},
                      {"setAside", known(status, clean(journal.set_aside))},
                      {"setAsideBytes", known(status, journal.set_aside_size)},
                      {"setAsideAt", as_json(journal.set_aside_at)},
                      {"fault", clean(journal.fault)},
                      {"unread", clean(journal.unread)}};
  add(object, judge(journal, status));
  return object;
}

json::object as_json(const HeartbeatStatus& heartbeat, const Status& status) {
  json::object object{{"configured", heartbeat.configured},
                      {"intervalMs", heartbeat.interval.count()},
                      {"pingedAt", as_json(heartbeat.pinged_at)},
                      {"failures", heartbeat.failures},
                      {"fault", clean(heartbeat.fault)},
                      {"stoppedBy", clean(heartbeat.stopped_by)},
                      {"stoppedSince", as_json(heartbeat.stopped_since)}};
  add(object, judge(heartbeat, status));
  return object;
}

json::object as_json(const IlertStatus& ilert, const Status& status) {
  json::object object{{"answeredAt", as_json(ilert.answered_at)},
                      {"fault", clean(ilert.fault)},
                      {"faultRemedy", clean(ilert.remedy)},
                      {"faultSince", as_json(ilert.fault_since)}};
  add(object, judge(ilert, status));
  return object;
}

json::object as_json(const SyncStatus& sync, const Status& status) {
  json::array disagreements, concerns;
  for (const std::string& one : sync.disagreements) disagreements.emplace_back(clean(one));
  for (const std::string& one : sync.concerns) concerns.emplace_back(clean(one));
  json::object object{{"configured", sync.configured},
                      {"answeredAt", as_json(sync.answered_at)},
                      {"fault", clean(sync.fault)},
                      {"faultRemedy", clean(sync.remedy)},
                      {"faultSince", as_json(sync.fault_since)},
                      {"open", known(status, sync.open)},
                      {"oldestOpenAt", as_json(sync.oldest_open)},
                      {"givenUp", known(status, sync.given_up)},
                      {"dismissed", known(status, sync.dismissed)},
                      {"disagreements", std::move(disagreements)},
                      {"concerns", std::move(concerns)}};
  add(object, judge(sync, status));
  return object;
}

json::object as_json(const OwnAlert& alert) {
  return {{"kind", alert.kind},
          {"name", alert.name},
          {"since", as_json(alert.since)},
          {"routes", json::value_from(alert.routes)}};
}

// One object read leniently.
class Reading {
 public:
  explicit Reading(const json::object& object) : object_(object) {}

  void get(std::string_view key, std::string& into) const {
    if (const json::value* value = find(key); value != nullptr && value->is_string())
      into = std::string{value->get_string()};
  }
  void get(std::string_view key, bool& into) const {
    if (const json::value* value = find(key); value != nullptr && value->is_bool()) into = value->get_bool();
  }
  template <class Number>
  requires std::is_integral_v<Number>
  void get(std::string_view key, Number& into) const {
    if (const json::value* value = find(key); value != nullptr && value->is_int64())
      into = static_cast<Number>(value->get_int64());
  }
  void get(std::string_view key, Span& into) const {
    std::int64_t millis = into.count();
    get(key, millis);
    into = Span{millis};
  }
  void get(std::string_view key, std::vector<std::string>& into) const {
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return;
    for (const json::value& one : value->get_array())
      if (one.is_string()) into.emplace_back(one.get_string());
  }
  void get(std::string_view key, std::optional<Time>& into) const {
    std::string text;
    get(key, text);
    if (const std::optional<Time> time = parse_rfc3339(text)) into = time;
  }
  void get(std::string_view key, Time& into) const {
    std::optional<Time> time;
    get(key, time);
    into = time.value_or(into);
  }
  template <class Each>
  void each(std::string_view key, Each each) const {
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return;
    for (const json::value& entry : value->get_array())
      if (entry.is_object()) each(Reading{entry.get_object()});
  }
  Reading below(std::string_view key) const {
    static const json::object nothing;
    const json::value* value = find(key);
    return Reading{value != nullptr && value->is_object() ? value->get_object() : nothing};
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> texts;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return texts;
    for (const json::value& entry : value->get_array())
      if (entry.is_string()) texts.emplace_back(entry.get_string());
    return texts;
  }

 private:
  const json::value* find(std::string_view key) const { return object_.if_contains(key); }
  const json::object& object_;
};

SiteStatus site_from(const Reading& in) {
  SiteStatus site;
  in.get("name", site.name);
  in.get("address", site.address);
  in.get("flavour", site.flavour);
  in.get("version", site.version);
  in.get("answeredAt", site.answered_at);
  in.get("silentSince", site.silent_since);
  in.get("fault", site.fault);
  in.get("coreStillSince", site.core_still_since);
  in.get("coreFault", site.core_fault);
  in.get("coreRemedy", site.core_remedy);
  in.get("unreadSince", site.unread_since);
  in.get("unread", site.unread);
  in.get("pollIntervalMs", site.poll_interval);
  in.get("silentAfterMs", site.silent_after);
  in.get("lookMs", site.look_took);
  in.get("woken", site.woken);
  in.get("pauseMs", site.pause);
  in.get("watching", site.watching);
  in.get("problems", site.problems);
  in.get("hosts", site.hosts);
  in.get("services", site.services);
  in.get("heartbeat", site.stops_heartbeat);
  return site;
}

RouteStatus route_from(const Reading& in) {
  RouteStatus route;
  in.get("name", route.name);
  in.get("integration", route.integration);
  in.get("leaving", route.leaving);
  in.get("open", route.open);
  in.get("accepted", route.accepted);
  in.get("notCalled", route.uncalled.count);
  in.get("notCalledSince", route.uncalled.since);
  in.get("notCalledFirst", route.uncalled.names);
  in.get("nextTryAt", route.next_try);
  in.get("waiting", route.waiting);
  in.get("parked", route.parked);
  in.get("oldestWaitingAt", route.oldest_waiting);
  in.get("perMinute", route.pace);
  in.get("leftThisMinute", route.left);
  in.get("deliveredAt", route.delivered_at);
  in.get("held", route.held);
  in.get("trouble", route.trouble);
  in.get("troubleRemedy", route.remedy);
  in.get("troubleSince", route.trouble_since);
  return route;
}

JournalStatus journal_from(const Reading& in) {
  JournalStatus journal;
  in.get("path", journal.path);
  in.get("waiting", journal.waiting);
  in.get("parked", journal.parked);
  in.get("oldestWaitingAt", journal.oldest_waiting);
  in.get("bytes", journal.size);
  in.get("maxBytes", journal.max_size);
  in.get("setAside", journal.set_aside);
  in.get("setAsideBytes", journal.set_aside_size);
  in.get("setAsideAt", journal.set_aside_at);
  in.get("diskFreeBytes", journal.disk_free);
  in.get("diskLowBytes", journal.disk_low);
  in.get("errors", journal.errors);
  in.get("fault", journal.fault);
  return journal;
}

SyncStatus sync_from(const Reading& in) {
  SyncStatus sync;
  in.get("configured", sync.configured);
  in.get("answeredAt", sync.answered_at);
  in.get("fault", sync.fault);
  in.get("faultRemedy", sync.remedy);
  in.get("faultSince", sync.fault_since);
  in.get("open", sync.open);
  in.get("oldestOpenAt", sync.oldest_open);
  in.get("givenUp", sync.given_up);
  in.get("dismissed", sync.dismissed);
  in.get("disagreements", sync.disagreements);
  in.get("concerns", sync.concerns);
  return sync;
}

HeartbeatStatus heartbeat_from(const Reading& in) {
  HeartbeatStatus heartbeat;
  in.get("configured", heartbeat.configured);
  in.get("intervalMs", heartbeat.interval);
  in.get("pingedAt", heartbeat.pinged_at);
  in.get("failures", heartbeat.failures);
  in.get("fault", heartbeat.fault);
  in.get("stoppedBy", heartbeat.stopped_by);
  in.get("stoppedSince", heartbeat.stopped_since);
  return heartbeat;
}

IlertStatus ilert_from(const Reading& in) {
  IlertStatus ilert;
  in.get("answeredAt", ilert.answered_at);
  in.get("fault", ilert.fault);
  in.get("faultRemedy", ilert.remedy);
  in.get("faultSince", ilert.fault_since);
  return ilert;
}

OwnAlert own_alert_from(const Reading& in) {
  OwnAlert alert;
  in.get("kind", alert.kind);
  in.get("name", alert.name);
  in.get("since", alert.since);
  alert.routes = in.texts("routes");
  return alert;
}

}  // namespace

json::object to_json(const Status& status) {
  const std::vector<Finding> found = findings(status);
  json::object object{{"schema", status_schema},
                      {"condition", name(overall(found))},
                      {"running", status.running},
                      {"whyNot", clean(status.why_not)},
                      {"version", status.version},
                      {"name", status.name},
                      {"pid", status.pid},
                      {"at", rfc3339(status.at)},
                      {"startedAt", as_json(status.started_at)},
                      {"configuredAt", as_json(status.configured_at)},
                      {"reloadFailedAt", as_json(status.reload_failed_at)},
                      {"configFile", clean(status.config_file)}};
  json::array wrong;
  for (const Finding& finding : found) {
    json::object& entry = wrong.emplace_back(json::object{{"about", finding.about}}).get_object();
    add(entry, finding.judgement);
  }
  json::array sites;
  for (const SiteStatus& site : status.sites) sites.push_back(as_json(site, status));
  json::array routes;
  for (const RouteStatus& route : status.routes) routes.push_back(as_json(route, status));
  json::array own;
  for (const OwnAlert& alert : status.own_alerts) own.push_back(as_json(alert));
  object["wrong"] = std::move(wrong);
  object["sites"] = std::move(sites);
  object["routes"] = std::move(routes);
  object["journal"] = as_json(status.journal, status);
  object["heartbeat"] = as_json(status.heartbeat, status);
  object["ilert"] = as_json(status.ilert, status);
  object["sync"] = as_json(status.sync, status);
  object["ownAlerts"] = known(status, own);
  return object;
}

Status status_from(const json::object& object) {
  const Reading in{object};
  Status status;
  in.get("running", status.running);
  in.get("whyNot", status.why_not);
  in.get("version", status.version);
  in.get("name", status.name);
  in.get("pid", status.pid);
  in.get("at", status.at);
  in.get("startedAt", status.started_at);
  in.get("configuredAt", status.configured_at);
  in.get("reloadFailedAt", status.reload_failed_at);
  in.get("configFile", status.config_file);
  in.each("sites", [&](const Reading& each) { status.sites.push_back(site_from(each)); });
  in.each("routes", [&](const Reading& each) { status.routes.push_back(route_from(each)); });
  in.each("ownAlerts", [&](const Reading& each) { status.own_alerts.push_back(own_alert_from(each)); });
  status.journal = journal_from(in.below("journal"));
  status.heartbeat = heartbeat_from(in.below("heartbeat"));
  status.ilert = ilert_from(in.below("ilert"));
  status.sync = sync_from(in.below("sync"));
  return status;
}

}  // namespace ilert_bridge
