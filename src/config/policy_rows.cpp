#include <chrono>

#include "ilert-bridge/config/schema_rows.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Names<Downtime> downtimes{{"resolve", Downtime::resolve},
                                {"accept", Downtime::accept},
                                {"keep", Downtime::keep},
                                {"alert", Downtime::alert}};
const Names<Flapping> flappings{{"hold", Flapping::hold}, {"alert", Flapping::alert}};
const Names<NotificationsDisabled> notifications{{"keep", NotificationsDisabled::keep},
                                                 {"alert", NotificationsDisabled::alert}};
const Names<Worsened> worsenings{
    {"reopen", Worsened::reopen}, {"comment", Worsened::comment}, {"ignore", Worsened::ignore}};
const Names<AckRemoved> ack_removals{
    {"reopen", AckRemoved::reopen}, {"comment", AckRemoved::comment}, {"ignore", AckRemoved::ignore}};
const Names<RemovedObject> removals{{"resolve", RemovedObject::resolve}, {"keep", RemovedObject::keep}};
const Names<FirstNotificationDelay> first_delays{{"honour", FirstNotificationDelay::honour},
                                                 {"ignore", FirstNotificationDelay::ignore}};
const Names<AfterDowntime> after_downtimes{{"checked", AfterDowntime::checked},
                                           {"at_once", AfterDowntime::at_once}};
const Names<FirstStart> first_starts{{"alert", FirstStart::alert}, {"adopt", FirstStart::adopt}};

Key boolean(std::string name, std::string preset, std::string meaning, bool Policy::*into) {
  return {
      "policy." + std::move(name),
      "boolean",
      std::move(preset),
      "",
      std::move(meaning),
      [into](const Node& n, const Slot& s, const Complain& c) { set(s.policy->*into, read_boolean(n, c)); }};
}

template <class Value>
Key choice(std::string name, const Names<Value>& names, std::string preset, std::string meaning,
           Value Policy::*into) {
  return {"policy." + std::move(name),
          either(words_of(names)),
          '"' + std::move(preset) + '"',
          "",
          std::move(meaning),
          [into, &names](const Node& n, const Slot& s, const Complain& c) {
            set(s.policy->*into, read_choice(n, names, c));
          }};
}

std::optional<Span> read_look_back(const Node& node, const Complain& complain) {
  if (node.is_text() && node.text == "0") return Span{};
  return read_span(node, 0s, 168h, complain);
}

}  // namespace

std::vector<Key> policy_rows() {
  return {
      boolean("soft_states", "false", "alert on soft states too", &Policy::soft_states),
      choice("downtime", downtimes, "resolve", "what ilert shows of problems in a downtime",
             &Policy::downtime),
      choice("flapping", flappings, "hold", "while an object flaps: nothing changes, or as if it did not",
             &Policy::flapping),
      choice("notifications_disabled", notifications, "keep",
             "notifications off, or outside the notification period: nothing new, or all the same",
             &Policy::notifications_disabled),
      boolean("host_down_hides_services", "true", "no alerts for services of a host that is down",
              &Policy::host_down_hides_services),
      choice("worsened", worsenings, "reopen", "an open alert gets a higher priority", &Policy::worsened),
      choice("ack_removed", ack_removals, "reopen", "an acknowledgement is gone, the problem is not",
             &Policy::ack_removed),
      choice("removed_object", removals, "resolve", "a host or service left the configuration",
             &Policy::removed_object),
      choice("first_notification_delay", first_delays, "honour",
             "the delay before the first notification that Checkmk has for the object itself",
             &Policy::first_notification_delay),
      choice("after_downtime", after_downtimes, "checked",
             "what is left of a downtime counts once it was checked, or at once", &Policy::after_downtime),
      choice("first_start", first_starts, "alert", "problems that exist when a site or route is new",
             &Policy::first_start),
      {"policy.look_back", "duration", "\"24h\"", "",
       "how far back the site's log is read for problems that nobody saw; \"0\": not at all",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.policy->look_back, read_look_back(n, c));
       }},
  };
}

std::vector<Key> route_policy_rows() {
  std::vector<Key> rows = policy_rows();
  for (Key& row : rows) {
    row.path.insert(0, "route.*.");
    row.preset.clear();
    row.otherwise = "that of [policy]";
  }
  return rows;
}

}  // namespace ilert_bridge
