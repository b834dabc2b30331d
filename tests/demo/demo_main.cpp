// The main job as a story: a real daemon between a Livestatus double and an ilert double, in a folder of its
// own. Ends by itself; exit status 0 only if ilert ended up right.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>

#include "ilert-bridge/base/text.hpp"
#include "tests/demo/screen.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::demo {
namespace {

using doubles::AlertStatus;
using namespace std::chrono_literals;
constexpr auto patience = 15s;
constexpr std::size_t most_of_an_alert = 7;  // lines
constexpr std::size_t most_of_an_answer = 19;

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Lines lines_of(const std::string& text, std::size_t most) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.size() <= most) return lines;
  lines.resize(most - 1);
  lines.emplace_back("...");
  return lines;
}

std::string text_at(const boost::json::object& body, const char* key) {
  const boost::json::value* const found = body.if_contains(key);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

class Story {
 public:
  void tell() {
    begin();
    problem_acknowledged_and_over();
    ilert_goes_away();
    why_was_nobody_called();
    ilert_comes_back();
    how_to_go_on();
  }
  std::string log() const { return rig_.log(); }

 private:
  void begin() {
    rig_.world.add_host("db01");
    rig_.world.add_service("web01", "HTTP");
    rig_.world.add_service("web01", "Disk /");
    rig_.start();
    expect([&] { return !rig_.livestatus->requests().empty(); }, "the daemon asks Livestatus");
  }

  void problem_acknowledged_and_over() {
    screen_.chapter("a problem begins and ends");
    screen_.columns();
    screen_.row();
    screen_.say("web01's HTTP stops answering: the problem opens an alert. The phone reads:");
    rig_.world.service_check("web01", "HTTP", 2, "connection refused");
    expect_alert("web01", "HTTP", AlertStatus::pending);
    show_the_alert();

    screen_.say("Alice acknowledges it in Checkmk: the alert is accepted.");
    rig_.world.acknowledge("web01", "HTTP", "alice", "restarting nginx", true);
    expect_alert("web01", "HTTP", AlertStatus::accepted);

    screen_.say("HTTP answers again: the alert is resolved.");
    rig_.world.service_check("web01", "HTTP", 0, "HTTP OK");
    expect_alert("web01", "HTTP", AlertStatus::resolved);
  }

  void show_the_alert() {
    const std::vector<doubles::ReceivedEvent> events = rig_.ilert.events();
    if (events.empty()) throw Wrong("ilert has not received the alert");
    const boost::json::object& body = events.back().body;
    Lines shown{"  | " + pad(text_at(body, "priority"), 6) + text_at(body, "summary")};
    for (const std::string& line : lines_of(text_at(body, "details"), most_of_an_alert))
      shown.push_back("  | " + line);
    screen_.show(shown);
    screen_.rest();
  }

  void ilert_goes_away() {
    screen_.chapter("ilert cannot be reached");
    screen_.columns();
    screen_.say("The host db01 goes down. The journal keeps what could not be sent.");
    rig_.ilert.stop();
    rig_.world.host_check("db01", 1, "no ping");
    expect([&] { return rig_.waiting() == 1; }, "the alert waits");
    screen_.say("HTTP comes and goes, twice.");
    for (const int state : {2, 0, 2, 0}) {
      const std::size_t before = rig_.entries().size();
      rig_.world.service_check("web01", "HTTP", state, state == 0 ? "HTTP OK" : "connection refused");
      expect([&] { return rig_.entries().size() > before; }, "the change is journalled");
    }
    screen_.say("The bridge itself is killed with SIGKILL, and started again. The disk fills up.");
    rig_.kill();
    rig_.world.service_check("web01", "Disk /", 2, "97 % used");
    rig_.start();
    expect([&] { return rig_.waiting() >= 2; }, "what waits is still there");
  }

  void why_was_nobody_called() {
    screen_.chapter("why was nobody called?");
    std::string answer;
    if (const int status = rig_.command({"explain", "db01"}, answer); status != 0)
      throw Wrong("explain ends with status " + std::to_string(status) + ": " + answer);
    screen_.say("$ ilert-bridge explain db01");
    screen_.show(lines_of(answer, most_of_an_answer));
    screen_.rest();
  }

  void ilert_comes_back() {
    screen_.chapter("ilert is back");
    screen_.columns();
    screen_.say("What lasts is told. HTTP came and went, and calls nobody.");
    rig_.ilert.start();
    const auto told = [&] {
      return is("db01", "", AlertStatus::pending) && is("web01", "Disk /", AlertStatus::pending) &&
             rig_.waiting() == 0;
    };
    expect(told, "db01 and the disk are told, and nothing waits any more");
    expect_alert("web01", "HTTP", AlertStatus::resolved);

    screen_.say("db01 and the disk recover.");
    rig_.world.host_check("db01", 0, "ping ok");
    rig_.world.service_check("web01", "Disk /", 0, "60 % used");
    expect([&] { return rig_.ilert.open_alerts() == 0 && rig_.waiting() == 0; }, "nothing is open in ilert");
    if (const int status = rig_.stop(); status != 0)
      throw Wrong("the daemon ended with status " + std::to_string(status));
    screen_.say("ilert agrees with Checkmk. Nothing was lost.");
    screen_.rest();
  }

  void how_to_go_on() {
    screen_.chapter("your turn");
    screen_.show({"Install it as README.md says, and paste your key. Then, as root:", "",
                  "  ilert-bridge init                   finds your sites, writes a configuration",
                  "  ilert-bridge check --connect        is it right, and do both ends answer?",
                  "  ilert-bridge run --once --dry-run   what would be sent now? Nothing is sent.",
                  "  ilert-bridge send-test              a test alert, through all of it"});
  }

  void expect(const std::function<bool()>& holds, const std::string& what) {
    if (!Screen::wait_until(holds, patience)) throw Wrong("this did not happen: " + what);
    screen_.row();
    screen_.rest();
  }
  bool is(const std::string& host, const std::string& service, AlertStatus status) const {
    const auto alert = rig_.alert(host, service);
    return alert && alert->status == status;
  }
  void expect_alert(const std::string& host, const std::string& service, AlertStatus status) {
    // What was sent is noted in the journal when the answer has come.
    expect([&] { return is(host, service, status) && rig_.waiting() == 0; },
           "the alert of " + host + (service.empty() ? "" : "/" + service) + " is " +
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
