#include <re2/re2.h>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {
namespace {

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);  // the configuration reports them, with file and line
  options.set_max_mem(4 << 20);   // of the compiled expression; its matching stays linear within that
  return options;
}

}  // namespace

Pattern Pattern::parse(std::string_view text, std::string* why) {
  Pattern pattern;
  pattern.text_ = text;
  if (!text.starts_with('~')) return pattern;
  text.remove_prefix(1);
  auto expression = std::make_shared<const RE2>(re2::StringPiece{text.data(), text.size()}, quiet());
  if (expression->ok()) {
    pattern.expression_ = std::move(expression);
  } else if (why != nullptr) {
    *why = expression->error();
  }
  return pattern;
}

bool Pattern::matches(std::string_view value) const {
  if (!text_.starts_with('~')) return value == text_;
  if (!expression_) return false;
  const auto* expression = static_cast<const RE2*>(expression_.get());
  return RE2::PartialMatch(re2::StringPiece{value.data(), value.size()}, *expression);
}

}  // namespace ilert_bridge
