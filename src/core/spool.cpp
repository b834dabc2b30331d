#include "ilert-bridge/core/spool.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"

namespace ilert_bridge {
namespace {

constexpr std::array<std::string_view, 4> prefixes{"NOTIFY_", "NAGIOS_", "ICINGA_", ""};

// A macro that was never filled in is no word.
bool is_macro(std::string_view text) { return text.size() > 1 && text.front() == '$' && text.back() == '$'; }

std::string word(const Context& entries, std::string_view name) {
  for (const std::string_view prefix : prefixes) {
    const auto found = entries.find(std::string{prefix}.append(name));
    if (found != entries.end() && !found->second.empty() && !is_macro(found->second)) return found->second;
  }
  return {};
}

std::string first_of(const Context& entries, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (std::string found = word(entries, name); !found.empty()) return found;
  return {};
}

// ROOM of "NAGIOS__HOSTROOM", as Nagios writes it, and of "NOTIFY_SERVICE_ROOM", as Checkmk does.
std::optional<std::string_view> custom_variable_in(std::string_view name) {
  for (const std::string_view prefix : {"_HOST", "_SERVICE", "HOST_", "SERVICE_"}) {
    const std::size_t at = name.find(prefix);
    if (at != std::string_view::npos && (at == 0 || name[at - 1] == '_'))
      return name.substr(at + prefix.size());
  }
  return std::nullopt;
}

bool is_named(std::string_view variable, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), variable) != names.end();
}

bool may_leave(std::string_view name, const Send& send) {
  const auto about = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
  // First of all: it may be called STAGE, or GROUP_PASSWORD.
  if (const auto variable = custom_variable_in(name)) return is_named(*variable, send.custom);
  if (about("OUTPUT") || about("PERFDATA")) return send.output;
  if (about("ADDRESS")) return send.address;
  if (about("ALIAS")) return send.alias;
  if (about("GROUP")) return send.groups;
  if (about("NOTESURL") || about("ACTIONURL")) return send.notes;
  if (about("TAG")) return send.tags;
  if (about("LABEL")) return send.labels;
  return !about("URL") || send.links;
}

Remark remark_of(const Context& entries) {
  return {
      cut(one_line(first_of(entries, {"NOTIFICATIONAUTHOR", "SERVICEACKAUTHOR", "HOSTACKAUTHOR"})),
          author_limit),
      cut(first_of(entries, {"NOTIFICATIONCOMMENT", "SERVICEACKCOMMENT", "HOSTACKCOMMENT"}), comment_limit)};
}

std::string summary_of(const Spooled& spooled) {
  const bool service = spooled.subject.is_service();
  const std::string about =
      service ? spooled.subject.host + '/' + spooled.subject.service : spooled.subject.host;
  const std::string output = word(spooled.entries, service ? "SERVICEOUTPUT" : "HOSTOUTPUT");
  std::string summary = about + " is " + std::string{name(spooled.state)};
  if (!output.empty()) summary += ": " + output;
  return cut(one_line(summary), summary_limit);
}

Event event_of(const Spooled& spooled, const std::string& route, std::string_view bridge_name) {
  Event event;
  event.route = route;
  event.alert_key = alert_key(spooled.subject, bridge_name);
  event.subject = spooled.subject;
  event.type = spooled.type;
  event.reason = Reason::imported;
  event.state = spooled.state;
  event.occurred_at = spooled.at;
  event.summary = summary_of(spooled);
  event.remark = spooled.remark;
  event.context = spooled.entries;
  return event;
}

using Files = std::vector<std::size_t>;  // of one subject: indexes, oldest first

bool is(const Import& import, std::size_t file, EventType type) {
  return import.files[file].event.type == type;
}

// The last word, and before a problem the last recovery, if there is one.
Files to_be_sent(const Import& import, const Files& files) {
  const std::size_t last = files.back();
  if (!is(import, last, EventType::alert)) return {last};
  const auto recovery = std::find_if(files.rbegin(), files.rend(),
                                     [&](std::size_t file) { return is(import, file, EventType::resolve); });
  return recovery == files.rend() ? Files{last} : Files{*recovery, last};
}

// So that the next look goes on from here. A check before the notification says nothing about what it told.
Report report_after(const Event& last) {
  Report report;
  if (last.type == EventType::resolve) return report;
  report.told = last.type == EventType::alert ? Told::open : Told::accepted;
  report.state = last.state;
  report.priority = last.priority;
  if (last.type == EventType::accept) report.remark = last.remark;
  report.checked_at = report.told_at = last.occurred_at;
  return report;
}

}  // namespace

std::string digest_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), sum.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL offers no SHA-256, so no file of the spool can be told from another");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.append(1, digits[sum[i] >> 4U]).append(1, digits[sum[i] & 15U]);
  return text;
}

Context as_sent(Context entries, const Send& send, std::string_view integration_key) {
  std::erase_if(entries, [&](const auto& entry) {
    return !integration_key.empty() && entry.second.find(integration_key) != std::string::npos;
  });
  for (auto& [name, value] : entries)
    value = may_leave(name, send) ? cut(value, details_limit) : std::string{};
  return entries;
}

std::string notification_type(const Context& entries) { return word(entries, "NOTIFICATIONTYPE"); }

std::optional<EventType> event_type_of(std::string_view notification_type) {
  if (notification_type == "PROBLEM") return EventType::alert;
  if (notification_type == "ACKNOWLEDGEMENT") return EventType::accept;
  if (notification_type == "RECOVERY") return EventType::resolve;
  return std::nullopt;
}

Spooled spooled_from(const Context& entries, EventType type, Time at, std::string_view site) {
  Spooled spooled;
  spooled.at = at;
  spooled.type = type;
  spooled.entries = entries;
  Subject& subject = spooled.subject;
  subject.site = word(entries, "OMD_SITE");
  if (subject.site.empty()) subject.site = site;
  subject.host = word(entries, "HOSTNAME");
  if (word(entries, "WHAT") != "HOST") subject.service = word(entries, "SERVICEDESC");
  const bool service = subject.is_service();
  const State worst = service ? State::critical : State::down;
  const State good = service ? State::ok : State::up;
  const std::optional<State> state = state_named(word(entries, service ? "SERVICESTATE" : "HOSTSTATE"));
  spooled.state = state.value_or(type == EventType::resolve ? good : worst);
  if (type == EventType::accept) spooled.remark = remark_of(entries);
  return spooled;
}

Import import_of(std::vector<Spooled> spooled, const std::string& route, std::string_view bridge_name,
                 const std::set<std::string, std::less<>>& sites) {
  std::sort(spooled.begin(), spooled.end(), [](const Spooled& a, const Spooled& b) {
    return std::tie(a.at, a.file) < std::tie(b.at, b.file);
  });
  Import import;
  import.route = route;
  std::map<Subject, Files> files;
  for (const Spooled& one : spooled) {
    files[one.subject].push_back(import.files.size());
    import.files.push_back({event_of(one, route, bridge_name), {one.file, one.digest}, true});
  }
  for (const auto& [subject, of_subject] : files) {
    const Files sent = to_be_sent(import, of_subject);
    for (const std::size_t file : sent) import.files[file].superseded = false;
    const Event& last = import.files[of_subject.back()].event;
    import.matters.push_back({subject, last.alert_key,
                              sites.contains(subject.site) ? report_after(last) : Report{},
                              last.type != EventType::alert});
  }
  return import;
}

}  // namespace ilert_bridge
