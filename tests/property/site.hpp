// The monitoring site at the other end of the line: the doubles' own answers, spoiled on demand.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/doubles/livestatus_fault.hpp"
#include "tests/doubles/world.hpp"
#include "tests/property/line.hpp"

namespace ilert_bridge::property {

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
  Site(Flavour flavour, const doubles::World& world) : flavour_(flavour), world_(world) {}
  void expect(Mishap mishap);
  void heal() { mishap_.reset(); }

  Flavour flavour() const override { return flavour_; }
  bool takes_connections() override;
  Said answer(const std::vector<std::string>& lines) override;

 private:
  Said spoil(const Mishap& mishap, const std::vector<std::string>& lines);

  Flavour flavour_;
  const doubles::World& world_;
  std::optional<Mishap> mishap_;
  int asked_ = 0;
  std::string columns_;  // the answer to the question for all columns, which never changes
};

}  // namespace ilert_bridge::property
