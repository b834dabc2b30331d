// An alert's history in ilert: what people said and did about it. Pure; anything at all may come in.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/resolution.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

inline constexpr int log_entries_per_page = 100;

HttpRequest log_entries_request(std::string_view base_url, std::string_view token, std::int64_t alert,
                                int start);

struct HistoryPage {
  std::vector<LogEntry> entries;
  std::size_t rows = 0;  // what came, understood or not
};
// A comment's text and author are taken from the best field there is: those of the entry itself, those of its
// `vars`, whose names ilert does not document, or its sentence in English, "Ada Example commented: on it".
Result<HistoryPage> read_log_page(std::string_view body);

}  // namespace ilert_bridge
