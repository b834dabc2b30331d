#include "ilert-bridge/livestatus/observe.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

using List = std::vector<std::string>;

constexpr std::int64_t most_units = 100'000;  // no delay is so long, whatever the unit

Time moment(const Cell& cell) { return from_unix(cell.seconds()); }

}  // namespace

List keyed(const Cell& dictionary) {
  List entries;
  for (const auto& [key, value] : dictionary.pairs())
    entries.push_back(std::string{key}.append(":").append(value));
  return entries;
}

List merged(List own, const List& of_host) {
  own.insert(own.end(), of_host.begin(), of_host.end());
  std::sort(own.begin(), own.end());
  own.erase(std::unique(own.begin(), own.end()), own.end());
  return own;
}

std::string name(Table table) { return table == Table::hosts ? "hosts" : "services"; }

Observer::Observer(Table table, const Capabilities& capabilities, const NeededAttributes& needed)
    : table_(table), columns_(name(table), capabilities) {
  want_states();
  want_attributes(needed);
}

void Observer::want_states() {
  const bool services = table_ == Table::services;
  at_.host = columns_.need(services ? "host_name" : "name");
  if (services) at_.service = columns_.need("description");
  at_.state = columns_.need("state");
  at_.hard = columns_.want("state_type");
  at_.last_hard_state = columns_.want("last_hard_state");
  at_.checked = columns_.need("has_been_checked");
  at_.acknowledged = columns_.want("acknowledged");
  at_.downtimes = columns_.want("scheduled_downtime_depth");
  at_.flapping = columns_.want("is_flapping");
  at_.detects_flapping = columns_.want("flap_detection_enabled");
  at_.notifications = columns_.want("notifications_enabled");
  at_.in_period = columns_.want("in_notification_period");
  at_.period = columns_.want("notification_period");
  at_.last_check = columns_.want("last_check");
  at_.change = columns_.want("last_state_change");
  at_.hard_change = columns_.want("last_hard_state_change");
  at_.first_delay = columns_.want("first_notification_delay");
  at_.last_good = columns_.want(services ? "last_time_ok" : "last_time_up");
  if (!services) return;
  at_.host_downtimes = columns_.want("host_scheduled_downtime_depth");
  at_.host_state = columns_.want("host_state");
  at_.host_checked = columns_.want("host_has_been_checked");
  at_.host_change = columns_.want("host_last_state_change");
}

void Observer::want_attributes(const NeededAttributes& needed) {
  wants_attributes_ = !(needed == NeededAttributes{});
  const bool services = table_ == Table::services;
  const auto both = [&](Column& own, Column& of_host, const std::string& column) {
    own = columns_.want(column);
    if (services) of_host = columns_.want("host_" + column);
  };
  if (needed.host_groups) at_.host_groups = columns_.want(services ? "host_groups" : "groups");
  if (needed.service_groups && services) at_.groups = columns_.want("groups");
  if (needed.contacts) both(at_.contacts, at_.host_contacts, "contacts");
  if (needed.contact_groups) both(at_.contact_groups, at_.host_contact_groups, "contact_groups");
  if (needed.labels) both(at_.labels, at_.host_labels, "labels");
  if (needed.tags) both(at_.tags, at_.host_tags, "tags");
}

Attributes Observer::attributes(const Row& row) const {
  Attributes all;
  all.host_groups = at_.host_groups.in(row).list();
  all.service_groups = at_.groups.in(row).list();
  all.on_host_contacts = at_.host_contacts.in(row).list();
  all.on_host_contact_groups = at_.host_contact_groups.in(row).list();
  all.on_host_labels = keyed(at_.host_labels.in(row));
  all.on_host_tags = keyed(at_.host_tags.in(row));
  all.contacts = merged(at_.contacts.in(row).list(), all.on_host_contacts);
  all.contact_groups = merged(at_.contact_groups.in(row).list(), all.on_host_contact_groups);
  all.labels = merged(keyed(at_.labels.in(row)), all.on_host_labels);
  all.tags = merged(keyed(at_.tags.in(row)), all.on_host_tags);
  return all;
}

// Of a host whose state the server does not tell nothing is held back, and nothing claimed.
void Observer::read_host(const Row& row, Observation& seen) const {
  seen.host_state = at_.host_state.there() ? host_state(at_.host_state.in(row).number()) : State::unknown;
  seen.host_checked = at_.host_checked.in(row).truth(true);
  seen.host_last_state_change = moment(at_.host_change.in(row));
}

Sighting Observer::sighting(const std::string& site, const Row& row) const {
  Sighting sighting;
  read(site, row, sighting);
  return sighting;
}

void Observer::read(const std::string& site, const Row& row, Sighting& sighting) const {
  const bool services = table_ == Table::services;
  const auto state = services ? service_state : host_state;
  sighting.subject.site = site;
  sighting.subject.host = at_.host.in(row).text();
  sighting.subject.service = at_.service.in(row).text();
  Observation& seen = sighting.observation;
  seen.state = state(at_.state.in(row).number(-1));
  seen.hard = at_.hard.in(row).truth(true);
  seen.last_hard_state =
      at_.last_hard_state.there() ? state(at_.last_hard_state.in(row).number(-1)) : seen.state;
  seen.checked = at_.checked.in(row).truth(false);
  seen.acknowledged = at_.acknowledged.in(row).truth();
  seen.in_downtime = at_.downtimes.in(row).number() > 0 || at_.host_downtimes.in(row).number() > 0;
  seen.flapping = at_.flapping.in(row).truth() && at_.detects_flapping.in(row).truth(true);
  seen.notifications_enabled = at_.notifications.in(row).truth(true);
  // Icinga 2 says "not in" when there is no period at all.
  const bool has_period = !at_.period.there() || !at_.period.in(row).text().empty();
  seen.in_notification_period = !has_period || at_.in_period.in(row).truth(true);
  seen.last_check = moment(at_.last_check.in(row));
  seen.last_state_change = moment(at_.change.in(row));
  seen.last_hard_state_change = moment(at_.hard_change.in(row));
  seen.first_notification_delay = std::clamp<std::int64_t>(at_.first_delay.in(row).number(), 0, most_units);
  seen.last_good = moment(at_.last_good.in(row));
  if (services) read_host(row, seen);
  if (wants_attributes_) seen.attributes = attributes(row);
}

}  // namespace ilert_bridge
