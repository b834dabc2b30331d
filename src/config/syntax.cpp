#include "ilert-bridge/config/syntax.hpp"

#include <algorithm>
#include <string_view>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {
namespace {

using View = std::string_view;

constexpr View says = "syntax error: ";

View trimmed(View text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == View::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::size_t byte_of(View line, int column) {
  std::size_t at = 0;
  for (int seen = 0; at < line.size(); ++at)
    if ((static_cast<unsigned char>(line[at]) & 0xc0) != 0x80 && ++seen == column) break;
  return at;
}

// What a key is given, and what of it the parser stumbled over.
struct Value {
  std::string key;
  View whole;  // behind the '=', without a comment
  View token;  // an entry of a list or table, or the whole
};

View without_comment(View value) { return trimmed(value.substr(0, value.find(" #"))); }

bool is_template(View value) { return value.starts_with("{{"); }

Value value_at(View line, int column) {
  const std::size_t spot = byte_of(line, column);
  const std::size_t equals = line.find('=');
  if (equals == View::npos) return {};
  Value value{std::string{trimmed(line.substr(0, equals))}, without_comment(line.substr(equals + 1)), {}};
  value.token = value.whole;
  const bool has_entries = value.whole.starts_with('[') || value.whole.starts_with('{');
  if (!has_entries || is_template(value.whole)) return value;
  const std::size_t before = line.substr(0, spot).find_last_of("=,[{");
  if (before == View::npos) return value;
  const View entry = line.substr(before + 1);
  value.token = trimmed(entry.substr(0, entry.find_first_of(",]}")));
  return value;
}

bool opens_without_end(View token) {
  const char quote = token.empty() ? '\0' : token.front();
  return (quote == '"' || quote == '\'') && token.find(quote, 1) == View::npos;
}

std::string table_over_lines(const Value& value) {
  return "a table in { } stands on one line; write it on one, or as a table of its own, [\xe2\x80\xa6." +
         value.key + ']';
}

// "True" and "yes": not texts, but what other languages call a truth.
std::string truth_fault(View token) {
  const std::string word = lower(token);
  if (word == "true" || word == "false") return "write " + word + ", in small letters";
  for (const View other : {"yes", "no", "on", "off"})
    if (word == other) return "write true or false; other text stands in quotes, " + quoted(token);
  return {};
}

std::string straight(View token) {
  std::string text{token};
  for (const View quote : {"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x98", "\xe2\x80\x99"})
    for (auto at = text.find(quote); at != std::string::npos; at = text.find(quote))
      text.erase(at, quote.size());
  return text;
}

std::string unquoted_fault(View token) {
  if (const std::string fault = truth_fault(token); !fault.empty()) return fault;
  const std::string plain = straight(token);
  if (plain != token) return "text stands in straight quotes, " + quoted(plain);
  if (parse_span(token)) return "a duration stands in quotes, " + quoted(token);
  return "text stands in quotes, " + quoted(token);
}

// Numbers and dates begin so; of one that is broken the parser knows more. Times are durations to us.
bool may_be_a_number(View token) {
  return token.find_first_not_of("0123456789+-_.:TZex ") == View::npos && !parse_span(token);
}

std::string meant(const NotToml& broken, const Value& value) {
  const View whole = value.whole, token = value.token;
  const View words = broken.text;
  if (whole.empty()) return {};
  if (opens_without_end(whole))
    return "the quote that opens here is not closed on this line: " + std::string{whole};
  if (whole.starts_with('{') && !is_template(whole) && words.find("saw '\\n'") != View::npos)
    return table_over_lines(value);
  if (words.find("expected comma or closing ']'") != View::npos)
    return "a comma is missing, or a quote too many or too few";
  if (token.empty() || token.find_first_of("\"'[") == 0 || may_be_a_number(token)) return {};
  if (token.starts_with('{') && !is_template(token)) return {};
  return unquoted_fault(token);
}

// The last word in single quotes, where the parser has put a name.
std::string named_in(View words) {
  const auto first = words.find('\'');
  const auto last = words.find('\'', first == View::npos ? first : first + 1);
  return last == View::npos ? std::string{} : std::string{words.substr(first, last - first + 1)};
}

}  // namespace

std::string twice_fault(const NotToml& broken) {
  const View words = broken.text;
  const auto at = words.find("cannot redefine existing ");
  const std::string name = at == View::npos ? std::string{} : named_in(words.substr(at));
  if (name.empty()) return {};
  if (words.find("existing table") != View::npos && words.find("table header") != View::npos)
    return std::string{says} + "the table " + name +
           " stands here a second time; write its keys under the first";
  return std::string{says} + name + " stands here a second time; remove one of the two";
}

std::string syntax_fault(const NotToml& broken, const std::string& line) {
  std::string fault = twice_fault(broken);
  if (!fault.empty()) return fault;
  fault = meant(broken, value_at(line, broken.spot.column));
  return fault.empty() ? broken.text : std::string{says} + fault;
}

}  // namespace ilert_bridge
