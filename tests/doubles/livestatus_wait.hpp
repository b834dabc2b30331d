// Whether a query with Wait headers may be answered now, by flavour. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "tests/doubles/livestatus_query.hpp"

namespace ilert_bridge::doubles {

// How a server waits, which its name does not say: Nagios with a Livestatus before 1.5 is like naemon.
enum class Waiting {
  predicate,  // until the condition holds; without one not at all
  trigger,    // until the trigger fires and the condition, if there is one, holds
  polling,    // LMD: asks its backend five times a second
  none        // Icinga 2 does not know what waiting is
};
Waiting waiting_of(Flavour flavour, bool old);

// Nothing: the headers are sound. A refusal does not keep Checkmk from evaluating the query.
std::optional<QueryRefusal> wait_refusal(const ServerQuery& query, const WorldState& world, Waiting how);
// `fired`: its trigger fired since the query was here last.
bool may_answer(const ServerQuery& query, const WorldState& world, Waiting how, bool fired);
bool wakes(const std::string& waits_for, Trigger trigger);
// How long at most; a huge time if it set no limit.
std::chrono::milliseconds longest_wait(const ServerQuery& query, Waiting how);
bool is_trigger(const std::string& name);

}  // namespace ilert_bridge::doubles
