// One site as a source of looks. Port of the watch loop: it sees this class as two functions, look and texts.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/livestatus/connection.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/livestatus/observe.hpp"
#include "ilert-bridge/livestatus/remarks.hpp"
#include "ilert-bridge/livestatus/status.hpp"

namespace ilert_bridge {

struct SourceOptions {
  std::string site;
  Endpoint endpoint;
  std::string auth_user;  // empty: none
  NeededAttributes attributes;
  bool wants_remarks = true;  // authors and texts of acknowledgements and downtimes
  Send texts;                 // the union of what the routes send
  Connection::Deadlines deadlines;
};

class Source {
 public:
  explicit Source(SourceOptions options);

  // Two questions for what is not good, then `by_name` for those that did not come (in batches), the
  // program's fingerprint before and after. Fails (the site is unsure) on any incomplete answer, a restart in
  // between, a program_start of 0, a contact that sees nothing at all, or a server that ignores auth_user.
  // The text is ready for the log, with a remedy.
  boost::asio::awaitable<Asked<Look>> look(const std::vector<Subject>& by_name);

  // Texts of subjects about to be sent. Subjects the server does not know any more are left out.
  boost::asio::awaitable<Asked<std::map<Subject, Texts>>> texts(const std::vector<Subject>& subjects);

  // Any other question, in turn with those of the looks: one at a time, or the answers mix.
  boost::asio::awaitable<Asked<void>> rows(const Query& query, RowReader::OnRow on_row);

  // Known after the first successful question.
  const Capabilities& capabilities() const { return capabilities_; }
  // The names of the site's hosts or, of a host, of its services; some of them if there are very many.
  boost::asio::awaitable<Asked<std::vector<std::string>>> host_names();
  boost::asio::awaitable<Asked<std::vector<std::string>>> service_names(const std::string& host);

  struct Size {
    std::int64_t hosts = 0, services = 0;
  };
  // For `check --connect`.
  boost::asio::awaitable<Asked<Size>> size();

 private:
  using Sightings = std::vector<Sighting>;
  boost::asio::awaitable<Asked<void>> ask(const Query& query, RowReader::OnRow on_row);
  boost::asio::awaitable<Asked<void>> probe();
  boost::asio::awaitable<Asked<Flavour>> probe_versions();
  boost::asio::awaitable<Asked<void>> peers_are_up();
  boost::asio::awaitable<Asked<CoreStatus>> status();
  boost::asio::awaitable<Asked<Look>> look_once(const std::vector<Subject>& by_name);
  boost::asio::awaitable<Asked<void>> gather(const std::vector<Subject>& by_name, Sightings& into);
  boost::asio::awaitable<Asked<void>> problems(Table table, Sightings& into);
  boost::asio::awaitable<Asked<void>> named(const std::vector<Subject>& batch, Sightings& into);
  boost::asio::awaitable<Asked<void>> missing(const std::vector<Subject>& subjects, Sightings& into);
  boost::asio::awaitable<Asked<void>> anything_is_visible();
  boost::asio::awaitable<Asked<std::int64_t>> count(Table table);
  boost::asio::awaitable<Asked<void>> remarks(const CoreStatus& before, Sightings& into);
  boost::asio::awaitable<Asked<void>> fill(Remarks& remarks);
  boost::asio::awaitable<Asked<std::vector<std::string>>> names(const Query& query);
  AskFailure unsure(std::string_view why) const;

  SourceOptions options_;
  Connection connection_;
  Capabilities capabilities_;
  bool probed_ = false;
  Program program_;            // that was probed
  std::size_t seen_last_ = 0;  // sightings of the last look
};

}  // namespace ilert_bridge
