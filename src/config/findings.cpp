#include "ilert-bridge/config/findings.hpp"

#include <algorithm>
#include <tuple>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

std::string caret_line(const Fault& fault) {
  std::string line;
  std::size_t column = 1;
  for (const char c : fault.excerpt) {
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;
    if (column++ == static_cast<std::size_t>(fault.column)) break;
    line += c == '\t' ? '\t' : ' ';
  }
  const auto length = code_points(fault.excerpt);
  const auto before = static_cast<std::size_t>(fault.column) - 1;
  if (before > length) return {};
  const auto room = std::max<std::size_t>(1, length - before);
  line.append("^").append(std::min(room, static_cast<std::size_t>(std::max(1, fault.width))) - 1, '~');
  return line;
}

}  // namespace

std::string to_text(const Fault& fault) {
  std::string text = fault.file.native();
  if (fault.line > 0) text += ':' + std::to_string(fault.line) + ':' + std::to_string(fault.column);
  text += (fault.warning ? ": warning: " : ": error: ") + fault.text + '\n';
  if (fault.line == 0 || fault.excerpt.empty()) return text;
  std::string number = std::to_string(fault.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  text += number + " | " + fault.excerpt + '\n';
  const std::string caret = caret_line(fault);
  if (!caret.empty()) text += std::string(number.size(), ' ') + " | " + caret + '\n';
  return text;
}

int Findings::add(SourceFile source) {
  sources_.push_back(std::move(source));
  return static_cast<int>(sources_.size()) - 1;
}

void Findings::error(const std::filesystem::path& file, std::string text) {
  found_.push_back({{}, {.file = file, .text = std::move(text)}});
}

void Findings::add(const Spot& spot, std::string text, bool warning) {
  Fault fault{.line = spot.line, .column = spot.column, .text = std::move(text), .width = spot.width};
  fault.warning = warning;
  if (spot.file >= 0) fault.file = source(spot.file).path();
  found_.push_back({spot, std::move(fault)});
}

void Findings::hide(const Spot& spot, const std::string& secret) {
  if (spot.file >= 0) source(spot.file).hide(spot);
  secrets_.add(secret);
}

std::string Findings::place(const Spot& spot) const {
  if (spot.file < 0) return "default";
  return sources_[static_cast<std::size_t>(spot.file)].path().native() + ':' + std::to_string(spot.line);
}

bool Findings::any_errors() const {
  return std::any_of(found_.begin(), found_.end(), [](const Found& found) { return !found.fault.warning; });
}

// Excerpts are taken last: only now it is known which lines hold secrets.
std::vector<Fault> Findings::faults(bool warnings) const {
  std::vector<Found> chosen;
  std::copy_if(found_.begin(), found_.end(), std::back_inserter(chosen),
               [&](const Found& found) { return found.fault.warning == warnings; });
  const auto order = [](const Found& found) {
    return std::tuple{found.spot.file, found.fault.line, found.fault.column};
  };
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const Found& a, const Found& b) { return order(a) < order(b); });
  std::vector<Fault> faults;
  for (Found& found : chosen) {
    if (found.spot.file >= 0)
      found.fault.excerpt =
          without_secrets(sources_[static_cast<std::size_t>(found.spot.file)].shown(found.fault.line));
    found.fault.text = clean(without_secrets(found.fault.text));
    faults.push_back(std::move(found.fault));
  }
  return faults;
}

}  // namespace ilert_bridge
