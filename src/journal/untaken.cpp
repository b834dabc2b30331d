// The calls that ilert has not taken.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::SqlQuery;

std::map<std::string, Untaken> Journal::untaken(const std::string& route) const {
  static const std::string select = "SELECT " + journal::untaken_columns + " FROM events e INDEXED BY ";
  static const std::string rest = " AND e.route = ? AND e.type = 'ALERT' ORDER BY e.id";
  static const std::string parked = select + "events_parked WHERE e.settled = 'parked'" + rest;
  static const std::string waiting = select + "events_waiting WHERE e.settled = 'waiting'" + rest;
  return store_->watched([&] {
    std::map<std::string, Untaken> untaken;
    for (const std::string& sql : {parked, waiting}) {
      SqlQuery row = store_->database().query(sql, store_->source_of(route));
      while (row.step()) {
        std::string alert_key = row.text();
        Untaken read = journal::read_untaken(row);
        Untaken& newest = untaken[std::move(alert_key)];
        if (newest.event < read.event) newest = std::move(read);
      }
    }
    return untaken;
  });
}

}  // namespace ilert_bridge
