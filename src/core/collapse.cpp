#include "ilert-bridge/core/collapse.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<5> urgencies{"storm", "page", "settle", "low", "comment"};

using Events = std::vector<Waiting>;
using Place = Events::const_iterator;

Place newest(const Events& queue, EventType type) {
  const auto found =
      std::find_if(queue.rbegin(), queue.rend(), [&](const Waiting& it) { return it.type == type; });
  return found == queue.rend() ? queue.end() : std::prev(found.base());
}

Place oldest(const Events& queue, EventType type) {
  return std::find_if(queue.begin(), queue.end(), [&](const Waiting& it) { return it.type == type; });
}

std::vector<EventId> ids(Place from, Place to) {
  std::vector<EventId> list;
  for (; from != to; ++from) list.push_back(from->id);
  return list;
}

Urgency urgency_of(EventType type, Priority priority) {
  switch (type) {
    case EventType::alert:
      return priority == Priority::high ? Urgency::page : Urgency::low;
    case EventType::accept:
    case EventType::resolve:
      return Urgency::settle;
    case EventType::comment:
      return Urgency::comment;
  }
  return Urgency::comment;
}

Urgency most_urgent(Place from, Place to) {
  Urgency most = Urgency::comment;
  for (; from != to; ++from) most = std::min(most, urgency_of(from->type, from->priority));
  return most;
}

// One key's turn: who reads it decides nothing, who writes `plan` does.
struct Turn {
  const Events& queue;
  const Heard& heard;
  bool shows_nothing;
  Told wanted;
  Plan plan;
};

void send_as_recorded(Turn& turn, Place event, std::size_t requests_after) {
  turn.plan.next = event->id;
  turn.plan.pointless = ids(turn.queue.begin(), event);
  turn.plan.urgency = urgency_of(event->type, event->priority);
  turn.plan.requests = 1 + requests_after;
}

void send_stand_in(Turn& turn, EventType type, Priority priority) {
  turn.plan.stand_in = type;
  turn.plan.pointless = ids(turn.queue.begin(), turn.queue.end());
  turn.plan.urgency = urgency_of(type, priority);
  turn.plan.requests = 1;
}

void nothing_to_tell(Turn& turn) { turn.plan.pointless = ids(turn.queue.begin(), turn.queue.end()); }

// All else has become pointless.
void send_alone(Turn& turn, Place event) {
  send_as_recorded(turn, event, 0);
  const std::vector<EventId> later = ids(std::next(event), turn.queue.end());
  turn.plan.pointless.insert(turn.plan.pointless.end(), later.begin(), later.end());
}

void resolve(Turn& turn) {
  const Place resolve = newest(turn.queue, EventType::resolve);
  if (resolve == turn.queue.end()) return send_stand_in(turn, EventType::resolve, Priority::high);
  send_alone(turn, resolve);
}

void open(Turn& turn) {
  const Place alert = newest(turn.queue, EventType::alert);
  const auto others =
      std::count_if(turn.queue.begin(), turn.queue.end(), [](const Waiting& it) { return !it.of_flapping; });
  if (others == 0) return nothing_to_tell(turn);
  if (alert != turn.queue.end() && others == 1) return send_alone(turn, alert);
  const Priority priority = alert == turn.queue.end() ? turn.queue.back().priority : alert->priority;
  send_stand_in(turn, EventType::alert, priority);
}

// The first that a person said of the present alert. What was said of one that ended since is over.
Place what_people_said(const Events& queue) {
  const Place end = newest(queue, EventType::resolve);
  const Place since = end == queue.end() ? queue.begin() : std::next(end);
  return std::find_if(since, queue.end(), [](const Waiting& it) { return it.by_a_person; });
}

// It went and came back while nobody could hear it.
bool came_back(const Turn& turn) {
  const Place alert = newest(turn.queue, EventType::alert);
  return alert != turn.queue.end() && oldest(turn.queue, EventType::resolve) < alert;
}

// A new call. ilert adds a second ALERT to the alert that it shows, whatever a person made of that one, and
// calls nobody for it: so the old alert is resolved first. That costs a call where the old one still called;
// a COMMENT instead would cost one where somebody had accepted or resolved it.
bool calls_again(const Turn& turn) { return turn.wanted == Told::open && came_back(turn); }

void make_way(Turn& turn) {
  const Place alert = newest(turn.queue, EventType::alert);
  const auto words = static_cast<std::size_t>(turn.queue.end() - what_people_said(turn.queue));
  send_as_recorded(turn, oldest(turn.queue, EventType::resolve), 1 + words);
  turn.plan.urgency = urgency_of(EventType::alert, alert->priority);
}

void accept(Turn& turn, Place accept) {
  send_as_recorded(turn, accept, std::next(accept) == turn.queue.end() ? 0 : 1);
}

// Without any of these, all that waits is what ilert shows already.
bool has_news(const Turn& turn) {
  return came_back(turn) || std::any_of(turn.queue.begin(), turn.queue.end(), [](const Waiting& it) {
           return it.type == EventType::comment || it.type == EventType::accept;
         });
}

void comment(Turn& turn) {
  if (!has_news(turn)) return nothing_to_tell(turn);
  const Waiting& only = turn.queue.front();
  const bool alone = turn.queue.size() == 1;
  if (alone && (only.type == EventType::comment || turn.wanted == Told::accepted))
    return send_as_recorded(turn, turn.queue.begin(), 0);
  send_stand_in(turn, EventType::comment, Priority::low);
}

void shortest_way(Turn& turn) {
  const bool heard = turn.heard.told != Told::none;
  if (turn.shows_nothing && (heard || turn.heard.doubtful)) return resolve(turn);
  if ((heard || may_be_in_the_way(turn.heard)) && calls_again(turn)) return make_way(turn);
  if (!heard) return turn.wanted == Told::open ? open(turn) : nothing_to_tell(turn);
  const Place newest_accept = newest(turn.queue, EventType::accept);
  const bool unheard = turn.heard.told == Told::open && turn.wanted == Told::accepted;
  if (unheard && newest_accept != turn.queue.end()) return accept(turn, newest_accept);
  comment(turn);
}

// Nothing is pointless before it has come to an end: only what a person said may stand before it.
void repeat(Turn& turn, Place event, Replay replay) {
  const std::size_t after = turn.queue.size() - 1;
  const auto words = static_cast<std::size_t>(
      std::count_if(turn.queue.begin(), turn.queue.end(), [](const Waiting& it) { return it.by_a_person; }));
  send_as_recorded(turn, event, replay == Replay::full ? after : std::min(after, words + 1));
  turn.plan.pointless.clear();
  turn.plan.urgency = most_urgent(turn.queue.begin(), turn.queue.end());
}

// The outcome of `dark` is unknown.
void find_out(Turn& turn, Place dark, Replay replay) {
  const bool is_alert = dark->type == EventType::alert;
  if (turn.shows_nothing && dark->type != EventType::resolve) return resolve(turn);
  // Its problem is over, and another began: to repeat it would call for what is over.
  if (is_alert && calls_again(turn)) {
    make_way(turn);
    if (replay == Replay::full) turn.plan.requests = turn.queue.size() - turn.plan.pointless.size();
    return;
  }
  repeat(turn, dark, replay);
}

void every_event(Turn& turn) {
  send_as_recorded(turn, turn.queue.begin(), turn.queue.size() - 1);
  turn.plan.urgency = most_urgent(turn.queue.begin(), turn.queue.end());
}

// What people said is told word by word, each in its turn: only what was decided before it is brought to its
// shortest way. All of it is over where ilert shall show nothing, or shows nothing.
void around_what_people_said(Turn& turn) {
  const Place said = what_people_said(turn.queue);
  const bool is_first = said == turn.queue.begin();
  const bool is_over = turn.shows_nothing || (is_first && turn.heard.told == Told::none);
  if (said == turn.queue.end() || is_over) return shortest_way(turn);
  const auto after = static_cast<std::size_t>(turn.queue.end() - said);
  if (is_first) return send_as_recorded(turn, said, after - 1);
  const Events before(turn.queue.begin(), said);
  Turn decided{before, turn.heard, turn.shows_nothing, turn.wanted, {}};
  shortest_way(decided);
  if (!decided.plan.sends())
    return turn.heard.told == Told::none ? shortest_way(turn) : send_as_recorded(turn, said, after - 1);
  turn.plan = std::move(decided.plan);
  turn.plan.requests += after;
}

bool holds(const Turn& turn, EventType type) { return newest(turn.queue, type) != turn.queue.end(); }

// A queue that does not lead to where the report is holds what was taken up again by hand after the rest had
// left: of that only the present counts, whatever the replay. So it is with what a person dismissed
// meanwhile.
bool leads_to_the_present(const Turn& turn) {
  if (turn.wanted == Told::dismissed) return false;
  if (turn.shows_nothing) return holds(turn, EventType::resolve);
  const bool opens = turn.heard.told == Told::none && holds(turn, EventType::alert);
  return !opens || turn.wanted == Told::open || holds(turn, EventType::accept);
}

}  // namespace

std::string_view name(Urgency urgency) { return name_in(urgencies, urgency); }

Plan plan_for(const std::vector<Waiting>& queue, const Heard& heard, Told wanted, Replay replay) {
  if (queue.empty()) return {};
  Turn turn{queue, heard, wanted == Told::none || wanted == Told::dismissed, wanted, {}};
  const Waiting& front = queue.front();
  const Place dark =
      std::find_if(queue.begin(), queue.end(), [](const Waiting& it) { return it.outcome_unknown; });
  if (dark != queue.end() && !front.as_it_is) {
    find_out(turn, dark, replay);
  } else if (front.as_it_is || (replay == Replay::full && leads_to_the_present(turn))) {
    every_event(turn);
  } else {
    around_what_people_said(turn);
  }
  turn.plan.since = front.recorded_at;
  turn.plan.in_the_dark = dark != queue.end();
  return turn.plan;
}

Heard heard_after(const Heard& before, const Event& delivered) {
  switch (delivered.type) {
    case EventType::alert:
      // ilert ignores the priority of a second ALERT for an open key, and an accepted one stays accepted.
      if (before.told != Told::none) return {before.told, delivered.state, before.priority, before.doubtful};
      return {Told::open, delivered.state, delivered.priority, may_be_in_the_way(before)};
    case EventType::accept:
      if (before.told == Told::none) return before;
      return {Told::accepted, delivered.state, before.priority};
    case EventType::resolve:
      return {};
    case EventType::comment:
      break;
  }
  return before;
}

std::optional<Heard> heard_after_refusal(const Heard& before, EventType refused, bool unknown) {
  const bool may_be_open = refused == EventType::alert && unknown && before.told == Told::none;
  if (!may_be_open && refused != EventType::resolve) return std::nullopt;
  Heard heard = before;
  heard.told = Told::none;
  heard.doubtful = true;
  return heard;
}

bool may_be_in_the_way(const Heard& heard) {
  return heard.told == Told::none && heard.doubtful && !is_good(heard.state);
}

bool may_have_called_nobody(const Heard& heard) { return heard.told == Told::open && heard.doubtful; }

Told wanted_of(const Report& report, const Heard& heard) {
  const bool lost = report.told == Told::accepted && report.acceptance == Acceptance::lost;
  return lost && heard.told == Told::none ? Told::open : report.told;
}

}  // namespace ilert_bridge
