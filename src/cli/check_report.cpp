#include "ilert-bridge/cli/check_report.hpp"

#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

std::string fit(const std::string& text) { return blot_out(one_line(text)); }

std::string_view word_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::warning:
      return "warning";
    case CheckOutcome::failed:
      return "failed";
    default:
      return "good";
  }
}

CheckLine line_of(const Fault& fault) {
  CheckLine line{.part = "configuration",
                 .name = fault.file.native(),
                 .outcome = fault.warning ? CheckOutcome::warning : CheckOutcome::failed,
                 .text = fault.text};
  if (fault.line > 0) line.figures = {{"line", fault.line}, {"column", fault.column}};
  return line;
}

}  // namespace

std::string text_of(const CheckLine& line) {
  std::string text = line.part;
  if (!line.name.empty()) text += ' ' + line.name;
  text += ": ";
  if (line.outcome == CheckOutcome::failed) text += "FAILED: ";
  if (line.outcome == CheckOutcome::warning) text += "warning: ";
  text = fit(text + line.text) + '\n';
  if (!line.remedy.empty()) text += "  " + fit(line.remedy) + '\n';
  return text;
}

json::object as_json(const CheckLine& line) {
  json::object object{{"part", line.part},
                      {"name", fit(line.name)},
                      {"outcome", word_of(line.outcome)},
                      {"text", fit(line.text)},
                      {"remedy", fit(line.remedy)}};
  for (const auto& [name, figure] : line.figures) object[name] = figure;
  return object;
}

void CheckReport::say(const CheckLine& line) {
  failed_ += line.outcome == CheckOutcome::failed;
  warnings_ += line.outcome == CheckOutcome::warning;
  if (as_json_) {
    lines_.push_back(as_json(line));
  } else {
    std::cout << text_of(line) << std::flush;
  }
}

void CheckReport::say(const std::vector<Fault>& faults) {
  for (const Fault& fault : faults) {
    const CheckLine line = line_of(fault);
    failed_ += line.outcome == CheckOutcome::failed;
    warnings_ += line.outcome == CheckOutcome::warning;
    if (as_json_) {
      lines_.push_back(as_json(line));
    } else {
      std::cerr << to_text(fault);
    }
  }
}

void CheckReport::end(bool usable) const {
  if (!as_json_) return;
  std::cout << json::serialize(json::object{{"schema", 1},
                                            {"usable", usable},
                                            {"failed", failed_},
                                            {"warnings", warnings_},
                                            {"lines", lines_}})
            << '\n';
}

}  // namespace ilert_bridge
