// The main job as a story: a real daemon between a Livestatus double and an ilert double, in a folder of its
// own. Ends by itself; exit status 0 only if ilert ended up right.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "tests/demo/screen.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::demo {
namespace {

using doubles::AlertStatus;
using namespace std::chrono_literals;
constexpr auto patience = 15s;

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Story {
 public:
  void tell() {
    begin();
    problem_acknowledged_and_over();
    ilert_goes_away();
    ilert_comes_back();
    end();
  }
  std::string log() const { return rig_.log(); }

 private:
  void begin() {
    rig_.world.add_host("db01");
    rig_.world.add_service("web01", "HTTP");
    rig_.world.add_service("web01", "Disk /");
    rig_.start();
    screen_.title();
    expect([&] { return !rig_.livestatus->requests().empty(); }, "the daemon asks Livestatus");
  }

  void problem_acknowledged_and_over() {
    screen_.say("web01's HTTP stops answering: the problem opens an alert.");
    rig_.world.service_check("web01", "HTTP", 2, "connection refused");
    expect_alert("web01", "HTTP", AlertStatus::pending);

    screen_.say("Alice acknowledges it in Checkmk: the alert is accepted.");
    rig_.world.acknowledge("web01", "HTTP", "alice", "restarting nginx", true);
    expect_alert("web01", "HTTP", AlertStatus::accepted);

    screen_.say("HTTP answers again: the alert is resolved.");
    rig_.world.service_check("web01", "HTTP", 0, "HTTP OK");
    expect_alert("web01", "HTTP", AlertStatus::resolved);
  }

  void ilert_goes_away() {
    screen_.say(
        "ilert cannot be reached for a while. db01 goes down, HTTP comes and goes: the journal keeps it "
        "all.");
    rig_.ilert.stop();
    rig_.world.host_check("db01", 1, "no ping");
    for (const int state : {2, 0, 2, 0}) {
      const std::size_t before = rig_.entries().size();
      rig_.world.service_check("web01", "HTTP", state, state == 0 ? "HTTP OK" : "connection refused");
      expect([&] { return rig_.entries().size() > before; }, "the change is journalled");
    }
    screen_.say("The bridge itself is killed with SIGKILL and started again: the journal is what counts.");
    rig_.kill();
    rig_.world.service_check("web01", "Disk /", 2, "97 % used");
    rig_.start();
    expect([&] { return rig_.waiting() >= 2; }, "what waits is still there");
  }

  void ilert_comes_back() {
    screen_.say("ilert is back: what lasts is told; HTTP came and went, and pages nobody.");
    rig_.ilert.start();
    expect_alert("db01", "", AlertStatus::pending);
    expect_alert("web01", "Disk /", AlertStatus::pending);
    expect([&] { return rig_.waiting() == 0; }, "the journal has nothing left to tell");
    expect_alert("web01", "HTTP", AlertStatus::resolved);
  }

  void end() {
    screen_.say("db01 and the disk recover.");
    rig_.world.host_check("db01", 0, "ping ok");
    rig_.world.service_check("web01", "Disk /", 0, "60 % used");
    expect([&] { return rig_.ilert.open_alerts() == 0; }, "nothing is open in ilert");
    expect([&] { return rig_.waiting() == 0; }, "the journal has nothing left to tell");
    if (const int status = rig_.stop(); status != 0)
      throw Wrong("the daemon ended with status " + std::to_string(status));
    screen_.say("ilert agrees with Checkmk. Nothing was lost.");
  }

  void expect(const std::function<bool()>& holds, const std::string& what) {
    if (!screen_.watch_until(holds, patience)) throw Wrong("this did not happen: " + what);
  }
  void expect_alert(const std::string& host, const std::string& service, AlertStatus status) {
    const auto holds = [&] {
      const auto alert = rig_.alert(host, service);
      return alert && alert->status == status;
    };
    expect(holds, "the alert of " + host + (service.empty() ? "" : "/" + service) + " is " +
                      std::string{doubles::to_text(status)});
  }

  rig::Rig rig_{{.site_keys = "poll_interval = \"1s\"\n"}};
  Screen screen_{rig_};
};

int run() {
  Story story;
  try {
    story.tell();
    return EXIT_SUCCESS;
  } catch (const std::exception& wrong) {
    std::printf("\nWRONG: %s\n\nThe daemon's log:\n%s", wrong.what(), story.log().c_str());
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace ilert_bridge::demo

int main() { return ilert_bridge::demo::run(); }
