#include "ilert-bridge/livestatus/reply.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/system/errc.hpp>
#include <charconv>
#include <cstdio>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/mend.hpp"
#include "ilert-bridge/net/stranger.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;
using boost::system::error_code;
using List = std::vector<std::string>;
using Table = std::vector<std::vector<std::string>>;

constexpr std::size_t deepest = 8;
constexpr std::size_t value_cost = 48;           // what a value takes besides its bytes, roughly
constexpr std::size_t worth_keeping = 64 << 10;  // a row over this gives its memory back

std::string written(double number) {
  char text[32];
  const auto [end, fault] = std::to_chars(std::begin(text), std::end(text), number);
  return {text, end};
}

// Turns parser events into rows. Depth 1 is the list of rows, 2 a row, 3 a list or an object in a cell, 4 a
// list in such a list; what lies deeper, or in an object, is left out.
class RowBuilder {
 public:
  RowBuilder(RowReader::OnRow on_row, ReplyLimits limits) : on_row_(std::move(on_row)), limits_(limits) {}

  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_array_begin(error_code& ec) {
    ++depth_;
    if (depth_ == 2) begin_row();
    if (depth_ == 3) return next_cell(List{}, ec);
    if (depth_ == 4) return begin_inner_list(ec);
    return true;
  }
  bool on_array_end(std::size_t, error_code& ec) {
    --depth_;
    return depth_ != 1 || end_row(ec);
  }
  bool on_object_begin(error_code& ec) {
    if (depth_ < 2) return refuse("the answer is no list of rows", ec);
    ++depth_;
    return depth_ != 3 || next_cell(Pairs{}, ec);
  }
  bool on_object_end(std::size_t, error_code&) {
    --depth_;
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, error_code& ec) { return gather(part, ec); }
  bool on_key(json::string_view part, std::size_t, error_code& ec) {
    if (!gather(part, ec)) return false;
    if (auto* const pairs = depth_ == 3 ? open<Pairs>() : nullptr) pairs->emplace_back(text_, std::string{});
    text_.clear();
    return pay(value_cost, ec);
  }
  bool on_string_part(json::string_view part, std::size_t, error_code& ec) { return gather(part, ec); }
  bool on_string(json::string_view part, std::size_t, error_code& ec) {
    const bool in_one_piece = text_.empty() && part.size() <= limits_.text_bytes;
    if (depth_ == 2 && in_one_piece) return next_text(part, ec) && pay(part.size(), ec);
    if (!gather(part, ec)) return false;
    const bool going_on = depth_ == 2 ? next_text(text_, ec) : inner(text_, ec);
    text_.clear();
    return going_on;
  }

  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, error_code& ec) {
    if (depth_ == 2) [[likely]]
      return next_cell(number, ec);
    return inner(std::to_string(number), ec);
  }
  bool on_uint64(std::uint64_t number, json::string_view, error_code& ec) {
    return depth_ == 2 ? next_cell(static_cast<double>(number), ec) : inner(std::to_string(number), ec);
  }
  bool on_double(double number, json::string_view, error_code& ec) {
    return depth_ == 2 ? next_cell(number, ec) : inner(written(number), ec);
  }
  bool on_bool(bool truth, error_code& ec) {
    return depth_ == 2 ? next_cell(truth, ec) : inner(truth ? "1" : "0", ec);
  }
  bool on_null(error_code& ec) { return depth_ == 2 ? next_cell(std::monostate{}, ec) : inner({}, ec); }

  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  const std::string& refusal() const { return refusal_; }
  bool over_limit() const { return over_limit_; }

 private:
  bool refuse(std::string why, error_code& ec) {
    refusal_ = std::move(why);
    ec = boost::system::errc::make_error_code(boost::system::errc::bad_message);
    return false;
  }
  // Asked for every value: a refusal stays out of its way.
  bool pay(std::size_t bytes, error_code& ec) {
    spent_ += bytes;
    return spent_ <= limits_.row_bytes || row_too_large(ec);
  }
  [[gnu::cold]] bool row_too_large(error_code& ec) {
    over_limit_ = true;
    return refuse("one row of the answer is larger than " + std::to_string(limits_.row_bytes) + " bytes", ec);
  }

  void begin_row() { filled_ = spent_ = 0; }
  bool end_row(error_code& ec) {
    if (++rows_ > limits_.rows) {
      over_limit_ = true;
      return refuse("the answer has more than " + std::to_string(limits_.rows) + " rows", ec);
    }
    row_.resize(filled_);
    on_row_(std::move(row_));
    if (spent_ > worth_keeping) Row{}.swap(row_);
    return true;
  }

  // The place of the row's next value; one that an earlier row left is used again.
  Cell& place() {
    if (filled_ == row_.size()) row_.emplace_back();
    return row_[filled_++];
  }
  // Rows are alike: mostly the place already holds a value of the kind that comes, and assigning to it is
  // cheapest.
  template <class Kind>
  bool next_cell(Kind content, error_code& ec) {
    if (depth_ < 2) return refuse("the answer is no list of rows", ec);
    Cell::Value& value = place().value();
    if (auto* const used = std::get_if<Kind>(&value)) {
      *used = std::move(content);
    } else {
      value.emplace<Kind>(std::move(content));
    }
    return pay(value_cost, ec);
  }
  bool next_text(json::string_view text, error_code& ec) {
    Cell::Value& value = place().value();
    if (auto* const used = std::get_if<std::string>(&value)) {
      used->assign(text.data(), text.size());
    } else {
      value.emplace<std::string>(text);
    }
    return pay(value_cost, ec);
  }

  template <class Wanted>
  Wanted* open() {
    return filled_ == 0 ? nullptr : std::get_if<Wanted>(&row_[filled_ - 1].value());
  }
  // A cell that was taken for a list of texts turns out to be a list of lists.
  bool begin_inner_list(error_code& ec) {
    if (auto* const list = open<List>()) {
      Table table;
      for (std::string& entry : *list) table.push_back({std::move(entry)});
      row_[filled_ - 1].value() = std::move(table);
    }
    if (auto* const table = open<Table>()) table->emplace_back();
    return pay(value_cost, ec);
  }
  bool inner(std::string text, error_code& ec) {
    if (depth_ < 2) return refuse("the answer is no list of rows", ec);
    if (auto* const pairs = open<Pairs>(); pairs != nullptr && depth_ == 3 && !pairs->empty()) {
      pairs->back().second = std::move(text);
    } else if (auto* const list = open<List>(); list != nullptr && depth_ == 3) {
      list->push_back(std::move(text));
    } else if (auto* const table = open<Table>(); table != nullptr && depth_ <= 4) {
      if (depth_ == 3 || table->empty()) table->emplace_back();
      table->back().push_back(std::move(text));
    }
    return pay(value_cost, ec);
  }
  bool gather(json::string_view part, error_code& ec) {
    if (depth_ < 2) return refuse("the answer is no list of rows", ec);
    const std::size_t room = limits_.text_bytes - std::min(limits_.text_bytes, text_.size());
    text_.append(part.data(), std::min(room, part.size()));
    return pay(std::min(room, part.size()), ec);
  }

  RowReader::OnRow on_row_;
  ReplyLimits limits_;
  Row row_;
  std::size_t filled_ = 0, spent_ = 0, rows_ = 0, depth_ = 0;
  std::string text_, refusal_;
  bool over_limit_ = false;
};

json::parse_options tolerant() {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  options.max_depth = deepest;
  return options;
}

}  // namespace

Result<ReplyHeader> parse_header(std::string_view sixteen_bytes) {
  const auto refusal = [sixteen_bytes] {
    const std::string_view hint = stranger_hint(sixteen_bytes);
    return error("the answer does not start as Livestatus does: " + quoted(sixteen_bytes.substr(0, 16)) +
                 (hint.empty() ? std::string{} : "; " + std::string{hint}));
  };
  if (sixteen_bytes.size() != 16 || sixteen_bytes[3] != ' ' || sixteen_bytes[15] != '\n') return refusal();
  ReplyHeader header;
  const char* const code = sixteen_bytes.data();
  const auto [code_end, bad_code] = std::from_chars(code, code + 3, header.code);
  if (bad_code != std::errc{} || code_end != code + 3 || header.code < 100) return refusal();
  const std::size_t digits = std::min(sixteen_bytes.find_first_not_of(' ', 4), std::size_t{15});
  const auto [length_end, bad_length] = std::from_chars(code + digits, code + 15, header.length);
  if (bad_length != std::errc{} || length_end != code + 15) return refusal();
  return header;
}

class RowReader::Parser {
 public:
  Parser(OnRow on_row, ReplyLimits limits) : parser_(tolerant(), std::move(on_row), limits) {}

  Result<void> feed(std::string_view piece) { return parse(mender_.mend(piece)); }
  Result<void> finish() {
    if (const Result<void> fed = parse(mender_.rest()); !fed) return fed;
    if (at_ == 0) return error("the answer is empty");
    if (!parser_.done())
      return error("the answer ends in the middle, after " + std::to_string(at_) + " bytes");
    return {};
  }
  bool over_limit() const { return parser_.handler().over_limit(); }

 private:
  Result<void> parse(std::string_view piece) {
    if (piece.empty()) return {};
    error_code fault;
    const std::size_t used = parser_.write_some(true, piece.data(), piece.size(), fault);
    at_ += used;
    if (fault) return broken(fault, piece.substr(std::min(used, piece.size())));
    const std::size_t extra = piece.find_first_not_of(" \t\r\n", used);
    if (extra != std::string_view::npos)
      return error("the answer goes on after its end: " + excerpt(piece.substr(extra)));
    return {};
  }
  static std::string excerpt(std::string_view bytes) { return quoted(bytes.substr(0, 40)); }
  Error broken(const error_code& fault, std::string_view where) const {
    const std::string& refusal = parser_.handler().refusal();
    if (!refusal.empty()) return error(refusal);
    return error("the answer is not JSON at byte " + std::to_string(at_) + " (" + fault.message() +
                 "): " + excerpt(where));
  }

  json::basic_parser<RowBuilder> parser_;
  Mender mender_;
  std::size_t at_ = 0;
};

RowReader::RowReader(OnRow on_row, ReplyLimits limits)
    : parser_(std::make_unique<Parser>(std::move(on_row), limits)) {}
RowReader::~RowReader() = default;
RowReader::RowReader(RowReader&&) noexcept = default;
Result<void> RowReader::feed(std::string_view piece) { return parser_->feed(piece); }
Result<void> RowReader::finish() { return parser_->finish(); }
bool RowReader::over_limit() const { return parser_->over_limit(); }

}  // namespace ilert_bridge
