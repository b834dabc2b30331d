#include <iostream>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/spool_folder.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/ilert/spool_file.hpp"

namespace ilert_bridge {
namespace {

// What the whole command is about. Routes point into `config`.
struct Takeover {
  const Config& config;
  std::vector<const RouteSettings*> routes;  // those that may take files
  std::set<SpoolFileId> known;
  std::map<std::string, std::vector<Spooled>> spooled;  // by route
  std::vector<std::string> done;                        // names of files that may go
  std::vector<SpoolComplaint> complaints;
  std::vector<SpoolComplaint> without_counterpart;
};

std::set<std::string, std::less<>> names_of_sites(const Config& config) {
  std::set<std::string, std::less<>> names;
  for (const SiteSettings& site : config.sites) names.insert(site.name);
  return names;
}

std::vector<const RouteSettings*> nagios_routes(const Config& config, const std::string& wanted) {
  std::vector<const RouteSettings*> routes;
  for (const RouteSettings& route : config.routes)
    if (route.route.integration == Integration::nagios && (wanted.empty() || route.route.name == wanted))
      routes.push_back(&route);
  return routes;
}

int complain_of_routes(const Config& config, const std::string& wanted) {
  std::vector<std::string> names;
  for (const RouteSettings* route : nagios_routes(config, {})) names.push_back(route->route.name);
  std::cerr << (wanted.empty() ? "no route can take the files"
                               : "route " + quoted(wanted) + " cannot take the files")
            << ": it needs integration = \"nagios\" and the integration key that the plugin had, so that "
               "ilert finds "
               "its alerts again\n";
  if (!names.empty()) std::cerr << "routes that can: " << join(names, ", ") << '\n';
  return exit_usage;
}

const RouteSettings* route_with_key(const Takeover& takeover, const std::string& key) {
  for (const RouteSettings* route : takeover.routes)
    if (key.empty() ? takeover.routes.size() == 1 : route->integration_key.reveal() == key) return route;
  return nullptr;
}

std::string route_fault(const Takeover& takeover) {
  return takeover.routes.size() == 1
             ? "was written for another alert source: its integration key is not that of route " +
                   takeover.routes.front()->route.name
             : "was written for another alert source: no route with integration = \"nagios\" has its "
               "integration key";
}

std::string site_for_all(const Config& config) {
  return config.sites.size() == 1 ? config.sites.front().name : std::string{};
}

void understand(Takeover& takeover, const FoundFile& found) {
  const auto complain = [&](std::string text) {
    takeover.complaints.push_back({found.name, std::move(text)});
  };
  const std::string digest = digest_of(found.bytes);
  if (takeover.known.contains({found.name, digest})) return takeover.done.push_back(found.name);
  const Result<SpoolFile> file = parse_spool_file(found.bytes);
  if (!file) return complain(file.error().text);
  const RouteSettings* route = route_with_key(takeover, file->integration_key);
  if (route == nullptr) return complain(route_fault(takeover));
  const std::string type = notification_type(file->entries);
  if (type.empty()) return complain("is damaged: it names no NOTIFICATIONTYPE");
  const std::optional<EventType> event_type = event_type_of(type);
  if (!event_type) {
    takeover.without_counterpart.push_back({found.name, one_line(type)});
    return;
  }
  const Context entries = as_sent(file->entries, route->route.send, route->integration_key.reveal());
  Spooled spooled = spooled_from(entries, *event_type, found.at, site_for_all(takeover.config));
  if (spooled.subject.host.empty()) return complain("is damaged: it names no HOSTNAME");
  spooled.file = found.name;
  spooled.digest = digest;
  takeover.spooled[route->route.name].push_back(std::move(spooled));
  takeover.done.push_back(found.name);
}

void print_plan(const std::vector<Import>& imports) {
  TextTable table({"WRITTEN", "TYPE", "ABOUT", "STATE", "ROUTE", "BECOMES", "FILE"});
  for (const Import& import : imports)
    for (const Import::File& file : import.files)
      table.add({rfc3339(file.event.occurred_at), std::string{name(file.event.type)},
                 to_text(file.event.subject), std::string{name(file.event.state)}, import.route,
                 file.superseded ? "superseded" : "waiting", file.id.first});
  if (!table.empty()) std::cout << table.text(terminal_width());
}

void print_sum(const std::vector<Import>& imports, bool dry_run) {
  std::size_t waiting = 0;
  std::size_t superseded = 0;
  for (const Import& import : imports)
    for (const Import::File& file : import.files) ++(file.superseded ? superseded : waiting);
  std::cout << counted(waiting + superseded, "file") << (dry_run ? " would be" : "")
            << " taken over: " << counted(waiting, "event") << " to be sent, " << superseded
            << " superseded by a later one\n";
}

void print_leftovers(const Takeover& takeover) {
  for (const SpoolComplaint& file : takeover.without_counterpart)
    std::cout << one_line(file.name) << ": " << file.text
              << " has no counterpart in ilert, which ignores it; left in place, it can be removed\n";
  for (const SpoolComplaint& file : takeover.complaints)
    std::cerr << one_line(file.name) << ": " << file.text << "; left in place\n";
}

// What is in the journal must not be sent by the plugin, too.
bool remove_done(const SpoolFolder& folder, const Takeover& takeover) {
  bool all = true;
  for (const std::string& name : takeover.done) {
    const std::string fault = folder.remove(name);
    if (!fault.empty())
      std::cerr << one_line(name) << ": is taken over, but cannot be removed: " << fault
                << "; remove it by hand, or the plugin sends it again\n";
    all = all && fault.empty();
  }
  return all;
}

int take_over(Journal& journal, const SpoolFolder& folder, Takeover& takeover, bool dry_run) {
  std::vector<FoundFile> files;
  folder.read(files, takeover.complaints);
  for (const FoundFile& file : files) understand(takeover, file);
  std::vector<Import> imports;
  const std::set<std::string, std::less<>> sites = names_of_sites(takeover.config);
  for (const auto& [route, spooled] : takeover.spooled) {
    imports.push_back(import_of(spooled, route, takeover.config.name, sites));
    journal.import(imports.back(), now());
  }
  if (dry_run) print_plan(imports);
  print_sum(imports, dry_run);
  print_leftovers(takeover);
  const bool removed = dry_run || remove_done(folder, takeover);
  return removed && takeover.complaints.empty() ? exit_done : exit_failed;
}

// Two processes may not own one journal.
Error with_way_out(Error refused) {
  if (refused.text.ends_with("stop it first")) refused.text += ": systemctl stop ilert-bridge";
  return refused;
}

int refuse(const Error& error) {
  std::cerr << error.text << '\n';
  return exit_failed;
}

}  // namespace

int import_spool_command(const Invocation& invocation) {
  const std::optional<Config> config = configured(invocation);
  if (!config) return exit_usage;
  Takeover takeover{.config = *config,
                    .routes = nagios_routes(*config, invocation.spool.route),
                    .known = {},
                    .spooled = {},
                    .done = {},
                    .complaints = {},
                    .without_counterpart = {}};
  if (takeover.routes.empty()) return complain_of_routes(*config, invocation.spool.route);
  const Result<SpoolFolder> folder = SpoolFolder::open(invocation.spool.folder);
  if (!folder) return refuse(folder.error());
  const auto access = invocation.dry_run ? Journal::Access::rehearsal : Journal::Access::own;
  Result<Journal> journal = Journal::open(config->journal_path, access, config->name, now());
  if (!journal) return refuse(with_way_out(journal.error()));
  takeover.known = journal->spool_files();
  return take_over(*journal, *folder, takeover, invocation.dry_run);
}

}  // namespace ilert_bridge
