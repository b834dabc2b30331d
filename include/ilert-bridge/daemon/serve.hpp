// The control socket's loop: who may ask what, and who answers. One line of JSON asks, one answers:
//   {"ask": "status", …}  ->  {"ok": true, "answer": {…}}  or  {"ok": false, "error": "a sentence"}
// Whoever answers registers by name, before run().
//
// Every user of the machine may come, so strangers, who may not change anything, cost little: there are so
// many of them at once, their questions have a rate in common, after a refusal they wait, and nothing about
// them is looked up.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/rate.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/net/control.hpp"
#include "ilert-bridge/net/user_names.hpp"

namespace ilert_bridge {

// control.sock in $RUNTIME_DIRECTORY, else in /run/ilert-bridge.
std::filesystem::path control_socket_path(const Surroundings& surroundings);

enum class Right : std::uint8_t {
  read,   // any user of this machine
  change  // root, the daemon's own user, members of its group
};

struct Asker {
  uid_t user = 0;
  std::string name;  // where the question changes something; else, or where it is not known, the number
};

// Gives the answer, or why there is none. May throw CommitFailed, which ends the process. A question without
// a field it must have, or with one of a wrong type, may be met with what Boost.JSON throws.
using Answering = std::function<boost::asio::awaitable<Result<boost::json::object>>(
    boost::json::object question, Asker asker)>;

class Serve {
 public:
  // `journal`: the one this daemon owns. A question that is meant for the daemon of another journal (its
  // field "journal") is not answered.
  Serve(const boost::asio::any_io_executor& executor, std::filesystem::path socket,
        std::filesystem::path journal, UserNames names = {});

  void answer(const std::string& ask, Right right, Answering answering);

  // Makes the socket: from now on a question waits for its answer. Where that fails it says so in the log,
  // and nobody is served: the daemon's work does not depend on it.
  void open();
  // Opens, if that is not done, and answers until stop(); must not be cancelled. Throws CommitFailed only.
  boost::asio::awaitable<void> run();
  void stop();

 private:
  struct Answerer {
    Right right;
    Answering answering;
  };
  boost::asio::awaitable<void> accept();
  bool lets_in(const ControlPeer& peer);
  boost::asio::awaitable<void> attend(ControlConnection connection);
  boost::asio::awaitable<void> converse(ControlConnection& connection);
  boost::asio::awaitable<boost::json::object> reply(std::string line, const ControlPeer& peer);
  boost::json::object refused(const std::string& ask, const Asker& asker);
  boost::asio::awaitable<boost::json::object> consider(std::string line, const ControlPeer& peer);

  boost::asio::any_io_executor executor_;
  std::filesystem::path socket_;
  std::filesystem::path journal_;
  std::map<std::string, Answerer, std::less<>> answerers_;
  std::optional<ControlListener> listener_;
  UserNames names_;
  std::map<uid_t, int> attended_;
  int strangers_ = 0;
  Rate turns_of_strangers_;
  Repeats refusals_{Repeats::between_lines};
  Tasks conversations_;
  bool opened_ = false;
  bool stopping_ = false;
};

}  // namespace ilert_bridge
