#include "ilert-bridge/cli/program.hpp"

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/init.hpp"
#include "ilert-bridge/cli/output.hpp"
#include "ilert-bridge/cli/status_screen.hpp"
#include "ilert-bridge/cli/test_page.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace {

using Command = std::function<int(const Invocation&)>;

class Commands {
 public:
  explicit Commands(CLI::App& app) : app_(app) {
    app_.add_option("--config", asked_.config_file, "Configuration file")
        ->type_name("FILE")
        ->capture_default_str();
    app_.set_version_flag("--version", "ilert-bridge " ILERT_BRIDGE_VERSION, "Show the version and end");
    app_.require_subcommand(1);
    app_.fallthrough();
    describe_run();
    describe_check();
    describe_init();
    describe_views();
    describe_explain();
    describe_backtest();
    describe_send_test();
    describe_adopt();
    describe_journal();
    describe_import_spool();
    describe_completion();
    add_examples();
  }

  int answer() const {
    heed_time_zone(asked_);
    return chosen_(asked_);
  }
  // Of monitoring plugins 1 is only a warning.
  int failed() const { return asked_.status.plugin ? plugin_unknown : exit_failed; }

 private:
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& does, Command command) {
    CLI::App* subcommand = parent.add_subcommand(name, does);
    subcommand->fallthrough();
    subcommand->final_callback([this, command = std::move(command)] { chosen_ = command; });
    return subcommand;
  }

  void add_json(CLI::App* subcommand) {
    subcommand->add_flag("--json", asked_.json, "Print JSON instead of a table");
  }

  void describe_run() {
    CLI::App* run = add(app_, "run", "Watch, decide, journal and deliver, in the foreground", run_command);
    run->add_flag("--dry-run", asked_.dry_run, "Journal nothing, print what would be sent");
    run->add_flag("--once", asked_.once, "Look once, deliver, end");
  }

  void describe_check() {
    CLI::App* check = add(app_, "check", "Validate the configuration", check_command);
    check->add_flag("--connect", asked_.connect, "Also ask each site and ilert whether they answer");
    add_json(check);
  }

  void describe_init() {
    add(app_, "init", "Find the sites of this host and write a first configuration",
        [](const Invocation& asked) { return write_first_configuration("/", asked.config_file); });
  }

  void describe_views() {
    CLI::App* status = add(app_, "status", "How it does, what is wrong first", status_command);
    add_json(status);
    std::vector<CLI::Option*> forms{
        status->get_option("--json"),
        status->add_flag("--watch", asked_.status.watch, "Again every two seconds, until Ctrl-C"),
        status->add_flag("--plugin", asked_.status.plugin, "One line and exit status of a monitoring plugin"),
        status->add_flag("--checkmk", asked_.status.checkmk, "Local checks for the Checkmk agent")};
    for (std::size_t one = 0; one < forms.size(); ++one)
      for (std::size_t other = 0; other < one; ++other) forms[one]->excludes(forms[other]);
    add_json(add(app_, "problems", "Every current problem, its verdict, route and alert", problems_command));
    add_json(add(app_, "config", "The effective values and where each comes from", config_command));
  }

  void add_site_and_route(CLI::App* command) {
    command->add_option("--site", asked_.choice.site, "Only on this site")->type_name("SITE");
    command->add_option("--route", asked_.choice.route, "Only on this route")->type_name("ROUTE");
  }

  void describe_explain() {
    CLI::App* explain = add(app_, "explain", "Why an object has, or has not, an alert", explain_command);
    explain
        ->add_option("HOST", asked_.choice.host,
                     "The host's name; or what the bridge prints: SITE/HOST/SERVICE, HOST;SERVICE")
        ->required();
    explain->add_option("SERVICE", asked_.choice.words,
                        "The service's name, in as many words as it has; without it, the host itself");
    add_site_and_route(explain);
    explain->add_flag("--all", asked_.choice.all, "Every rule, event and attempt, more than a screen holds");
    add_json(explain);
  }

  void describe_backtest() {
    CLI::App* backtest = add(app_, "backtest", "What it would have called for in the past", backtest_command);
    BacktestQuestion& question = asked_.backtest;
    CLI::Option* const since =
        backtest
            ->add_option("--since", question.since,
                         "From then on: a span before now (2h, 3d), or a time (2026-11-30 16:04)")
            ->type_name("TIME");
    backtest->add_option("--days", question.days, "That many days, until now or --until")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 366))
        ->capture_default_str()
        ->excludes(since);
    backtest->add_option("--until", question.until, "Up to then, written likewise")->type_name("TIME");
    CLI::Option* const with =
        backtest->add_option("--with", question.with, "Compare with the routes of this configuration")
            ->type_name("FILE");
    backtest->add_option("--route", asked_.choice.route, "Only on this route")->type_name("ROUTE");
    backtest
        ->add_option("--must", question.must,
                     "Fail if --with loses a call for this host, or HOST;SERVICE; may be given again")
        ->type_name("OBJECT")
        ->needs(with);
    add_json(backtest);
  }

  void describe_send_test() {
    CLI::App* test = add(app_, "send-test", "Send a test ALERT and its RESOLVE, end to end",
                         [this](const Invocation& asked) {
                           return page_ ? send_page_command(asked) : send_test_command(asked);
                         });
    test->add_option("--route", asked_.choice.route, "Only on this route")->type_name("ROUTE");
    test->add_flag("--page", page_, "HIGH, and left open until somebody accepts it: it calls people");
    add_json(test);
  }

  void describe_adopt() {
    CLI::App* adopt = add(app_, "adopt", "Take all current problems as already reported", adopt_command);
    add_site_and_route(adopt);
    adopt->add_flag("--dry-run", asked_.dry_run, "Change nothing, show what would be silenced");
    adopt->add_flag("--yes", asked_.yes, "Do not ask");
    add_json(adopt);
  }

  // Of `journal` and of each command below it, so that its --help shows them, too.
  void add_filters(CLI::App* command) {
    JournalQuestion& question = asked_.journal;
    command->add_option("--site", question.site, "Only of this site")->type_name("SITE");
    command->add_option("--host", question.host, "Only of this host")->type_name("HOST");
    command->add_option("--service", question.service, "Only of this service")->type_name("SERVICE");
    command->add_option("--route", question.route, "Only of this route")->type_name("ROUTE");
    command
        ->add_option("--state", question.state, "Only waiting, delivered, parked, superseded or dropped ones")
        ->type_name("STATE");
    command
        ->add_option("--since", question.since,
                     "Only recorded since: a span before now (2h, 3d), or a time (2026-11-30 16:04)")
        ->type_name("TIME");
    command->add_option("--until", question.until, "Only recorded before that, written likewise")
        ->type_name("TIME");
    command->add_option("--before", question.before, "Only with smaller numbers: to go on with a long list")
        ->type_name("ID");
  }

  // Of what shows a list: what changes or exports events takes all that the filters fit.
  CLI::Option* add_listing(CLI::App* command) {
    add_filters(command);
    return command->add_option("--limit", asked_.journal.limit, "At most so many")
        ->type_name("NUMBER")
        ->capture_default_str();
  }

  void describe_journal() {
    CLI::App* journal = add(app_, "journal", "The events: waiting, delivered, parked, superseded, dropped",
                            journal_list_command);
    add_json(journal);
    JournalQuestion& question = asked_.journal;
    CLI::Option* const limit = add_listing(journal);
    journal->require_subcommand(0, 1);
    add_listing(
        add(*journal, "list", "Events, newest first; what 'journal' alone does", journal_list_command));
    CLI::App* show = add(*journal, "show", "One event with every attempt and answer", journal_show_command);
    show->add_option("ID", question.id, "The event's number")->required();
    CLI::App* retry =
        add(*journal, "retry", "Try parked or waiting events again, now", journal_retry_command);
    retry->add_option("ID", question.ids, "Events' numbers; else all parked ones, or those of the filters");
    add_filters(retry);
    CLI::App* drop = add(*journal, "drop", "Never send these waiting or parked events", journal_drop_command);
    drop->add_option("ID", question.ids, "Events' numbers; else those of the filters");
    drop->add_flag("--yes", question.yes, "Do not ask");
    add_filters(drop);
    CLI::App* exports =
        add(*journal, "export", "Events with attempts and changes by hand, a line of JSON each",
            journal_export_command);
    add_filters(exports);
    for (CLI::App* takes_all : {retry, drop, exports}) takes_all->excludes(limit);
    // A parent's callback comes after its subcommand's, and must not take its place.
    journal->final_callback([this, journal] {
      if (journal->get_subcommands().empty()) chosen_ = journal_list_command;
    });
  }

  void describe_import_spool() {
    CLI::App* import = add(app_, "import-spool", "Take over the unsent events of the old plugin's spool",
                           import_spool_command);
    import
        ->add_option("DIR", asked_.spool.folder,
                     "The spool folder, /tmp/ilert_nagios by default of the plugin")
        ->required();
    import->add_option("--route", asked_.spool.route, "Only what was written for this route's alert source")
        ->type_name("ROUTE");
    import->add_flag("--dry-run", asked_.dry_run, "Change nothing, print what would be taken over");
  }

  void describe_completion() {
    CLI::App* completion =
        add(app_, "completion", "Print what completes this command line in a shell",
            [this](const Invocation& asked) { return completion_command(asked, tree_of(app_)); });
    completion->add_option("SHELL", asked_.completion.shell, "bash, fish or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "fish", "zsh"}));
    // For those scripts, so it is not shown.
    CLI::App* names = add(app_, "names", "Names that begin with some letters", names_command);
    names->group("");
    names->add_option("KIND", asked_.completion.kind)->required();
    names->add_option("LETTERS", asked_.completion.letters);
    names->add_option("--site", asked_.choice.site);
    names->add_option("--host", asked_.choice.host);
  }

  void add_examples() {
    static constexpr std::pair<const char*, const char*> examples[] = {
        {"run", "ilert-bridge run --dry-run --once"},
        {"check", "ilert-bridge check --connect"},
        {"init", "ilert-bridge init"},
        {"status", "ilert-bridge status --watch"},
        {"problems", "ilert-bridge problems --json"},
        {"config", "ilert-bridge config"},
        {"explain", "ilert-bridge explain web01 CPU load"},
        {"backtest", "ilert-bridge backtest --days 30 --with new.toml"},
        {"send-test", "ilert-bridge send-test --route oncall"},
        {"adopt", "ilert-bridge adopt --site prod --dry-run"},
        {"journal", "ilert-bridge journal --state parked --since 2h"},
        {"import-spool", "ilert-bridge import-spool /tmp/ilert_nagios --dry-run"},
        {"completion", "ilert-bridge completion bash >/etc/bash_completion.d/ilert-bridge"}};
    static constexpr std::pair<const char*, const char*> of_journal[] = {
        {"list", "ilert-bridge journal list --host web01 --since 3d"},
        {"show", "ilert-bridge journal show 29"},
        {"retry", "ilert-bridge journal retry 29"},
        {"drop", "ilert-bridge journal drop --state parked --route oncall"},
        {"export", "ilert-bridge journal export --since 30d >events.jsonl"}};
    for (const auto& [name, line] : examples) add_example(app_.get_subcommand(name), line);
    CLI::App* const journal = app_.get_subcommand("journal");
    for (const auto& [name, line] : of_journal) add_example(journal->get_subcommand(name), line);
  }

  static void add_example(CLI::App* command, const char* line) {
    command->footer(std::string{"Example: "} + line);
  }

  CLI::App& app_;
  Invocation asked_;
  bool page_ = false;  // of send-test
  Command chosen_;
};

// Every command and long option, at every depth.
std::vector<std::string> words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  for (const CLI::App* command : app.get_subcommands({})) {
    words.push_back(command->get_name());
    for (std::string& word : words_of(*command)) words.push_back(std::move(word));
  }
  return words;
}

// CLI11 would only say that a command is missing.
int complain(const CLI::App& app, const std::string& word) {
  const std::vector<std::string> names = words_of(app);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view meant = nearest(word, candidates);
  std::cerr << "ilert-bridge: unknown " << (word.starts_with("-") ? "option " : "command ") << quoted(word);
  if (!meant.empty()) std::cerr << "; did you mean '" << meant << "'?";
  std::cerr << "\nSee 'ilert-bridge --help'.\n";
  return exit_usage;
}

int answer(CLI::App& app, const Commands& commands, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = app.remaining(true);
    if (error.get_exit_code() != 0 && !unknown.empty()) return complain(app, unknown.front());
    return app.exit(error, std::cout, std::cerr) == 0 ? exit_done : exit_usage;
  }
  try {
    return commands.answer();
  } catch (const CommitFailed& failure) {
    log_error(std::string{"the journal could not be written, the process ends: "} + failure.what());
  } catch (const std::exception& failure) {
    log_error(std::string{"unexpected: "} + failure.what());
  }
  return exit_failed;
}

}  // namespace

int run_program(int argc, char** argv) {
  hold_standard_descriptors();
  CLI::App app{"Makes ilert agree with what Checkmk shows.", "ilert-bridge"};
  Commands commands(app);
  const int status = answer(app, commands, argc, argv);
  const std::optional<std::string> lost = lost_output();
  if (lost && !lost->empty()) std::cerr << "ilert-bridge: standard output: " << *lost << '\n';
  return lost && status == exit_done ? commands.failed() : status;
}

}  // namespace ilert_bridge
