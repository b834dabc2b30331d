// A soak: rounds of trouble, each followed by rest, in which the laws are judged. See `Soak::run`.
#pragma once

#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/nightly/soak_gauge.hpp"
#include "tests/nightly/soak_people.hpp"

namespace ilert_bridge::soak {

struct Plan {
  std::chrono::seconds length{2 * 3600};  // until no trouble begins any more: a rest follows
  std::chrono::seconds trouble{600};      // of a round
  std::chrono::seconds silence{15};       // in which nothing may be sent at rest
  // Until ilert agrees: every subject may have an event on a route that sends 30 a minute, what left must be
  // missing for a minute, twice, and what Checkmk does not show is given up after ten minutes.
  std::chrono::seconds healing{780};
  std::chrono::seconds between_samples{30};
  double things_per_second = 0.8;                              // that happen to hosts and services
  double troubles_per_second = 0.05, deeds_per_second = 0.04;  // around the daemon; of people
  bool may_leave = true;                                       // hosts and services, for a while
  unsigned seed = 0;
  std::string program;  // the daemon
  std::string folder;   // for samples, and for what is left of a failure
};

class Soak {
 public:
  explicit Soak(Plan plan);
  // Until the time is over or a law was broken. Whether all laws held.
  bool run();

 private:
  void round(int number);
  void trouble(int number);
  void rest();
  void recover();
  void call_the_roll();
  Time begin_anew();
  void judge(const std::string& when, const Wrongs& wrong);
  // Until the list is empty, and `status` is well; then nothing may be sent any more.
  void come_to_rest(const std::string& when, const std::function<Wrongs()>& wrong);
  void expect_silence(const std::string& when);
  void watch();  // whatever has to be looked at while time passes
  void watch_the_daemon();
  void watch_its_log();
  void judge_growth();
  void conclude();
  bool may_end_the_daemon() const;
  double seconds() const;  // since it began
  double left() const;     // seconds of trouble; the rest after it comes on top
  void say(const std::string& what);
  void keep_the_remains();

  const Plan plan_;
  Chance chance_;
  Scene scene_;
  Book book_;
  Laws laws_{scene_, book_};
  Churn churn_{scene_, book_, chance_};
  Trouble trouble_{scene_, book_, chance_};
  People people_{scene_, book_, churn_, chance_};
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  Time round_began_{};
  double next_sample_ = 0, next_judgement_ = 0;
  std::vector<Sample> samples_;
  std::ofstream table_;
  Counts counts_;
  int rests_ = 0;
  bool failed_ = false;
};

}  // namespace ilert_bridge::soak
