#include "ilert-bridge/core/waking.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ilert-bridge/core/retry.hpp"

namespace ilert_bridge {
namespace {

constexpr int most_early = 3;
constexpr int most_unheralded = 10;
constexpr int most_crowded = 2;
constexpr int failures_to_say = 3;
constexpr Span breath{250};  // after an answer that came too early
constexpr Span first_failure = std::chrono::seconds{1};
constexpr Span longest_failure = std::chrono::minutes{5};
constexpr Span first_holiday = std::chrono::minutes{10};
constexpr Span longest_holiday = std::chrono::hours{2};

constexpr std::array<std::string_view, 6> words = {"",
                                                   "not asked yet whether it can wake us",
                                                   "it cannot wake us",
                                                   "it answers at once instead of waiting",
                                                   "it does not wake us when things change",
                                                   "no second connection"};

}  // namespace

std::string_view words_for(WakeDoubt doubt) { return words.at(static_cast<std::size_t>(doubt)); }

void Waking::give_up(WakeDoubt why, Moment at) {
  doubt_ = why;
  holiday_ = std::clamp(holiday_ * 2, first_holiday, longest_holiday);
  not_before_ = at + holiday_;
  early_ = unheralded_ = crowded_ = 0;
}

void Waking::asked(bool can, Moment at) {
  if (!can) return give_up(WakeDoubt::unable, at);
  // Tried again after a time: what was held against it stays said until it has shown better.
  if (doubt_ == WakeDoubt::unasked || doubt_ == WakeDoubt::unable) doubt_ = WakeDoubt::none;
}

void Waking::ended(WaitEnd end, Moment at) {
  failures_ = without_ = 0;
  is_unproven_ = false;
  failure_.clear();
  if (doubt_ == WakeDoubt::no_second && crowded_ == 0) doubt_ = WakeDoubt::none;
  early_ = end == WaitEnd::early ? early_ + 1 : 0;
  if (end != WaitEnd::early) return;
  not_before_ = at + breath;
  if (early_ >= most_early) give_up(WakeDoubt::noisy, at);
}

void Waking::failed(std::string_view why, Moment at, double chance) {
  failure_ = why;
  ++failures_;
  not_before_ = at + growing_pause(failures_, first_failure, longest_failure, chance);
  is_unproven_ = true;
}

void Waking::site_failed() {
  if (failures_ == 0) return;
  failures_ = without_ = 0;
  is_unproven_ = false;
  not_before_ = {};
}

// However often a server wakes us: what that costs it the pace of the looks bounds, and only so is a problem
// seen in time where results come in all the time.
void Waking::looked(bool woken, News news, Moment at) {
  if (std::exchange(is_unproven_, false) && ++without_ >= failures_to_say) doubt_ = WakeDoubt::no_second;
  const bool came_back = std::exchange(lost_waiting_, false);
  if (came_back && ++crowded_ >= most_crowded) return give_up(WakeDoubt::no_second, at);
  if (woken && news != News::none) {
    holiday_ = {};
    unheralded_ = crowded_ = 0;
    doubt_ = WakeDoubt::none;
  } else if (!woken && news == News::states && doubt_ == WakeDoubt::none &&
             ++unheralded_ >= most_unheralded) {
    give_up(WakeDoubt::deaf, at);
  }
}

}  // namespace ilert_bridge
