// The sockets of the Livestatus double and the thread they live on: accepting, the pool of threads it
// pretends to have, and the end of it all.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/livestatus_guests.hpp"
#include "tests/doubles/livestatus_notebook.hpp"
#include "tests/doubles/livestatus_query.hpp"
#include "tests/doubles/livestatus_wait.hpp"
#include "tests/doubles/wire.hpp"

namespace ilert_bridge::doubles {

// Everything but the notebook and on_thread() belongs to the server's own thread.
class LivestatusDouble::Server {
 public:
  Server(World& world, Options options);
  ~Server();

  // Runs it where the sockets live, and waits; what it throws comes back.
  void on_thread(std::function<void()> work);
  void start();
  void stop(Path path);
  void cut();  // every connection, those that wait for a thread too

  void begin_restart(CoreRestart how);
  bool restarting() const { return restarting_; }
  void delay_commands(std::chrono::milliseconds delay) { command_delay_ = delay; }
  void drop_commands();
  void looked_at_as(int sites) { guests_.looked_at_as(sites); }
  void lose_triggers(int percent) { lost_percent_ = percent; }
  std::size_t blocked() const { return blocked_.size(); }

  Endpoint endpoint() const;
  World& world() { return world_; }
  Notebook notebook;

 private:
  struct Waiter {
    boost::asio::steady_timer timer;
    bool served = false;
  };
  // A query that waits for its trigger or its condition.
  struct Blocked {
    boost::asio::steady_timer timer;
    std::string trigger;
    bool fired = false, over = false;
  };
  void wake(Trigger trigger);
  bool loses_this_one();
  boost::asio::awaitable<std::optional<ServerAnswer>> wait_for(const ServerQuery& query);
  boost::asio::awaitable<void> block(const ServerQuery& query, Waiting how, Blocked& self);
  bool is_tls() const { return !options_.certificate_file.empty(); }
  template <class Acceptor>
  boost::asio::awaitable<void> accept_from(std::weak_ptr<Acceptor> acceptor);
  boost::asio::awaitable<void> serve(std::unique_ptr<Wire> wire);
  boost::asio::awaitable<bool> wait_for_a_thread();
  void free_the_thread();
  boost::asio::awaitable<bool> respond(Wire& wire, const std::vector<std::string>& lines);
  ServerAnswer answer_to(const std::vector<std::string>& lines);
  ServerAnswer take_command(const std::vector<std::string>& lines);
  boost::asio::awaitable<void> obey_later(std::vector<std::string> lines);
  boost::asio::awaitable<void> restart(CoreRestart how);
  boost::asio::awaitable<void> sleep(std::chrono::milliseconds span);
  void stop_listening();
  void serve_those_who_wait();
  void watch_manners(Wire& wire, const std::string& request);

  World& world_;
  Options options_;
  std::size_t threads_, max_response_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
  std::shared_ptr<boost::asio::ip::tcp::acceptor> tcp_;
  std::shared_ptr<boost::asio::local::stream_protocol::acceptor> local_;
  unsigned short port_ = 0;
  std::set<Wire*> wires_;
  std::deque<Waiter*> waiters_;
  std::set<Blocked*> blocked_;
  std::size_t busy_ = 0;
  Guests guests_;
  bool restarting_ = false, reads_ = false, ended_ = false;
  std::chrono::milliseconds command_delay_;
  std::set<boost::asio::steady_timer*> commands_, sleeping_;
  int lost_percent_ = 0, lost_so_far_ = 0;
  int listener_ = 0;
  std::thread thread_;
};

}  // namespace ilert_bridge::doubles
