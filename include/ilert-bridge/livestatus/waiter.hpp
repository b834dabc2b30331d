// The second connection of a site: it asks nothing but table status, and waits there until something happens.
// What a wake-up was about only a look can tell. One thread; a cancelled wait ends at once (the server lets
// go of it within its own time, longest_wait at most).
#pragma once

#include <boost/asio/awaitable.hpp>

#include "ilert-bridge/core/waking.hpp"
#include "ilert-bridge/livestatus/connection.hpp"
#include "ilert-bridge/livestatus/counter.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge {

struct Waited {
  WaitEnd end = WaitEnd::quiet;
  Span took{};
};

class Waiter {
 public:
  Waiter(Endpoint endpoint, Connection::Deadlines deadlines, Redials* redials = nullptr);

  // Finds out by asking, never by a version, how this server can be waited for; a second at most. Servers
  // that nobody knows, Icinga 2 and LMD must not be asked: the first might bear it badly, the second answers
  // at once, the third asks its backends five times a second meanwhile.
  boost::asio::awaitable<Asked<Waits>> probe(const Capabilities& server);

  // Remembers how far the server's counters are: from here on wait() notices what happens. Before the first
  // wait, and after a wake-up, before the look that it asks for.
  boost::asio::awaitable<Asked<void>> arm(const Capabilities& server);

  // Until something happens, or the time is over.
  boost::asio::awaitable<Asked<Waited>> wait(const Capabilities& server);

  void let_go() { connection_.close(); }

 private:
  struct Mark {  // how far a core is
    std::int64_t start = 0;
    std::int64_t services = 0;
    CounterBounds lines, commands;         // of its log; by people and programs
    bool may_be(const Mark& exact) const;  // as far as printed numbers tell
    bool operator!=(const Mark& other) const;
  };
  boost::asio::awaitable<Asked<Span>> ask(const Query& query, RowReader::OnRow on_row);
  boost::asio::awaitable<Asked<bool>> counters_can_be_asked_for();
  boost::asio::awaitable<Asked<Span>> timed(bool condition);
  boost::asio::awaitable<Asked<bool>> keeps_us(bool condition);
  boost::asio::awaitable<Asked<Span>> read_mark(const Capabilities& server, bool waiting, Mark& into);
  boost::asio::awaitable<Asked<void>> make_exact(Mark& mark);
  boost::asio::awaitable<Asked<void>> make_exact(std::string column, CounterBounds& bounds);
  void let_wait(Query& query, const Capabilities& server) const;

  Connection connection_;
  Mark mark_;
};

}  // namespace ilert_bridge
