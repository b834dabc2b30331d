// The command line: what can be asked, as CLI11's option objects, and who answers. CLI11 is used only in
// src/cli/program.cpp and src/cli/command_tree.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ilert-bridge/cli/command_tree.hpp"

namespace ilert_bridge {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;       // the reason is on standard error
inline constexpr int exit_usage = 2;        // usage or configuration
inline constexpr int exit_not_running = 3;  // `status`: there is no daemon

struct JournalQuestion {
  std::int64_t id = 0;
  std::vector<std::int64_t> ids;
  bool yes = false;
  std::string site, host, service, route, state, since, until;
  std::int64_t before = 0;  // an event's number; 0: from the newest on
  std::size_t limit = 100;
};

// What a command is about, of what the configuration and the monitoring have; empty: all, or none.
struct Choice {
  std::string site, route, host, service;
  std::vector<std::string> words;  // an object as it was typed
  bool all = false;                // show everything
};

// The old plugin's spool, and the route that is to take it; empty: whichever has the key of a file.
struct SpoolQuestion {
  std::filesystem::path folder;
  std::string route;
};

struct StatusQuestion {
  bool watch = false;
  bool plugin = false;
  bool checkmk = false;
};

// What a shell asks for: its script; or, while somebody types, the names of a kind that begin with some
// letters.
struct CompletionQuestion {
  std::string shell, kind, letters;
};

// The past that a configuration is tried on. Empty times: the last `days`.
struct BacktestQuestion {
  int days = 7;
  std::string since, until;
  std::filesystem::path with;     // another configuration, to compare; empty: none
  std::vector<std::string> must;  // objects that it may not lose a call of, as they were typed
};

// What the user asked for.
struct Invocation {
  std::filesystem::path config_file = "/etc/ilert-bridge/ilert-bridge.toml";
  bool json = false;
  bool dry_run = false;
  bool yes = false;  // do not ask
  bool once = false;
  bool connect = false;
  StatusQuestion status;
  JournalQuestion journal;
  SpoolQuestion spool;
  Choice choice;
  CompletionQuestion completion;
  BacktestQuestion backtest;
};

// The whole program; the exit status.
int run_program(int argc, char** argv);

// One command each. They print to standard output, complain on standard error and return the exit status.
int run_command(const Invocation& invocation);
int check_command(const Invocation& invocation);
int status_command(const Invocation& invocation);
int problems_command(const Invocation& invocation);
int explain_command(const Invocation& invocation);
int backtest_command(const Invocation& invocation);
int send_test_command(const Invocation& invocation);
int adopt_command(const Invocation& invocation);
int config_command(const Invocation& invocation);
int import_spool_command(const Invocation& invocation);
int journal_list_command(const Invocation& invocation);
int journal_show_command(const Invocation& invocation);
int journal_retry_command(const Invocation& invocation);
int journal_drop_command(const Invocation& invocation);
int journal_export_command(const Invocation& invocation);
int completion_command(const Invocation& invocation, const CommandWord& program);
int names_command(const Invocation& invocation);

}  // namespace ilert_bridge
