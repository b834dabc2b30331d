#include "ilert-bridge/daemon/heartbeat.hpp"

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr int first_looks = 50;
constexpr Span moment = std::chrono::milliseconds{200};
// What stops the heartbeat is looked at more often than it beats: a person may be looking at it, too.
constexpr Span pulse = std::chrono::seconds{2};

}  // namespace

HttpRequest ping_request(const HeartbeatSettings& settings) {
  HttpRequest request;
  request.method = "GET";
  request.url = settings.url + '/' + settings.key.reveal();
  return request;
}

Answer ping_answer(const HttpAnswer& answer) {
  Answer read = read_answer(answer);
  const bool taken =
      answer.transport == HttpAnswer::Transport::answered && answer.status >= 200 && answer.status < 300;
  if (!taken && read.outcome == Outcome::delivered) read.outcome = Outcome::failed;
  if (answer.status >= 400 && answer.status < 500)
    read.remedy =
        "is it the key of a heartbeat monitor? a change of the monitor's interval gives it a new one";
  if (answer.obstacle == Obstacle::untrusted)
    read.remedy =
        "[ilert] ca_file does not count for the heartbeat: install the authority that signed the certificate "
        "for the whole machine (update-ca-certificates)";
  return read;
}

asio::awaitable<void> Heartbeat::run() {
  for (int i = 0; i < first_looks && !ports_.stopped_by().empty(); ++i) {
    const bool slept = co_await sleep_for(moment);
    if (!slept) co_return;
  }
  for (;;) {
    co_await beat();
    const bool slept = co_await sleep_for(pulse);
    if (!slept) co_return;
  }
}

asio::awaitable<void> Heartbeat::beat() {
  const std::string why = ports_.stopped_by();
  stop(why);
  const auto present = std::chrono::steady_clock::now();
  if (!why.empty() || present < due_) co_return;
  due_ = present + interval_;
  const Answer answer = co_await ports_.ping();
  note(answer);
}

void Heartbeat::stop(const std::string& why) {
  const Time at = now();
  if (!why.empty()) {
    if (!stopped_since_) stopped_since_ = at;
    // One line as long as it lasts: the reason may hold an age. What is newest of it is in the status.
    if (stops_.fails({}, at)) log_warning("no heartbeat is sent to ilert", {{"because", why}});
  } else if (stopped_since_) {
    if (stops_.ends()) log_notice("heartbeats are sent again", {{"after", age_text(at - *stopped_since_)}});
    stopped_since_.reset();
  }
  stopped_by_ = why;
}

void Heartbeat::note(const Answer& answer) {
  if (answer.outcome == Outcome::delivered) {
    if (failures_ >= pings_missed) log_notice("ilert takes heartbeats again");
    pinged_at_ = now();
    failures_ = 0;
    fault_.clear();
    return;
  }
  ++failures_;
  // One failure is nothing, ilert waits for several; and what lasts is said once.
  if (failures_ == pings_missed)
    log_warning(
        "ilert did not take the last heartbeats",
        {{"failures", std::to_string(failures_)}, {"answer", answer.text}, {"remedy", answer.remedy}});
  fault_ = answer.remedy.empty() ? answer.text : answer.text + "; " + answer.remedy;
}

HeartbeatStatus Heartbeat::status() const {
  return {.configured = true,
          .interval = interval_,
          .pinged_at = pinged_at_,
          .failures = failures_,
          .fault = fault_,
          .stopped_by = stopped_by_,
          .stopped_since = stopped_since_};
}

}  // namespace ilert_bridge
