// ilert's REST API, as far as alerts are read back: what is asked, and what the answers say. Pure; anything
// at all may come in. Unknown fields and values are passed over; a row that is none is left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/take_over.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

inline constexpr int alerts_per_page = 50;  // ilert refuses more than it likes, and this is what it likes

// `base_url` is [ilert] url; the token goes into a header.
HttpRequest open_alerts_request(std::string_view base_url, std::string_view token,
                                const std::vector<std::int64_t>& sources, int start);
// Those that are resolved, of alerts that ilert reports since `from`, by its clock.
HttpRequest resolved_alerts_request(std::string_view base_url, std::string_view token,
                                    const std::vector<std::int64_t>& sources, Time from, int start);
// How many there are in all, of a list that one of these asks for.
HttpRequest count_request(HttpRequest list);
Result<std::size_t> read_count(std::string_view body);

struct AlertPage {
  std::vector<ShownAlert> alerts;
  std::size_t rows = 0;  // what came, understood or not: fewer than a page's worth is the last page
};
Result<AlertPage> read_alert_page(std::string_view body);

// "2026-01-02T03:04:05Z" with no to nine digits of a fraction.
std::optional<Time> parse_ilert_time(std::string_view text);

// Why there is nothing to read, for people; `held` where only a person can change that.
struct RestFault {
  std::string text;
  std::string remedy;
  bool held = false;
};
// Nothing if the answer is a 200. No known secret is in it.
std::optional<RestFault> fault_of(const HttpAnswer& answer);

// The answer's own clock against ours at `now`; nothing if it tells none.
std::optional<Span> ahead_by(const HttpAnswer& answer, Time now);

}  // namespace ilert_bridge
