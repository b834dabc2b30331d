// Lines of a server's log, and what follows of them: problems that began and ended while nobody looked.
#include "ilert-bridge/livestatus/log_lines.hpp"

#include "ilert-bridge/core/history.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

constexpr std::size_t longest_output = 2000;

void look_at(const LogLine& line) {
  claim(!line.subject.host.empty() && !line.subject.is_own(), "a line is about a host or a service");
  claim(line.output.size() <= longest_output, "an output is cut");
  const bool of_a_problem = line.kind == LogLine::Kind::notification;
  claim(!of_a_problem || !is_good(line.state), "a notification tells of a problem");
  if (line.kind != LogLine::Kind::state && !of_a_problem) return;
  const bool of_host =
      line.state == State::up || line.state == State::down || line.state == State::unreachable;
  claim(of_host != line.subject.is_service(), "hosts have states of hosts, services those of services");
}

Route route_that_sees_all() {
  Route route;
  route.name = "oncall";
  route.alert_on = {State::down, State::unreachable, State::warning, State::critical, State::unknown};
  return route;
}

void tell(const Past& past, const Route& route, bool in_downtime) {
  const Past::Candidates candidates = past.candidates({route}, 5);
  claim(candidates.subjects.size() <= 5, "no more candidates than were asked for");
  for (const Subject& subject : candidates.subjects) {
    const SpellSetting setting{.takes_host = true, .in_downtime = in_downtime};
    Time ended{};
    for (const Spell& spell : past.spells(subject, route, setting)) {
      claim(spell.began <= spell.ended && ended <= spell.began, "problems follow each other");
      claim(route.alert_on.contains(spell.worst), "and each was worth an alert");
      ended = spell.ended;
    }
  }
}

}  // namespace
}  // namespace ilert_bridge::fuzz

// Line by line: the digit of a second, the message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  Input input(bytes, size);
  Past past;
  std::size_t understood = 0;
  for (int number = 1; !input.empty(); ++number) {
    const std::string_view whole = input.line();
    Input line(reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size());
    const std::int64_t at = 1'800'000'000 + 40 * (line.byte() % 10);
    std::optional<LogLine> read = log_line_of(at, number, line.rest());
    if (!read) continue;
    look_at(*read);
    past.add(*std::move(read));
    ++understood;
  }
  claim(past.size() <= understood, "no line counts twice");
  for (const bool in_downtime : {false, true}) tell(past, route_that_sees_all(), in_downtime);
  return 0;
}
