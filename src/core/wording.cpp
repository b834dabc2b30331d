#include "ilert-bridge/core/wording.hpp"

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/markdown.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_text = 1500;
constexpr std::size_t longest_output = 300;
constexpr std::size_t longest_name = 40;  // in a title
constexpr std::string_view taken_back = "was taken back or has expired";
constexpr std::string_view fallen = "fell with a change of the state";

std::string author_of(const Remark& remark) {
  return cut(one_line(cut_bytes(remark.author, raw_limit)), author_limit);
}

std::string text_of(const Remark& remark) {
  return cut(clean(cut_bytes(remark.text, raw_limit)), longest_text);
}

// "Acknowledged by anna: on my way"; "In a downtime"
std::string said(std::string_view what, const Remark& remark) {
  std::string text{what};
  if (const std::string author = author_of(remark); !author.empty()) text += " by " + author;
  if (const std::string words = text_of(remark); !words.empty()) text += ": " + words;
  return text;
}

std::string with_output(std::string text, std::string_view output) {
  return output.empty() ? text : text + ": " + code_span(output, longest_output);
}

bool is_accepted_by_downtime(const Report& before) {
  return before.told == Told::accepted && before.acceptance == Acceptance::downtime;
}

bool was_in_downtime(const Report& before) {
  return before.in_downtime || before.downtime_over_since || is_accepted_by_downtime(before);
}

bool was_told(const Report& before) { return before.told == Told::open || before.told == Told::accepted; }

// "The downtime by dora ("new disks") ended". Of an alert that is open, the remark is not the downtime's.
std::string downtime_ended(std::string begin, const Report& before) {
  if (before.told == Told::none || is_accepted_by_downtime(before)) {
    if (const std::string who = author_of(before.remark); !who.empty()) begin += " by " + who;
    const std::string words = cut(one_line(cut_bytes(before.remark.text, raw_limit)), longest_output);
    if (!words.empty()) begin += " (\"" + words + "\")";
  }
  return begin + " ended";
}

std::string lost_acceptance(const Report& before, std::string_view how) {
  if (before.acceptance == Acceptance::downtime) return downtime_ended("The downtime", before);
  const std::string author = author_of(before.remark);
  return "The acknowledgement" + (author.empty() ? "" : " by " + author) + " " + std::string{how};
}

// The problem is there, and a call of its own.
std::string resolved_for_another(const Verdict& verdict, const Report& before) {
  const std::string why = was_in_downtime(before)
                              ? downtime_ended("The downtime", before) + ", and the problem is still there"
                              : "It was over in between and is back";
  return verdict.shows == Shows::alerting ? why + "; a new alert follows" : why;
}

// "acknowledged by anna"; nothing where nobody has it, or only a downtime.
std::string who_had_it(const Report& before) {
  const std::string who = author_of(before.remark);
  if (before.told != Told::accepted || who.empty()) return {};
  switch (before.acceptance) {
    case Acceptance::checkmk:
      return "acknowledged by " + who;
    case Acceptance::ilert:
    case Acceptance::mirrored:
      return "accepted by " + who;
    case Acceptance::downtime:
    case Acceptance::lost:
      break;
  }
  return {};
}

// "; it lasted 5 min, acknowledged by anna", as far as that is known.
std::string looking_back(const Report& before, std::optional<Span> lasted) {
  const std::string who = who_had_it(before);
  if (!lasted) return who.empty() ? "" : "; it was " + who;
  return "; it lasted " + age_text(*lasted) + (who.empty() ? "" : ", " + who);
}

std::string resolved(const Verdict& verdict, const Report& before, const Observation& observation,
                     std::optional<Span> lasted) {
  const std::string state{name(verdict.state)};
  switch (verdict.reason) {
    case Reason::recovered:
      return "Recovered: the state is " + state + looking_back(before, lasted);
    case Reason::below_threshold:
      return "The state is " + state + ", which this route does not alert on" + looking_back(before, lasted);
    case Reason::downtime:
      return said("In a downtime", observation.downtime);
    case Reason::removed:
      return "It is no longer in Checkmk's configuration";
    case Reason::unrouted:
      return "It is no longer on this route";
    case Reason::own:
      return "It is over";
    default:
      return resolved_for_another(verdict, before);
  }
}

std::string accepted(const Verdict& verdict) {
  return said(verdict.reason == Reason::downtime ? "In a downtime" : "Acknowledged", verdict.remark);
}

std::string changed(Because because, const Verdict& verdict, const Report& before, std::string_view output) {
  const std::string state{name(verdict.state)};
  const std::string old{name(before.state)};
  switch (because) {
    case Because::worsened:
      return with_output("The priority rose to " + std::string{name(verdict.priority)} +
                             ", the state changed from " + old + " to " + state,
                         output);
    case Because::state_changed:
      return with_output("The state changed from " + old + " to " + state, output);
    case Because::ack_removed:
      return lost_acceptance(before, taken_back) + "; the state is " + state;
    case Because::ack_fell:
      return lost_acceptance(before, fallen) + "; the state is " + state;
    case Because::ack_lost:
      return lost_acceptance(before, "did not survive a restart of the monitoring core") + "; the state is " +
             state;
    case Because::ack_outlived:
      return lost_acceptance(before, "ended, for the state improved to " + state);
    case Because::ack_lapsed:
      return lost_acceptance(before, "fell with a short recovery") + "; the state is " + state + " again";
    case Because::remark_changed:
      return accepted(verdict);
    case Because::commented:
      return said("Commented in Checkmk", verdict.remark);
    case Because::flapping:
      return with_output(
          "It has begun to flap, now it is " + state + "; this alert stays as it is until that is over",
          output);
    case Because::verdict:
      break;
  }
  return with_output("The state is " + state, output);
}

// What held it back has ended, and it is still there.
std::string_view released_from(Reason reason) {
  switch (reason) {
    case Reason::flapping:
      return "Called now because it does not flap any more";
    case Reason::notifications_off:
      return "Called now because it may notify again";
    case Reason::time_period:
      return "Called now because the route's time period has begun";
    default:
      return {};
  }
}

// Nothing where it is simply new.
std::string called_now(const Report& before) {
  if (was_in_downtime(before)) return downtime_ended("Called now because the downtime", before);
  if (was_told(before)) return "Called again because it was over in between and is back";
  if (before.kept_back_by) return std::string{released_from(*before.kept_back_by)};
  return before.host_return ? "Called now because its host is UP again" : "";
}

// A RESOLVE that makes way for an ALERT, and that ALERT.
std::string paged_again(const Telling& telling, const Verdict& verdict, const Report& before) {
  std::string why =
      telling.because == Because::worsened
          ? "The state was " + std::string{name(before.state)} + " and is now " +
                std::string{name(verdict.state)}
          : lost_acceptance(before, telling.because == Because::ack_fell ? fallen : taken_back) +
                ", and the problem is still there";
  return telling.type == EventType::resolve ? why + "; a new alert follows" : why;
}

// Where the policy ignores it this is the first call, for nobody was called while it was acknowledged.
std::string ended_acknowledgement(Because because, const Report& before, const Policy& policy) {
  const std::string who = cut(author_of(before.remark), longest_name);
  const std::string what = "acknowledgement" + (who.empty() ? "" : " by " + who) +
                           (because == Because::ack_fell ? " fell" : " taken back or expired");
  return (policy.ack_removed == AckRemoved::ignore ? "CALLED NOW (" : "AGAIN (") + what + "): ";
}

}  // namespace

Remark clean_remark(const Remark& remark) {
  const std::string author = author_of(remark);
  return {author.empty() ? "Checkmk" : author, text_of(remark)};
}

std::string sentence(const Telling& telling, const Verdict& verdict, const Report& before,
                     const Observation& observation, std::string_view output, std::optional<Span> lasted) {
  const bool plain = telling.because == Because::verdict;
  switch (telling.type) {
    case EventType::alert:
      return plain ? called_now(before) : paged_again(telling, verdict, before);
    case EventType::resolve:
      return plain ? resolved(verdict, before, observation, lasted) : paged_again(telling, verdict, before);
    case EventType::accept:
      return accepted(verdict);
    case EventType::comment:
      return changed(telling.because, verdict, before, output);
  }
  return {};
}

std::string lead(const Telling& telling, const Report& before, const Policy& policy) {
  if (telling.type != EventType::alert) return {};
  switch (telling.because) {
    case Because::verdict:
      if (was_in_downtime(before)) return "AFTER DOWNTIME: ";
      return was_told(before) ? "AGAIN (was over in between): " : "";
    case Because::worsened:
      return "WORSE (was " + std::string{name(before.state)} + "): ";
    default:
      if (is_accepted_by_downtime(before)) return "AFTER DOWNTIME: ";
      return ended_acknowledgement(telling.because, before, policy);
  }
}

Remark remark_for(const Telling& telling, const Verdict& verdict, std::string_view sentence) {
  const bool is_accept = telling.type == EventType::accept;
  if (!is_accept && telling.type != EventType::comment) return {};
  const bool by_a_person =
      is_accept || telling.because == Because::remark_changed || telling.because == Because::commented;
  if (!by_a_person) return {"Checkmk", std::string{sentence}};
  Remark remark = clean_remark(verdict.remark);
  if (remark.text.empty()) remark.text = sentence;
  return remark;
}

}  // namespace ilert_bridge
