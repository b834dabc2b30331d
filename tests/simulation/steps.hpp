// The words of a schedule: each makes a Step, or several. Objects are "web01" and "web01/HTTP"; a list of
// them is many("web", 20): web01/HTTP to web20/HTTP.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/schedule.hpp"
#include "tests/simulation/traffic.hpp"

namespace ilert_bridge::simulation {

using Names = std::vector<std::string>;

// "web01/HTTP" … , and the names of the hosts with them.
Names many(const std::string& host, int count, int from = 1);
// Services of one host: "web01/S01" …
Names services_of(const std::string& host, int count);
// Steps one after the other, also those of several lists.
Steps operator+(Steps first, const Steps& then);
// These with their hosts, as the things of a schedule.
std::vector<std::string> with_hosts(const Names& names);

// Time.
Steps wait(Span span);

// Checkmk.
Steps is(const std::string& state, const Names& names);  // "CRITICAL", "OK", "DOWN" …; hard
Steps is_soft(const std::string& state, const Names& names);
Steps acknowledged(const Names& names, bool sticky = false);  // by ann
Steps unacknowledged(const Names& names);
Steps downtime(const Names& names, Span span);
Steps no_downtime(const Names& names);
Steps flag_of_flapping(const Names& names, bool on, bool detection_is_on = true);
Steps notifications(const Names& names, bool on);
Steps notifications_everywhere(bool on);
Steps removed(const Names& names);   // one by one is nothing special
Steps vanished(const Names& names);  // many at once: an accident
Steps is_back(const std::string& state, const Names& names);
Steps contacts_are(const Names& names, const std::string& group);
Steps contacts_renamed(const Names& names, const std::string& group, const std::string& route);
Steps seen_by(const Names& names, const std::vector<std::string>& contacts);
Steps site_clock_ahead(Span by);
Steps checked_at(const std::string& state, const Names& names, Span from_now);
Steps core_restarts();
Steps core_saves();
Steps core_crashes();
Steps site_away(bool away);
Steps answer_goes_wrong(int question, int how, std::size_t bytes);  // of the next looks
Steps site_is_well();
Steps checked_once_more(const Names& names);  // with the state they have

// People, in ilert: with the newest alert of each.
Steps accepted_in_ilert(const Names& names);
Steps resolved_in_ilert(const Names& names, bool dismisses = false);
Steps escalated_in_ilert(const Names& names);
// At the bridge's machine.
Steps adopt(const Names& of = {});  // of what: for the oracle
Steps drop_parked(const Names& dismissed = {});
Steps retry_parked();

// ilert, and the way to it.
Steps ilert_is(Trouble trouble);
Steps ilert_is_well();

// The administrator, and the machine.
Steps reconfigured(const std::string& words, const std::function<void(Setting&)>& change);  // and reloaded
Steps configured_anew(const std::string& words,
                      const std::function<void(Setting&)>& change);  // while it is stopped
Steps bridge_stops();
Steps bridge_starts();
Steps bridge_is_killed();
Steps journal_is_lost();

// What must not be heard.
Steps never_says(const std::string& words);
Steps no_own_alert_is_open();

}  // namespace ilert_bridge::simulation
