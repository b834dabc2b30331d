#include "ilert-bridge/cli/completion.hpp"

namespace ilert_bridge {
namespace {

// Names come from outside: they are never evaluated, so no "compgen -W" for them, and each is quoted.
constexpr std::string_view body = R"sh(
# $1 without its quotes, into $plain.
_ilert_bridge_plain() {
  plain=$1
  case $plain in
    \"*) plain=${plain#\"} plain=${plain%\"} ;;
    \'*) plain=${plain#\'} plain=${plain%\'} ;;
    *) plain=${plain//\\/} ;;
  esac
}

# The names of kind $1 that begin with $plain, into COMPREPLY; $2 is how the word was typed.
_ilert_bridge_names() {
  local name
  local -a asked=(names "$1")
  [[ $config ]] && asked+=(--config "${config/#\~\//$HOME/}")
  [[ $site ]] && asked+=(--site "$site")
  [[ $host ]] && asked+=(--host "$host")
  while IFS= read -r name; do
    name=${name%%$'\t'*}
    case $2 in
      \"*)
        name=${name//\\/\\\\}
        name=${name//\"/\\\"}
        name=${name//\$/\\\$}
        name=${name//\`/\\\`}
        ;;
      \'*) [[ $name == *\'* ]] && continue ;;
      *) printf -v name %q "$name" ;;
    esac
    COMPREPLY+=("$name")
  done < <("$program" "${asked[@]}" -- "$plain" 2>/dev/null)
}

_ilert_bridge() {
  local program=$1 cur cword plain option value path='' kind='' config='' site='' host='' count=0 i=0
  local -a words commands options arguments
  COMPREPLY=()
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n =: cur words cword
  else
    words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]}
  fi

  _ilert_bridge_row "$path"
  while ((++i < cword)); do
    _ilert_bridge_plain "${words[i]}"
    case $plain in
      --*=*) option=${plain%%=*} value=${plain#*=} ;;
      -*)
        option=$plain
        _ilert_bridge_value "$option"
        [[ $kind ]] || continue
        ((++i < cword)) || break # it is being typed
        kind=''
        _ilert_bridge_plain "${words[i]}"
        value=$plain
        ;;
      *)
        if _ilert_bridge_row "${path:+$path }$plain"; then
          path=${path:+$path }$plain
        else
          [[ $count == 0 && ${arguments[0]} == hosts ]] && host=$plain
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

  if [[ ! $kind ]]; then
    case $cur in
      --*=*)
        _ilert_bridge_value "${cur%%=*}"
        cur=${cur#*=}
        ;;
      -*)
        mapfile -t COMPREPLY < <(compgen -W "${options[*]}" -- "$cur")
        return
        ;;
      *)
        if ((${#commands[@]})); then
          mapfile -t COMPREPLY < <(compgen -W "${commands[*]}" -- "$cur")
          return
        fi
        ((count >= ${#arguments[@]})) && [[ ${arguments[-1]} == *… ]] && count=$((${#arguments[@]} - 1))
        kind=${arguments[count]%…}
        ;;
    esac
  fi
  case $kind in
    '' | none) ;;
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
    folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
    *)
      _ilert_bridge_plain "$cur"
      _ilert_bridge_names "$kind" "$cur"
      declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$cur"
      ;;
  esac
}

complete -F _ilert_bridge ilert-bridge
)sh";

template <class Words, class Text>
std::string array(const std::string& name, const Words& words, Text text) {
  std::string line = name + "=(";
  for (const auto& word : words) line.append(line.back() == '(' ? "" : " ").append(text(word));
  return line + ')';
}

}  // namespace

std::string bash_completion(const std::vector<CompletionRow>& rows) {
  const auto named = [](const auto& word) { return word.name; };
  std::string script =
      "# Completion of ilert-bridge for bash, made by \"ilert-bridge completion bash\".\n\n"
      "# What may follow the commands $1; false if there are no such commands.\n"
      "_ilert_bridge_row() {\n  case $1 in\n";
  for (const CompletionRow& row : rows) {
    script.append("    ").append(shell_word(row.path)).append(")\n      ");
    script.append(array("commands", row.commands, named)).append("\n      ");
    script.append(array("options", row.options, named)).append("\n      ");
    script.append(array("arguments", row.arguments, [](const auto& kind) { return kind; }))
        .append("\n      ;;\n");
  }
  script +=
      "    *) return 1 ;;\n  esac\n}\n\n# What follows the option $1, into $kind.\n"
      "_ilert_bridge_value() {\n  case $1 in\n";
  for (const auto& [option, kind] : completion_values(rows))
    script.append("    ").append(option).append(") kind=").append(kind).append(" ;;\n");
  return script.append("    *) kind='' ;;\n  esac\n}\n").append(body);
}

}  // namespace ilert_bridge
