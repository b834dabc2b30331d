// Answers: the fixed16 header and a stream of JSON rows. Pure: bytes in, rows out; memory is bounded whatever
// comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

struct ReplyHeader {
  int code = 0;
  std::uint64_t length = 0;
};
// Exactly 16 bytes: "200         1234\n". Anything else is an Error that quotes the bytes.
Result<ReplyHeader> parse_header(std::string_view sixteen_bytes);

using Pairs = std::vector<std::pair<std::string, std::string>>;
// One value of a row. Servers differ: booleans may be numbers or true/false, absent values null, dictionaries
// objects or lists of pairs. The accessors take whatever fits and give a default for what does not.
class Cell {
 public:
  using Value = std::variant<std::monostate, double, std::int64_t, bool, std::string,
                             std::vector<std::string>, Pairs, std::vector<std::vector<std::string>>>;
  Cell() = default;
  explicit Cell(Value value) : value_(std::move(value)) {}
  std::int64_t number(std::int64_t otherwise = 0) const {
    const auto* const integer = std::get_if<std::int64_t>(&value_);
    return integer != nullptr ? *integer : converted(otherwise);
  }
  bool truth(bool otherwise = false) const { return number(otherwise ? 1 : 0) != 0; }
  std::int64_t seconds()
      const;  // a time: never negative (Icinga 2 says -1 for never), never beyond what can be computed
  const std::string& text() const;                             // "" if it is none
  const std::vector<std::string>& list() const;                // of strings; numbers in it are written out
  const std::vector<std::vector<std::string>>& table() const;  // a list of lists
  Pairs pairs() const;                                         // an object, or a list of lists of two
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

  Value& value() { return value_; }

 private:
  std::int64_t converted(std::int64_t otherwise) const;  // from what is no integer

  Value value_;
};
using Row = std::vector<Cell>;

struct ReplyLimits {
  std::size_t text_bytes =
      64 << 10;  // of one text; what is over is left out: a pager shows 4000 characters of it
  std::size_t row_bytes = 4 << 20;  // of one row in memory; what is over is an Error
  std::size_t rows = 5'000'000;
};

// Feed it the body in pieces of any size; each complete row goes to `on_row`.
class RowReader {
 public:
  using OnRow =
      std::function<void(Row&&)>;  // may keep the row or leave it; what is left is used for the next one
  explicit RowReader(OnRow on_row, ReplyLimits limits = {});
  ~RowReader();
  RowReader(RowReader&&) noexcept;
  Result<void> feed(std::string_view piece);
  // The body is over: an Error if the document is not.
  Result<void> finish();
  // Whether the last Error was a limit of ours, not a fault of the answer.
  bool over_limit() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace ilert_bridge
