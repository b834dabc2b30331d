#include "ilert-bridge/core/blame.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

using std::chrono::minutes;

constexpr int enough_failures = 5;
constexpr Span refused_for_long = minutes{2};
constexpr Span failed_for_long = minutes{10};
constexpr int refusals_of_the_route = 3;
constexpr std::uint64_t passes_for_each_failing = 3;

}  // namespace

void Blame::passed(const std::string& key) {
  ++passes_;
  refusals_ = 0;
  records_.erase(key);
}

void Blame::forget(const std::string& key) { records_.erase(key); }

Blame::Record& Blame::noted(const std::string& key, const Setback& setback, Time now) {
  Record& record = records_[key];
  const bool held = setback.outcome == Outcome::route_held;
  if (record.failures == 0 || record.type != setback.type || record.held != held)
    record = {.type = setback.type,
              .held = held,
              .failures = 0,
              .proofs = 0,
              .passes_at_first = passes_,
              .passes_at_last = passes_,
              .since = now};
  record.since = std::min(record.since, now);
  ++record.failures;
  return record;
}

Blamed Blame::failed(const std::string& key, const Setback& setback, Time now) {
  Record& record = noted(key, setback, now);
  const bool proof = passes_ > record.passes_at_last;
  if (proof) ++record.proofs;
  record.passes_at_last = passes_;
  return record.held ? of_a_refusal(record, setback, now) : of_a_failure(record, setback, proof, now);
}

Blamed Blame::of_a_refusal(const Record& record, const Setback& setback, Time now) {
  const std::pair answer{setback.http_status, setback.type};
  if (record.proofs > 0) known_bad_.insert(answer);
  const bool known = known_bad_.contains(answer) && !setback.route_held;
  const bool proven = record.proofs > 0 || (known && setback.type != EventType::alert);
  if (!proven && (!known || ++refusals_ >= refusals_of_the_route)) {
    known_bad_.erase(answer);
    return {};
  }
  const bool long_enough = record.failures >= enough_failures && now - record.since >= refused_for_long;
  return {.own = true,
          .required_only = proven,
          .give_up = proven && setback.required_only && !setback.route_held && long_enough};
}

Blamed Blame::of_a_failure(const Record& record, const Setback& setback, bool proof, Time now) const {
  const std::uint64_t passes = passes_ - record.passes_at_first;
  const bool others_pass = passes >= passes_for_each_failing * (records_.size() - 1);
  const bool long_enough = record.proofs >= enough_failures && now - record.since >= failed_for_long;
  const bool own = proof && others_pass && long_enough;
  return {.own = own, .required_only = own, .give_up = own && setback.required_only};
}

}  // namespace ilert_bridge
