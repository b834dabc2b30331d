// How much there is of what still concerns somebody.
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;

std::map<std::string, Stock> Journal::stock() const {
  return store_->watched([&] {
    Database& database = store_->database();
    std::map<std::string, Stock> stock;
    SqlQuery waiting = database.query(
        "SELECT route, count(*), min(id) FROM events INDEXED BY events_waiting"
        " WHERE settled = 'waiting' GROUP BY route");
    while (waiting.step()) {
      Stock& one = stock[store_->route_of(waiting.text())];
      one.waiting = static_cast<std::size_t>(waiting.integer());
      one.oldest_waiting = from_millis(database.number(
          "SELECT coalesce(first_at, recorded_at) FROM events WHERE id = ?", waiting.integer()));
    }
    SqlQuery parked = database.query(
        "SELECT route, count(*) FROM events INDEXED BY events_parked WHERE settled = 'parked' GROUP BY "
        "route");
    while (parked.step()) {
      Stock& one = stock[store_->route_of(parked.text())];
      one.parked = static_cast<std::size_t>(parked.integer());
    }
    return stock;
  });
}

std::map<std::string, HeardCount> Journal::heard_counts() const {
  return store_->watched([&] {
    std::map<std::string, HeardCount> counts;
    SqlQuery row = store_->database().query(
        "SELECT /* whole table */ route, count(*) FILTER (WHERE told = 'open'),"
        " count(*) FILTER (WHERE told = 'accepted') FROM heard GROUP BY route");
    while (row.step()) {
      HeardCount& count = counts[store_->route_of(row.text())];
      count.open = static_cast<std::size_t>(row.integer());
      count.accepted = static_cast<std::size_t>(row.integer());
    }
    return counts;
  });
}

}  // namespace ilert_bridge
