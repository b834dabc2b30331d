// What we cost the server, and the second connection that costs it next to nothing.
#include <algorithm>
#include <utility>

#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// One row, whatever the site: the answer takes as long as the way there and back.
bool is_small(const Query& query) { return query.table() == "status" || query.table() == "sites"; }

}  // namespace

void Source::note_effort(const Query& query) {
  const Effort thought = connection_.thought();
  if (is_small(query)) {
    quickest_ = std::min(quickest_.value_or(thought), thought);
  } else if (query.table() != "columns") {
    effort_ += thought;
    ++scans_;
  }
}

Effort Source::take_effort() {
  const Effort way = quickest_.value_or(Effort{}) * std::exchange(scans_, 0);
  quickest_.reset();
  return std::max(std::exchange(effort_, Effort{}) - way, Effort{});
}

asio::awaitable<Asked<Waits>> Source::learn_to_wait() {
  if (capabilities_.waits == Waits::bare || capabilities_.waits == Waits::condition || !may_wait_)
    co_return capabilities_.waits;
  auto probing = waiter_.probe(capabilities_);
  const Asked<Waits> waits = co_await std::move(probing);
  if (waits) capabilities_.waits = *waits;
  co_return waits;
}

asio::awaitable<Asked<void>> Source::arm() {
  auto arming = waiter_.arm(capabilities_);
  co_return co_await std::move(arming);
}

asio::awaitable<Asked<Waited>> Source::wait() {
  auto waiting = waiter_.wait(capabilities_);
  co_return co_await std::move(waiting);
}

}  // namespace ilert_bridge
