#include "tests/nightly/soak_laws.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <deque>

namespace ilert_bridge::soak {
namespace {

using doubles::AlertStatus;
using doubles::AlertView;
using doubles::ObjectRow;
using doubles::ReceivedEvent;
namespace json = boost::json;

enum class Should { not_open, called, accepted, unclaimed };

bool in_downtime(const doubles::WorldState& world, const ObjectRow& row, const ObjectRow* host) {
  return world.downtimes_running(row) > 0 ||
         (host != nullptr && host != &row && world.downtimes_running(*host) > 0);
}

// Somebody accepted an alert in ilert, and the alert of now was opened later: the problem has risen since,
// and that acceptance is not of this call.
bool is_overruled(const doubles::WorldState& world, const ObjectRow& row, const AlertView* alert) {
  const auto newest = std::find_if(world.comments.rbegin(), world.comments.rend(), [&](const auto& comment) {
    return comment.entry_type == 4 && comment.host == row.host && comment.description == row.description;
  });
  return alert != nullptr && newest != world.comments.rend() && newest->author.ends_with("(ilert)") &&
         unix_seconds(alert->reported) > newest->entry_time;
}

// Of an object at rest: a hard state, freshly checked, nothing muted, nothing flapping.
Should should(const doubles::WorldState& world, const Subject& subject, const RouteView& route,
              const AlertView* alert) {
  const ObjectRow* row = world.find(subject.host, subject.service);
  if (row == nullptr || row->state == 0 || !route.takes(subject)) return Should::not_open;
  if (subject.is_service() && row->state == 1 && !route.warnings) return Should::not_open;
  const ObjectRow* host = world.find(subject.host);
  if (in_downtime(world, *row, host)) return route.downtime_accepts ? Should::accepted : Should::not_open;
  if (row->acknowledged) return is_overruled(world, *row, alert) ? Should::called : Should::accepted;
  if (subject.is_service() && (host == nullptr || host->state != 0)) return Should::unclaimed;
  return Should::called;
}

Should should_now(Scene& scene, const Subject& subject, const RouteView& route, const AlertView* alert) {
  const Place& place = scene.place_of(subject);
  Should answer = Should::not_open;
  if (scene.is_configured(place) && scene.is_configured(route))
    place.world.read(
        [&](const doubles::WorldState& world) { answer = should(world, subject, route, alert); });
  return answer;
}

std::string wrong_about(Should should, bool dismissed, const AlertView* alert) {
  const bool open = alert != nullptr && alert->status != AlertStatus::resolved;
  switch (should) {
    case Should::not_open:
      return open ? "is over, and its alert is open" : "";
    case Should::called:
      return open || dismissed ? "" : "is a problem, and there is no open alert";
    case Should::accepted:
      return open && alert->status == AlertStatus::pending
                 ? "is acknowledged or in a downtime, and its alert calls"
                 : "";
    case Should::unclaimed:
      return "";
  }
  return "";
}

using Newest = std::map<std::pair<std::string, std::string>, const AlertView*>;  // by source and key

Newest newest_of(const std::vector<AlertView>& alerts) {
  Newest newest;
  for (const AlertView& alert : alerts) newest[{alert.source, alert.alert_key}] = &alert;
  return newest;
}

EventId id_of(const ReceivedEvent& event) {
  const json::value* details = event.body.if_contains("customDetails");
  return details == nullptr ? 0 : std::stoll(std::string{details->at("eventId").as_string()});
}

std::string about(const std::string& route, const Subject& subject) {
  return to_text(subject) + " on " + route;
}

// The journal as it is in the file, beside the daemon.
Result<Journal> reading(const std::string& file) {
  return Journal::open(file, Journal::Access::read_only, "rig", now());
}

Wrongs wrong_count(const json::object& of, const std::string& name, const char* what) {
  const auto count = of.at(what).to_number<std::int64_t>();
  // An ALERT that is held (its host is down, its notifications are off …) is at rest, and not counted as
  // oldest.
  const bool is_held = std::string_view{what} == "waiting" && of.at("oldestWaitingAt").is_null();
  if (count == 0 || is_held) return {};
  return {"status says of " + name + ": " + what + " " + std::to_string(count) + " although all is at rest"};
}

void add(Wrongs& to, const Wrongs& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

std::size_t Laws::events() const { return scene_.rig.ilert.events().size(); }

Wrongs Laws::wrong_on_the_way() {
  const std::vector<ReceivedEvent> all = scene_.rig.ilert.events();
  Wrongs wrong;
  for (; judged_ < all.size(); ++judged_) add(wrong, wrong_event(all[judged_]));
  add(wrong, over_budget(all));
  return wrong;
}

Wrongs Laws::wrong_event(const ReceivedEvent& event) {
  Wrongs wrong;
  const auto subject = scene_.subjects().find(event.alert_key);
  if (subject == scene_.subjects().end()) return wrong;  // the bridge's own
  if (event.type == "ALERT" && !book_.was_problem(subject->second))
    wrong.push_back("ALERT of " + to_text(subject->second) + ", which was no problem");
  if (!event.taken || id_of(event) == 0) return wrong;
  EventId& before = newest_[{event.key, event.alert_key}];
  if (id_of(event) < before)
    wrong.push_back("event " + std::to_string(id_of(event)) + " of " + to_text(subject->second) +
                    " came after " + std::to_string(before));
  before = std::max(before, id_of(event));
  return wrong;
}

// Less than a minute: what left in time may arrive late, by seconds on a machine that is busy.
Wrongs Laws::over_budget(const std::vector<ReceivedEvent>& events) const {
  constexpr Span minute = std::chrono::seconds{54};
  Wrongs wrong;
  for (const RouteView& route : scene_.all_routes()) {
    std::deque<Time> recent;
    std::size_t most = 0;
    for (auto event = events.rbegin(); event != events.rend() && event->at > now() - 3 * minute; ++event) {
      if (event->key != route.source) continue;
      recent.push_back(event->at);
      while (recent.front() >= event->at + minute) recent.pop_front();
      most = std::max(most, recent.size());
    }
    if (most > static_cast<std::size_t>(route.events_a_minute))
      wrong.push_back(std::to_string(most) + " events in a minute on " + route.name);
  }
  return wrong;
}

Wrongs Laws::disagreement() const {
  const std::vector<AlertView> alerts = scene_.rig.ilert.alerts();
  const Newest newest = newest_of(alerts);
  Wrongs wrong;
  for (const auto& [key, subject] : scene_.subjects())
    for (const RouteView& route : scene_.all_routes()) {
      const auto found = newest.find({route.source, key});
      const AlertView* const alert = found == newest.end() ? nullptr : found->second;
      const std::string how =
          wrong_about(should_now(scene_, subject, route, alert), book_.was_dismissed(subject), alert);
      if (!how.empty()) wrong.push_back(about(route.name, subject) + " " + how);
    }
  return wrong;
}

Wrongs Laws::still_open() const {
  Wrongs wrong;
  for (const AlertView& alert : scene_.rig.ilert.alerts())
    if (alert.status != AlertStatus::resolved)
      wrong.push_back("nothing is wrong any more, and an alert is open: " + alert.summary + " (" +
                      alert.source + ")");
  return wrong;
}

Wrongs Laws::wrong_status() const {
  const std::string said = scene_.command({"status", "--json"});
  boost::system::error_code unreadable;
  const json::value status = json::parse(said, unreadable);
  if (unreadable || !status.is_object()) return {"status says: " + said};
  Wrongs wrong;
  if (status.at("condition").as_string() != "ok")
    wrong.push_back("status is not ok: " + json::serialize(status.at("wrong")) +
                    json::serialize(status.at("ownAlerts")));
  for (const json::value& route : status.at("routes").as_array())
    for (const char* what : {"waiting", "parked"})
      add(wrong, wrong_count(route.as_object(), std::string{route.at("name").as_string()}, what));
  add(wrong, wrong_count(status.at("sync").as_object(), "sync", "open"));
  return wrong;
}

Wrongs Laws::loss(Time since) const {
  const Result<Journal> journal = reading(scene_.rig.journal_file());
  if (!journal) return {journal.error().text};
  std::set<EventId> taken;
  for (const ReceivedEvent& event : scene_.rig.ilert.events())
    if (event.taken && event.at >= since) taken.insert(id_of(event));
  taken.erase(0);
  Wrongs wrong;
  Filter recent;
  recent.since = since;
  recent.limit = 1'000'000;
  for (const Entry& entry : journal->list(recent)) {
    const EventId id = entry.queued.event.id;
    if (entry.settled == Settled::delivered && !taken.contains(id) && !entry.queued.required_only)
      wrong.push_back("event " + std::to_string(id) + " is delivered, and ilert did not get it");
    if (entry.settled == Settled::waiting) wrong.push_back("event " + std::to_string(id) + " waits");
    taken.erase(id);
  }
  for (const EventId id : taken)
    if (!journal->entry(id))
      wrong.push_back("ilert got event " + std::to_string(id) + ", unknown to the journal");
  return wrong;
}

Wrongs Laws::needless_calls(Time since) const {
  std::map<std::pair<std::string, std::string>, int> calls;
  for (const AlertView& alert : scene_.rig.ilert.alerts())
    if (alert.reported >= since) ++calls[{alert.source, alert.alert_key}];
  std::map<std::pair<std::string, std::string>, int> unseen;  // answers: what was taken may be told again
  for (const ReceivedEvent& event : scene_.rig.ilert.events())
    if (event.at >= since && event.taken && event.status == 0) ++unseen[{event.key, event.alert_key}];
  Wrongs wrong;
  for (const auto& [which, count] : calls) {
    const auto subject = scene_.subjects().find(which.second);
    if (subject == scene_.subjects().end()) continue;
    const int most = book_.causes(subject->second) + unseen[which];
    if (count > most)
      wrong.push_back(std::to_string(count) + " alerts of " + about(which.first, subject->second) + " for " +
                      std::to_string(most) + " causes");
  }
  return wrong;
}

}  // namespace ilert_bridge::soak
