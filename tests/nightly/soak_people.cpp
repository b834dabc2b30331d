#include "tests/nightly/soak_people.hpp"

#include <algorithm>
#include <vector>

namespace ilert_bridge::soak {
namespace {

using doubles::AlertStatus;
using doubles::AlertView;

constexpr double until_mended = 5;  // seconds
constexpr int longest_stop = 20;

bool is_open(const AlertView& alert) { return alert.status != AlertStatus::resolved; }

}  // namespace

void People::one_thing(double now, bool may_end_the_daemon, Counts& counts) {
  const int what = drawn(chance_, 100);
  std::string was;
  if (what < 45) was = in_ilert();
  if (what >= 45 && !scene_.runs()) return;
  if (what >= 45 && what < 73) was = command();
  if (what >= 73 && what < 79) was = adopt_or_drop();
  if (what >= 79 && what < 92) was = reload(now);
  if (what >= 92 && may_end_the_daemon) was = end_the_daemon(now);
  if (!was.empty()) ++counts[was];
}

std::string People::in_ilert() {
  std::vector<AlertView> open = scene_.rig.ilert.alerts();
  std::erase_if(open, [&](const AlertView& alert) {
    return !is_open(alert) || !scene_.subjects().contains(alert.alert_key);
  });
  if (open.empty()) return {};
  const AlertView& alert = open[static_cast<std::size_t>(drawn(chance_, static_cast<int>(open.size())))];
  const Subject& subject = scene_.subjects().at(alert.alert_key);
  const int what = drawn(chance_, 10);
  if (what < 5) {
    book_.may_call(subject);  // what comes of it in Checkmk may fall with the next change of state
    scene_.rig.ilert.accept(alert.id, "Ada Example");
    return "accepted in ilert";
  }
  if (what < 8) {
    scene_.rig.ilert.comment(alert.id, "Ada Example", "looking at it");
    return "comment in ilert";
  }
  book_.dismissed_by_hand(subject);
  scene_.rig.ilert.resolve(alert.id, "Ada Example");
  return "resolved in ilert";
}

std::string People::command() {
  const Subject subject = any_subject(scene_, chance_);
  std::vector<std::string> explain{"explain", subject.host, "--site", subject.site};
  if (subject.is_service()) explain.insert(explain.begin() + 2, subject.service);
  const std::vector<std::vector<std::string>> all{{"status"},
                                                  {"status", "--checkmk"},
                                                  {"problems", "--json"},
                                                  {"journal", "list", "--limit", "20"},
                                                  {"journal", "retry"},
                                                  explain,
                                                  {"metrics"}};
  const std::vector<std::string>& words =
      all[static_cast<std::size_t>(drawn(chance_, static_cast<int>(all.size())))];
  if (words.front() == "metrics")
    static_cast<void>(scene_.metrics());
  else
    scene_.begin_command(words);
  return "asked for " + words.front();
}

// What is adopted or dropped may stay without an alert until it is over.
std::string People::adopt_or_drop() {
  const Subject chosen = any_subject(scene_, chance_);
  const bool adopts = drawn(chance_, 3) == 0;
  for (const auto& [key, subject] : scene_.subjects())
    if (subject.site == chosen.site && (adopts || subject.host == chosen.host))
      book_.dismissed_by_hand(subject);
  if (adopts) {
    scene_.begin_command({"adopt", "--yes", "--site", chosen.site});
    return "adopt";
  }
  scene_.begin_command({"journal", "drop", "--yes", "--site", chosen.site, "--host", chosen.host});
  return "drop";
}

std::string People::reload(double now) {
  if (broken_) return {};
  Wiring wiring = scene_.wiring();
  const int what = drawn(chance_, 5);
  if (what == 0) return reload_a_broken_file(now);
  if (what == 1) wiring.guest = !wiring.guest;
  if (what == 2) wiring.last_site = !wiring.last_site;
  if (what == 3) wiring.ops_a_minute = least_ops_a_minute + most_ops_a_minute - wiring.ops_a_minute;
  if (what == 4) wiring.poll_seconds = 3 - wiring.poll_seconds;
  if (what == 1 || what == 2) churn_.all_may_call();
  scene_.configure(wiring);
  scene_.rig.reload();
  return what == 1 ? "reload: a route more or less" : what == 2 ? "reload: a site more or less" : "reload";
}

std::string People::reload_a_broken_file(double now) {
  broken_ = true;
  scene_.configure_broken();
  scene_.rig.reload();
  later_.at(now + until_mended, [this] {
    broken_ = false;
    scene_.configure(scene_.wiring());
    if (scene_.runs()) scene_.rig.reload();
  });
  return "reload of a broken file";
}

// A route that has left and is not drained must not be forgotten by a restart: its key would be gone.
bool People::guest_is_drained() const {
  if (scene_.wiring().guest) return true;
  const std::vector<AlertView> alerts = scene_.rig.ilert.alerts();
  return std::none_of(alerts.begin(), alerts.end(),
                      [](const AlertView& alert) { return alert.source == guest_source && is_open(alert); });
}

std::string People::end_the_daemon(double now) {
  if (broken_ || !guest_is_drained()) return {};
  later_.at(now + drawn(chance_, longest_stop), [this] { scene_.start(); });
  if (drawn(chance_, 2) == 0) {
    scene_.rig.kill();
    return "kill -9";
  }
  const int status = scene_.rig.stop();
  if (status != 0) complaints_.push_back("SIGTERM ended the daemon with " + std::to_string(status));
  return "orderly restart";
}

void People::calm_down() {
  later_.do_all();
  for (const std::string& wrong : scene_.end_commands()) complaints_.push_back(wrong);
}

}  // namespace ilert_bridge::soak
