// What is to be done in Checkmk because of what a person did in ilert. Journalled before it is done, tried
// until Checkmk shows it, given up visibly. Values, and the decision what is next. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

using OrderId = std::int64_t;

enum class OrderKind : std::uint8_t { acknowledge, comment, unacknowledge };
std::string_view name(OrderKind kind);
std::optional<OrderKind> order_kind_named(std::string_view name);

enum class OrderEnd : std::uint8_t {
  done,       // Checkmk shows it
  pointless,  // before, the problem was over or paged again, or somebody has it; the object of a comment was
              // gone
  given_up    // Checkmk never showed it, or it cannot be said to Checkmk
};
std::string_view name(OrderEnd end);
std::optional<OrderEnd> order_end_named(std::string_view name);

struct Order {
  OrderId id = 0;     // the journal's
  std::string route;  // whose alert it was
  Subject subject;
  OrderKind kind = OrderKind::acknowledge;
  std::string source;  // what happened in ilert: "alert 7001"; an order is made of it once
  Remark remark;       // author and text as they are written to Checkmk; unacknowledge: as they were
  Time ordered_at{};
  int tries = 0;
  std::optional<Time> tried_at;  // the last one
  std::optional<OrderEnd> ended;
  std::optional<Time> ended_at;
  std::string fault;  // why the last try failed, or why it was given up; empty if nothing is known
  bool operator==(const Order&) const = default;
};

enum class OrderStep : std::uint8_t { wait, carry_out, done, pointless, give_up };

// What is next for an open order. `report` is the one of its subject on its route now; `last_look_began` that
// of the last complete look at its site: what was tried is tried again only when a look that began well after
// it does not show it, so that a restart in between does nothing twice. An order for a site that does not
// answer waits.
OrderStep next_for(const Order& order, const Report& report, std::optional<Time> last_look_began, Time now);

// Whether what Checkmk shows is what was written there: letters and digits of ASCII decide, for cores change
// quotes, blanks and what is not ASCII.
bool is_same_remark(const Remark& shown, const Remark& written);
// The same where nobody changes what is not ASCII: it decides, too.
bool is_same_text(const Remark& one, const Remark& other);

}  // namespace ilert_bridge
