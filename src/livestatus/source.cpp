#include "ilert-bridge/livestatus/source.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/named.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

const std::string not_good = "state != 0";
constexpr Table both_tables[] = {Table::hosts, Table::services};

// Tables whose columns are worth remembering.
const std::set<std::string> known_tables = {"hosts", "services", "comments", "downtimes", "status", "sites"};

bool names_subject(const Subject& wanted, const std::string& site) {
  return !wanted.is_own() && wanted.site == site;
}

std::vector<Subject> subjects_of(const std::vector<Sighting>& sightings) {
  std::vector<Subject> subjects;
  subjects.reserve(sightings.size());
  for (const Sighting& sighting : sightings) subjects.push_back(sighting.subject);
  std::sort(subjects.begin(), subjects.end());
  return subjects;
}

constexpr auto earlier = [](const Subject* one, const Subject* other) { return *one < *other; };

// Mostly they are in order already: the server's rows, and what the journal knows.
void put_in_order(std::vector<const Subject*>& subjects) {
  if (!std::is_sorted(subjects.begin(), subjects.end(), earlier))
    std::sort(subjects.begin(), subjects.end(), earlier);
}

// Those of `wanted` that are not among the sightings, each once.
std::vector<Subject> not_among(const std::vector<Sighting>& sightings, const std::vector<Subject>& wanted) {
  if (wanted.empty()) return {};
  std::vector<const Subject*> asked, seen, left;
  for (const Subject& subject : wanted) asked.push_back(&subject);
  for (const Sighting& sighting : sightings) seen.push_back(&sighting.subject);
  put_in_order(asked);
  put_in_order(seen);
  const auto same = [](const Subject* one, const Subject* other) { return *one == *other; };
  asked.erase(std::unique(asked.begin(), asked.end(), same), asked.end());
  std::set_difference(asked.begin(), asked.end(), seen.begin(), seen.end(), std::back_inserter(left),
                      earlier);
  std::vector<Subject> subjects;
  for (const Subject* subject : left) subjects.push_back(*subject);
  return subjects;
}

Sighting without_row(const Subject& subject, Presence presence) {
  Sighting sighting;
  sighting.subject = subject;
  sighting.presence = presence;
  return sighting;
}

bool any_is(const std::vector<Sighting>& sightings, bool Observation::*flag) {
  return std::any_of(sightings.begin(), sightings.end(),
                     [=](const Sighting& one) { return one.observation.*flag; });
}

// The newest time that the server told must not lie in our future. (LMD's column localtime is of no use: it
// is the clock of LMD's host, and the times in the rows are those of the cores behind it.)
Span clock_ahead(const CoreStatus& status, const std::vector<Sighting>& sightings, Time at) {
  constexpr Span believable = std::chrono::days{1};  // more is a passive check's nonsense
  Span ahead{0};
  const auto learn = [&](Time told) {
    if (told - at <= believable) ahead = std::max(ahead, told - at);
  };
  learn(from_unix(status.newest));
  for (const Sighting& sighting : sightings) learn(sighting.observation.last_check);
  return ahead;
}

}  // namespace

Source::Source(SourceOptions options)
    : options_(std::move(options)), connection_(options_.endpoint, options_.deadlines) {}

AskFailure Source::unsure(std::string_view why) const {
  return {AskFailure::Kind::broken, 0, to_text(options_.endpoint).append(": ").append(why)};
}

asio::awaitable<Asked<void>> Source::ask(const Query& query, RowReader::OnRow on_row) {
  const bool keep_alive = probed_ && capabilities_.keep_alive;
  auto asking = connection_.ask(query, keep_alive, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) probed_ = false;  // whoever answers next may be another one
  co_return asked;
}

asio::awaitable<Asked<Flavour>> Source::probe_versions() {
  std::map<std::string, std::set<std::string>> tables;
  Query columns{"columns"};
  columns.columns({"table", "name"});
  RowReader::OnRow on_column = [&tables](Row&& row) {
    if (row.size() == 2 && known_tables.count(row[0].text()) != 0)
      tables[row[0].text()].insert(row[1].text());
  };
  auto asking_columns = ask(columns, std::move(on_column));
  const Asked<void> listed = co_await std::move(asking_columns);
  if (!listed && listed.error().code != 404) co_return listed.error();

  std::string program, livestatus;
  Query versions{"status"};
  versions.columns({"program_version", "livestatus_version"});
  RowReader::OnRow on_version = [&](Row&& row) {
    if (row.size() != 2) return;
    program = one_line(row[0].text());
    livestatus = one_line(row[1].text());
  };
  auto asking_versions = ask(versions, std::move(on_version));
  const Asked<void> told = co_await std::move(asking_versions);
  if (!told) co_return told.error();
  capabilities_ = capabilities_of(program, livestatus, std::move(tables));
  co_return capabilities_.flavour;
}

asio::awaitable<Asked<void>> Source::probe() {
  if (probed_) co_return no_failure;
  auto probing = probe_versions();
  const Asked<Flavour> flavour = co_await std::move(probing);
  if (!flavour) co_return flavour.error();
  if (!options_.auth_user.empty() && !capabilities_.auth_user)
    co_return unsure(
        std::string{name(*flavour)} +
        " ignores AuthUser and would show everything: remove auth_user and let the routes choose");
  probed_ = true;
  program_ = {};
  co_return no_failure;
}

// LMD leaves out the rows of a peer that it does not reach, and says 200.
asio::awaitable<Asked<void>> Source::peers_are_up() {
  if (capabilities_.flavour != Flavour::lmd || !capabilities_.has("sites", "status")) co_return no_failure;
  std::string down;
  Query query{"sites"};
  query.columns({"name", "status", "last_error"});
  RowReader::OnRow on_row = [&down](Row&& row) {
    if (row.size() == 3 && row[1].number() != 0) down = row[0].text() + " (" + row[2].text() + ')';
  };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked;
  if (!down.empty()) co_return unsure("LMD does not reach its peer " + cut(one_line(down), 200));
  co_return no_failure;
}

asio::awaitable<Asked<CoreStatus>> Source::status() {
  StatusReader reader{capabilities_};
  if (!reader.columns().fault().empty()) co_return unsure(reader.columns().fault());
  Query query{"status"};
  query.columns(reader.columns().names());
  RowReader::OnRow on_row = [&reader](Row&& row) { reader.add(row); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  if (!reader.any()) co_return unsure("table status is empty");
  if (!reader.status().complete) co_return unsure("the core is still starting (program_start is 0)");
  co_return reader.status();
}

asio::awaitable<Asked<void>> Source::problems(Table table, Sightings& into) {
  const Observer observer{table, capabilities_, options_.attributes};
  if (!observer.columns().fault().empty()) co_return unsure(observer.columns().fault());
  Query query{name(table)};
  query.columns(observer.columns().names()).filter(not_good).auth_user(options_.auth_user);
  RowReader::OnRow on_row = [&](Row&& row) { observer.read(options_.site, row, into.emplace_back()); };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<void>> Source::named(const std::vector<Subject>& batch, Sightings& into) {
  const Observer observer{table_of(batch), capabilities_, options_.attributes};
  Query query{name(observer.table())};
  query.columns(observer.columns().names()).auth_user(options_.auth_user);
  only(query, batch);
  Sightings seen;
  RowReader::OnRow on_row = [&](Row&& row) { seen.push_back(observer.sighting(options_.site, row)); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked;
  const std::vector<Subject> not_seen = not_among(seen, batch);
  std::move(seen.begin(), seen.end(), std::back_inserter(into));
  if (not_seen.empty()) co_return no_failure;
  auto missing_ones = missing(not_seen, into);
  co_return co_await std::move(missing_ones);
}

// Asked for by name and not seen: gone, or there but not for this contact?
asio::awaitable<Asked<void>> Source::missing(const std::vector<Subject>& subjects, Sightings& into) {
  Sightings exist;
  if (!options_.auth_user.empty()) {
    const Observer observer{table_of(subjects), capabilities_, {}};
    Query query{name(observer.table())};
    query.columns(observer.columns().names());
    only(query, subjects);
    RowReader::OnRow on_row = [&](Row&& row) { exist.push_back(observer.sighting(options_.site, row)); };
    auto asking = ask(query, std::move(on_row));
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
  }
  const std::vector<Subject> hidden = subjects_of(exist);
  for (const Subject& subject : subjects) {
    const bool is_hidden = std::binary_search(hidden.begin(), hidden.end(), subject);
    into.push_back(without_row(subject, is_hidden ? Presence::not_visible : Presence::absent));
  }
  co_return no_failure;
}

asio::awaitable<Asked<void>> Source::gather(const std::vector<Subject>& by_name, Sightings& into) {
  for (const Table table : both_tables) {
    auto asking = problems(table, into);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
  }
  if (into.empty() && !options_.auth_user.empty()) {
    auto asking = anything_is_visible();
    const Asked<void> visible = co_await std::move(asking);
    if (!visible) co_return visible;
  }
  std::vector<Subject> to_ask;
  for (const Subject& subject : not_among(into, by_name)) {
    if (!names_subject(subject, options_.site)) continue;
    if (can_be_asked_for(subject)) {
      to_ask.push_back(subject);
    } else {
      into.push_back(without_row(subject, Presence::unknown));
    }
  }
  const std::vector<std::vector<Subject>> all = batches(std::move(to_ask));
  for (const std::vector<Subject>& batch : all) {
    auto asking = named(batch, into);
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked;
  }
  co_return no_failure;
}

asio::awaitable<Asked<std::int64_t>> Source::count(Table table) {
  std::int64_t number = 0;
  Query query{name(table)};
  query.stats("state >= 0").auth_user(options_.auth_user);
  RowReader::OnRow on_row = [&number](Row&& row) { number += row.empty() ? 0 : row[0].number(); };
  auto asking = ask(query, std::move(on_row));
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  co_return number;
}

// A contact that was renamed or mistyped sees nothing, and nothing says so: it must not look like "all is
// well".
asio::awaitable<Asked<void>> Source::anything_is_visible() {
  for (const Table table : both_tables) {
    auto counting = count(table);
    const Asked<std::int64_t> number = co_await std::move(counting);
    if (!number) co_return number.error();
    if (*number > 0) co_return no_failure;
  }
  co_return unsure("the contact " + quoted(options_.auth_user) +
                   " sees no host and no service: is auth_user right?");
}

asio::awaitable<Asked<void>> Source::fill(Remarks& remarks) {
  if (!remarks.columns().fault().empty()) co_return no_failure;  // then there are no authors and texts
  Query query = remarks.query();
  query.auth_user(options_.auth_user);
  RowReader::OnRow on_row = [&remarks](Row&& row) { remarks.add(row); };
  auto asking = ask(query, std::move(on_row));
  co_return co_await std::move(asking);
}

asio::awaitable<Asked<void>> Source::remarks(const CoreStatus& before, Sightings& into) {
  if (!options_.wants_remarks) co_return no_failure;
  if (any_is(into, &Observation::acknowledged)) {
    Remarks comments = Remarks::of_acknowledgements(capabilities_);
    auto filling = fill(comments);
    const Asked<void> filled = co_await std::move(filling);
    if (!filled) co_return filled;
    for (Sighting& one : into)
      if (one.observation.acknowledged) one.observation.acknowledgement = comments.of(one.subject);
  }
  if (any_is(into, &Observation::in_downtime)) {
    const Time at = now();
    Remarks downtimes =
        Remarks::of_downtimes(capabilities_, unix_seconds(at + clock_ahead(before, into, at)));
    auto filling = fill(downtimes);
    const Asked<void> filled = co_await std::move(filling);
    if (!filled) co_return filled;
    for (Sighting& one : into)
      if (one.observation.in_downtime)
        one.observation.downtime = downtimes.of_subject_or_its_host(one.subject);
  }
  co_return no_failure;
}

asio::awaitable<Asked<Look>> Source::look_once(const std::vector<Subject>& by_name) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  auto asking_before = status();
  const Asked<CoreStatus> before = co_await std::move(asking_before);
  if (!before) co_return before.error();
  Look look;
  look.site = options_.site;
  look.sightings.reserve(seen_last_ + seen_last_ / 8);  // growing step by step is half the cost of a look
  auto gathering = gather(by_name, look.sightings);
  const Asked<void> gathered = co_await std::move(gathering);
  if (!gathered) co_return gathered.error();
  auto remarking = remarks(*before, look.sightings);
  const Asked<void> remarked = co_await std::move(remarking);
  if (!remarked) co_return remarked.error();
  auto asking_peers = peers_are_up();
  const Asked<void> peers = co_await std::move(asking_peers);
  if (!peers) co_return peers.error();
  auto asking_after = status();
  const Asked<CoreStatus> after = co_await std::move(asking_after);
  if (!after) co_return after.error();
  if (!(before->program == after->program)) co_return unsure("the core restarted while it was asked");
  seen_last_ = look.sightings.size();
  look.program = after->program;
  look.notifications_enabled = after->notifications_enabled;
  look.at = now();
  look.clock_ahead = clock_ahead(*after, look.sightings, look.at);
  co_return look;
}

asio::awaitable<Asked<Look>> Source::look(const std::vector<Subject>& by_name) {
  auto looking = look_once(by_name);
  Asked<Look> look = co_await std::move(looking);
  // An upgrade restarts the core, and brings other columns.
  if (!look || (!(program_ == Program{}) && !(program_ == look->program))) probed_ = false;
  if (look) program_ = look->program;
  co_return look;
}

asio::awaitable<Asked<std::map<Subject, Texts>>> Source::texts(const std::vector<Subject>& subjects) {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  std::vector<Subject> to_ask;
  for (const Subject& subject : not_among({}, subjects))
    if (names_subject(subject, options_.site) && can_be_asked_for(subject)) to_ask.push_back(subject);
  std::map<Subject, Texts> texts;
  const std::vector<std::vector<Subject>> all = batches(std::move(to_ask));
  for (const std::vector<Subject>& batch : all) {
    const TextReader reader{table_of(batch), capabilities_, options_.texts};
    Query query{name(table_of(batch))};
    query.columns(reader.columns().names()).auth_user(options_.auth_user);
    only(query, batch);
    RowReader::OnRow on_row = [&](Row&& row) {
      texts[reader.subject(options_.site, row)] = reader.texts(row);
    };
    auto asking = ask(query, std::move(on_row));
    const Asked<void> asked = co_await std::move(asking);
    if (!asked) co_return asked.error();
  }
  co_return texts;
}

asio::awaitable<Asked<Source::Size>> Source::size() {
  auto probing = probe();
  const Asked<void> known = co_await std::move(probing);
  if (!known) co_return known.error();
  auto counting_hosts = count(Table::hosts);
  const Asked<std::int64_t> hosts = co_await std::move(counting_hosts);
  if (!hosts) co_return hosts.error();
  auto counting_services = count(Table::services);
  const Asked<std::int64_t> services = co_await std::move(counting_services);
  if (!services) co_return services.error();
  Size size;
  size.hosts = *hosts;
  size.services = *services;
  co_return size;
}

}  // namespace ilert_bridge
