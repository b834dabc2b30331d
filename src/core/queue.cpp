#include "ilert-bridge/core/queue.hpp"

#include <numeric>

namespace ilert_bridge {
namespace {

std::size_t newest_resolve(const std::vector<Queued>& queue) {
  std::size_t newest = 0;
  for (std::size_t i = 0; i < queue.size(); ++i)
    if (queue[i].event.type == EventType::resolve) newest = i;
  return newest;
}

}  // namespace

NextSend next_send(const std::vector<Queued>& queue, Told wanted) {
  NextSend next;
  if (queue.front().outcome_unknown && wanted == Told::none) next.index = newest_resolve(queue);
  next.superseded.resize(next.index);
  std::iota(next.superseded.begin(), next.superseded.end(), 0U);
  return next;
}

}  // namespace ilert_bridge
