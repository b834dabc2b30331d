// The monitoring site at the other end of the line: the doubles' own answers, spoiled on demand.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/doubles/livestatus_fault.hpp"
#include "tests/doubles/world.hpp"
#include "tests/simulation/line.hpp"

namespace ilert_bridge::simulation {

// What befalls one question of a look: the `at`-th.
struct Mishap {
  int at = 0;
  bool refuses = false;  // and every connection after it
  std::optional<doubles::Fault> fault = {};
  std::optional<std::size_t> cut_after = {};  // bytes of the answer
  bool then_silent = false;                   // instead of closed
  bool drips = false;                         // a byte at a time
  std::function<void()> meanwhile = {};       // before the answer
};

class Site : public Peer {
 public:
  Site(Flavour flavour, doubles::World& world) : flavour_(flavour), world_(world) {}
  void expect(Mishap mishap);
  void heal() { mishap_.reset(); }
  void goes_away(bool away) { away_ = away; }  // nobody can connect, and what is open breaks
  bool is_away() const { return away_; }
  void slow_down(Span takes) { takes_ = takes; }
  // Whether what befell it is over.
  bool is_well() const { return !away_ && !mishap_; }
  // When it last answered a question as it should.
  Time answered_at() const { return answered_at_; }

  Flavour flavour() const override { return flavour_; }
  bool takes_connections() override;
  Span takes() const override { return takes_; }
  Said answer(const std::vector<std::string>& lines) override;

 private:
  Said spoil(const Mishap& mishap, const std::vector<std::string>& lines);

  Flavour flavour_;
  doubles::World& world_;
  std::optional<Mishap> mishap_;
  bool away_ = false;
  Span takes_{5};
  int asked_ = 0;
  Time answered_at_{};
  std::string columns_;  // the answer to the question for all columns, which never changes
};

}  // namespace ilert_bridge::simulation
