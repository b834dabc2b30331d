// What any user of the machine may send to the control socket, over a real one: each line gets a line of JSON
// that says whether it went well.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/by_hand.hpp"
#include "ilert-bridge/daemon/journal_list.hpp"
#include "tests/doubles/temporary.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

Journal journal_with_events() {
  Result<Journal> journal =
      Journal::open("/nonexistent/journal.db", Journal::Access::rehearsal, "mon1", from_unix(1'800'000'000));
  claim(bool{journal}, "a journal in memory opens");
  Recording recording;
  for (const char* const host : {"web01", "db01"}) {
    Event event;
    event.route = "oncall";
    event.subject = {"prod", host, "HTTP", ""};
    event.alert_key = alert_key(event.subject, "mon1");
    event.summary = "HTTP is CRITICAL";
    recording.changes.push_back({event.subject, "oncall", {}, {event}});
  }
  journal->record(recording, from_unix(1'800'000'000));
  return std::move(*journal);
}

asio::awaitable<Result<json::object>> status(json::object, Asker) {
  co_return json::object{{"version", "1"}};
}

class Daemon {
 public:
  Daemon() {
    set_log_sink([](Level, std::string_view) {});
    serve_.answer("status", Right::read, status);
    answer_journal_list(serve_, ledger_);
    answer_changes_by_hand(serve_, ledger_, [](const std::string&) { return nullptr; });
    serve_.open();
    asio::co_spawn(io_, serve_.run(), [](std::exception_ptr failure) {
      claim(!failure, "whatever is asked, the socket goes on being served");
    });
  }

  // Everything at once, then nothing more; what comes back until the daemon hangs up.
  std::string answers_to(std::string_view lines) {
    const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    claim(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "it listens");
    claim(::send(client, lines.data(), lines.size(), MSG_NOSIGNAL) >= 0, "it takes what is sent");
    ::shutdown(client, SHUT_WR);
    std::string answers;
    while (receive(client, answers)) io_.run_one_for(std::chrono::seconds{10});
    ::close(client);
    return answers;
  }

 private:
  // False: the other side hung up.
  static bool receive(int client, std::string& into) {
    char piece[4096];
    ssize_t got = 0;
    while ((got = ::recv(client, piece, sizeof piece, MSG_DONTWAIT)) > 0)
      into.append(piece, static_cast<std::size_t>(got));
    return got < 0 && (errno == EAGAIN || errno == EINTR);
  }

  doubles::TemporaryFolder folder_;
  std::string path_ = folder_ / "control.sock";
  Ledger ledger_{journal_with_events()};
  asio::io_context io_{1};
  Serve serve_{io_.get_executor(), path_, "/var/lib/ilert-bridge/journal.db"};
};

void look_at(std::string_view line) {
  json::error_code fault;
  const json::value answer = json::parse({line.data(), line.size()}, fault);
  claim(!fault && answer.is_object(), "an answer is a JSON object");
  const json::object& object = answer.get_object();
  const json::value* const went_well = object.if_contains("ok");
  claim(went_well != nullptr && went_well->is_bool(), "it says whether it went well");
  claim(object.contains(went_well->get_bool() ? "answer" : "error"), "and what came of it");
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge::fuzz;
  static Daemon* const daemon = new Daemon;  // served until the process ends
  const std::string_view lines = Input(bytes, size).rest().substr(0, 16'000);
  const std::string answers = daemon->answers_to(lines);
  Input rest(reinterpret_cast<const std::uint8_t*>(answers.data()), answers.size());
  std::size_t answered = 0;
  for (; !rest.empty(); ++answered) look_at(rest.line());
  const auto asked = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  claim(answered == asked, "every line is answered");
  return 0;
}
