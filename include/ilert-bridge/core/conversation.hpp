// What people say about a problem on either side, and what of it the other side has to hear. What we wrote
// ourselves is recognised by its words, so that nothing comes back, also after a restart. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/core/resolution.hpp"

namespace ilert_bridge {

// A person's comment as Checkmk shows it.
struct SiteComment {
  Subject subject;
  Remark remark;      // raw bytes
  Time entered_at{};  // the server's clock, whole seconds
  std::int64_t id = 0;
  bool operator==(const SiteComment&) const = default;
};

// From ilert to Checkmk: an order for each comment of a person in the alert's history, the oldest first.
// `told` is what ilert was told of it. Orders are made of a comment once, by their source.
std::vector<Order> comments_to_write(const ShownAlert& alert, const std::vector<LogEntry>& log,
                                     const std::string& route, const Subject& subject,
                                     std::string_view author, const std::vector<Remark>& told);

// Whether an alert's history is asked for again: often while something happens to it, and ever more rarely.
bool is_worth_hearing(Time changed_at, std::optional<Time> asked_at, Span interval, Time now);

// From Checkmk to ilert: of one subject's comments those that its alert has to show, the oldest first.
struct CommentFacts {
  Time since{};  // when its alert was told, our clock; what was said before is about something else
  std::vector<Remark> written;  // by us, into Checkmk
  std::vector<Event> told;      // the comments that ilert was told of it
  std::string author;           // the word for ilert in Checkmk: who is called so, or "Ada (ilert)", is us
};
std::vector<SiteComment> comments_to_tell(std::vector<SiteComment> shown, const CommentFacts& facts,
                                          Span clock_ahead);

// What ilert is told of it; `report` is that of its subject on the route.
Event comment_event(const SiteComment& comment, const Report& report, const Route& route,
                    std::string_view web_url, std::string_view bridge_name, Time now);

// Whether Checkmk shows what the order wrote. `others` is what else we wrote about its subject: where a core
// keeps every letter, that is not taken for it.
bool shows_what_was_written(const std::vector<SiteComment>& shown, const Order& order,
                            const std::vector<Remark>& others, Span clock_ahead);

}  // namespace ilert_bridge
