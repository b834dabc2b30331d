// What may be open in ilert: what it took, and of what nobody knows whether it did.
#include "ilert-bridge/daemon/orphans.hpp"

#include <gtest/gtest.h>

#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};

class OpenInIlert : public ::testing::Test {
 protected:
  OpenInIlert() : journal(opened()) {}
  Journal opened() const {
    Result<Journal> made = Journal::open(folder.path() / "journal.db", Journal::Access::own, "mon1", now());
    if (!made) throw std::runtime_error(made.error().text);
    return std::move(*made);
  }
  EventId tell(EventType type, Told after) {
    Event event;
    event.route = "oncall";
    event.subject = http;
    event.alert_key = alert_key(http, "mon1");
    event.type = type;
    Report report;
    report.told = after;
    report.state = State::critical;
    Recording recording;
    recording.changes.push_back({http, "oncall", report, {event}});
    journal.record(recording, now());
    return recording.changes.front().events.front().id;
  }
  void answer(EventId event, Outcome outcome, Settled settled, const std::optional<Heard>& heard = {}) {
    journal.begin_attempt(event, now());
    journal.end_attempt(event, {.started_at = now(), .ended_at = now(), .outcome = outcome}, settled, false,
                        heard, now());
  }
  // "open", as `problems` has it; nothing: certainly not.
  std::string shown() const {
    const Reports open = open_in_ilert(journal.reports(), journal, "mon1");
    return open.empty() ? std::string{} : std::string{name(open.at(http).at("oncall").told)};
  }

  doubles::TemporaryFolder folder;
  Journal journal;
};

TEST_F(OpenInIlert, IsWhatIlertTookWhateverWasDecidedSince) {
  const EventId alert = tell(EventType::alert, Told::open);
  EXPECT_EQ(shown(), "") << "it waits";
  answer(alert, Outcome::delivered, Settled::delivered, Heard{Told::open, State::critical});
  EXPECT_EQ(shown(), "open");
  tell(EventType::accept, Told::accepted);
  EXPECT_EQ(shown(), "open") << "the ACCEPT waits";
}

TEST_F(OpenInIlert, IsNotWhatIlertRefused) {
  const EventId alert = tell(EventType::alert, Told::open);
  answer(alert, Outcome::route_held, Settled::waiting);
  EXPECT_EQ(shown(), "") << "a wrong key";
  answer(alert, Outcome::refused, Settled::parked);
  EXPECT_EQ(shown(), "");
}

TEST_F(OpenInIlert, MayBeWhatGotLostUntilIlertAnswers) {
  const EventId alert = tell(EventType::alert, Told::open);
  answer(alert, Outcome::unknown, Settled::waiting);
  EXPECT_EQ(shown(), "open") << "who knows";
  answer(alert, Outcome::delivered, Settled::delivered, Heard{Told::open, State::critical});
  const EventId end = tell(EventType::resolve, Told::none);
  answer(end, Outcome::delivered, Settled::delivered, Heard{});
  tell(EventType::alert, Told::open);
  EXPECT_EQ(shown(), "") << "another one, which waits";
}

TEST_F(OpenInIlert, IsNothingThatIsNotTold) {
  const EventId alert = tell(EventType::alert, Told::open);
  answer(alert, Outcome::delivered, Settled::delivered, Heard{Told::open, State::critical});
  tell(EventType::resolve, Told::none);
  EXPECT_EQ(shown(), "") << "its end waits, and names itself";
}

}  // namespace
}  // namespace ilert_bridge
