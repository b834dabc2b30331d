#include <chrono>

#include "ilert-bridge/config/schema_rows.hpp"
#include "match_keys.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Names<Replay> replays{{"collapse", Replay::collapse}, {"full", Replay::full}};

const Names<Integration> integrations{
    {"api", Integration::api}, {"checkmk", Integration::checkmk}, {"nagios", Integration::nagios}};

Key match_row(std::string_view table, Match Route::*match, const MatchKey& key) {
  const auto store = [match, key](const Node& n, const Slot& s, const Complain& c) {
    set((s.route->route.*match).*key.patterns, read_patterns(n, key.pairs, c));
  };
  return {"route.*." + std::string{table} + '.' + std::string{key.name},
          "list of texts",
          "[]",
          "",
          std::string{key.what},
          store};
}

// Secrets are read when all keys are known; here only the type is looked at.
void check_text(const Node& node, const Slot&, const Complain& complain) {
  if (!node.is_text()) complain(node, "must be text in quotes");
}

}  // namespace

std::vector<Key> route_rows() {
  return {
      {"route.*.integration_key_file", "file name", "", "this or integration_key is required",
       "file with the alert source's integration key", check_text},
      {"route.*.integration_key", "text", "\"\"", "",
       "the key itself; better is a file that only the bridge can read", check_text},
      {"route.*.api_token_file", "file name", "\"\"", "",
       "file with the API key of an ilert user, where its alert source belongs to another account than that "
       "of [sync]",
       check_text},
      {"route.*.integration", either(words_of(integrations)), "\"api\"", "",
       "type of the alert source: \"api\", or an older one of ilert's for Checkmk 2 or for Nagios and "
       "Checkmk 1",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.integration, read_choice(n, integrations, c));
       }},
      {"route.*.events_per_minute", "integer", "45", "",
       "most events in any minute; ilert allows 50 unless raised",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.events_per_minute, read_integer(n, 1, 100'000, c));
       }},
      {"route.*.replay", either(words_of(replays)), "\"collapse\"", "",
       "after an outage: what matters now, or every event in order",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.replay, read_choice(n, replays, c));
       }},
      {"route.*.alert_on", "list of states", R"(["DOWN", "CRITICAL", "UNKNOWN"])", "",
       "states that raise alerts, of DOWN UNREACHABLE WARNING CRITICAL UNKNOWN",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.alert_on, read_states(n, c));
       }},
      {"route.*.delay", "duration", "\"0s\"", "", "how long a problem must last before it is sent",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.delay, read_span(n, 0s, 168h, c));
       }},
      {"route.*.resolve_delay", "duration", "\"0s\"", "",
       "how long it must be over before RESOLVE is sent; back within that time it is the same problem",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.resolve_delay, read_span(n, 0s, 168h, c));
       }},
      {"route.*.priority", "table of states", R"({ WARNING = "LOW" })", "",
       "\"HIGH\" or \"LOW\" per state; others are HIGH",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.priority, read_priorities(n, c));
       }},
      {"route.*.priority_rules", "list of rules", "[]", "",
       "rules such as { match = { tags = [\"criticality:test\"] }, states = [\"CRITICAL\"], priority = "
       "\"LOW\" }; "
       "the first that fits decides, before `priority`",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.priority_rules, read_priority_rules(n, c));
       }},
      {"route.*.summary", "template", "\"\"", "", "the alert's title; empty: the built-in one",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.summary, read_template(n, c));
       }},
      {"route.*.details", "template", "\"\"", "", "the alert's text, Markdown; empty: the built-in one",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.details, read_template(n, c));
       }},
      {"route.*.send", "list of parts", R"(["output", "links", "notes"])", "",
       "what leaves this host beyond names and states, of output links notes groups address alias labels "
       "tags",
       [](const Node& n, const Slot& s, const Complain& c) {
         Send& send = s.route->route.send;
         std::optional<Send> read = read_send(n, c);
         if (read) read->custom = std::move(send.custom);
         set(send, std::move(read));
       }},
      {"route.*.custom", "list of names", "[]", "",
       "custom variables that may leave; templates know them as {{custom.NAME}}",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.send.custom, read_variables(n, c));
       }},
      {"route.*.time_period", "text", "\"\"", "",
       "a time period of Checkmk, such as \"workhours\"; outside it nothing new is sent; empty: always",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.time_period, read_text(n, c));
       }},
      {"route.*.fallback", "boolean", "false", "", "gets what no other route matched",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.fallback, read_boolean(n, c));
       }},
      {"route.*.own_alerts", "boolean", "", "true on fallback routes; on every route if there is none",
       "gets the bridge's alerts about itself",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.route->route.own_alerts, read_boolean(n, c));
       }},
  };
}

std::vector<Key> match_rows() {
  std::vector<Key> rows;
  for (const MatchKey& key : match_keys) rows.push_back(match_row("match", &Route::match, key));
  for (const MatchKey& key : match_keys) rows.push_back(match_row("except", &Route::except, key));
  return rows;
}

}  // namespace ilert_bridge
