// What is to be done in Checkmk, and how far it came.
#include <stdexcept>

#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::SqlQuery;

namespace {

const std::string select_orders =
    "SELECT id, route, site, host, service, kind, source, author, text, ordered_at, tries, tried_at, ended,"
    " ended_at, fault FROM orders INDEXED BY ";

Order read_order(SqlQuery& row) {
  Order order;
  order.id = row.integer();
  order.route = row.text();
  order.subject.site = row.text();
  order.subject.host = row.text();
  order.subject.service = row.text();
  const std::string kind = row.text();
  order.kind =
      order_kind_named(kind) ? *order_kind_named(kind) : (row.unknown("kind of order", kind), OrderKind{});
  order.source = row.text();
  order.remark.author = row.text();
  order.remark.text = row.text();
  order.ordered_at = row.time();
  order.tries = static_cast<int>(row.integer());
  order.tried_at = row.maybe_time();
  if (const std::optional<std::string> ended = row.maybe_text()) {
    order.ended = order_end_named(*ended);
    if (!order.ended) row.unknown("end of an order", *ended);
  }
  order.ended_at = row.maybe_time();
  order.fault = row.text();
  return order;
}

void expect_open(std::int64_t rows, OrderId order) {
  if (rows != 1) throw std::logic_error("journal: order " + std::to_string(order) + " is not open");
}

}  // namespace

namespace journal {

void insert_order(Database& database, Order& order, const std::string& source, Time now) {
  order.ordered_at = now;
  const std::int64_t rows = database.run(
      "INSERT OR IGNORE INTO orders (route, site, host, service, kind, source, author, text, ordered_at, "
      "tries,"
      " fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')",
      source, order.subject.site, order.subject.host, order.subject.service, name(order.kind), order.source,
      order.remark.author, order.remark.text, now);
  order.id = rows == 1 ? database.last_id() : 0;
}

}  // namespace journal

std::vector<Order> Journal::open_orders() const {
  static const std::string sql = select_orders + "orders_by_end WHERE ended_at IS NULL ORDER BY id";
  return store_->watched([&] {
    std::vector<Order> orders;
    SqlQuery row = store_->database().query(sql);
    while (row.step()) {
      Order& order = orders.emplace_back(read_order(row));
      order.route = store_->route_of(order.route);
    }
    return orders;
  });
}

std::vector<Order> Journal::orders(const std::string& route, const Subject& subject,
                                   std::size_t limit) const {
  static const std::string sql =
      select_orders +
      "orders_of_subject WHERE route = ? AND site = ? AND host = ? AND service = ? ORDER BY id DESC LIMIT ?";
  return store_->watched([&] {
    std::vector<Order> orders;
    if (subject.is_own()) return orders;
    SqlQuery row = store_->database().query(sql, store_->source_of(route), subject.site, subject.host,
                                            subject.service, static_cast<std::int64_t>(limit));
    while (row.step()) {
      Order& order = orders.emplace_back(read_order(row));
      order.route = store_->route_of(order.route);
    }
    return orders;
  });
}

bool Journal::has_order(const std::string& route, const std::string& source) const {
  return store_->watched([&] {
    return store_->database().number("SELECT count(*) FROM orders WHERE route = ? AND source = ?",
                                     store_->source_of(route), source) > 0;
  });
}

std::size_t Journal::orders_given_up(Time since) const {
  return store_->watched([&] {
    return static_cast<std::size_t>(store_->database().number(
        "SELECT count(*) FROM orders INDEXED BY orders_by_end WHERE ended_at >= ? AND ended = 'given_up'",
        since));
  });
}

void Journal::begin_try(OrderId order, Time now) {
  store_->recording([&] {
    expect_open(
        store_->database().run(
            "UPDATE orders SET tries = tries + 1, tried_at = ? WHERE id = ? AND ended IS NULL", now, order),
        order);
  });
}

void Journal::end_try(OrderId order, const std::string& fault, Time now) {
  store_->recording([&] {
    expect_open(
        store_->database().run("UPDATE orders SET fault = ?, tried_at = ? WHERE id = ? AND ended IS NULL",
                               fault, now, order),
        order);
  });
}

void Journal::end_order(OrderId order, OrderEnd end, const std::string& fault, Time now) {
  store_->recording([&] {
    expect_open(store_->database().run("UPDATE orders SET ended = ?, ended_at = ?, fault = ? WHERE id = ? AND"
                                       " ended IS NULL",
                                       name(end), now, fault, order),
                order);
  });
}

// An attempt that ended in a time-out may have opened the alert that the next attempt found open.
LastTold Journal::last_told(const std::string& route, const std::string& alert_key) const {
  static const std::string alert =
      "SELECT min(a.started_at) FROM attempts a WHERE (a.outcome IS NULL OR a.outcome IN ('delivered', "
      "'unknown')) AND a.event = (SELECT max(e.id) FROM events e INDEXED BY events_of_key"
      " WHERE e.route = ? AND e.alert_key = ? AND e.type = 'ALERT' AND e.settled = 'delivered')";
  static const std::string anything =
      "SELECT max(a.started_at) FROM events e INDEXED BY events_of_key"
      " CROSS JOIN attempts a INDEXED BY attempts_of_event ON a.event = e.id"
      " WHERE e.route = ? AND e.alert_key = ? AND a.outcome = 'delivered'";
  return store_->watched([&] {
    LastTold told;
    SqlQuery of_alert = store_->database().query(alert, store_->source_of(route), alert_key);
    if (of_alert.step()) told.alert_at = of_alert.maybe_time();
    SqlQuery of_anything = store_->database().query(anything, store_->source_of(route), alert_key);
    if (of_anything.step()) told.at = of_anything.maybe_time();
    return told;
  });
}

}  // namespace ilert_bridge
