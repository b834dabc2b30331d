#include "ilert-bridge/core/waking.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ilert-bridge/core/retry.hpp"

namespace ilert_bridge {
namespace {

constexpr Span at_once{50};
constexpr int most_early = 3;
constexpr int most_in_vain = 20;
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
                                                   "it wakes us without a cause",
                                                   "it does not wake us when things change",
                                                   "no second connection"};

}  // namespace

std::string_view words_for(WakeDoubt doubt) { return words.at(static_cast<std::size_t>(doubt)); }

void Waking::give_up(WakeDoubt why, Moment at) {
  doubt_ = why;
  holiday_ = std::clamp(holiday_ * 2, first_holiday, longest_holiday);
  not_before_ = at + holiday_;
  early_ = in_vain_ = unheralded_ = crowded_ = 0;
}

void Waking::asked(bool can, Moment at) {
  if (!can) return give_up(WakeDoubt::unable, at);
  // Tried again after a time: what was held against it stays said until it has shown better.
  if (doubt_ == WakeDoubt::unasked || doubt_ == WakeDoubt::unable) doubt_ = WakeDoubt::none;
}

void Waking::ended(WaitEnd end, Span took, Moment at) {
  failures_ = 0;
  failure_.clear();
  if (doubt_ == WakeDoubt::no_second && crowded_ == 0) doubt_ = WakeDoubt::none;
  at_once_ = end == WaitEnd::woken && took < at_once;
  early_ = end == WaitEnd::early ? early_ + 1 : 0;
  if (end != WaitEnd::early) return;
  not_before_ = at + breath;
  if (early_ >= most_early) give_up(WakeDoubt::noisy, at);
}

void Waking::failed(std::string_view why, Moment at, double chance) {
  failure_ = why;
  ++failures_;
  not_before_ = at + growing_pause(failures_, first_failure, longest_failure, chance);
  if (failures_ >= failures_to_say) doubt_ = WakeDoubt::no_second;
}

void Waking::looked(bool woken, bool news, Moment at) {
  const bool came_back = std::exchange(lost_waiting_, false);
  if (came_back && ++crowded_ >= most_crowded) return give_up(WakeDoubt::no_second, at);
  if (woken && news) {
    holiday_ = {};
    in_vain_ = unheralded_ = crowded_ = 0;
    doubt_ = WakeDoubt::none;
  } else if (woken) {
    in_vain_ = at_once_ ? in_vain_ + 1 : 0;
    if (in_vain_ >= most_in_vain) give_up(WakeDoubt::noisy, at);
  } else if (news && doubt_ == WakeDoubt::none && ++unheralded_ >= most_unheralded) {
    give_up(WakeDoubt::deaf, at);
  }
}

}  // namespace ilert_bridge
