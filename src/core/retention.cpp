#include "ilert-bridge/core/retention.hpp"

#include <algorithm>

namespace ilert_bridge {

bool is_too_large(Bytes in_use, const Retention& retention) {
  return in_use > retention.max_size - retention.max_size / 16;
}

Time kept_since(Bytes in_use, const Retention& retention, Time now) {
  return now -
         (is_too_large(in_use, retention) ? always_kept : std::max(retention.keep_delivered, always_kept));
}

}  // namespace ilert_bridge
