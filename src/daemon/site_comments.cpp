#include "ilert-bridge/daemon/site_comments.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "ilert-bridge/core/verdict.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// How far back a reading goes: at the start, and before the one before.
constexpr Span first_reach = std::chrono::hours{24};
constexpr Span reach = std::chrono::hours{1};
constexpr std::size_t remembered = 200;

bool is_shown(const Report& report) { return report.told == Told::open || report.told == Told::accepted; }

}  // namespace

SiteComments::SiteComments(CommentSetting setting, CommentPort port, Ledger& ledger)
    : setting_(std::move(setting)),
      port_(std::move(port)),
      ledger_(ledger),
      reading_(setting_.site, "the comments") {}

bool SiteComments::is_told_of() const {
  const auto first =
      ledger_.reports().lower_bound(Subject{.site = setting_.site, .host = {}, .service = {}, .own = {}});
  return first != ledger_.reports().end() && first->first.site == setting_.site;
}

// While an order waits for it, after every look; while nothing is told of the site, never.
bool SiteComments::is_due(Time now) const {
  if (is_told_of() && (!asked_at_ || now < *asked_at_ || now - *asked_at_ >= setting_.interval)) return true;
  return !ordered().empty();
}

std::vector<Subject> SiteComments::ordered() const {
  std::set<Subject> subjects;
  for (Order& order : ledger_.journal().open_orders())
    if (order.kind == OrderKind::comment && order.subject.site == setting_.site)
      subjects.insert(std::move(order.subject));
  return {subjects.begin(), subjects.end()};
}

void SiteComments::looked(const Look& look) {
  std::map<Subject, Time> missing;
  for (const Sighting& one : look.sightings) {
    if (one.presence != Presence::absent) continue;
    const auto known = missing_since_.find(one.subject);
    missing.emplace(one.subject, known == missing_since_.end() ? look.at : known->second);
  }
  missing_since_ = std::move(missing);
}

// As with alerts, a minute shows that it is no reload of the core. Where something is still told of it, its
// removal is held, for it may be a mistake.
bool SiteComments::is_gone(const Subject& subject, Time now) const {
  const auto missing = missing_since_.find(subject);
  if (missing == missing_since_.end() || now - missing->second < absence_confirmed_after) return false;
  const auto known = ledger_.reports().find(subject);
  return known == ledger_.reports().end() ||
         std::all_of(known->second.begin(), known->second.end(),
                     [](const auto& on_route) { return on_route.second.is_blank(); });
}

OrderSight SiteComments::sight_of(const Order& order, Time now) const {
  return {.read_began = read_began_, .shown = shows(order), .is_gone = is_gone(order.subject, now)};
}

Time SiteComments::since(Time now) const {
  const Time from = read_began_ ? std::min(*read_began_, now) - reach : now - first_reach;
  return from + clock_ahead_;
}

asio::awaitable<void> SiteComments::take(Span clock_ahead, Time now) {
  if (!port_) co_return;
  if (!is_due(now)) {
    if (!is_told_of()) reading_.not_wanted();
    co_return;
  }
  asked_at_ = now;
  clock_ahead_ = clock_ahead;
  auto asking = port_(since(now));
  Asked<std::vector<SiteComment>> read = co_await std::move(asking);
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return;
  if (!read) {
    reading_.failed("cannot be read, what people say in Checkmk does not reach ilert: " + read.error().text,
                    now);
    co_return;
  }
  reading_.succeeded();
  shown_ = std::move(*read);
  read_began_ = now;
  tell(now);
}

void SiteComments::tell(Time now) {
  std::map<Subject, std::vector<SiteComment>> by_subject;
  for (const SiteComment& comment : shown_)
    if (ledger_.reports().contains(comment.subject)) by_subject[comment.subject].push_back(comment);
  Recording recording;
  for (const auto& [subject, comments] : by_subject) tell_about(subject, comments, recording, now);
  if (ledger_.has_room()) ledger_.record(recording, now);
}

std::vector<Remark> SiteComments::written_about(const Subject& subject) const {
  std::vector<Remark> written;
  for (const Route& route : setting_.routes)
    for (Order& order : ledger_.journal().orders(route.name, subject, remembered))
      written.push_back(std::move(order.remark));
  return written;
}

CommentFacts SiteComments::facts_of(const Subject& subject, const Route& route, const Report& report) const {
  const Journal& journal = ledger_.journal();
  CommentFacts facts;
  facts.author = setting_.author;
  const std::optional<Time> alert_at = journal.last_told(route.name, alert_key(subject, {})).alert_at;
  facts.since = alert_at.value_or(report.told_at);
  if (report.told == Told::open) facts.since = std::max(facts.since, report.told_at);
  facts.written = written_about(subject);
  for (Entry& entry : journal.history(route.name, subject, remembered))
    if (entry.queued.event.type == EventType::comment) facts.told.push_back(std::move(entry.queued.event));
  return facts;
}

void SiteComments::tell_about(const Subject& subject, const std::vector<SiteComment>& comments,
                              Recording& recording, Time now) {
  for (const Route& route : setting_.routes) {
    const Report report = ledger_.report(subject, route.name);
    if (route.integration != Integration::api || !is_shown(report)) continue;
    const CommentFacts facts = facts_of(subject, route, report);
    Recording::Change change{.subject = subject, .route = route.name, .report = report, .events = {}};
    for (const SiteComment& comment : comments_to_tell(comments, facts, clock_ahead_))
      change.events.push_back(
          comment_event(comment, report, route, setting_.web_url, setting_.bridge_name, now));
    if (!change.events.empty()) recording.changes.push_back(std::move(change));
  }
}

bool SiteComments::shows(const Order& order) const {
  return shows_what_was_written(shown_, order, written_about(order.subject), clock_ahead_);
}

}  // namespace ilert_bridge
