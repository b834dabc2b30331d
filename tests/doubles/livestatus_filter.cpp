#include "tests/doubles/livestatus_filter.hpp"

#include <regex.h>
#include <strings.h>
#include <algorithm>
#include <array>
#include <cstdlib>

namespace ilert_bridge::doubles {
namespace {

bool is_family(Flavour flavour) { return flavour != Flavour::icinga2; }

[[noreturn]] void bad_operator(Flavour flavour, const std::string& operation) {
  if (is_family(flavour)) throw QueryRefusal{400, "invalid operator " + operation};
  throw QueryRefusal{452, "Error: Unknown operator '" + operation + "'"};
}

// POSIX, as in Nagios; anchored nowhere.
bool found(const std::string& text, const std::string& expression, bool any_case, Flavour flavour) {
  regex_t compiled{};
  if (::regcomp(&compiled, expression.c_str(), REG_EXTENDED | REG_NOSUB | (any_case ? REG_ICASE : 0)) != 0)
    throw QueryRefusal{is_family(flavour) ? 400 : 452, "invalid regular expression: " + expression};
  const bool matches = ::regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  ::regfree(&compiled);
  return matches;
}

template <class T>
bool ordered(const std::string& operation, const T& left, const T& right, Flavour flavour) {
  if (operation == "<") return left < right;
  if (operation == ">") return left > right;
  if (operation == "<=") return left <= right;
  if (operation == ">=") return left >= right;
  bad_operator(flavour, operation);
}

struct Compare {
  const std::string& operation;
  const std::string& operand;
  Flavour flavour;

  bool operator()(std::monostate) const { return (*this)(std::string()); }
  bool operator()(double number) const {
    const double other = std::strtod(operand.c_str(), nullptr);
    return operation == "=" ? number == other : ordered(operation, number, other, flavour);
  }
  bool operator()(std::int64_t number) const {
    const std::int64_t other = std::strtoll(operand.c_str(), nullptr, 10);
    return operation == "=" ? number == other : ordered(operation, number, other, flavour);
  }
  // Icinga 2 compares its booleans as the words "true" and "false" unless it is asked for equality.
  bool operator()(bool truth) const {
    if (is_family(flavour) || operation == "=") return (*this)(std::int64_t{truth});
    return (*this)(std::string(truth ? "true" : "false"));
  }
  bool operator()(const std::string& text) const {
    if (operation == "=") return text == operand;
    if (operation == "~") return found(text, operand, false, flavour);
    if (operation == "~~") return found(text, operand, true, flavour);
    if (operation == "=~") return strcasecmp(text.c_str(), operand.c_str()) == 0;
    return ordered(operation, text, operand, flavour);
  }
  bool operator()(const Texts& texts) const {
    const bool contains = std::find(texts.begin(), texts.end(), operand) != texts.end();
    if (operation == ">=") return contains;
    if (operation == "<") return !contains;
    if (operation == "=") return operand.empty() && texts.empty();
    if (flavour == Flavour::naemon) return true;  // "not implemented" there, which matches every row
    bad_operator(flavour, operation);
  }
  bool operator()(const Ids& ids) const {
    Texts texts;
    for (const auto id : ids) texts.push_back(std::to_string(id));
    return (*this)(texts);
  }
  // "labels = 'key' 'value'", with or without the quotes.
  bool operator()(const Dictionary& pairs) const {
    if (operation != "=") bad_operator(flavour, operation);
    const auto blank = operand.find(' ');
    const auto bare = [](std::string text) { return std::erase(text, '\''), text; };
    const auto pair = pairs.find(bare(operand.substr(0, blank)));
    return pair != pairs.end() && blank != std::string::npos &&
           pair->second == bare(operand.substr(blank + 1));
  }
  bool operator()(const Lines& lines) const { return (operation == "=") == lines.empty(); }
};

class Condition : public Filter {
 public:
  Condition(const Column* column, std::string operation, std::string operand, Flavour flavour)
      : column_(column), operation_(std::move(operation)), operand_(std::move(operand)), flavour_(flavour) {}
  bool accepts(const RowView& row) const override {
    return compares(operation_, column_ ? column_->value(row) : Value{std::string()}, operand_, flavour_);
  }
  const std::string* only_host() const override {
    const bool names_host = column_ && (column_->name == "host_name" || column_->name == "name");
    return names_host && operation_ == "=" ? &operand_ : nullptr;
  }

 private:
  const Column* column_;  // null: naemon and LMD compare an unknown column as empty text
  std::string operation_, operand_;
  Flavour flavour_;
};

class Both : public Filter {
 public:
  Both(std::vector<FilterPtr> parts, bool all) : parts_(std::move(parts)), all_(all) {}
  bool accepts(const RowView& row) const override {
    for (const auto& part : parts_)
      if (part->accepts(row) != all_) return !all_;
    return all_;
  }

 private:
  std::vector<FilterPtr> parts_;
  bool all_;
};

class Not : public Filter {
 public:
  explicit Not(FilterPtr part) : part_(std::move(part)) {}
  bool accepts(const RowView& row) const override { return !part_->accepts(row); }

 private:
  FilterPtr part_;
};

// The first word from `at` on, which is moved behind it and one blank.
std::string word(const std::string& text, std::size_t& at) {
  while (at < text.size() && text[at] == ' ') ++at;
  const auto end = std::min(text.find(' ', at), text.size());
  auto found_word = text.substr(at, end - at);
  at = std::min(end + 1, text.size());
  return found_word;
}

const Column* column_of_filter(const Table& table, Flavour flavour, const std::string& name) {
  static constexpr std::array counters = {"service_checks", "host_checks", "neb_callbacks", "log_messages"};
  if (flavour == Flavour::naemon && table.name == "status" &&
      std::find(counters.begin(), counters.end(), name) != counters.end())
    throw QueryRefusal{400, "cannot create filter on table status"};
  if (const auto* column = table.find(name)) return column;
  if (flavour == Flavour::icinga2)
    throw QueryRefusal{452, "Error: Column '" + name + "' does not exist in table '" + table.name + "'."};
  if (flavour == Flavour::checkmk || flavour == Flavour::nagios)
    throw QueryRefusal{400, "table '" + table.name + "' has no column '" + name + "'"};
  return nullptr;
}

}  // namespace

bool compares(const std::string& operation, const Value& value, const std::string& operand, Flavour flavour) {
  if (!operation.starts_with('!')) return std::visit(Compare{operation, operand, flavour}, value);
  const auto positive = operation.substr(1);
  if (flavour == Flavour::icinga2 && positive != "=" && positive[0] != '~' && positive != "=~")
    bad_operator(flavour, operation);
  return !std::visit(Compare{positive, operand, flavour}, value);
}

FilterPtr parse_filter(const Table& table, Flavour flavour, const std::string& expression) {
  std::size_t at = 0;
  const auto name = word(expression, at);
  const auto operation = word(expression, at);
  const auto operand = expression.substr(at);
  const auto* column = column_of_filter(table, flavour, name);
  if (operation.empty())
    throw QueryRefusal{is_family(flavour) ? 400 : 452, "missing operator in filter: " + expression};
  compares(operation, Value{std::string()}, operand,
           flavour);  // what no type knows is refused without rows, too
  return std::make_shared<Condition>(column, operation, operand, flavour);
}

FilterPtr all_of(std::vector<FilterPtr> parts) { return std::make_shared<Both>(std::move(parts), true); }
FilterPtr any_of(std::vector<FilterPtr> parts) { return std::make_shared<Both>(std::move(parts), false); }
FilterPtr none_of(FilterPtr part) { return std::make_shared<Not>(std::move(part)); }

std::vector<FilterPtr> take_last(std::vector<FilterPtr>& stack, std::size_t count, Flavour flavour) {
  if (count > stack.size())
    throw QueryRefusal{is_family(flavour) ? 400 : 451, "not enough filters on the stack"};
  const auto from = stack.end() - static_cast<std::ptrdiff_t>(count);
  std::vector<FilterPtr> taken(from, stack.end());
  stack.erase(from, stack.end());
  return taken;
}

}  // namespace ilert_bridge::doubles
