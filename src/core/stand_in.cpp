#include "ilert-bridge/core/stand_in.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"

namespace ilert_bridge {
namespace {

constexpr Span late = std::chrono::minutes{1};

using Place = std::vector<Queued>::const_iterator;

// The events of the problem as it is now: after the last end that was one.
Place beginning_of_the_present(const std::vector<Queued>& queue) {
  const auto ended = std::find_if(queue.rbegin(), queue.rend(), [](const Queued& it) {
    return it.event.type == EventType::resolve && it.event.because == Because::verdict;
  });
  return ended.base() == queue.end() ? std::prev(queue.end()) : ended.base();
}

const Event* newest_alert(const std::vector<Queued>& queue) {
  const auto found = std::find_if(queue.rbegin(), queue.rend(),
                                  [](const Queued& it) { return it.event.type == EventType::alert; });
  return found == queue.rend() ? nullptr : &found->event;
}

// That it has begun to flap says nothing of how it is now, which an ALERT has to say.
const Event& newest_of(const std::vector<Queued>& queue, EventType type) {
  if (type != EventType::alert) return queue.back().event;
  const auto found = std::find_if(queue.rbegin(), queue.rend(),
                                  [](const Queued& it) { return it.event.because != Because::flapping; });
  return found == queue.rend() ? queue.back().event : found->event;
}

Remark remark_of(const Event& newest) {
  if (!newest.remark.empty()) return newest.remark;
  if (newest.type == EventType::alert) return {"Checkmk", "It is there again: " + newest.summary};
  return {"Checkmk", newest.details.empty() ? newest.summary : newest.details};
}

// An ALERT's details are a page, a COMMENT's a sentence: the page, and what was said after it.
std::string details_of(const Event& alert, const Event& newest) {
  if (&alert == &newest || newest.details.empty()) return alert.details;
  return cut(newest.details + "\n\n" + alert.details, details_limit);
}

void take_the_page_of(const Event& alert, const Event& newest, Event& event) {
  event.details = details_of(alert, newest);
  event.priority = alert.priority;
  for (const auto& [word, page] : alert.context)
    if (word.ends_with("NOTESURL") || word.ends_with("ACTIONURL")) event.context.emplace(word, page);
}

std::string times(int changes) {
  if (changes == 1) return "once";
  return changes == 2 ? "twice" : std::to_string(changes) + " times";
}

std::string lateness(const Event& event, Time since, Time now) {
  std::string text = "ilert could not be told since " + rfc3339(since) + ", for " + age_text(now - since);
  if (event.stands_for > 1) text += "; meanwhile it changed " + times(event.stands_for - 1);
  return text += '.';
}

}  // namespace

Event stand_in_for(const std::vector<Queued>& queue, EventType type, Time now) {
  const Event& newest = newest_of(queue, type);
  const Event* alert = newest_alert(queue);
  Event event = newest;
  event.id = 0;
  event.type = type;
  event.because = Because::verdict;
  event.remark = {};
  if (type == EventType::alert && alert != nullptr) take_the_page_of(*alert, newest, event);
  if (type == EventType::comment || type == EventType::accept) event.remark = remark_of(newest);
  if (type != EventType::resolve) event.occurred_at = beginning_of_the_present(queue)->event.occurred_at;
  event.stands_for = 0;
  event.first_at = queue.front().event.recorded_at;
  for (const Queued& queued : queue) {
    event.stands_for += queued.event.stands_for;
    event.first_at = std::min(*event.first_at, queued.event.first_at.value_or(queued.event.recorded_at));
  }
  event.recorded_at = now;
  return event;
}

Event end_before(const Event& alert) {
  Event end = alert;
  end.type = EventType::resolve;
  end.details = "The end of an older alert was refused, so that one may be open still; a new alert follows";
  return end;
}

Event alert_anew(const std::vector<Queued>& told, Time now) {
  Event event = stand_in_for(told, EventType::alert, now);
  event.stands_for = 1;
  event.first_at.reset();
  const std::string why = "ilert had refused to end an older alert, so it may have called nobody";
  event.details = cut(event.details.empty() ? why : why + "\n\n" + event.details, details_limit);
  return event;
}

Event said_late(Event event, Time now) {
  const Time since = event.first_at.value_or(event.recorded_at);
  if (now - since < late) return event;
  const std::string text = lateness(event, since, now);
  if (event.type == EventType::comment && event.because != Because::remark_changed &&
      event.because != Because::commented)
    event.remark.text = text + '\n' + event.remark.text;
  event.details = cut(event.details.empty() ? text : text + "\n\n" + event.details, details_limit);
  return event;
}

}  // namespace ilert_bridge
