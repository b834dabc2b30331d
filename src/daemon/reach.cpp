#include "ilert-bridge/daemon/reach.hpp"

#include <algorithm>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/ilert/presence.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span pause = std::chrono::seconds{5};

}  // namespace

bool is_quiet(const std::optional<Time>& last, Time now) {
  return !last || now - *last >= quiet_before_asking || now < *last;
}

void Reach::heard(Time at) {
  if (!status_.fault.empty() && faults_.ends())
    log_notice("ilert answers again", {{"after", age_text(at - status_.fault_since.value_or(at))}});
  status_ = {.answered_at = at};
}

asio::awaitable<void> Reach::run() {
  for (;;) {
    const bool slept = co_await sleep_for(pause);
    if (!slept) co_return;
    auto turning = turn();
    co_await std::move(turning);
  }
}

asio::awaitable<void> Reach::turn() {
  const std::optional<Time> read = ports_.read_at();
  if (read && read > status_.answered_at) heard(*read);
  if (!is_quiet(std::max(status_.answered_at, asked_at_), now())) co_return;
  asked_at_ = now();
  HttpRequest request = presence_request(base_url_);
  auto asking = ports_.ask(std::move(request));
  const HttpAnswer answer = co_await std::move(asking);
  note(answer, now());
}

// Whoever answers is taken for ilert here: only an event proves more, and `check --connect` says so.
void Reach::note(const HttpAnswer& answer, Time at) {
  IlertPresence presence = presence_of(answer);
  if (presence.kind != IlertPresence::Kind::absent) return heard(at);
  if (!status_.fault_since) status_.fault_since = at;
  status_.fault = std::move(presence.text);
  status_.remedy = std::move(presence.remedy);
  if (faults_.fails({}, at))
    log_warning("ilert does not answer, and nobody could be called",
                {{"answer", status_.fault}, {"remedy", status_.remedy}});
}

}  // namespace ilert_bridge
