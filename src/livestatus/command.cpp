#include "ilert-bridge/livestatus/command.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_author = 120;
constexpr std::size_t longest_text = 2000;
constexpr std::size_t longest_name = 1000;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Naemon makes a line break of \n in a command, and so does what stands behind LMD.
bool decodes_escapes(Flavour flavour) {
  return flavour == Flavour::naemon || flavour == Flavour::lmd || flavour == Flavour::unknown;
}

std::string fault_of(const std::string& name, Flavour flavour) {
  const auto shown = [&] { return cut_bytes(quoted(name), 200); };
  if (name.empty()) return "an object without a name cannot be named in a command";
  if (name.size() > longest_name) return shown() + " is too long a name for a command";
  if (name.find(';') != std::string::npos || std::any_of(name.begin(), name.end(), is_control))
    return shown() + " cannot be named in a command: ';' and control characters mean something else there";
  if (name.front() == ' ' || name.back() == ' ')
    return shown() + " cannot be named in a command: blanks at its ends are lost";
  if (decodes_escapes(flavour) && name.find("\\n") != std::string::npos)
    return shown() + " cannot be named in a command: the server makes a line break of \\n";
  return {};
}

// No ';', for a core may take what follows for another argument; no '\', for one may make a line break of it;
// '|' may end a comment where it is shown.
std::string plain(std::string_view text, std::size_t limit) {
  std::string line = cut(one_line(text), limit);
  std::replace(line.begin(), line.end(), ';', ',');
  std::replace(line.begin(), line.end(), '\\', '/');
  return line;
}

std::string stamp(Time now) {
  std::string seconds = std::to_string(std::max<std::int64_t>(0, unix_seconds(now)));
  if (seconds.size() < 10) seconds.insert(0, 10 - seconds.size(), '0');  // ten digits, or it is refused
  return "[" + seconds + "] ";
}

Result<std::string> command(const std::string& verb, const Subject& subject, const std::string& arguments,
                            Flavour flavour, Time now) {
  std::string fault = fault_of(subject.host, flavour);
  if (fault.empty() && subject.is_service()) fault = fault_of(subject.service, flavour);
  if (!fault.empty()) return error(fault);
  std::string text = "COMMAND " + stamp(now) + verb + ";" + subject.host;
  if (subject.is_service()) text.append(";").append(subject.service);
  if (!arguments.empty()) text.append(";").append(arguments);
  text.append("\n");
  // Checkmk takes more lines for another request.
  if (answers_commands(flavour)) text.append("ResponseHeader: fixed16\n");
  return {boost::system::in_place_value, text.append("\n")};
}

}  // namespace

bool answers_commands(Flavour flavour) { return flavour == Flavour::icinga2 || flavour == Flavour::lmd; }

Remark as_commanded(const Remark& remark) {
  Remark plain_remark{plain(remark.author, longest_author), plain(remark.text, longest_text)};
  if (plain_remark.author.empty()) plain_remark.author = "ilert";
  if (plain_remark.text.empty()) plain_remark.text = "-";
  return plain_remark;
}

Result<std::string> acknowledge_command(const Subject& subject, const Remark& remark, Flavour flavour,
                                        Time now) {
  const Remark said = as_commanded(remark);
  const std::string verb = subject.is_service() ? "ACKNOWLEDGE_SVC_PROBLEM" : "ACKNOWLEDGE_HOST_PROBLEM";
  return command(verb, subject, "2;0;0;" + said.author + ";" + said.text, flavour, now);
}

Result<std::string> unacknowledge_command(const Subject& subject, Flavour flavour, Time now) {
  const std::string verb =
      subject.is_service() ? "REMOVE_SVC_ACKNOWLEDGEMENT" : "REMOVE_HOST_ACKNOWLEDGEMENT";
  return command(verb, subject, {}, flavour, now);
}

Result<std::string> comment_command(const Subject& subject, const Remark& remark, Flavour flavour, Time now) {
  const Remark said = as_commanded(remark);
  const std::string verb = subject.is_service() ? "ADD_SVC_COMMENT" : "ADD_HOST_COMMENT";
  return command(verb, subject, "1;" + said.author + ";" + said.text, flavour, now);
}

}  // namespace ilert_bridge
