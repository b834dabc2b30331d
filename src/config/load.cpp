#include <algorithm>
#include <optional>
#include <variant>

#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/config/files.hpp"
#include "ilert-bridge/config/parse.hpp"
#include "ilert-bridge/config/syntax.hpp"
#include "ilert-bridge/core/route.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t largest_file = 4U << 20;

class Loading {
 public:
  explicit Loading(Findings& findings) : findings_(findings) {}

  void read(const std::filesystem::path& path, bool must_exist) {
    const Result<FileText> file = read_file(path, largest_file);
    if (file && file->exists) return parse(path, *file);
    if (file && !must_exist) return;  // gone between listing and reading
    complete_ = false;
    findings_.error(path, file ? "there is no such file; create it, or name another one" : file.error().text);
  }

  void read_extras_of(const std::filesystem::path& file) {
    const auto extras = extra_files(file);
    if (extras) {
      for (const std::filesystem::path& extra : *extras) read(extra, false);
    } else {
      complete_ = false;
      findings_.error(file.parent_path() / "conf.d", extras.error().text);
    }
  }

  const Node& tree() const { return tree_; }
  bool complete() const { return complete_; }

 private:
  void parse(const std::filesystem::path& path, const FileText& file) {
    const int number = findings_.add(SourceFile{path, file.text, file.readable_by_others});
    auto parsed = parse_toml(file.text, number);
    if (const auto* broken = std::get_if<NotToml>(&parsed)) return refuse(*broken);
    Node& node = std::get<Node>(parsed);
    hide_secrets(node, findings_);
    check_shape(node, findings_);
    merge(tree_, std::move(node));
  }

  // The parser's words may quote what it stumbled over.
  void refuse(const NotToml& broken) {
    complete_ = false;
    const SourceFile& source = findings_.source(broken.spot.file);
    if (!source.is_secret(broken.spot.line))
      return findings_.error(broken.spot, syntax_fault(broken, source.shown(broken.spot.line)));
    const std::string twice = twice_fault(broken);
    findings_.error(broken.spot, !twice.empty()
                                     ? twice
                                     : "syntax error in a line that holds a secret; is its text in quotes?");
  }

  Findings& findings_;
  Node tree_;
  bool complete_ = true;
};

std::filesystem::path default_journal(const Surroundings& surroundings) {
  const std::string first = surroundings.state_directory.substr(0, surroundings.state_directory.find(':'));
  return std::filesystem::path{first.empty() ? system_state_folder : first} / journal_file;
}

}  // namespace

Loaded load_config(const std::filesystem::path& file, const Surroundings& surroundings) {
  Findings findings;
  Loading loading{findings};
  loading.read(file, true);
  loading.read_extras_of(file);
  const Node& tree = loading.tree();
  Loaded loaded{.config = build(tree, findings)};
  Config& config = loaded.config;
  if (config.name.empty()) config.name = surroundings.host_name;
  if (config.journal_path.empty()) config.journal_path = default_journal(surroundings);
  const Draft draft{tree, file, loading.complete(), config, findings};
  read_keys(draft, surroundings);
  check_rules(draft);
  check_doubts(draft);
  loaded.errors = findings.errors();
  loaded.warnings = findings.warnings();
  loaded.origins = origins_of(tree, config, findings);
  return loaded;
}

const Secret& Config::token_of(const RouteSettings& route) const {
  return route.api_token.empty() ? sync.token : route.api_token;
}

bool Config::reads_alerts() const {
  return std::any_of(routes.begin(), routes.end(), [this](const RouteSettings& route) {
    return route.route.integration == Integration::api && !token_of(route).empty();
  });
}

std::vector<Route> Config::plain_routes() const {
  std::vector<Route> plain;
  for (const RouteSettings& route : routes) plain.push_back(route.route);
  return with_rules(std::move(plain));
}

std::vector<std::string> needs_restart(const Config& running, const Config& loaded) {
  std::vector<std::string> sentences;
  if (running.journal_path != loaded.journal_path)
    sentences.push_back("journal.path takes effect at the next start: " + loaded.journal_path.native() +
                        " instead of " + running.journal_path.native());
  if (running.name != loaded.name)
    sentences.push_back(
        "name takes effect at the next start, because the bridge's own alerts are found by it: " +
        quoted(loaded.name) + " instead of " + quoted(running.name));
  if (running.time_zone != loaded.time_zone)
    sentences.push_back("time_zone takes effect at the next start: " + quoted(loaded.time_zone) +
                        " instead of " + quoted(running.time_zone));
  return sentences;
}

}  // namespace ilert_bridge
