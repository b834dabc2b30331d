#include "ilert-bridge/cli/completion.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view body = R"sh(
# The names of kind $1 that begin with $2, as the program knows them now.
_ilert_bridge_names() {
  local line
  local -a asked names shown expl
  asked=(names $1)
  [[ -n $config ]] && asked+=(--config ${config/#\~\//$HOME/})
  [[ -n $site ]] && asked+=(--site $site)
  [[ -n $host ]] && asked+=(--host $host)
  for line in ${(f)"$($program $asked -- $2 2>/dev/null)"}; do
    names+=(${line%%$'\t'*})
    shown+=(${line/$'\t'/  -- })
  done
  _wanted names expl $1 compadd -l -d shown -a names
}

_ilert-bridge() {
  local program=$words[1] plain option value chosen='' kind='' config='' site='' host=''
  local -i count=0 i=1
  local -a commands options arguments

  _ilert_bridge_row ''
  while ((++i < CURRENT)); do
    plain=${(Q)words[i]}
    case $plain in
      --*=*) option=${plain%%=*} value=${plain#*=} ;;
      -*)
        option=$plain
        _ilert_bridge_value $option
        [[ -n $kind ]] || continue
        ((++i < CURRENT)) || break # it is being typed
        kind=''
        value=${(Q)words[i]}
        ;;
      *)
        if _ilert_bridge_row "${chosen:+$chosen }$plain"; then
          chosen="${chosen:+$chosen }$plain"
        else
          [[ $count == 0 && ${arguments[1]-} == hosts ]] && host=$plain
          ((++count))
        fi
        continue
        ;;
    esac
    case $option in
      --config) config=$value ;;
      --site) site=$value ;;
      --host) host=$value ;;
    esac
  done

  plain=${(Q)words[CURRENT]}
  if [[ -z $kind ]]; then
    case $plain in
      --*=*)
        _ilert_bridge_value ${plain%%=*}
        plain=${plain#*=}
        compset -P '*='
        ;;
      -*)
        _describe -o option options
        return
        ;;
      *)
        if ((${#commands})); then
          _describe command commands
          return
        fi
        ((count >= ${#arguments})) && [[ ${arguments[-1]-} == *… ]] && count=$((${#arguments} - 1))
        kind=${${arguments[count + 1]-}%…}
        ;;
    esac
  fi
  case $kind in
    '' | none) ;;
    files) _files ;;
    folders) _files -/ ;;
    *) _ilert_bridge_names $kind $plain ;;
  esac
}

if [[ ${funcstack[1]-} == _ilert-bridge ]]; then
  _ilert-bridge "$@"
elif (( $+functions[compdef] )); then
  compdef _ilert-bridge ilert-bridge
fi
)sh";

// As _describe reads it: the first colon ends the name.
template <class Words>
std::string described(const std::string& name, const Words& words) {
  std::string lines = "      " + name + "=(";
  for (const auto& word : words)
    lines.append("\n        ").append(shell_word(word.name + ':' + word.meaning));
  return lines.append(words.empty() ? ")\n" : "\n      )\n");
}

}  // namespace

std::string zsh_completion(const std::vector<CompletionRow>& rows) {
  std::string script =
      "#compdef ilert-bridge\n# Completion of ilert-bridge for zsh, made by \"ilert-bridge completion "
      "zsh\".\n\n"
      "# What may follow the commands $1; false if there are no such commands.\n"
      "_ilert_bridge_row() {\n  case $1 in\n";
  for (const CompletionRow& row : rows) {
    script.append("    ").append(shell_word(row.path)).append(")\n");
    script.append(described("commands", row.commands)).append(described("options", row.options));
    script += "      arguments=(";
    for (const std::string& kind : row.arguments) script.append(script.back() == '(' ? "" : " ").append(kind);
    script += ")\n      ;;\n";
  }
  script +=
      "    *) return 1 ;;\n  esac\n}\n\n# What follows the option $1, into $kind.\n"
      "_ilert_bridge_value() {\n  case $1 in\n";
  for (const auto& [option, kind] : completion_values(rows))
    script.append("    ").append(option).append(") kind=").append(kind).append(" ;;\n");
  return script.append("    *) kind='' ;;\n  esac\n}\n").append(body);
}

}  // namespace ilert_bridge
