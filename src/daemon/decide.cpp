// The part of Watch that decides about a look and journals what follows, in batches: a storm at a large site
// is hundreds of thousands of events, and their texts would not fit into memory at once. A crash between two
// of them is a crash between two looks, for what is journalled is reported, and the rest is decided anew:
// what makes a look count (the routes it was the first for, and how far looks are) goes with the last of
// them.
#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/daemon/watch.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t block = 100;  // sightings that are decided about together
constexpr std::size_t most_to_send = 1000;
constexpr std::size_t most_changes = 5000;

std::vector<Subject> about_to_be_sent(const std::vector<Decision>& decisions) {
  std::vector<Subject> subjects;
  for (const Decision& decision : decisions) {
    const bool seen = decision.sighting != nullptr && decision.sighting->presence == Presence::seen;
    if (!decision.step.tellings.empty() && seen) subjects.push_back(decision.subject);
  }
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return subjects;
}

std::optional<Time> earlier(const std::optional<Time>& one, const std::optional<Time>& other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

struct Watch::Batch {
  const Look& look;
  const std::set<std::string, std::less<>>& first_look_on;
  Time at;
  bool is_first = true;
  bool is_last = false;
  std::vector<Decision> decisions{};  // that change anything
  std::size_t to_send = 0;
  std::size_t sightings = 0;  // that were decided about

  void take(std::vector<Decision>&& decided) {
    for (Decision& decision : decided) {
      if (!decision.changes()) continue;
      to_send += decision.step.tellings.empty() ? 0 : 1;
      decisions.push_back(std::move(decision));
    }
  }
  bool is_full() const { return to_send >= most_to_send || decisions.size() >= most_changes; }
  void begin_next() {
    is_first = false;
    decisions.clear();
    to_send = sightings = 0;
  }
};

asio::awaitable<bool> Watch::journal_decisions(const Look& look) {
  const auto first_look_on = ledger_.never_looked_at(site_.name, routes_);
  const Circumstances at = circumstances_of(look, ledger_.reports(), routes_, now());
  const std::vector<const Sighting*> sightings = in_turn(look);
  run_before_.saw(look);
  Batch batch{.look = look, .first_look_on = first_look_on, .at = at.now};
  std::vector<Decision> all;
  std::optional<Time> due;
  for (std::size_t from = 0; from < sightings.size(); from += block) {
    const auto some = std::span{sightings}.subspan(from, std::min(block, sightings.size() - from));
    std::vector<Decision> decided = assess(some, ledger_.reports(), routes_, first_look_on, at);
    hold_what_is_old(decided, run_before_);
    due = earlier(due, next_due(decided));
    if (on_decisions_) all.insert(all.end(), decided.begin(), decided.end());
    batch.take(std::move(decided));
    batch.sightings += some.size();
    if (!batch.is_full()) continue;
    auto journalling = journal_batch(batch);
    if (!co_await std::move(journalling)) co_return false;
    batch.begin_next();
  }
  if (on_decisions_) on_decisions_(all);
  batch.is_last = true;
  auto journalling = journal_batch(batch);
  if (!co_await std::move(journalling)) co_return false;
  due_ = due;
  answered(look);
  say_what_is_held(at.now);
  auto taking = core_.take(at.now);
  co_await std::move(taking);
  if (comments_) {
    auto listening = comments_->take(look.clock_ahead, now());
    co_await std::move(listening);
  }
  co_return true;
}

// Nothing: the look ends here, for it was cancelled, or the site must be asked again.
asio::awaitable<std::optional<std::map<Subject, Texts>>> Watch::texts_of(Batch& batch) {
  std::map<Subject, Texts> texts;
  std::vector<Subject> subjects = about_to_be_sent(batch.decisions);
  if (subjects.empty()) co_return texts;
  auto asking = ports_.texts(std::move(subjects), batch.sightings);
  Asked<std::map<Subject, Texts>> asked = co_await std::move(asking);
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return std::nullopt;
  // A site that answers looks but no texts must not keep an alert back: the second time it goes without.
  if (!asked && ++textless_ < 2) {
    unanswered(asked.error());
    co_return std::nullopt;
  }
  if (asked) {
    texts = std::move(*asked);
    textless_ = 0;
    count_others(texts, batch.look);
  }
  // What was journalled meanwhile, because of a person in ilert, is not undone: the next look decides anew.
  std::erase_if(batch.decisions, [&](const Decision& one) {
    return !(ledger_.report(one.subject, one.route->name) == one.before);
  });
  co_return texts;
}

asio::awaitable<bool> Watch::journal_batch(Batch& batch) {
  auto asking = texts_of(batch);
  const std::optional<std::map<Subject, Texts>> texts = co_await std::move(asking);
  if (!texts) co_return false;
  Recording recording = recording_of(batch.decisions, *texts, site_.web_url, bridge_name_, batch.at);
  if (batch.is_first) lookback_.add_missed(recording, batch.look, batch.first_look_on, batch.at);
  if (batch.is_last) {
    for (const std::string& route : batch.first_look_on) recording.looked_at.emplace(site_.name, route);
    lookback_.add_mark(recording, batch.look);
  }
  if (!ledger_.has_room() || !ledger_.record(recording, batch.at)) co_return false;
  if (batch.is_first) lookback_.missed_recorded();
  if (batch.is_last) lookback_.recorded();
  unanswered_since_ = Clock::now();
  co_return true;
}

}  // namespace ilert_bridge
