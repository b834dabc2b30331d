// What ANALYZE says of two journals of tests/journal/grown.hpp: SQLite chooses its ways to a row by these
// numbers alone. A test holds them against a journal that is really there.
#pragma once

#include <array>
#include <cstdint>

namespace ilert_bridge::plans {

struct Statistic {
  const char* table;
  const char* index;
  const char* numbers;  // rows, then how many of them are alike in the first column, the first two, ...
};

inline constexpr std::int64_t small = 3;  // events
inline constexpr std::array<Statistic, 7> of_a_small_journal{
    {{"attempts", "attempts_of_event", "3 1"},
     {"attempts", "attempts_of_route", "3 2 1"},
     {"events", "events_of_host", "3 2"},
     {"events", "events_of_key", "3 2 1 1"},
     {"events", "events_settled", "3 1"},
     {"heard", "sqlite_autoindex_heard_1", "3 2 1"},
     {"reports", "sqlite_autoindex_reports_1", "3 3 2 2 2 1"}}};

inline constexpr std::int64_t grown = 20'000;  // events
inline constexpr std::array<Statistic, 13> of_a_grown_journal{
    {{"attempts", "attempts_of_event", "19980 1"},
     {"attempts", "attempts_of_route", "19980 9990 1"},
     {"by_hand", "by_hand_of_event", "200 1"},
     {"events", "events_of_host", "20000 20"},
     {"events", "events_of_key", "20000 10000 2 1"},
     {"events", "events_parked", "20 20"},
     {"events", "events_settled", "19960 1"},
     {"events", "events_waiting", "20 10 2 1"},
     {"heard", "sqlite_autoindex_heard_1", "1200 600 1"},
     {"orders", "orders_by_end", "400 1"},
     {"orders", "orders_of_subject", "400 400 400 1 1"},
     {"orders", "sqlite_autoindex_orders_1", "400 400 1"},
     {"reports", "sqlite_autoindex_reports_1", "1200 1200 2 2 2 1"}}};

}  // namespace ilert_bridge::plans
