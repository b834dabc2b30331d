// What is taken over from the spool of the old plugin.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;
using journal::Transaction;

namespace {

EventId insert(Database& database, Import::File& file, const std::string& source, bool superseded, Time now) {
  file.event.recorded_at = now;
  journal::insert_event(database, file.event, source);
  file.event.id = database.last_id();
  if (superseded)
    database.run("UPDATE events SET settled = 'superseded', settled_at = ? WHERE id = ?", now, file.event.id);
  return file.event.id;
}

// The bridge's own look at a subject counts more than what the plugin meant to say of it.
std::set<std::string> known_better(Database& database, const std::string& source) {
  std::set<std::string> keys;
  SqlQuery row = database.query(
      "SELECT /* whole table */ alert_key FROM reports WHERE route = ? AND told <> 'none'", source);
  while (row.step()) keys.insert(row.text());
  return keys;
}

void remember(Database& database, const Import::Matter& matter, const std::string& source) {
  if (!matter.report.is_blank())
    journal::put_report(database, {matter.subject, source, matter.report}, matter.alert_key);
  if (matter.may_be_open)
    database.run(
        "INSERT OR IGNORE INTO heard (route, alert_key, told, state, priority) VALUES (?, ?, ?, ?, ?)",
        source, matter.alert_key, name(Told::open), name(matter.report.state), name(Priority::high));
}

}  // namespace

std::set<SpoolFileId> Journal::spool_files() const {
  return store_->watched([&] {
    std::set<SpoolFileId> files;
    SqlQuery row = store_->database().query("SELECT /* whole table */ file, digest FROM spool_files");
    while (row.step()) {
      std::string file = row.text();
      files.emplace(std::move(file), row.text());
    }
    return files;
  });
}

void Journal::import(Import& import, Time now) {
  store_->watched([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    const std::string& source = store_->source_of(import.route);
    const std::set<std::string> known = known_better(database, source);
    for (Import::File& file : import.files) {
      file.superseded = file.superseded || known.contains(file.event.alert_key);
      const EventId event = insert(database, file, source, file.superseded, now);
      database.run("INSERT INTO spool_files (file, digest, event) VALUES (?, ?, ?)", file.id.first,
                   file.id.second, event);
    }
    for (const Import::Matter& matter : import.matters)
      if (!known.contains(matter.alert_key)) remember(database, matter, source);
    transaction.commit();
  });
}

}  // namespace ilert_bridge
