#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/colour.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/cli/status_screen.hpp"
#include "ilert-bridge/cli/taken_now.hpp"
#include "ilert-bridge/config/node.hpp"
#include "ilert-bridge/daemon/state.hpp"
#include "ilert-bridge/daemon/status_json.hpp"
#include "ilert-bridge/journal/holder.hpp"

namespace ilert_bridge {
namespace {

constexpr int redraw_interval_ms = 2000;

Status of_journal(const Config& config, const Journal& journal, Time at) {
  const Reports reports = journal.reports();
  Status status = state_of(config, journal, reports, at);
  const TakenNow taken(journal, config, at);
  for (RouteStatus& route : status.routes) route.uncalled = taken.uncalled(route.name, reports, at);
  return status;
}

// Also for who may not read the file that it names.
bool is_named(const Loaded& loaded, const std::string& key) {
  return std::any_of(loaded.origins.begin(), loaded.origins.end(),
                     [&](const Origin& origin) { return origin.key == key && origin.value != "\"\""; });
}

bool has_token(const Loaded& loaded, const Route& route) {
  return route.integration == Integration::api &&
         (is_named(loaded, "sync.api_token_file") ||
          is_named(loaded, to_text(Path{"route", route.name, "api_token_file"})));
}

// What can be said without the daemon.
Status left_behind(const Loaded& loaded, const std::string& why) {
  const Config& config = loaded.config;
  const Time at = now();
  const ShownJournal shown = journal_to_show(config, at);
  Status status = shown.journal ? of_journal(config, *shown.journal, at)
                                : state_of(config, shown.is_kept ? std::string{} : shown.unread, at);
  status.why_not = why;
  if (shown.is_kept) status.why_not += "; what waits is not known, for this user may not read the journal";
  if (!shown.unread.empty()) status.journal.unread = shown.is_kept ? shown.unread : "it cannot be read";
  status.heartbeat.configured = is_named(loaded, "heartbeat.key_file");
  status.sync.configured =
      std::any_of(config.routes.begin(), config.routes.end(),
                  [&](const RouteSettings& settings) { return has_token(loaded, settings.route); });
  status.pid = journal_holder(config.journal_path).value_or(0);
  return status;
}

// Of the daemon or, where nobody answers, of what it left behind. A daemon that answers badly is a fault.
Result<Status> current_status(const Loaded& loaded) {
  const auto answer = ask_daemon(loaded.config.journal_path, {{"ask", "status"}});
  if (answer) return status_from(*answer);
  if (answer.error().kind == ControlFault::Kind::nobody) return left_behind(loaded, answer.error().text);
  return error(answer.error().text);
}

// Where the daemon answers, the file's faults are not in the way.
std::optional<Loaded> configured_or_running(const Invocation& invocation) {
  Surroundings surroundings = Surroundings::of_process();
  surroundings.needs_secrets = false;
  Loaded loaded = load_config(invocation.config_file, surroundings);
  const bool runs = !loaded.usable() && ask_daemon(loaded.config.journal_path, {{"ask", "status"}});
  if (!runs && !configured_to_show(invocation)) return std::nullopt;
  return loaded;
}

StatusFrame terminal() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return {};
  return {.width = size.ws_col, .height = size.ws_row > 1 ? size.ws_row - std::size_t{1} : std::size_t{0}};
}

// For monitoring, silence would be worse than any answer.
int complain_to_monitoring(const Invocation& invocation, const std::string& what) {
  if (invocation.status.plugin) {
    std::cout << "ILERT-BRIDGE UNKNOWN - " << one_line(what) << '\n';
    return plugin_unknown;
  }
  if (invocation.status.checkmk) std::cout << "3 ilert-bridge - " << one_line(what) << '\n';
  std::cerr << what << '\n';
  return exit_failed;
}

int print(const Invocation& invocation, const Status& status) {
  if (invocation.status.plugin) {
    const PluginResult result = plugin_result(status);
    std::cout << result.line;
    return result.exit_status;
  }
  if (invocation.status.checkmk) {
    std::cout << checkmk_lines(status);
    return exit_done;
  }
  if (invocation.json) {
    std::cout << boost::json::serialize(to_json(status)) << '\n';
  } else {
    std::cout << on_screen(status_screen(status, terminal()));
  }
  if (status.running) return exit_done;
  return status.pid > 0 ? exit_failed : exit_not_running;
}

// Each screen is drawn over the one before: every line's rest is erased, and then what is below. Nothing is
// cleared first, so nothing flickers.
std::string redrawn(const std::string& screen) {
  std::string text = "\033[H";
  for (const char letter : screen) {
    if (letter == '\n') text += "\033[K";
    text.push_back(letter);
  }
  return text + "\033[J";
}

int watch(const Loaded& loaded) {
  const bool on_terminal = isatty(STDOUT_FILENO) != 0;
  while (std::cout) {
    const Result<Status> status = current_status(loaded);
    const std::string screen =
        status ? on_screen(status_screen(*status, terminal())) : status.error().text + "\n";
    std::cout << (on_terminal ? redrawn(screen) : screen + "\n") << std::flush;
    ::poll(nullptr, 0, redraw_interval_ms);
  }
  return exit_done;
}

}  // namespace

int status_command(const Invocation& invocation) {
  const bool for_monitoring = invocation.status.plugin || invocation.status.checkmk;
  const std::optional<Loaded> loaded = configured_or_running(invocation);
  if (!loaded)
    return for_monitoring
               ? complain_to_monitoring(invocation, "the configuration has errors: ilert-bridge check")
               : exit_usage;
  if (invocation.status.watch) return watch(*loaded);
  const Result<Status> status = current_status(*loaded);
  if (!status) return complain_to_monitoring(invocation, status.error().text);
  return print(invocation, *status);
}

}  // namespace ilert_bridge
