// What a subject's alert has been through, and until when its site was looked at.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::SqlQuery;

std::vector<Entry> Journal::history(const std::string& route, const Subject& subject,
                                    std::size_t limit) const {
  static const std::string sql =
      "SELECT e.id FROM events e INDEXED BY events_of_key WHERE e.route = ? AND e.alert_key = ?"
      " ORDER BY e.id DESC LIMIT ?";
  const std::string key = alert_key(subject, store_->bridge_name());  // a query keeps only its address
  std::vector<EventId> ids;
  store_->watched([&] {
    SqlQuery row =
        store_->database().query(sql, store_->source_of(route), key, static_cast<std::int64_t>(limit));
    while (row.step()) ids.push_back(row.integer());
  });
  std::vector<Entry> entries;
  for (const EventId id : ids)
    if (std::optional<Entry> found = entry(id)) entries.push_back(std::move(*found));
  return entries;
}

std::optional<Time> Journal::last_delivery(const std::string& route) const {
  return store_->watched([&] {
    SqlQuery row = store_->database().query(
        "SELECT /* from the newest on */ coalesce(ended_at, started_at)"
        " FROM attempts INDEXED BY attempts_of_route WHERE route = ? AND outcome = 'delivered'"
        " ORDER BY started_at DESC LIMIT 1",
        store_->source_of(route));
    return row.step() ? std::optional{row.time()} : std::nullopt;
  });
}

std::vector<Event> Journal::under_other_names() const {
  std::vector<Event> events;
  store_->watched([&] {
    SqlQuery row = store_->database().query(
        "SELECT /* whole table */ own, site, route, alert_key,"
        " (SELECT max(e.id) FROM events e INDEXED BY events_of_key WHERE e.route = r.route AND e.alert_key = "
        "r.alert_key)"
        " FROM reports r WHERE own <> '' AND told IN ('open', 'accepted') ORDER BY id");
    while (row.step()) {
      Event& event = events.emplace_back();
      event.subject.own = row.text();
      event.subject.site = row.text();
      event.route = store_->route_of(row.text());
      event.alert_key = row.text();
      event.id = row.integer();
    }
  });
  std::erase_if(events, [&](const Event& event) {
    return event.alert_key == alert_key(event.subject, store_->bridge_name());
  });
  for (Event& event : events)
    if (const std::optional<Entry> known = entry(event.id)) event = known->queued.event;
  return events;
}

std::vector<std::pair<EventType, Time>> Journal::occurrences(const std::string& route,
                                                             const std::string& alert_key, Time since) const {
  return store_->watched([&] {
    std::vector<std::pair<EventType, Time>> found;
    SqlQuery row = store_->database().query(
        "SELECT type, occurred_at FROM events INDEXED BY events_of_key"
        " WHERE route = ? AND alert_key = ? AND occurred_at >= ? ORDER BY id",
        store_->source_of(route), alert_key, since);
    while (row.step()) {
      const std::string type = row.text();
      const Time at = row.time();
      if (const auto known = event_type_named(type)) found.emplace_back(*known, at);
    }
    return found;
  });
}

std::map<std::string, LookMark> Journal::looks() const {
  return store_->watched([&] {
    std::map<std::string, LookMark> looks;
    SqlQuery row = store_->database().query(
        "SELECT /* whole table */ site, at, clock_ahead, unread_from, unread_to FROM looks");
    while (row.step()) {
      LookMark& mark = looks[row.text()];
      mark.at = row.time();
      mark.clock_ahead = Span{row.integer()};
      const std::optional<Time> from = row.maybe_time();
      const std::optional<Time> to = row.maybe_time();
      if (from && to) mark.unread = {*from, *to};
    }
    return looks;
  });
}

}  // namespace ilert_bridge
