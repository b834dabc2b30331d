#include "tests/nightly/soak.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <sstream>
#include <thread>
#include <utility>

namespace ilert_bridge::soak {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds tick{250};
constexpr double full_after = 75 * 60;  // seconds: keep_delivered is an hour, and pruning has its own pace
constexpr std::size_t most_sentences = 12;

// How often it happens within a tick.
int times_now(Chance& chance, double per_second) {
  return std::poisson_distribution<int>(per_second * std::chrono::duration<double>(tick).count())(chance);
}

}  // namespace

Soak::Soak(Plan plan) : plan_(std::move(plan)), chance_(plan_.seed), scene_(plan_.program) {
  fs::create_directories(plan_.folder);
  table_.open(fs::path(plan_.folder) / "samples.tsv");
  table_ << heading() << '\n';
}

double Soak::seconds() const { return std::chrono::duration<double>(Steady::now() - began_).count(); }

double Soak::left() const { return static_cast<double>(plan_.length.count()) - seconds(); }

void Soak::say(const std::string& what) {
  std::printf("%6.0f s  %s\n", seconds(), what.c_str());
  std::fflush(stdout);
}

bool Soak::run() try {
  say("seed " + std::to_string(plan_.seed) + ", the daemon's folder is " + scene_.rig.folder());
  scene_.start();
  for (int number = 1; !failed_ && left() > 0; ++number) round(number);
  conclude();
  return !failed_;
} catch (const std::exception& failed) {
  judge("when something that must work did not", {failed.what()});
  return false;
}

void Soak::round(int number) {
  round_began_ = begin_anew();
  trouble(number);
  if (!failed_) rest();
  if (!failed_) recover();
  if (!failed_) call_the_roll();
  for (const auto& place : scene_.places) place->server.forget_requests();
  ++rests_;
}

// What came before is judged by what was known before.
Time Soak::begin_anew() {
  judge("on the way", laws_.wrong_on_the_way());
  book_.begin_anew(
      [this](const Subject& subject) { return !scene_.is_configured(scene_.place_of(subject)); });
  return now();
}

// Only in the first quarter and at the end is it killed and stopped: what grows shows in a long life.
bool Soak::may_end_the_daemon() const {
  const double part = seconds() / static_cast<double>(plan_.length.count());
  return part < 0.25 || part > 0.85;
}

void Soak::trouble(int number) {
  say("round " + std::to_string(number) + ": trouble");
  const double end = seconds() + std::min(static_cast<double>(plan_.trouble.count()), left());
  while (!failed_ && seconds() < end) {
    std::this_thread::sleep_for(tick);
    trouble_.end_what_is_over(seconds());
    people_.end_what_is_over(seconds());
    for (int i = times_now(chance_, plan_.things_per_second); i > 0; --i)
      churn_.one_thing(counts_, plan_.may_leave);
    for (int i = times_now(chance_, plan_.troubles_per_second); i > 0; --i)
      trouble_.one_thing(seconds(), counts_);
    for (int i = times_now(chance_, plan_.deeds_per_second); i > 0; --i)
      people_.one_thing(seconds(), may_end_the_daemon(), counts_);
    watch();
  }
}

void Soak::rest() {
  trouble_.heal();
  people_.calm_down();
  churn_.settle();
  scene_.command({"journal", "retry"});
  come_to_rest("all healed", [this] { return laws_.disagreement(); });
}

void Soak::recover() {
  churn_.all_recover();
  come_to_rest("all recovered", [this] { return laws_.still_open(); });
  judge("all recovered", laws_.loss(round_began_));
  judge("all recovered", laws_.needless_calls(round_began_));
}

// Whatever was done to them before: who fails now is called, once.
void Soak::call_the_roll() {
  if (failed_) return;
  const Time from = begin_anew();
  for (const auto& [key, subject] : scene_.subjects())
    if (subject.is_service() && drawn(chance_, 10) == 0) churn_.check(subject, 2);
  come_to_rest("the roll was called", [this] { return laws_.disagreement(); });
  churn_.all_recover();
  come_to_rest("after the roll", [this] { return laws_.still_open(); });
  judge("after the roll", laws_.needless_calls(from));
}

void Soak::come_to_rest(const std::string& when, const std::function<Wrongs()>& wrong) {
  if (failed_) return;
  const double began = seconds();
  const auto all_left = [&] {
    Wrongs all = wrong();
    return all.empty() ? laws_.wrong_status() : all;
  };
  Wrongs left = all_left();
  for (; !left.empty() && !failed_ && seconds() < began + static_cast<double>(plan_.healing.count());
       left = all_left()) {
    std::this_thread::sleep_for(4 * tick);
    watch();
  }
  judge(when, left);
  if (failed_) return;
  std::ostringstream took;
  took << when << ": at rest after " << static_cast<int>(seconds() - began) << " s";
  say(took.str());
  expect_silence(when);
  judge(when + ", after the silence", all_left());
}

void Soak::expect_silence(const std::string& when) {
  const std::size_t before = laws_.events();
  const double end = seconds() + static_cast<double>(plan_.silence.count());
  while (!failed_ && seconds() < end) {
    std::this_thread::sleep_for(tick);
    watch();
  }
  const std::size_t more = laws_.events() - before;
  if (more > 0) judge(when, {std::to_string(more) + " events were sent although nothing changes any more"});
}

void Soak::judge(const std::string& when, const Wrongs& wrong) {
  if (wrong.empty() || failed_) return;
  failed_ = true;
  say("BROKEN, seed " + std::to_string(plan_.seed) + ", " + when + ":");
  for (std::size_t i = 0; i < wrong.size() && i < most_sentences; ++i) say("  " + wrong[i]);
  if (wrong.size() > most_sentences) say("  and " + std::to_string(wrong.size() - most_sentences) + " more");
  keep_the_remains();
}

void Soak::watch() {
  watch_the_daemon();
  judge("on the way", people_.complaints());
  if (seconds() >= next_judgement_) {
    next_judgement_ = seconds() + 10;
    watch_its_log();
    judge("on the way", laws_.wrong_on_the_way());
  }
  if (seconds() < next_sample_ || !scene_.runs()) return;
  next_sample_ = seconds() + static_cast<double>(plan_.between_samples.count());
  const std::optional<Sample> sample = measured(scene_.rig.pid(), scene_.rig.journal_file(), seconds());
  if (!sample) return;
  samples_.push_back(*sample);
  table_ << line_of(*sample) << std::endl;
}

void Soak::watch_the_daemon() {
  if (!scene_.runs()) return;
  const std::optional<int> status = scene_.rig.ended(std::chrono::milliseconds{0});
  if (!status) return;
  const std::size_t size = scene_.log_size();
  const std::string end = scene_.log_from(size - std::min<std::size_t>(size, 2000));
  judge("on the way", {"the daemon ended by itself with " + std::to_string(*status) + ":\n" + end});
}

void Soak::watch_its_log() {
  const std::string said = scene_.new_log();
  Wrongs wrong;
  for (const char* words : {"Sanitizer", "runtime error:", "terminate called"})
    if (said.find(words) != std::string::npos) wrong.push_back(std::string{"the daemon says: "} + words);
  judge("on the way", wrong);
  for (const auto& place : scene_.places) judge("bad manners at " + place->name, place->server.complaints());
}

void Soak::judge_growth() {
  Wrongs grown = journal_growth(samples_, full_after);
  for (const std::vector<Sample>& life : lives(samples_))
    for (const std::string& one : growth(life))
      grown.push_back("process " + std::to_string(life.front().pid) + ": " + one);
  judge("in the end", grown);
}

void Soak::conclude() {
  judge_growth();
  if (scene_.runs()) {
    const int status = scene_.rig.stop();
    if (status != 0) judge("in the end", {"the daemon ended with " + std::to_string(status)});
  }
  watch_its_log();
  for (const auto& [what, count] : counts_) say(std::to_string(count) + " x " + what);
  for (const std::vector<Sample>& life : lives(samples_))
    say("process " + std::to_string(life.front().pid) + " first: " + line_of(life.front()) +
        ", last: " + line_of(life.back()));
  say(std::to_string(laws_.events()) + " events, " + std::to_string(scene_.rig.ilert.alerts().size()) +
      " alerts, " + std::to_string(rests_) + " rounds");
  say(failed_ ? "FAILED" : "all laws held");
}

void Soak::keep_the_remains() {
  const fs::path kept = fs::path(plan_.folder) / ("seed-" + std::to_string(plan_.seed));
  std::error_code ignored;
  fs::create_directories(kept, ignored);
  for (const fs::directory_entry& file : fs::directory_iterator(scene_.rig.folder()))
    if (file.is_regular_file())
      fs::copy_file(file, kept / file.path().filename(), fs::copy_options::overwrite_existing, ignored);
  std::ofstream events(kept / "events.txt");
  for (const doubles::ReceivedEvent& event : scene_.rig.ilert.events())
    events << rfc3339(event.at) << ' ' << event.key << ' ' << event.type << ' ' << event.alert_key << ' '
           << event.status << (event.taken ? " taken " : " ") << event.summary << '\n';
  std::ofstream alerts(kept / "alerts.txt");
  for (const doubles::AlertView& alert : scene_.rig.ilert.alerts()) {
    alerts << rfc3339(alert.reported) << ' ' << alert.source << ' ' << alert.alert_key << ' '
           << to_text(alert.status) << ' ' << alert.summary << '\n';
    for (const std::string& line : alert.log) alerts << "    " << line << '\n';
  }
  say("what is left of it: " + kept.string());
}

}  // namespace ilert_bridge::soak
