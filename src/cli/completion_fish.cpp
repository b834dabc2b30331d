#include "ilert-bridge/cli/completion.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view body = R"sh(
# What was typed so far, a line each: the commands, the number of arguments, the first argument, and what --config,
# --site and --host say.
function __ilert_bridge_typed
    set -l words (commandline -opc)
    set -l chosen ''
    set -l count 0
    set -l first ''
    set -l config ''
    set -l site ''
    set -l host ''
    set -l option ''
    for word in $words[2..-1]
        set -l value $word
        if test -z "$option"
            switch $word
                case '--*=*'
                    set option (string split -m 1 = -- $word)[1]
                    set value (string split -m 1 = -- $word)[2]
                case '-*'
                    contains -- $word $__ilert_bridge_valued; and set option $word
                    continue
                case '*'
                    set -l longer (string trim -- "$chosen $word")
                    if contains -- $longer $__ilert_bridge_commands
                        set chosen $longer
                    else
                        set count (math $count + 1)
                        test $count = 1; and set first $word
                    end
                    continue
            end
        end
        switch $option
            case --config
                set config $value
            case --site
                set site $value
            case --host
                set host $value
        end
        set option ''
    end
    printf '%s\n' "$chosen" $count "$first" "$config" "$site" "$host"
end

# Whether exactly the commands $argv[1] were typed; with more words, and after them one of so many arguments.
function __ilert_bridge_at
    set -l typed (__ilert_bridge_typed)
    test "$typed[1]" = "$argv[1]"; or return 1
    test (count $argv) = 1; or contains -- $typed[2] $argv[2..-1]
end

# Whether the commands $argv[1] and $argv[2] arguments or more were typed.
function __ilert_bridge_after
    set -l typed (__ilert_bridge_typed)
    test "$typed[1]" = "$argv[1]"; and test $typed[2] -ge $argv[2]
end

# The names of kind $argv[1] that begin with what is being typed, as the program knows them now.
function __ilert_bridge_names
    set -l typed (__ilert_bridge_typed)
    set -l asked names $argv[1]
    set -l host $typed[6]
    test $argv[1] = services; and test -z "$host"; and set host $typed[3]
    test -n "$typed[4]"; and set -a asked --config (string replace -r '^~/' "$HOME/" -- $typed[4])
    test -n "$typed[5]"; and set -a asked --site $typed[5]
    test -n "$host"; and set -a asked --host $host
    set -l word (string unescape -- (commandline -ct | string replace -r '^--[a-z-]+=' ''))
    set -l program (commandline -opc)[1]
    $program $asked -- "$word" 2>/dev/null
end

complete -c ilert-bridge -f
)sh";

std::string about(const std::string& path, const std::string& rest) {
  return "complete -c ilert-bridge -n " + fish_word("__ilert_bridge_at " + fish_word(path) + rest);
}

std::string candidates(const std::string& kind) {
  if (kind == "none" || kind.empty()) return {};
  if (kind == "files") return " -F";
  if (kind == "folders") return " -a '(__fish_complete_directories (commandline -ct))'";
  return " -a '(__ilert_bridge_names " + kind + ")'";
}

std::string option_line(const std::string& path, const OptionWord& option, const std::string& kind) {
  std::string line = about(path, "").append(" -l ").append(option.name.substr(2));
  if (!option.takes.empty()) line.append(kind == "files" ? " -r" : " -x").append(candidates(kind));
  return line.append(" -d ").append(fish_word(option.meaning)).append("\n");
}

std::string argument_line(const std::string& path, std::size_t number, std::string kind) {
  const std::string last = "…";
  const std::string count = ' ' + std::to_string(number);
  if (!kind.ends_with(last)) return about(path, count).append(candidates(kind)).append("\n");
  kind.resize(kind.size() - last.size());
  return "complete -c ilert-bridge -n " + fish_word("__ilert_bridge_after " + fish_word(path) + count) +
         candidates(kind) + '\n';
}

}  // namespace

std::string fish_completion(const std::vector<CompletionRow>& rows) {
  const std::map<std::string, std::string> values = completion_values(rows);
  std::string script =
      "# Completion of ilert-bridge for fish, made by \"ilert-bridge completion fish\".\n\n"
      "set -g __ilert_bridge_commands";
  for (const CompletionRow& row : rows)
    if (!row.path.empty()) script.append(" ").append(fish_word(row.path));
  script += "\nset -g __ilert_bridge_valued";
  for (const auto& [option, kind] : values) script.append(" ").append(option);
  script.append("\n").append(body);
  for (const CompletionRow& row : rows) {
    for (const CommandWord& command : row.commands)
      script.append(about(row.path, ""))
          .append(" -a ")
          .append(command.name)
          .append(" -d ")
          .append(fish_word(command.meaning))
          .append("\n");
    for (const OptionWord& option : row.options) {
      const auto value = values.find(option.name);
      script += option_line(row.path, option, value == values.end() ? "" : value->second);
    }
    for (std::size_t number = 0; number < row.arguments.size(); ++number)
      script += argument_line(row.path, number, row.arguments[number]);
  }
  return script;
}

}  // namespace ilert_bridge
