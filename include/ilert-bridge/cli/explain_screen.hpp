// What `explain` shows, as values; and as lines or JSON. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/explain.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// What the journal knows of the object on one route.
struct RouteStory {
  Explanation explanation;
  bool is_known = true;           // false: there is a journal, and it cannot be read
  std::size_t waiting = 0;        // events of the route that wait
  std::size_t its_own = 0;        // of those, the object's
  int attempts_left = 0;          // of the route, in this minute
  Time next_attempt{};            // not earlier, by the budget
  std::vector<Entry> events;      // the object's newest, newest first, with their attempts
  std::optional<ByHand> adopted;  // who said that it is known, where somebody did
  std::optional<Order> order;     // the newest one for Checkmk because of what happened in ilert
};

// One object of one site.
struct ObjectStory {
  Sighting sighting;
  std::string fault;  // why the site gave no look; empty if it did
  bool journal_known = true;
  Time at{};
  std::vector<RouteStory> routes;  // those that take it first
  std::vector<Sighting> services;  // of a host: its services with problems
};

struct ScreenSize {
  std::size_t width = 80;
  std::size_t height = 24;
  bool all = false;  // every rule and event, however many lines that takes
};

// The lines for a person; one object on one route fits the screen unless all is asked for.
std::vector<std::string> lines_of(const ObjectStory& story, const ScreenSize& screen);

// {"schema": 1, …}: documented in ilert-bridge(8).
boost::json::object json_of(const ObjectStory& story);

}  // namespace ilert_bridge
