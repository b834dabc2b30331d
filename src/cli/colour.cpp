#include "ilert-bridge/cli/colour.hpp"

#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>

namespace ilert_bridge {
namespace {

struct Paint {
  std::string_view words;
  std::string_view begin;
};

constexpr std::string_view red = "\033[1;31m", yellow = "\033[33m", magenta = "\033[35m", green = "\033[32m";
constexpr std::string_view plain = "\033[0m";
constexpr std::array paints{Paint{"NOBODY WAS CALLED", red},
                            Paint{"NOT DELIVERED", red},
                            Paint{"CRITICAL", red},
                            Paint{"DOWN", red},
                            Paint{"FAILED", red},
                            Paint{"parked", red},
                            Paint{"UNREACHABLE", magenta},
                            Paint{"UNKNOWN", magenta},
                            Paint{"WARNING", yellow},
                            Paint{"waiting", yellow},
                            Paint{"OK", green},
                            Paint{"UP", green}};

bool is_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-' ||
         (static_cast<unsigned char>(letter) & 0x80) != 0;
}

// Not within another word: "OK" of "ROOKIE" is none.
bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  return (at == 0 || !is_letter(text[at - 1])) && (at + size == text.size() || !is_letter(text[at + size]));
}

const Paint* paint_at(std::string_view text, std::size_t at) {
  for (const Paint& paint : paints)
    if (text.substr(at).starts_with(paint.words) && stands_alone(text, at, paint.words.size())) return &paint;
  return nullptr;
}

}  // namespace

bool wants_colour() {
  const char* const no = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool shows = terminal != nullptr && std::string_view{terminal} != "dumb";
  return isatty(STDOUT_FILENO) != 0 && shows && (no == nullptr || *no == '\0');
}

std::string painted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Paint* const paint = paint_at(text, at);
    const std::size_t size = paint == nullptr ? 1 : paint->words.size();
    if (paint != nullptr) out += paint->begin;
    out += text.substr(at, size);
    if (paint != nullptr) out += plain;
    at += size;
  }
  return out;
}

std::string on_screen(const std::string& text) { return wants_colour() ? painted(text) : text; }

}  // namespace ilert_bridge
