// The "{{name}}" templates of summary and details. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// The names a template may use between {{ and }}; for the configuration's error messages.
//   host service site state priority type route reason    what it is about
//   since began                     when the state began: RFC 3339, UTC; and for people, in this zone
//   age duration                    how long ago that was; how long the problem has lasted, or did last
//   output long_output              the check's, as they are
//   check_output                    both as one Markdown code block
//   alias address groups link notes action labels tags     if the route sends them
//   author text                     of the acknowledgement or downtime
// Besides, {{custom.NAME}} of any custom variable.
const std::vector<std::string_view>& placeholders();
inline constexpr std::string_view custom_prefix = "custom.";
// The custom variables that a template names.
std::vector<std::string> custom_variables_in(std::string_view text);

// Nothing if the template can be used, else what is wrong with it (an unknown name with the nearest known
// one, an unclosed "{{").
std::string template_fault(std::string_view text);

using Values = std::map<std::string, std::string, std::less<>>;

// Every {{name}} replaced by its value; an unknown name by nothing. Values are put in as they are.
std::string fill(std::string_view text, const Values& values);

// One line: the same, but where the last thing is a value that is empty, the ": " before it goes too.
std::string fill_line(std::string_view text, const Values& values);

// Many lines: the same, but a line whose values are all empty is left out.
std::string fill_lines(std::string_view text, const Values& values);

}  // namespace ilert_bridge
