// A stage for the loops: a journal in memory, routes with good defaults, looks and answers played from a
// list.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <exception>
#include <string>
#include <vector>

#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/watch.hpp"
#include "ilert-bridge/ilert/answer.hpp"

namespace ilert_bridge::stage {

inline Journal journal_in_memory() {
  Result<Journal> journal =
      Journal::open("/nonexistent/journal.db", Journal::Access::rehearsal, "mon1", now());
  if (!journal) throw std::runtime_error(journal.error().text);
  return std::move(*journal);
}

inline Route route(std::string name = "oncall") {
  Route made;
  made.name = std::move(name);
  made.own_alerts = true;
  return made;
}

inline Subject service(std::string host = "web01", std::string description = "HTTP") {
  return {.site = "prod", .host = std::move(host), .service = std::move(description), .own = {}};
}

inline Sighting critical(const Subject& subject) {
  Sighting sighting;
  sighting.subject = subject;
  sighting.observation.state = State::critical;
  sighting.observation.last_hard_state = State::critical;
  sighting.observation.last_check = now();
  return sighting;
}

inline Sighting fine(const Subject& subject) {
  Sighting sighting = critical(subject);
  sighting.observation.state = State::ok;
  sighting.observation.last_hard_state = State::ok;
  return sighting;
}

inline Look look(std::vector<Sighting> sightings) {
  Look made;
  made.site = "prod";
  made.program = {.start = 1000, .pid = 7};
  made.at = now();
  made.sightings = std::move(sightings);
  return made;
}

// Runs a coroutine to its end on an io_context of its own; exceptions come out.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
  std::exception_ptr failure;
  std::optional<T> result;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T value) {
    failure = thrown;
    result = std::move(value);
  });
  io.restart();
  io.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> task) {
  std::exception_ptr failure;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) { failure = thrown; });
  io.restart();
  io.run();
  if (failure) std::rethrow_exception(failure);
}

// "ALERT waiting", oldest first.
inline std::vector<std::string> told(const Journal& journal) {
  std::vector<std::string> lines;
  for (const Entry& entry : journal.list({}))
    lines.insert(lines.begin(),
                 std::string{name(entry.queued.event.type)} + " " + std::string{name(entry.settled)});
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace ilert_bridge::stage
