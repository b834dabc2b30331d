#include "ilert-bridge/core/spells.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace ilert_bridge {
namespace {

using Lines = std::vector<const LogLine*>;
constexpr Span first_signs = std::chrono::minutes{2};

bool is_unclear(State state) { return state == State::unreachable || state == State::unknown; }

// Whether it lasted when the lines begin: the first that speaks of it says it is over, or none speaks of it
// and it lasts now.
template <class Speaks>
bool lasted_before(const Lines& lines, bool lasts_now, Speaks speaks_of_its_beginning) {
  for (const LogLine* line : lines)
    if (const std::optional<bool> begins = speaks_of_its_beginning(*line)) return !*begins;
  return lasts_now;
}

// The subject as it goes from line to line.
class Walk {
 public:
  Walk(const Subject& subject, const Lines& lines, const Route& route, const SpellSetting& setting)
      : subject_(subject), route_(route), setting_(setting) {
    const auto own = [&](LogLine::Kind kind) {
      return [this, kind](const LogLine& line) -> std::optional<bool> {
        if (line.kind != kind || line.subject != subject_) return std::nullopt;
        return line.begins;
      };
    };
    const auto hosts_downtime = [this](const LogLine& line) -> std::optional<bool> {
      if (line.kind != LogLine::Kind::downtime || line.subject == subject_) return std::nullopt;
      return line.begins;
    };
    const auto host_state = [this](const LogLine& line) -> std::optional<bool> {
      if (line.kind != LogLine::Kind::state || line.subject == subject_) return std::nullopt;
      return !is_good(line.state);
    };
    downtime_ = lasted_before(lines, false, own(LogLine::Kind::downtime));
    host_downtime_ = lasted_before(lines, false, hosts_downtime);
    // Nothing in the lines tells of the downtime that lasts now, on whichever of the two it lies.
    const bool told = std::any_of(lines.begin(), lines.end(),
                                  [](const LogLine* line) { return line->kind == LogLine::Kind::downtime; });
    if (setting.in_downtime && !told) downtime_ = true;
    flapping_ = lasted_before(lines, setting.flapping, own(LogLine::Kind::flapping));
    host_down_ = subject.is_service() && lasted_before(lines, !setting.host_is_up, host_state);
    for (const LogLine* line : lines) take(*line);
  }
  std::vector<Spell> spells() && { return std::move(spells_); }

 private:
  void take(const LogLine& line) {
    if (line.subject == subject_) {
      take_own(line);
    } else {
      take_hosts(line);
    }
    weigh(line);
  }

  void take_own(const LogLine& line) {
    switch (line.kind) {
      case LogLine::Kind::state:
        if (!line.hard && !route_.policy.soft_states && !is_good(line.state)) return;
        state_ = line.state;
        seen_since_host_ = true;
        output_ = line.output;
        return;
      case LogLine::Kind::downtime:
        downtime_ = line.begins;
        return;
      case LogLine::Kind::flapping:
        flapping_ = line.begins;
        return;
      case LogLine::Kind::acknowledgement:
        acknowledged_ = line.begins;
        return;
      case LogLine::Kind::notification:
        return;
    }
  }

  void take_hosts(const LogLine& line) {
    if (line.kind == LogLine::Kind::downtime) host_downtime_ = line.begins;
    if (line.kind != LogLine::Kind::state) return;
    host_down_ = !is_good(line.state);
    seen_since_host_ = false;
    // Its services often notice first.
    if (hidden() && open_ && line.at - open_->began <= first_signs) open_.reset();
  }

  bool flaps() const { return flapping_ && route_.policy.flapping == Flapping::hold; }
  bool hidden() const {
    const bool by_host = route_.policy.host_down_hides_services && setting_.takes_host;
    return by_host && subject_.is_service() && (host_down_ || !seen_since_host_);
  }
  bool in_downtime() const {
    return (downtime_ || host_downtime_) && route_.policy.downtime != Downtime::alert;
  }

  void weigh(const LogLine& line) {
    if (is_good(state_)) acknowledged_ = false;
    if (!known() || flaps()) return;
    const bool worthy = route_.alert_on.contains(state_);
    if (!worthy && is_unclear(state_)) return;
    if (!worthy) return end(line.at, false);
    if (open_ && in_downtime() && route_.policy.downtime == Downtime::resolve) return end(line.at, true);
    if (!open_ && (in_downtime() || hidden())) return;
    go_on(line.at);
  }

  bool known() const { return output_.has_value(); }

  auto rank(State state) const {
    return std::make_tuple(route_.priority_of(state, subject_, setting_.attributes) == Priority::high,
                           badness(state));
  }

  void go_on(Time at) {
    if (!open_) {
      open_ = Spell{.began = at, .ended = at, .worst = state_, .after = state_, .output = *output_};
    } else if (rank(state_) > rank(open_->worst)) {
      open_->worst = state_;
      open_->output = *output_;
    }
    open_->acknowledged = open_->acknowledged || acknowledged_;
  }

  void end(Time at, bool by_downtime) {
    if (!open_) return;
    open_->ended = at;
    open_->after = state_;
    open_->ended_by_downtime = by_downtime;
    if (at - open_->began >= route_.delay) spells_.push_back(*std::move(open_));
    open_.reset();
  }

  const Subject& subject_;
  const Route& route_;
  const SpellSetting& setting_;
  State state_ = State::ok;
  std::optional<std::string> output_;  // nothing: no line told a state yet
  bool downtime_ = false, host_downtime_ = false, flapping_ = false, host_down_ = false;
  bool seen_since_host_ = true, acknowledged_ = false;
  std::optional<Spell> open_;
  std::vector<Spell> spells_;
};

}  // namespace

std::vector<Spell> spells_of(const Subject& subject, const std::vector<const LogLine*>& lines,
                             const Route& route, const SpellSetting& setting) {
  return Walk{subject, lines, route, setting}.spells();
}

}  // namespace ilert_bridge
