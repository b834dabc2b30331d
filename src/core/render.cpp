#include "ilert-bridge/core/render.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/markdown.hpp"
#include "ilert-bridge/core/said_once.hpp"
#include "ilert-bridge/core/wording.hpp"

namespace ilert_bridge {

const std::string_view default_host_summary = "{{host}} is {{state}}: {{output}}";
const std::string_view default_service_summary = "{{host}}/{{service}} is {{state}}: {{output}}";
// The output comes last: where the text must be cut, it gives way.
const std::string_view default_details =
    "**{{state}}** since {{began}}{{late}}\n"
    "- Alias: {{alias}}\n"
    "- Address: {{address}}\n"
    "- Groups: {{groups}}\n"
    "- Labels: {{labels}}\n"
    "- Tags: {{tags}}\n"
    "{{custom}}\n"
    "- {{others}}\n"
    "\n"
    "{{check_output}}\n";

namespace {

constexpr std::size_t longest_output = 3200;  // code points; leaves room for alias, address and groups
constexpr std::size_t longest_list = 300;     // of groups, labels, tags
constexpr std::size_t longest_custom = 900;   // of all custom variables
constexpr std::size_t longest_group = 100;
constexpr std::size_t most_groups = 20;  // of one subject; kept in memory with each event that waits

std::string bounded(std::string_view raw, std::size_t code_point_limit) {
  return cut(clean(cut_bytes(raw, raw_limit)), code_point_limit);
}

bool is_set(Time time) { return time > Time{}; }

// When the state that is spoken of began.
Time since(const Observation& observation, Time otherwise) {
  if (is_set(observation.last_state_change)) return observation.last_state_change;
  return is_set(observation.last_hard_state_change) ? observation.last_hard_state_change : otherwise;
}

Time occurred_at(EventType type, Reason reason, const Observation& observation, Time now) {
  if (type == EventType::accept && reason == Reason::acknowledged && is_set(observation.acknowledged_at))
    return observation.acknowledged_at;
  if (type != EventType::resolve && is_set(observation.last_hard_state_change))
    return observation.last_hard_state_change;
  return since(observation, now);
}

constexpr Span worth_a_word = std::chrono::minutes{1};

// What is new was told so much later than it was due. Of what is not new nobody waited for this word.
Span lateness(const Verdict& verdict, const Observation& observation, const Route& route, Time seen_at,
              Time now) {
  Span meant = route.delay;
  if (route.policy.first_notification_delay == FirstNotificationDelay::honour)
    meant = std::max<Span>(meant, std::chrono::minutes{observation.first_notification_delay});
  return now - verdict.alert_worthy_since.value_or(seen_at) - meant;
}

std::string late_text(Span late) {
  if (late < worth_a_word) return {};
  return ", told " + age_text(std::chrono::floor<std::chrono::minutes>(late)) + " late";
}

// From when it was worth an alert to its end.
std::optional<Span> lasted(const Report& before, const Observation& observation, Time now) {
  if (!before.alert_worthy_since) return {};
  const Time ended = before.over_since.value_or(since(observation, now));
  const Span span = std::min(ended, now) - *before.alert_worthy_since;
  return span < Span{} ? std::nullopt : std::optional{span};
}

bool is_over(EventType type, Reason reason) {
  return type == EventType::resolve && (reason == Reason::recovered || reason == Reason::below_threshold);
}

const Remark& remark_of(const Verdict& verdict, const Observation& observation) {
  if (!verdict.remark.empty()) return verdict.remark;
  return verdict.reason == Reason::downtime ? observation.downtime : observation.acknowledgement;
}

// What the check said, as far as the route sends it.
struct Output {
  std::string first;
  std::string rest;
};

Output output_of(const Texts& texts, const Send& send) {
  if (!send.output) return {};
  return {bounded(texts.output, longest_output), bounded(texts.long_output, longest_output)};
}

std::string block_of(const Output& output, std::size_t limit) {
  if (output.rest.empty()) return code_block(output.first, limit);
  return code_block(output.first + '\n' + output.rest, limit);
}

std::string shown(std::string_view raw, std::size_t limit) {
  return cut(one_line(cut_bytes(raw, raw_limit)), limit);
}

// Each by its name, and all together as lines of the built-in text.
void add_custom(Values& values, const Texts& texts, const Send& send) {
  for (const std::string& name : send.custom) {
    const auto found = texts.custom.find(name);
    const std::string value =
        found == texts.custom.end() ? std::string{} : shown(found->second, longest_list);
    values[std::string{custom_prefix} + name] = value;
    std::string& lines = values["custom"];
    if (!value.empty())
      lines.append(lines.empty() ? "" : "\n").append("- ").append(name).append(": ").append(value);
  }
  if (!send.custom.empty()) values["custom"] = cut(values["custom"], longest_custom);
}

void add_sent(Values& values, const Texts& texts, const Send& send) {
  if (send.alias) values["alias"] = shown(texts.host_alias, 100);
  if (send.address) values["address"] = shown(texts.host_address, 100);
  if (send.groups) values["groups"] = shown(join(texts.groups, ", "), longest_list);
  if (send.labels) values["labels"] = shown(join(texts.labels, ", "), longest_list);
  if (send.tags) values["tags"] = shown(join(texts.tags, ", "), longest_list);
  if (send.notes) values["notes"] = outer_link(texts.notes_url);
  if (send.notes) values["action"] = outer_link(texts.action_url);
  add_custom(values, texts, send);
}

std::string others_text(std::size_t count, const Subject& subject, const Policy& policy) {
  if (count == 0) return {};
  const bool waits = subject.is_host() && policy.host_down_hides_services;
  return std::string{subject.is_host() ? "Services" : "Other services"} +
         " of this host with problems: " + std::to_string(count) +
         (waits ? "; new ones wait until it is UP" : "");
}

// In the built-in text what else the route sends, and is there already, takes its room from the block.
void add_output(Values& values, const Output& output, bool built_in) {
  std::size_t room = longest_output;
  for (const char* const other : {"labels", "tags", "custom"})
    if (built_in) room -= code_points(values[other]);
  values["output"] = output.first;
  values["long_output"] = output.rest;
  values["check_output"] = block_of(output, room);
}

void add_remark(Values& values, const Remark& remark) {
  if (remark.empty()) return;
  const Remark clean = clean_remark(remark);
  values["author"] = clean.author;
  values["text"] = clean.text;
}

Values values_of(const Event& event, Time began, Time now) {
  return {{"host", shown(event.subject.host, name_limit)},
          {"service", shown(event.subject.service, name_limit)},
          {"site", event.subject.site},
          {"state", std::string{name(event.state)}},
          {"priority", std::string{name(event.priority)}},
          {"type", std::string{name(event.type)}},
          {"route", event.route},
          {"reason", std::string{name(event.reason)}},
          {"since", rfc3339(began)},
          {"began", minute_text(began, now)},
          {"age", age_text(now - began)},
          {"link", event.link}};
}

// What an ALERT's reader needs besides the template: why there is a second page.
std::string default_details_with(std::string_view why, const Values& values) {
  std::string details = fill_lines(default_details, values);
  if (why.empty()) return details;
  return details.insert(details.find('\n') + 1, "\n" + std::string{why} + "\n\n");
}

std::string default_summary(const Event& event, Values values) {
  const bool service = event.subject.is_service();
  std::string& output = values["output"];
  output = said_once(output, values["service"], event.state);
  return fill_line(service ? default_service_summary : default_host_summary, values);
}

std::string summary_of(const Event& event, const Route& route, std::string_view again, const Values& values) {
  const std::string_view called = event.subject.is_service() ? "{{host}}/{{service}}" : "{{host}}";
  if (event.type == EventType::resolve && event.reason == Reason::removed)
    return fill(called, values) + " is no longer in Checkmk";
  if (event.type == EventType::resolve && event.reason == Reason::unrouted)
    return fill(called, values) + " is no longer on this route";
  const std::string own = one_line(fill_line(route.summary, values));
  return own.empty() ? std::string{again} + default_summary(event, values) : own;
}

std::string details_of(EventType type, const Route& route, std::string_view sentence, const Values& values) {
  if (type != EventType::alert) return std::string{sentence};
  return route.details.empty() ? default_details_with(sentence, values) : fill_lines(route.details, values);
}

// Where a person finds what to do.
Context pages_of(const Event& event, const Values& values) {
  const std::string about = event.subject.is_service() ? "SERVICE" : "HOST";
  Context pages;
  for (const auto& [value, word] : {std::pair{"notes", "NOTESURL"}, {"action", "ACTIONURL"}}) {
    const auto found = values.find(value);
    if (found != values.end() && !found->second.empty()) pages[about + word] = found->second;
  }
  return pages;
}

// What a notification says beyond the event itself.
Context context_of(const Event& event, const Observation& observation, const Output& output,
                   const Texts& texts, const Send& send) {
  const bool service = event.subject.is_service();
  const std::string about = service ? "SERVICE" : "HOST";
  Context context{{about + "OUTPUT", one_line(output.first)}, {"LONG" + about + "OUTPUT", output.rest}};
  if (service) context["HOSTSTATE"] = name(observation.host_state);
  if (send.alias) context["HOSTALIAS"] = shown(texts.host_alias, name_limit);
  if (send.address) context["HOSTADDRESS"] = shown(texts.host_address, name_limit);
  if (send.groups) context[about + "GROUPNAMES"] = shown(join(texts.groups, ","), groups_limit);
  std::erase_if(context, [](const auto& word) { return word.second.empty(); });
  return context;
}

std::vector<std::string> groups_of(const Texts& texts, const Send& send) {
  std::vector<std::string> groups;
  if (!send.groups) return groups;
  for (const std::string& group : texts.groups)
    if (groups.size() < most_groups) groups.push_back(shown(group, longest_group));
  std::erase(groups, std::string{});
  return groups;
}

Event event_about(const Subject& subject, const Telling& telling, const Route& route,
                  std::string_view bridge_name, Time now) {
  Event event;
  event.route = route.name;
  event.alert_key = alert_key(subject, bridge_name);
  event.subject = subject;
  event.type = telling.type;
  event.because = telling.because;
  event.occurred_at = event.recorded_at = now;
  return event;
}

}  // namespace

Event event_for(const Subject& subject, const Telling& telling, const Verdict& verdict, const Report& before,
                const Observation& observation, const Texts& texts, const Route& route,
                std::string_view web_url, std::string_view bridge_name, Time now) {
  Event event = event_about(subject, telling, route, bridge_name, now);
  event.reason = verdict.reason;
  event.state = verdict.state;
  event.priority = verdict.priority;
  event.occurred_at = occurred_at(telling.type, verdict.reason, observation, now);
  if (route.send.links) event.link = link_to(subject, web_url);
  if (event.link.size() > link_limit) event.link.clear();

  const Output output = output_of(texts, route.send);
  const Time began = since(observation, event.occurred_at);
  Values values = values_of(event, began, now);
  add_sent(values, texts, route.send);
  add_output(values, output, route.details.empty());
  add_remark(values, remark_of(verdict, observation));
  values["others"] = others_text(texts.others, subject, route.policy);

  const bool over = is_over(telling.type, verdict.reason);
  const std::optional<Span> span = over ? lasted(before, observation, now)
                                        : now - std::min(began, verdict.alert_worthy_since.value_or(began));
  if (span) values["duration"] = age_text(*span);
  const std::string why = clean(
      sentence(telling, verdict, before, observation, one_line(output.first), over ? span : std::nullopt));
  if (why.empty()) values["late"] = late_text(lateness(verdict, observation, route, event.occurred_at, now));
  event.remark = remark_for(telling, verdict, why);
  const std::string again = lead(telling, before, route.policy);
  event.summary = cut(one_line(summary_of(event, route, again, values)), summary_limit);
  event.details = cut(clean(details_of(telling.type, route, why, values)), details_limit);
  event.groups = groups_of(texts, route.send);
  if (route.integration != Integration::api)
    event.context = context_of(event, observation, output, texts, route.send);
  if (telling.type == EventType::alert) event.context.merge(pages_of(event, values));
  return event;
}

Event own_event(const Subject& matter, const Telling& telling, const Route& route, std::string_view summary,
                std::string_view details, std::string_view bridge_name, Time now) {
  Event event = event_about(matter, telling, route, bridge_name, now);
  event.reason = Reason::own;
  event.state = telling.type == EventType::resolve ? State::ok : State::critical;
  event.summary = shown(summary, summary_limit);
  if (event.summary.empty()) event.summary = "ilert-bridge: " + one_line(to_text(matter));
  event.details = bounded(details, details_limit);
  const bool has_remark = telling.type == EventType::comment || telling.type == EventType::accept;
  if (has_remark) event.remark = {"ilert-bridge", event.details.empty() ? event.summary : event.details};
  if (route.integration != Integration::api)
    event.context["HOSTNAME"] = "ilert-bridge-" + shown(bridge_name, name_limit);
  return event;
}

}  // namespace ilert_bridge
