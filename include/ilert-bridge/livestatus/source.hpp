// One site as a source of looks. Port of the watch loop: it sees this class as two functions, look and texts.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/core/pace.hpp"
#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/core/server_clock.hpp"
#include "ilert-bridge/livestatus/connection.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/livestatus/named.hpp"
#include "ilert-bridge/livestatus/observe.hpp"
#include "ilert-bridge/livestatus/odd_names.hpp"
#include "ilert-bridge/livestatus/peers.hpp"
#include "ilert-bridge/livestatus/remarks.hpp"
#include "ilert-bridge/livestatus/status.hpp"
#include "ilert-bridge/livestatus/time_periods.hpp"
#include "ilert-bridge/livestatus/waiter.hpp"

namespace ilert_bridge {

struct SourceOptions {
  std::string site;
  Endpoint endpoint;
  std::string auth_user;  // empty: none
  NeededAttributes attributes;
  bool wants_remarks = true;          // authors and texts of acknowledgements and downtimes
  Send texts;                         // the union of what the routes send
  TimePeriods::Names time_periods{};  // that routes name
  Span clock_ahead{};  // of the server's clock, as it was known before; a lag counts until it is seen
  Connection::Deadlines deadlines;
  std::function<void(Span took)> on_answer{};  // told of every question that was answered
};

class Source {
 public:
  explicit Source(SourceOptions options);
  Source(const Source&) = delete;  // its connections share a fuse in it
  Source& operator=(const Source&) = delete;

  // Two questions for what is not good, then `by_name` for those that did not come (in batches), the
  // program's fingerprint before and after. Fails (the site is unsure) on any incomplete answer, a restart in
  // between, a program_start of 0, a contact that sees nothing at all, or a server that ignores auth_user.
  // The text is ready for the log, with a remedy. What a server behind LMD watches that it does not reach is
  // Presence::unknown, and the look is complete without it; away() names it.
  boost::asio::awaitable<Asked<Look>> look(const std::vector<Subject>& by_name);

  // Texts of subjects about to be sent. Subjects the server does not know any more are left out. `among`: of
  // how many problems of the last look, sorted, they are a part; nothing: of all.
  boost::asio::awaitable<Asked<std::map<Subject, Texts>>> texts(const std::vector<Subject>& subjects,
                                                                std::optional<std::size_t> among = {});

  // Any other question, in turn with those of the looks: one at a time, or the answers mix. `patience`: for
  // the whole of it; nothing: as long as a look's questions have.
  boost::asio::awaitable<Asked<void>> rows(const Query& query, RowReader::OnRow on_row, Span patience = {});

  // Which servers behind LMD the last look did without, and why, for people; empty: none.
  std::string away() const { return peers_.away(); }

  // What it does not tell of time periods, for people, and as what those count; empty: nothing.
  const std::string& period_doubt() const { return periods_.doubt(); }

  // When the server answered a question of ours last, whichever; nothing before the first.
  std::optional<std::chrono::steady_clock::time_point> heard_at() const { return heard_at_; }

  // What the looks since the last call cost the server: how long it thought about their questions, without
  // what the way there takes.
  Effort take_effort();

  // The second connection, for waiting. All of these need a flavour that is known: a look comes first. They
  // say nothing about the site, and may run beside a look, but not beside each other.
  // Whether the server can wake us. A yes is remembered as long as the same server answers; a no of a server
  // that might is asked for anew.
  boost::asio::awaitable<Asked<Waits>> learn_to_wait();
  // From here on wait() notices what happens.
  boost::asio::awaitable<Asked<void>> arm();
  boost::asio::awaitable<Asked<Waited>> wait();
  void let_go() { waiter_.let_go(); }      // of the second connection
  void hang_up() { connection_.close(); }  // of the first

  // Known after the first successful question.
  const Capabilities& capabilities() const { return capabilities_; }
  const std::string& site() const { return options_.site; }
  // The names of the site's hosts or, of a host, of its services; some of them if there are very many.
  boost::asio::awaitable<Asked<std::vector<std::string>>> host_names();
  boost::asio::awaitable<Asked<std::vector<std::string>>> service_names(const std::string& host);

  struct Size {
    std::int64_t hosts = 0, services = 0;
  };
  // As its server said before the last look; 0: it does not say.
  const Size& monitored() const { return monitored_; }
  // Negative: behind.
  Span clock_ahead() const { return clock_.ahead(); }
  // For `check --connect`.
  boost::asio::awaitable<Asked<Size>> size();

 private:
  using Sightings = std::vector<Sighting>;
  boost::asio::awaitable<Asked<void>> ask(const Query& query, RowReader::OnRow on_row);
  void note_effort(const Query& query);
  boost::asio::awaitable<Asked<void>> probe();
  boost::asio::awaitable<Asked<Flavour>> probe_versions();
  using Names = std::set<std::string>;
  boost::asio::awaitable<Asked<void>> try_columns(std::vector<std::string> names, const Names& texts,
                                                  Capabilities& into);
  boost::asio::awaitable<Asked<void>> find_unlisted(Capabilities& into);
  boost::asio::awaitable<Asked<void>> read_peers();
  boost::asio::awaitable<Asked<void>> read_periods();
  boost::asio::awaitable<Asked<void>> ask_periods(TimePeriods::Running& into);
  boost::asio::awaitable<AskFailure> why_no_status(std::string otherwise);
  bool is_for_reached_peers(const Query& query) const;
  boost::asio::awaitable<Asked<CoreStatus>> status();
  void remember(CoreStatus& status);
  boost::asio::awaitable<Asked<Look>> look_once(const std::vector<Subject>& by_name);
  boost::asio::awaitable<Asked<void>> gather(const std::vector<Subject>& by_name, Sightings& into);
  // An answer that was too large in one piece. `size` of a part: hosts or rows; 0: in one piece.
  struct InParts {
    std::size_t size = 0;
    int looks = 0;
  };
  boost::asio::awaitable<Asked<void>> problems(Table table, Sightings& into);
  boost::asio::awaitable<Asked<void>> problems_where(Table table, const std::function<void(Query&)>& limit,
                                                     Sightings& into);
  boost::asio::awaitable<Asked<void>> problems_by_host(Table table, InParts& parts, Sightings& into);
  boost::asio::awaitable<Asked<void>> problems_by_offset(Table table, InParts& parts, Sightings& into);
  boost::asio::awaitable<void> take_breath();
  boost::asio::awaitable<Asked<void>> texts_of_problems(Table table, std::span<const Subject> wanted,
                                                        bool is_a_part, std::map<Subject, Texts>& into);
  boost::asio::awaitable<Asked<void>> texts_by_name(std::vector<Subject> subjects,
                                                    std::map<Subject, Texts>& into);
  Batching batching() const;
  std::size_t rows_at_most(Table table) const;
  boost::asio::awaitable<Asked<void>> by_their_names(std::vector<Subject> subjects, Sightings& into,
                                                     OddNames& odd);
  boost::asio::awaitable<Asked<void>> scan(Table table, std::vector<Subject>& wanted, Sightings& into);
  enum class Asker { contact, anybody };
  boost::asio::awaitable<Asked<void>> pick(std::span<const Subject> wanted,
                                           const std::function<void(Query&)>& limit, Asker asker,
                                           Sightings& into);
  boost::asio::awaitable<Asked<void>> seek(std::vector<Subject>& wanted, Asker asker, Sightings& into,
                                           std::vector<Subject>& untold);
  boost::asio::awaitable<Asked<void>> seek_among(std::vector<Subject>& wanted, bool by_host_name, Asker asker,
                                                 Sightings& into, std::vector<Subject>& untold);
  boost::asio::awaitable<Asked<void>> seek_changed(std::vector<Subject>& wanted, Asker asker,
                                                   Sightings& into);
  boost::asio::awaitable<Asked<void>> unspoken(std::vector<Subject> subjects, Sightings& into, OddNames& odd);
  boost::asio::awaitable<Asked<void>> seek_texts(std::vector<Subject> wanted, std::map<Subject, Texts>& into);
  boost::asio::awaitable<Asked<void>> named(const std::vector<Subject>& batch, Sightings& into);
  boost::asio::awaitable<Asked<void>> missing(const std::vector<Subject>& subjects, Sightings& into);
  boost::asio::awaitable<Asked<void>> anything_is_visible();
  boost::asio::awaitable<Asked<std::int64_t>> count(Table table);
  boost::asio::awaitable<Asked<void>> remarks(const CoreStatus& before, Sightings& into);
  boost::asio::awaitable<Asked<void>> running_downtimes(const CoreStatus& before, Sightings& into);
  bool has_just_started(const CoreStatus& status);
  boost::asio::awaitable<Asked<void>> fill(Remarks& remarks);
  boost::asio::awaitable<Asked<std::vector<std::string>>> names(const Query& query);
  void say_odd_names(const OddNames& odd);
  AskFailure unsure(std::string_view why) const;

  SourceOptions options_;
  Redials redials_;
  Connection connection_;
  Waiter waiter_;
  Capabilities capabilities_;
  bool probed_ = false;
  Peers peers_;                 // as they were read last
  bool peers_changed_ = false;  // while the last look was taken
  TimePeriods periods_;
  Programs programs_;  // the last of each peer: one that is away for a while has not restarted
  std::optional<std::chrono::steady_clock::time_point> heard_at_;
  Program program_;            // that was probed
  std::size_t seen_last_ = 0;  // sightings of the last look
  Size monitored_;
  Effort effort_{};
  bool may_wait_ = false;           // the flavour bears being asked to
  std::optional<Effort> quickest_;  // answer: what the way takes
  std::map<Table, InParts> in_parts_;
  Repeats odd_names_;
  ServerClock clock_;
  int scans_ = 0;                                     // questions that effort_ is of
  std::optional<Program> started_;                    // the run of the core that was seen last,
  std::chrono::steady_clock::time_point first_seen_;  // and since when
};

}  // namespace ilert_bridge
