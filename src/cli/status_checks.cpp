// What monitoring systems read. Both formats give '|' and line breaks a meaning, so text from outside loses
// them.
#include <algorithm>
#include <array>
#include <cstdio>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/status_screen.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_text = 300;

std::string harmless(std::string_view text) {
  std::string line = cut(one_line(text), longest_text);
  std::replace(line.begin(), line.end(), '|', '/');
  std::replace(line.begin(), line.end(), '\\', '/');  // "\n" would be a line break to Checkmk
  return line;
}

std::string seconds_text(Span span) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f",
                static_cast<double>(std::max(span, Span{0}).count()) / 1000.0);
  return buffer.data();
}

std::string seconds_since(const std::optional<Time>& time, Time at) {
  return seconds_text(time ? at - *time : Span{0});
}

std::string levels(Span warning, Span critical) {
  return std::to_string(warning.count() / 1000) + ";" + std::to_string(critical.count() / 1000);
}

std::string sentence(const Judgement& judgement, Time at, const std::string& fine) {
  if (judgement.cause.empty()) return fine;
  std::string text = judgement.cause;
  if (judgement.since) text += ", for " + age_text(at - *judgement.since);
  return text;
}

int exit_status_of(Condition condition) {
  switch (condition) {
    case Condition::ok:
      return 0;
    case Condition::warning:
      return 1;
    case Condition::critical:
      return 2;
    case Condition::unknown:
      break;
  }
  return 3;
}

std::string local_check(const std::string& service, Condition condition, const std::string& metrics,
                        const std::string& text) {
  return std::to_string(exit_status_of(condition)) + ' ' + service + ' ' + metrics + ' ' + harmless(text) +
         '\n';
}

std::string whole(const Status& status) {
  const std::vector<Finding> found = findings(status);
  if (!found.empty()) {
    const Finding& worst = worst_of(found);
    std::string text = worst.about + ": " + sentence(worst.judgement, status.at, {});
    if (found.size() > 1) text += " (and " + std::to_string(found.size() - 1) + " more)";
    return text;
  }
  return std::to_string(status.sites.size()) +
         (status.sites.size() == 1 ? " site answers, " : " sites answer, ") +
         std::to_string(status.journal.waiting) +
         (status.journal.waiting == 1 ? " event waits, " : " events wait, ") + "running for " +
         age_text(status.at - status.started_at);
}

std::string line_of(const SiteStatus& site, const Status& status) {
  const Judgement judgement = judge(site, status);
  std::string metrics = "-";
  if (status.running)
    metrics = "lag=" + seconds_since(site.answered_at ? site.answered_at : status.configured_at, status.at) +
              ";" + levels(std::min(look_overdue(site), site.silent_after), site.silent_after) +
              "|problems=" + std::to_string(site.problems);
  return local_check("ilert-bridge-site-" + site.name, judgement.condition, metrics,
                     sentence(judgement, status.at, "answers, " + site.flavour + ' ' + site.version));
}

std::string line_of(const RouteStatus& route, const Status& status) {
  const Judgement judgement = judge(route, status);
  const std::string metrics = !status.journal.is_known()
                                  ? "-"
                                  : "waiting=" + std::to_string(route.waiting) +
                                        "|oldest=" + seconds_since(route.oldest_waiting, status.at) + ";" +
                                        levels(waits_long, waits_too_long) +
                                        "|parked=" + std::to_string(route.parked) +
                                        "|open=" + std::to_string(route.open + route.accepted);
  return local_check(
      "ilert-bridge-route-" + route.name, judgement.condition, metrics,
      sentence(judgement, status.at,
               route.leaving ? "no longer configured, ends when all it has open is told"
                             : "delivers, " + std::to_string(route.open + route.accepted) + " alerts open"));
}

std::string line_of(const JournalStatus& journal, const Status& status) {
  const Judgement judgement = judge(journal, status);
  const std::string metrics =
      !status.journal.is_known()
          ? "-"
          : "waiting=" + std::to_string(journal.waiting) + "|parked=" + std::to_string(journal.parked) +
                "|size=" + std::to_string(journal.size) + "|disk_free=" + std::to_string(journal.disk_free);
  return local_check(
      "ilert-bridge-journal", judgement.condition, metrics,
      sentence(judgement, status.at, about_size(journal.size) + " of " + about_size(journal.max_size)));
}

std::string line_of(const HeartbeatStatus& heartbeat, const Status& status) {
  const Judgement judgement = judge(heartbeat, status);
  const std::string metrics =
      status.running && heartbeat.pinged_at ? "age=" + seconds_since(heartbeat.pinged_at, status.at) : "-";
  return local_check("ilert-bridge-heartbeat", judgement.condition, metrics,
                     sentence(judgement, status.at, "sent every " + age_text(heartbeat.interval)));
}

std::string performance_data(const Status& status) {
  std::size_t open = 0;
  for (const RouteStatus& route : status.routes) open += route.open + route.accepted;
  return std::string{"waiting="}
      .append(std::to_string(status.journal.waiting))
      .append(";;;0 oldest=")
      .append(seconds_since(status.journal.oldest_waiting, status.at))
      .append("s;")
      .append(levels(waits_long, waits_too_long))
      .append(";0 parked=")
      .append(std::to_string(status.journal.parked))
      .append(";;;0 open=")
      .append(std::to_string(open))
      .append(";;;0 journal=")
      .append(std::to_string(status.journal.size))
      .append("B;;;0");
}

}  // namespace

PluginResult plugin_result(const Status& status) {
  const Condition condition = overall(findings(status));
  static constexpr std::array<std::string_view, 4> words{"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  const int exit_status = exit_status_of(condition);
  std::string line = std::string{"ILERT-BRIDGE "}
                         .append(words[static_cast<std::size_t>(exit_status)])
                         .append(" - ")
                         .append(harmless(whole(status)));
  if (status.journal.is_known()) line.append(" | ").append(performance_data(status));
  return {.line = line + '\n', .exit_status = exit_status};
}

std::string checkmk_lines(const Status& status) {
  const std::string metrics = status.journal.is_known()
                                  ? "waiting=" + std::to_string(status.journal.waiting) +
                                        "|parked=" + std::to_string(status.journal.parked)
                                  : "-";
  std::string text = local_check("ilert-bridge", overall(findings(status)), metrics, whole(status));
  for (const SiteStatus& site : status.sites) text += line_of(site, status);
  for (const RouteStatus& route : status.routes) text += line_of(route, status);
  text += line_of(status.journal, status);
  if (status.heartbeat.configured) text += line_of(status.heartbeat, status);
  return text;
}

}  // namespace ilert_bridge
