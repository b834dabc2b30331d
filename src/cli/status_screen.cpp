#include "ilert-bridge/cli/status_screen.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/table.hpp"

namespace ilert_bridge {
namespace {

using Lines = std::vector<std::string>;
constexpr std::size_t usual_width = 80;
constexpr std::size_t indent = 10;  // under "CRITICAL  "
constexpr std::size_t plenty = 100'000;

std::string upper(std::string_view word) {
  std::string text{word};
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

std::string ago(const std::optional<Time>& time, Time at) {
  return time ? age_text(at - *time) + " ago" : "never";
}

// As lines of at most `width` code points, broken at blanks; what is longer than that is cut.
Lines wrapped(const std::string& text, std::size_t width) {
  Lines lines{{}};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = cut(std::string_view{text}.substr(at, end - at), width);
    const std::size_t room = lines.back().empty() ? 0 : code_points(lines.back()) + 1;
    if (room + code_points(word) > width) {
      lines.push_back(word);
    } else {
      if (room > 0) lines.back().push_back(' ');
      lines.back() += word;
    }
    at = end + 1;
  }
  return lines;
}

void add_under(Lines& lines, const std::string& text, std::size_t width) {
  for (const std::string& line : wrapped(one_line(text), width - indent))
    lines.push_back(std::string(indent, ' ').append(line));
}

void add_finding(Lines& lines, const Finding& finding, Time at, std::size_t width) {
  const Judgement& judgement = finding.judgement;
  std::string first = finding.about;
  if (judgement.since) first.append(", for ").append(age_text(at - *judgement.since));
  first.append(": ").append(one_line(judgement.cause));
  Lines words = wrapped(first, width - indent);
  words.front().insert(0, pad(upper(name(judgement.condition)), indent));
  for (std::size_t i = 1; i < words.size(); ++i) words[i].insert(0, indent, ' ');
  lines.insert(lines.end(), words.begin(), words.end());
  if (!judgement.remedy.empty()) add_under(lines, "-> " + judgement.remedy, width);
}

// All of them, or as many as there is room for; how many are left out is said.
void add_findings(Lines& lines, const std::vector<Finding>& found, Time at, std::size_t width,
                  std::size_t room) {
  std::vector<Lines> each(found.size());
  std::size_t needed = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    add_finding(each[i], found[i], at, width);
    needed += each[i].size();
  }
  std::size_t shown = 0;
  std::size_t used = needed > room ? 1 : 0;
  for (; shown < found.size() && (shown == 0 || used + each[shown].size() <= room); ++shown) {
    used += each[shown].size();
    lines.insert(lines.end(), each[shown].begin(), each[shown].end());
  }
  if (shown == found.size()) return;
  const std::size_t left = found.size() - shown;
  lines.push_back("... and " + std::to_string(left) +
                  (left == 1 ? " more thing is wrong" : " more things are wrong") +
                  ": ilert-bridge status | less");
}

Lines head_of(const Status& status, const std::vector<Finding>& found) {
  std::string first = "ilert-bridge " + status.version + " on " + one_line(status.name) + ": ";
  first += found.empty() ? "OK"
                         : upper(name(overall(found))) + ", " + std::to_string(found.size()) +
                               (found.size() == 1 ? " thing is wrong" : " things are wrong");
  if (!status.running) {
    const std::string who = status.pid > 0 ? "the daemon does not answer" : "the daemon is not running";
    return {first, who + (status.journal.is_known() ? "; this is what the journal says"
                                                    : ", and what the journal says is not known")};
  }
  return {first, "running for " + age_text(status.at - status.started_at) + ", pid " +
                     std::to_string(status.pid) + ", configuration read " +
                     age_text(status.at - status.configured_at) + " ago"};
}

// One row of a table, and whether it may be left out.
struct Row {
  Condition condition;
  std::vector<std::string> cells;
};

std::string server_of(const SiteStatus& site) {
  if (site.flavour.empty()) return "-";
  const std::string server = site.flavour + ' ' + one_line(site.version);
  if (site.watching.empty()) return server;
  return server + (site.woken ? ", wakes us" : ", polled");
}

Row row_of(const SiteStatus& site, const Status& status) {
  const Condition condition = judge(site, status).condition;
  if (!status.running) return {condition, {site.name, "unknown", "", "", ""}};
  return {condition,
          {site.name, std::string{name(condition)}, ago(site.answered_at, status.at), server_of(site),
           std::to_string(site.problems)}};
}

std::string oldest_of(const RouteStatus& route, Time at) {
  return route.oldest_waiting ? age_text(at - *route.oldest_waiting) : std::string{"-"};
}

Row row_of(const RouteStatus& route, const Status& status) {
  const Condition condition = judge(route, status).condition;
  std::string state{status.running ? name(condition) : "unknown"};
  if (route.leaving) state = "leaving";
  if (!status.journal.is_known()) return {condition, {route.name, state, "?", "?", "?", "?", "?", "-", "-"}};
  return {condition,
          {route.name, state, std::to_string(route.open + route.accepted), std::to_string(route.accepted),
           std::to_string(route.waiting), oldest_of(route, status.at), std::to_string(route.parked),
           status.running ? std::to_string(route.left) + "/" + std::to_string(route.pace) : "-",
           status.running ? ago(route.delivered_at, status.at) : "-"}};
}

// The worst first; of `room` lines one is for the titles, and one for what is left out of these `things`.
void add_table(Lines& lines, std::vector<std::string> titles, std::vector<Row> rows, const char* things,
               std::size_t room, std::size_t width) {
  if (rows.empty() || room < 2) return;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& left, const Row& right) { return left.condition > right.condition; });
  const std::size_t shown = rows.size() + 1 <= room ? rows.size() : room - 2;
  TextTable table(std::move(titles));
  for (std::size_t i = 0; i < shown; ++i) table.add(rows[i].cells);
  const std::string text = table.text(width);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (shown == rows.size()) return;
  const Condition worst = rows[shown].condition;
  lines.push_back("... and " + std::to_string(rows.size() - shown) + " more " + things + ", " +
                  (worst == Condition::ok ? "all well" : "not all of them well"));
}

std::string journal_line(const JournalStatus& journal, Time at) {
  std::string line = "journal    ";
  if (journal.is_known()) {
    line += std::to_string(journal.waiting) + " waiting";
    if (journal.oldest_waiting) line += " (oldest " + age_text(at - *journal.oldest_waiting) + ")";
    line += ", " + std::to_string(journal.parked) + " parked";
  } else {
    line += "not known (" + one_line(journal.unread) + ")";
    if (journal.size == 0) return line;
  }
  line += ", " + about_size(journal.size);
  if (journal.max_size > 0) line += " of " + about_size(journal.max_size);
  if (journal.disk_free > 0) line += ", " + about_size(journal.disk_free) + " free";
  return line;
}

// A process that owns the journal and cannot be asked goes on with its work.
std::string without_answer(const Status& status) {
  return status.pid == 0 ? "stopped with the daemon" : "only the daemon knows, and it does not answer";
}

std::string heartbeat_line(const HeartbeatStatus& heartbeat, const Status& status) {
  if (!heartbeat.configured) return "heartbeat  not configured";
  if (!status.running) return "heartbeat  " + without_answer(status);
  std::string line = "heartbeat  every " + age_text(heartbeat.interval) + ", last one taken " +
                     ago(heartbeat.pinged_at, status.at);
  if (heartbeat.failures > 0) line += ", " + std::to_string(heartbeat.failures) + " failed since";
  if (!heartbeat.stopped_by.empty()) line += ", STOPPED";
  return line;
}

std::string ilert_line(const IlertStatus& ilert, const Status& status) {
  if (!status.running) return "ilert      " + without_answer(status);
  return "ilert      answered " + ago(ilert.answered_at, status.at) + (ilert.fault.empty() ? "" : ", AWAY");
}

std::string sync_line(const SyncStatus& sync, const Status& status) {
  std::string line = "sync       ";
  if (!sync.configured) {
    line += "not configured";
  } else if (!status.running) {
    line += without_answer(status);
  } else {
    line += "ilert asked " + ago(sync.answered_at, status.at);
    if (!sync.fault.empty()) line += ", PAUSED";
  }
  if (sync.open > 0) line += ", " + std::to_string(sync.open) + " to be done in Checkmk";
  if (sync.dismissed > 0) line += ", " + std::to_string(sync.dismissed) + " resolved there, lasting";
  if (sync.given_up > 0) line += ", " + std::to_string(sync.given_up) + " given up";
  return line;
}

std::string own_alerts_line(const Status& status, std::size_t width) {
  if (!status.journal.is_known()) return "own alerts not known";
  if (status.own_alerts.empty()) return "own alerts none open";
  std::string line = "own alerts ";
  std::size_t left = status.own_alerts.size();
  for (const OwnAlert& alert : status.own_alerts) {
    const std::string name = alert.name.empty() ? alert.kind : alert.kind + ' ' + alert.name;
    const std::string rest = --left > 0 ? " and " + std::to_string(left) + " more" : std::string{};
    const std::string begun = left + 1 < status.own_alerts.size() ? line + ", " : line;
    if (width > 0 && code_points(begun) + code_points(name) + code_points(rest) > width)
      return line.append(line.back() == ' ' ? "" : " and ").append(std::to_string(left + 1)).append(" more");
    line = begun + name;
  }
  return line;
}

// Of a table: its titles, its worst row, and how many there are more.
std::size_t least_lines(std::size_t rows) { return std::min<std::size_t>(rows + 1, 3); }

// In a pipe nothing is broken, and nothing cut.
void add_hanging(Lines& lines, const std::string& text, StatusFrame size) {
  constexpr std::size_t under = 11;  // "heartbeat  "
  if (size.width <= 2 * under || code_points(text) <= size.width) return lines.push_back(text);
  lines.push_back(text.substr(0, under));
  bool first = true;
  for (const std::string& line : wrapped(text.substr(under), size.width - under)) {
    if (std::exchange(first, false)) {
      lines.back() += line;
    } else {
      lines.push_back(std::string(under, ' ').append(line));
    }
  }
}

std::string finished(Lines lines, StatusFrame size) {
  if (size.height > 0 && lines.size() > size.height) {
    lines.resize(size.height);
    lines.back() = "... more than fits here: ilert-bridge status | less";
  }
  std::string text;
  for (const std::string& line : lines)
    text.append(size.width > 0 ? cut(line, size.width) : line).append("\n");
  return text;
}

}  // namespace

std::string status_screen(const Status& status, StatusFrame size) {
  const std::size_t width = size.width > 2 * indent ? size.width : usual_width;
  const std::vector<Finding> found = findings(status);
  Lines lines = head_of(status, found);
  lines.emplace_back();
  Lines end;
  for (const std::string& line : {ilert_line(status.ilert, status), journal_line(status.journal, status.at),
                                  heartbeat_line(status.heartbeat, status), sync_line(status.sync, status),
                                  own_alerts_line(status, size.width)})
    add_hanging(end, line, size);
  // Under what is wrong there is room for the titles and the worst of each table.
  const std::size_t kept =
      lines.size() + 3 + end.size() + least_lines(status.sites.size()) + least_lines(status.routes.size());
  const std::size_t for_findings = size.height == 0 ? plenty : size.height - std::min(size.height, kept);
  add_findings(lines, found, status.at, width, for_findings);
  if (!found.empty()) lines.emplace_back();

  std::vector<Row> sites;
  for (const SiteStatus& site : status.sites) sites.push_back(row_of(site, status));
  std::vector<Row> routes;
  for (const RouteStatus& route : status.routes) routes.push_back(row_of(route, status));
  // Under the tables stand a blank line each and the end. What one table does not need is the other's.
  const std::size_t used = lines.size() + 2 + end.size();
  const std::size_t room = size.height == 0 ? plenty : size.height - std::min(size.height, used);
  const std::size_t for_routes =
      std::min(routes.size() + 1, std::max(room / 2, room - std::min(room, sites.size() + 1)));
  const std::size_t for_sites = room - std::min(room, for_routes);
  add_table(lines, {"SITE", "STATE", "LAST LOOK", "SERVER", "PROBLEMS"}, std::move(sites), "sites", for_sites,
            size.width);
  lines.emplace_back();
  add_table(lines, {"ROUTE", "STATE", "OPEN", "ACKED", "WAITING", "OLDEST", "PARKED", "RATE", "DELIVERED"},
            std::move(routes), "routes", for_routes, size.width);
  lines.emplace_back();
  lines.insert(lines.end(), end.begin(), end.end());
  return finished(std::move(lines), size);
}

}  // namespace ilert_bridge
