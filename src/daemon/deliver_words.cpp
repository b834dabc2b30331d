// What Deliver says: in the log, and as the bridge's own alerts.
#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/storm.hpp"
#include "ilert-bridge/core/taken.hpp"
#include "ilert-bridge/daemon/deliver.hpp"

namespace ilert_bridge {
namespace {

const char* trouble_sentence(Outcome outcome, Settled settled, bool own_fault) {
  const bool parked = settled == Settled::parked;
  if (own_fault)
    return parked ? "ilert takes other events of this route but never this one, it is parked"
                  : "ilert takes other events of this route, this one is kept and tried again";
  if (parked) return "ilert refused the event for good, it is parked";
  if (outcome == Outcome::route_held)
    return "ilert takes nothing of this route, its events are kept and tried again slowly";
  return "not delivered, kept and tried again";
}

std::string with_remedy(const Answer& answer) {
  return answer.remedy.empty() ? answer.text : answer.text + ". Remedy: " + answer.remedy;
}

}  // namespace

void Deliver::say_delivered(const Queued& queued, const Answer& answer) {
  last_delivered_ = now();
  log_info(options_.dry_run ? "dry run: would send" : "delivered",
           {{"event", std::to_string(queued.event.id)},
            {"type", std::string{name(queued.event.type)}},
            {"route", route_.name},
            {"key", queued.event.alert_key},
            {"answer", answer.text},
            {"correlation_id", answer.correlation_id}});
  if (trouble_.ends()) log_notice("ilert takes events again", {{"route", route_.name}});
  trouble_text_.clear();
  trouble_remedy_.clear();
  trouble_since_.reset();
  if (has_said("route")) say_held({});
}

void Deliver::say_trouble(const Queued& queued, const Answer& answer, Settled settled, bool own_fault,
                          Time at) {
  const bool parked = settled == Settled::parked;
  if (parked) say_parked(answer.text);
  const bool held = answer.outcome == Outcome::route_held && !own_fault;
  if (held) say_held(answer);
  if (answer.outcome == Outcome::refused && has_said("route")) say_held({});
  // A path that is down is one fact however often it is tried, and whatever milliseconds libcurl puts into
  // its words; an event that is given up is always worth a line.
  const std::string trouble = std::string{name(answer.outcome)} + ' ' + std::to_string(answer.http_status);
  if (own_fault && !parked) {
    if (!own_faults_.fails(queued.event.alert_key + ' ' + trouble, at)) return;
  } else if (!parked) {
    trouble_text_ = answer.text;
    trouble_remedy_ = answer.remedy;
    if (!trouble_since_) trouble_since_ = at;
    if (!trouble_.fails(trouble, at)) return;
  }
  log(held || parked ? Level::error : Level::warning, trouble_sentence(answer.outcome, settled, own_fault),
      {{"route", route_.name},
       {"event", std::to_string(queued.event.id)},
       {"key", queued.event.alert_key},
       {"answer", answer.text},
       {"remedy", answer.remedy},
       {"correlation_id", answer.correlation_id}});
}

Uncalled Deliver::uncalled(Time now) const { return uncalled(now, answer_takes); }

Uncalled Deliver::uncalled(Time now, Span patience) const {
  Uncalled uncalled;
  for (const auto& [key, event] : parked_.calls()) {
    if (backlog_.wanted(key) != Told::open || backlog_.plan(key) != nullptr) continue;
    const std::optional<Entry> entry = ledger_.journal().entry(event);
    if (!entry) continue;
    const Event& alert = entry->queued.event;
    if (alert.type != EventType::alert || alert.priority != Priority::high) continue;
    if (ledger_.report(alert.subject, route_.name).held) continue;
    if (now - alert.recorded_at >= patience) uncalled.add(alert.subject, alert.state, alert.recorded_at);
  }
  const Backlog::Unanswered waiting = backlog_.unanswered(now - patience);
  for (const auto& [subject, since] : waiting.oldest)
    uncalled.add(subject, ledger_.report(subject, route_.name).state, since);
  uncalled.count += waiting.count - waiting.oldest.size();
  return uncalled;
}

// Of each event, since people look for its number; `by` 0: there was nothing left to tell of it.
void Deliver::say_superseded(const std::string& key, const std::vector<EventId>& events, EventId by) const {
  for (const EventId event : events)
    log_info(by == 0 ? "superseded, there is nothing to tell of it any more" : "superseded",
             {{"event", std::to_string(event)},
              {"route", route_.name},
              {"key", key},
              {"by", by == 0 ? "-" : std::to_string(by)}});
}

// Whether some route has been told of it and not yet that it is over.
bool Deliver::has_said(const char* kind) const {
  const Subject matter{.site = route_.name, .host = {}, .service = {}, .own = kind};
  return ledger_.reports().contains(matter);
}

// While the path is in doubt nothing would hear it, and its numbers would be old when something does.
void Deliver::say_storm(Time at) {
  const bool open = has_said("storm");
  if (!open && !circuit_.closed()) return;
  const int pace = budget_.pace(at);
  const bool storm = is_storm(open, backlog_.calls(), pace);
  if (storm == open) return;
  const StormWords words = storm ? storm_words(backlog_.census(), pace, route_.name, options_.bridge_name)
                                 : storm_over(route_.name, options_.bridge_name);
  log_notice(words.summary, {{"route", route_.name}});
  ports_.say({.kind = "storm",
              .name = route_.name,
              .wrong = storm,
              .summary = words.summary,
              .details = words.details});
}

// Who is called by an own alert hears first for what nobody was called.
std::string Deliver::not_delivered(const std::string& otherwise, const std::string& answer) const {
  const Uncalled uncalled = this->uncalled(now(), Span{0});
  const std::string about = "ilert-bridge " + options_.bridge_name + ": route " + route_.name;
  if (uncalled.count == 0) return about + otherwise;
  return "NOT DELIVERED: " + names_of(uncalled) + (answer.empty() ? "" : " (ilert: " + answer + ")") + "; " +
         about;
}

void Deliver::say_held(const Answer& answer) {
  const bool wrong = answer.outcome == Outcome::route_held;
  const std::string about = "ilert-bridge " + options_.bridge_name + ": route " + route_.name;
  ports_.say(
      {.kind = "route",
       .name = route_.name,
       .wrong = wrong,
       .summary = wrong ? not_delivered(" is held, ilert takes nothing of it", answer.text)
                        : about + " delivers again",
       .details = wrong
                      ? "ilert answers: " + with_remedy(answer) +
                            "\n\nIts events are kept and tried again slowly; nothing is lost. This alert is "
                            "resolved when ilert takes them again."
                      : about + " delivers again."});
}

void Deliver::say_parked(const std::string& answer) {
  const std::size_t parked = ledger_.journal().parked(route_.name);
  if (parked == 0 && !has_said("parked")) return;
  const std::string about = "ilert-bridge " + options_.bridge_name + ": route " + route_.name;
  ports_.say(
      {.kind = "parked",
       .name = route_.name,
       .wrong = parked > 0,
       .summary = parked > 0 ? not_delivered(" has events that ilert refused for good", answer)
                             : about + " has no refused events any more",
       .details =
           parked > 0
               ? "ilert refused them, or never took them while it took others; in the end with required "
                 "fields only. They are kept: "
                 "`ilert-bridge journal --state parked` lists them, `ilert-bridge journal show ID` has "
                 "ilert's answers. A refused ALERT is tried again after 1, 5 and 15 minutes, then every "
                 "hour, while its problem lasts.\n\nRemedy: mend the cause and `ilert-bridge journal retry "
                 "ID`, or "
                 "`ilert-bridge journal drop ID`. A refused RESOLVE leaves an alert open in ilert: "
                 "close it there. This alert is resolved when none is left."
               : about + " has no refused events any more."});
}

}  // namespace ilert_bridge
