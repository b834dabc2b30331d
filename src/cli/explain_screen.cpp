#include "ilert-bridge/cli/explain_screen.hpp"

#include <algorithm>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/wrapped.hpp"

namespace ilert_bridge {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t label_width = 8;
constexpr std::size_t events_shown = 3;
constexpr std::size_t services_shown = 10;

void add(Lines& lines, const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); }

void add_column(Lines& lines, std::string_view label, const Lines& column) {
  for (const std::string& line : column)
    lines.push_back(pad(&line == &column.front() ? label : "", label_width) + line);
}

void add_text(Lines& lines, std::string_view label, const std::string& text, const ScreenSize& screen) {
  add_column(lines, label, wrapped(text, screen.width - label_width, 0));
}

std::string seen_text(const Sighting& sighting, Time at) {
  switch (sighting.presence) {
    case Presence::absent:
      return "not in the monitoring any more";
    case Presence::not_visible:
      return "not visible to the contact of auth_user";
    case Presence::unknown:
      return "not known at present";
    case Presence::seen:
      break;
  }
  const Observation& seen = sighting.observation;
  if (!seen.checked) return "never checked yet";
  std::string text{name(seen.state)};
  if (!is_good(seen.state)) text += seen.hard ? ", hard" : ", soft";
  if (seen.last_state_change != Time{}) text += ", for " + age_text(at - seen.last_state_change);
  if (seen.last_check != Time{}) text += "; checked " + age_text(at - seen.last_check) + " ago";
  return text;
}

std::string values_text(const RuleValues& values) {
  std::string text;
  for (const RuleValue& value : values)
    text.append(text.empty() ? "" : "; ").append(value.what).append(": ").append(value.value);
  return text;
}

std::string numbered(std::size_t index, const RuleTrial& trial) {
  const std::string number = std::to_string(index + 1);
  return std::string(number.size() < 2 ? 1 : 0, ' ') + number + ' ' + pad(name(trial.rule), 18);
}

std::size_t decider(const std::vector<RuleTrial>& rules) {
  const auto decides = [](const RuleTrial& it) { return it.fate == RuleFate::decided; };
  return static_cast<std::size_t>(std::find_if(rules.begin(), rules.end(), decides) - rules.begin());
}

std::string effect(const Verdict& verdict) {
  if (verdict.shows == Shows::alerting) return "alerting, " + std::string{name(verdict.priority)};
  return std::string{name(verdict.shows)};
}

Lines rule_line(std::size_t index, const Explanation& one, const ScreenSize& screen) {
  const RuleTrial& trial = one.rules[index];
  const std::string start = numbered(index, trial);
  if (trial.fate == RuleFate::not_reached) return {start + "not asked"};
  if (trial.fate == RuleFate::passed)
    return {cut(start + "no: " + one_line(values_text(trial.values)), screen.width - label_width)};
  const std::string reason = trial.rule == one.decision.verdict.reason
                                 ? ""
                                 : " (" + std::string{name(one.decision.verdict.reason)} + ")";
  const std::string text =
      "YES" + reason + " -> " + effect(one.decision.verdict) + ": " + values_text(trial.values);
  Lines lines = wrapped(text, screen.width - label_width - start.size(), 0);
  for (std::string& line : lines)
    line.insert(0, &line == &lines.front() ? start : std::string(start.size(), ' '));
  return lines;
}

Lines folded(const Explanation& one, std::size_t count, const ScreenSize& screen) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.emplace_back(name(one.rules[i].rule));
  return wrapped("1-" + std::to_string(count) + " do not fit: " + join(names, " "),
                 screen.width - label_width, 2);
}

// The rules up to the deciding one, in at most `room` lines: what does not fit is folded, the first ones
// first.
Lines rule_lines(const Explanation& one, std::size_t room, const ScreenSize& screen) {
  const std::size_t last = decider(one.rules);
  Lines lines;
  if (screen.all) {
    for (std::size_t i = 0; i < one.rules.size(); ++i) add(lines, rule_line(i, one, screen));
    return lines;
  }
  const Lines decision = rule_line(last, one, screen);
  const std::size_t for_passed = room > decision.size() + 1 ? room - decision.size() - 1 : 0;
  std::size_t first = 0;
  if (last > for_passed) {
    first = last;
    while (first > 2 && folded(one, first - 1, screen).size() + last - first + 1 <= for_passed) --first;
    lines = folded(one, first, screen);
  }
  for (std::size_t i = first; i < last; ++i) add(lines, rule_line(i, one, screen));
  add(lines, decision);
  if (last + 1 < one.rules.size()) lines.push_back(" the rules after it are not asked");
  return lines;
}

std::string key_text(const KeyTrial& trial) {
  std::string text{trial.key};
  text.append(trial.fits ? " match: " : " do not match: ").append(join(trial.wants, ", "));
  if (!trial.applies) return text + ", which a host does not have";
  return text + (trial.has.empty() ? ", it has none" : ", it has " + join(trial.has, ", "));
}

std::string match_text(const RouteTrial& match, bool all) {
  std::vector<std::string> parts;
  if (match.fate == RouteFate::falls_back) parts.emplace_back("no other route takes it, this one falls back");
  if (match.fate == RouteFate::spared) parts.emplace_back("another route takes it, this one only falls back");
  for (const KeyTrial& trial : match.match)
    if (all || match.takes() || !trial.fits) parts.push_back(key_text(trial));
  if (match.match.empty() && match.fate == RouteFate::takes) parts.emplace_back("it takes everything");
  if (match.fate == RouteFate::shut_out || all)
    for (const KeyTrial& trial : match.except) parts.push_back("except: " + key_text(trial));
  return join(parts, "; ");
}

std::string told_text(const RouteStory& story, Time at) {
  if (!story.is_known) return "not known";
  const Report& report = story.explanation.decision.before;
  std::string text = (report.told == Told::none ? "" : "decided ") + std::string{name(report.told)};
  if (report.told == Told::open || report.told == Told::accepted)
    text.append(", ").append(name(report.state)).append(" ").append(name(report.priority));
  if (report.told != Told::none) text += ", since " + clock_text(report.told_at, at);
  text.append("; ilert has heard: ");
  const Heard& heard = story.explanation.taken.heard;
  if (heard.told == Told::none) return text + "nothing open";
  return text.append(name(heard.told)).append(", ").append(name(heard.state));
}

std::string queue_text(const RouteStory& story, Time at) {
  if (!story.is_known) return "not known";
  if (story.waiting == 0) return "nothing waits on this route";
  std::string text = std::to_string(story.waiting) +
                     (story.waiting == 1 ? " waits on this route, " : " wait on this route, ") +
                     std::to_string(story.its_own) + " of this object; " +
                     std::to_string(story.attempts_left) + " attempts left in this minute";
  if (story.next_attempt > at) text += ", the next at " + local_text(story.next_attempt);
  return text;
}

std::string attempt_text(const Attempt& attempt) {
  std::string text = "at " + local_text(attempt.started_at) + ": ";
  if (!attempt.ended_at) return text + "no end, its outcome is unknown";
  text += std::string{name(attempt.outcome)} + " " + attempt.answer + " after " +
          std::to_string((*attempt.ended_at - attempt.started_at).count()) + " ms";
  return attempt.correlation_id.empty() ? text : text + ", correlation id " + attempt.correlation_id;
}

std::string event_text(const Entry& entry) {
  const Event& event = entry.queued.event;
  const std::string_view why = event.because == Because::verdict ? name(event.reason) : name(event.because);
  std::string text = std::to_string(event.id) + " " + std::string{name(event.type)} + " (" +
                     std::string{why} + "), " + local_text(event.recorded_at) + ", " +
                     std::string{name(entry.settled)};
  if (entry.attempts.empty()) text += ", not tried";
  if (entry.attempts.size() > 1) text += ", " + std::to_string(entry.attempts.size()) + " attempts";
  return text;
}

struct OrderWords {
  std::string_view what, pointless;
};

OrderWords words_of(OrderKind kind) {
  switch (kind) {
    case OrderKind::acknowledge:
      return {"to acknowledge it in Checkmk", "the problem was over or paged again"};
    case OrderKind::unacknowledge:
      return {"to remove its acknowledgement in Checkmk", "the problem was over, or somebody had it"};
    case OrderKind::comment:
      break;
  }
  return {"to comment it in Checkmk", "the object was gone, or comments were switched off"};
}

std::string order_text(const Order& order) {
  const OrderWords words = words_of(order.kind);
  std::string text = std::string{words.what} + " for " + one_line(order.remark.author) + " (" + order.source +
                     "), since " + local_text(order.ordered_at) + ": ";
  const std::string tries =
      std::to_string(order.tries) + (order.tries == 1 ? " try" : " tries") +
      (order.tried_at ? ", the last one " + local_text(*order.tried_at) : std::string{});
  if (!order.ended) {
    text += order.tries == 0 ? "waits for a look at the site" : "Checkmk does not show it yet, " + tries;
  } else if (*order.ended == OrderEnd::done) {
    text += "done " + local_text(*order.ended_at);
  } else if (*order.ended == OrderEnd::pointless) {
    text.append("not needed, ").append(words.pointless);
  } else {
    text += "given up after " + tries;
  }
  return order.fault.empty() ? text : text + ": " + one_line(order.fault);
}

// So many of the newest events with their last attempt; with every attempt where all is asked for.
Lines event_lines(const std::vector<Entry>& events, std::size_t most, const ScreenSize& screen) {
  Lines lines;
  const std::size_t width = screen.width - label_width;
  for (const Entry& entry : events) {
    if (&entry - events.data() >= static_cast<std::ptrdiff_t>(most)) break;
    add(lines, wrapped(event_text(entry), width, 2));
    const std::size_t first = screen.all || entry.attempts.empty() ? 0 : entry.attempts.size() - 1;
    for (std::size_t i = first; i < entry.attempts.size(); ++i) {
      const std::string text = attempt_text(entry.attempts[i]);
      add(lines, wrapped("- " + text, width, 2));
    }
  }
  if (lines.empty()) lines.emplace_back("none");
  return lines;
}

bool concerns(const RouteStory& story) {
  const bool seen = story.explanation.decision.sighting->presence == Presence::seen;
  return !seen || story.explanation.match.takes() || story.explanation.decision.before.told != Told::none ||
         !story.events.empty();
}

// Below the title: sentences, rules in the room that is left, and so many of the newest events.
Lines route_body(const RouteStory& story, Time at, std::size_t used, std::size_t events,
                 const ScreenSize& screen) {
  const Explanation& one = story.explanation;
  const bool seen = one.decision.sighting->presence == Presence::seen;
  Lines top, bottom;
  add_text(top, "Why:", one.why, screen);
  add_text(top, "Next:", one.next, screen);
  add_text(top, "Match:", seen ? match_text(one.match, screen.all) : "not known of what is not seen", screen);
  add_text(bottom, "Told:", told_text(story, at), screen);
  add_text(bottom, "Queue:", queue_text(story, at), screen);
  if (story.order) add_text(bottom, "Order:", order_text(*story.order), screen);
  if (story.adopted)
    add_text(bottom, "Adopt:",
             story.adopted->what + "; by " + story.adopted->who + ", " + local_text(story.adopted->at),
             screen);
  add_column(bottom,
             "Events:", story.is_known ? event_lines(story.events, events, screen) : Lines{"not known"});
  const std::size_t taken = used + top.size() + bottom.size();
  add_column(top, "Rules:", rule_lines(one, screen.height > taken ? screen.height - taken : 0, screen));
  add(top, bottom);
  return top;
}

Lines route_lines(const RouteStory& story, Time at, std::size_t used, const ScreenSize& screen) {
  const Explanation& one = story.explanation;
  Lines lines{"Route " + one.route->name};
  if (!concerns(story) && !screen.all)
    return wrapped(lines.front() + " does not take it: " + match_text(one.match, false), screen.width, 2);
  std::size_t events = screen.all ? story.events.size() : events_shown;
  Lines body = route_body(story, at, used + 1, events, screen);
  while (!screen.all && events > 1 && used + 1 + body.size() > screen.height)
    body = route_body(story, at, used + 1, --events, screen);
  add(lines, body);
  return lines;
}

// Which route is only a question where there are several.
std::string alarm_text(const RouteStory& route, const ObjectStory& story) {
  const Explanation& one = route.explanation;
  const auto is_told = [](const RouteStory& it) { return it.explanation.alert != AlertState::none; };
  const bool several = std::count_if(story.routes.begin(), story.routes.end(), is_told) > 1;
  return one.alarm + (several ? " (route " + one.route->name + ")" : "");
}

// A host that is well may have services that are not: whoever asked about it may have meant those.
Lines below_it(const ObjectStory& story, const ScreenSize& screen) {
  const Sighting& host = story.sighting;
  if (!host.subject.is_host() || host.presence != Presence::seen || !is_good(host.observation.state))
    return {};
  if (story.services.empty()) return {"No service of it has a problem."};
  const std::size_t count = story.services.size();
  Lines lines{std::to_string(count) +
              (count == 1 ? " service of it has a problem:" : " services of it have problems:")};
  for (std::size_t i = 0; i < count && (screen.all || i < services_shown); ++i) {
    const Sighting& service = story.services[i];
    add(lines, wrapped("- " + one_line(service.subject.service) + " is " + seen_text(service, story.at),
                       screen.width, 2));
  }
  if (!screen.all && count > services_shown)
    lines.push_back("and " + std::to_string(count - services_shown) + " more: --all");
  add(lines,
      wrapped("Why: ilert-bridge explain " + one_line(host.subject.host) + " SERVICE", screen.width, 2));
  return lines;
}

}  // namespace

std::vector<std::string> lines_of(const ObjectStory& story, const ScreenSize& screen) {
  Lines lines;
  for (const RouteStory& route : story.routes)
    if (!route.explanation.alarm.empty()) add(lines, wrapped(alarm_text(route, story), screen.width, 2));
  add(lines, wrapped(to_text(story.sighting.subject) + " is " + seen_text(story.sighting, story.at),
                     screen.width, 2));
  if (!story.fault.empty())
    add(lines, wrapped("The site gave no complete answer: " + story.fault, screen.width, 2));
  const bool is_unread = !story.routes.empty() && !story.routes.front().is_known;
  if (!story.journal_known)
    lines.emplace_back(is_unread ? "The journal cannot be read: shown as if nothing had been told."
                                 : "There is no journal to read: shown as if nothing had been told.");
  constexpr std::size_t prompt = 1;  // the line after the command
  for (const RouteStory& route : story.routes)
    add(lines, route_lines(route, story.at, &route == &story.routes.front() ? lines.size() + prompt : prompt,
                           screen));
  add(lines, below_it(story, screen));
  return lines;
}

}  // namespace ilert_bridge
