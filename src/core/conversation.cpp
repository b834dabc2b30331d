#include "ilert-bridge/core/conversation.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/wording.hpp"

namespace ilert_bridge {
namespace {

// What a command to a core can hold, with room to spare: what it cuts would not be recognised.
constexpr std::size_t longest_text = 1000;
// Seconds are cut on both sides, and clocks are compared in seconds.
constexpr Span slack = std::chrono::seconds{3};

bool was_told(const LogEntry& entry, const std::vector<Remark>& told) {
  return std::any_of(told.begin(), told.end(), [&](const Remark& one) {
    const std::string& author = entry.author.empty() ? one.author : entry.author;
    return is_same_text({author, entry.text}, one);
  });
}

bool is_our_name(std::string_view shown, std::string_view author) {
  if (author.empty()) return false;
  return shown == author || shown.ends_with(" (" + std::string{author} + ")");
}

bool is_ours(const SiteComment& comment, const CommentFacts& facts) {
  if (is_our_name(comment.remark.author, facts.author)) return true;
  return std::any_of(facts.written.begin(), facts.written.end(),
                     [&](const Remark& one) { return is_same_remark(comment.remark, one); });
}

bool was_told(const SiteComment& comment, const std::vector<Event>& told) {
  const Remark clean = clean_remark(comment.remark);
  return std::any_of(told.begin(), told.end(), [&](const Event& event) {
    return event.because == Because::commented && event.occurred_at == comment.entered_at &&
           is_same_remark(event.remark, clean);
  });
}

bool is_earlier(const SiteComment& one, const SiteComment& other) {
  return std::tie(one.entered_at, one.id) < std::tie(other.entered_at, other.id);
}

}  // namespace

std::vector<Order> comments_to_write(const ShownAlert& alert, const std::vector<LogEntry>& log,
                                     const std::string& route, const Subject& subject,
                                     std::string_view author, const std::vector<Remark>& told) {
  std::vector<LogEntry> said;
  for (const LogEntry& entry : log)
    if (entry.kind == LogEntry::Kind::comment && !one_line(entry.text).empty() && !was_told(entry, told))
      said.push_back(entry);
  std::sort(said.begin(), said.end(), [](const LogEntry& one, const LogEntry& other) {
    return std::tie(one.at, one.id) < std::tie(other.at, other.id);
  });
  std::vector<Order> orders;
  for (const LogEntry& entry : said) {
    Order& order = orders.emplace_back();
    order.route = route;
    order.subject = subject;
    order.kind = OrderKind::comment;
    order.source = "comment " + std::to_string(entry.id) + " of " + source_of(alert);
    order.remark = {author_in_checkmk(entry.author, author), cut(one_line(entry.text), longest_text)};
  }
  return orders;
}

bool is_worth_hearing(Time changed_at, std::optional<Time> asked_at, Span interval, Time now) {
  if (!asked_at || now < *asked_at) return true;
  const Span longest = std::max<Span>(interval, std::chrono::minutes{5});
  return now - *asked_at >= std::clamp<Span>((now - changed_at) / 10, interval, longest);
}

std::vector<SiteComment> comments_to_tell(std::vector<SiteComment> shown, const CommentFacts& facts,
                                          Span clock_ahead) {
  std::erase_if(shown, [&](const SiteComment& comment) {
    const bool is_before = comment.entered_at - clock_ahead + slack < facts.since;
    return is_before || is_ours(comment, facts) || was_told(comment, facts.told);
  });
  std::sort(shown.begin(), shown.end(), is_earlier);
  return shown;
}

Event comment_event(const SiteComment& comment, const Report& report, const Route& route,
                    std::string_view web_url, std::string_view bridge_name, Time now) {
  Verdict verdict;
  verdict.shows = Shows::alerting;
  verdict.reason = Reason::problem;
  verdict.state = report.state;
  verdict.priority = report.priority;
  verdict.remark = comment.remark;
  Event event = event_for(comment.subject, {EventType::comment, Because::commented}, verdict, report, {}, {},
                          route, web_url, bridge_name, now);
  event.occurred_at = comment.entered_at;
  return event;
}

bool shows_what_was_written(const std::vector<SiteComment>& shown, const Order& order,
                            const std::vector<Remark>& others, Span clock_ahead) {
  const auto is_another = [&](const SiteComment& comment) {
    return !is_same_text(comment.remark, order.remark) &&
           std::any_of(others.begin(), others.end(),
                       [&](const Remark& one) { return is_same_text(comment.remark, one); });
  };
  return std::any_of(shown.begin(), shown.end(), [&](const SiteComment& comment) {
    return comment.subject == order.subject && is_same_remark(comment.remark, order.remark) &&
           comment.entered_at - clock_ahead + slack >= order.ordered_at && !is_another(comment);
  });
}

}  // namespace ilert_bridge
