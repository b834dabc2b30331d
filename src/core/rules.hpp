// The table of rules as data: verdict_of walks it to decide, try_rules to explain, so the two cannot
// disagree.
#pragma once

#include <array>
#include <optional>

#include "case.hpp"
#include "ilert-bridge/core/explain.hpp"

namespace ilert_bridge {

using Ruling = std::optional<Verdict>;  // nothing: the rule does not fit

struct Rule {
  Reason name;  // `removed` may also answer `missing` and `many_missing`, `recovered` and `below_threshold`
                // also `resolve_delay`, `problem` also `many_unrouted`
  Ruling (*decide)(const Case& it);
  // Everything that the decision depends on, in words: where two cases show the same, they get the same
  // ruling.
  RuleValues (*values)(const Case& it);
};

// In their order, the first that fits decides; the last one always fits.
extern const std::array<Rule, 19> rules;

// One per rule, in the table's order.
namespace values_of {
RuleValues site_unsure(const Case& it);
RuleValues pending(const Case& it);
RuleValues removed(const Case& it);
RuleValues not_visible(const Case& it);
RuleValues unrouted(const Case& it);
RuleValues recovered(const Case& it);
RuleValues below_threshold(const Case& it);
RuleValues unclear_state(const Case& it);
RuleValues downtime(const Case& it);
RuleValues not_fresh(const Case& it);
RuleValues soft(const Case& it);
RuleValues acknowledged(const Case& it);
RuleValues flapping(const Case& it);
RuleValues host_down(const Case& it);
RuleValues after_downtime(const Case& it);
RuleValues notifications_off(const Case& it);
RuleValues time_period(const Case& it);
RuleValues delay(const Case& it);
RuleValues problem(const Case& it);
}  // namespace values_of

}  // namespace ilert_bridge
