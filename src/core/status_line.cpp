#include "ilert-bridge/core/status_line.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_said = 2;
constexpr std::size_t longest_cause = 120;
constexpr std::size_t longest_line = 400;

// Whole minutes from a minute on: else the line would be another one every time it is made, and all who
// listen to the service manager would be told.
std::string coarse_age(Span age) {
  return age_text(age < std::chrono::minutes{1} ? age : std::chrono::floor<std::chrono::minutes>(age));
}

std::string sites_text(const Status& status) {
  const auto answers = [](const SiteStatus& site) { return site.answered_at && !site.silent_since; };
  const auto answering = std::count_if(status.sites.begin(), status.sites.end(), answers);
  const auto all = static_cast<std::ptrdiff_t>(status.sites.size());
  const auto is_new = [](const SiteStatus& site) { return !site.answered_at && !site.silent_since; };
  const bool too_early = std::any_of(status.sites.begin(), status.sites.end(), is_new);
  if (answering < all)
    return std::to_string(answering) + " of " + std::to_string(all) + " sites answer" +
           (too_early ? " so far" : "");
  return std::to_string(all) + (all == 1 ? " site answers" : " sites answer");
}

std::string queue_text(const Status& status) {
  const JournalStatus& journal = status.journal;
  if (journal.waiting == 0) return "nothing queued";
  std::string text = std::to_string(journal.waiting) + " queued";
  if (journal.oldest_waiting)
    text.append(" (oldest ").append(coarse_age(status.at - *journal.oldest_waiting)).append(")");
  return text;
}

std::string alerts_text(const Status& status) {
  std::size_t open = 0;
  for (const RouteStatus& route : status.routes) open += route.open + route.accepted;
  return std::to_string(open) + (open == 1 ? " open alert" : " open alerts");
}

std::string said(const Finding& finding, Time at) {
  const bool reload = finding.about == "configuration";
  std::string text = (reload ? "reload failed" : finding.about) + ": ";
  text += cut(one_line(finding.judgement.cause), longest_cause);
  const Span age = finding.judgement.since ? at - *finding.judgement.since : Span{0};
  if (age >= std::chrono::minutes{1}) text.append(" (for ").append(coarse_age(age)).append(")");
  return text.append("; ");
}

}  // namespace

std::string status_line(const Status& status) {
  std::vector<Finding> found = findings(status);
  const auto is_reload = [](const Finding& finding) { return finding.about == "configuration"; };
  std::stable_partition(found.begin(), found.end(), is_reload);
  std::string text;
  for (std::size_t i = 0; i < std::min(found.size(), most_said); ++i) text += said(found[i], status.at);
  if (found.size() > most_said)
    text.append("and ").append(std::to_string(found.size() - most_said)).append(" more; ");
  text.append(sites_text(status)).append(", ").append(queue_text(status)).append(", ");
  return cut(text.append(alerts_text(status)), longest_line);
}

}  // namespace ilert_bridge
