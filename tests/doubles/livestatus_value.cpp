#include "tests/doubles/livestatus_value.hpp"

#include <array>
#include <cstdio>
#include <optional>

namespace ilert_bridge::doubles {
namespace {

struct Point {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The code point at `at`, or nothing if the bytes there are no UTF-8 of at most four bytes.
std::optional<Point> decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return Point{lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + bytes > text.size()) return {};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return {};
    code = (code << 6) | (byte(at + i) & 0x3FU);
  }
  return Point{code, bytes};
}

void escape(std::string& out, char32_t code) {
  std::array<char, 16> text{};
  const auto print = [&](unsigned unit) {
    out.append(text.data(),
               static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "\\u%04x", unit)));
  };
  if (code <= 0xFFFF) return print(static_cast<unsigned>(code));
  print(static_cast<unsigned>(0xD800 + ((code - 0x10000) >> 10)));
  print(static_cast<unsigned>(0xDC00 + ((code - 0x10000) & 0x3FF)));
}

bool is_plain(char32_t code) { return code >= 32 && code < 127 && code != '"' && code != '\\'; }

void write_point(std::string& out, std::string_view bytes, char32_t code, Flavour flavour) {
  if (is_plain(code)) {
    out += static_cast<char>(code);
  } else if (code == '"' || code == '\\') {
    (out += '\\') += static_cast<char>(code);
  } else if (code >= 128 && (flavour == Flavour::lmd || flavour == Flavour::naemon) && code <= 0xFFFF) {
    out += bytes;
  } else if (flavour == Flavour::naemon && code > 0xFFFF) {
    escape(out, code & 0xFFFF);  // naemon turns an emoji into an unrelated character
  } else if (flavour == Flavour::lmd && code > 0xFFFF) {
    out += bytes;
  } else {
    escape(out, code);
  }
}

void write_text(std::string& out, std::string_view text, Flavour flavour) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto point = decode(text, at);
    if (!point && (flavour == Flavour::checkmk || flavour == Flavour::nagios)) break;  // silently cut
    if (!point && flavour == Flavour::icinga2) escape(out, 0xFFFD);
    if (point) write_point(out, text.substr(at, point->bytes), point->code, flavour);
    at += point ? point->bytes : 1;
  }
  out += '"';
}

void write_number(std::string& out, double number, Flavour flavour) {
  std::array<char, 40> text{};
  const char* form = flavour == Flavour::naemon ? "%.10e" : "%.6g";
  out.append(text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), form, number)));
}

template <class List, class Write>
void write_list(std::string& out, const List& list, Write write) {
  out += '[';
  bool first = true;
  for (const auto& one : list) {
    if (!first) out += ',';
    first = false;
    write(one);
  }
  out += ']';
}

struct Json {
  std::string& out;
  Flavour flavour;
  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool truth) const {
    const bool words = flavour == Flavour::icinga2;
    out += truth ? (words ? "true" : "1") : (words ? "false" : "0");
  }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const { write_number(out, number, flavour); }
  void operator()(const std::string& text) const { write_text(out, text, flavour); }
  void operator()(const Texts& texts) const { write_list(out, texts, *this); }
  void operator()(const Ids& ids) const { write_list(out, ids, *this); }
  void operator()(const std::vector<Scalar>& line) const {
    write_list(out, line, [this](const Scalar& one) { std::visit(*this, one); });
  }
  void operator()(const Lines& lines) const { write_list(out, lines, *this); }
  void operator()(const Dictionary& pairs) const {
    const bool as_list = flavour == Flavour::icinga2;
    out += as_list ? '[' : '{';
    bool first = true;
    for (const auto& [key, value] : pairs) {
      if (!first) out += ',';
      first = false;
      if (as_list) out += '[';
      write_text(out, key, flavour);
      out += as_list ? ',' : ':';
      write_text(out, value, flavour);
      if (as_list) out += ']';
    }
    out += as_list ? ']' : '}';
  }
};

struct Csv {
  std::string& out;
  void operator()(std::monostate) const {}
  void operator()(bool truth) const { out += truth ? '1' : '0'; }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const { write_number(out, number, Flavour::checkmk); }
  void operator()(const std::string& text) const { out += text; }
  void operator()(const Scalar& scalar) const { std::visit(*this, scalar); }
  template <class List>
  void joined(const List& list, char separator) const {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i != 0) out += separator;
      (*this)(list[i]);
    }
  }
  void operator()(const Texts& texts) const { joined(texts, ','); }
  void operator()(const Ids& ids) const { joined(ids, ','); }
  void operator()(const std::vector<Scalar>& line) const { joined(line, '|'); }
  void operator()(const Lines& lines) const { joined(lines, ','); }
  void operator()(const Dictionary& pairs) const {
    bool first = true;
    for (const auto& [key, value] : pairs) {
      if (!first) out += ',';
      first = false;
      ((out += key) += '|') += value;
    }
  }
};

}  // namespace

void write_json(std::string& out, const Value& value, Flavour flavour) {
  std::visit(Json{out, flavour}, value);
}
void write_csv(std::string& out, const Value& value) { std::visit(Csv{out}, value); }

}  // namespace ilert_bridge::doubles
