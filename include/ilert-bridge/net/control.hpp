// Questions from this machine: a unix socket that takes one line for a question and gives one line for the
// answer, as often as the other side likes. What the lines say is not this file's business; who asks is known
// from the kernel. One thread.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {

// Who is at the other end, as the kernel saw it when it connected.
struct ControlPeer {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;  // the further ones
};

// Root, the same user, and members of the group may change something; everybody else may only ask. Pure.
bool may_change(const ControlPeer& peer, uid_t own_user, gid_t own_group);

class ControlConnection {
 public:
  ControlConnection(Stream stream, ControlPeer peer);

  const ControlPeer& peer() const { return peer_; }
  // Without its newline; nothing: the peer closed. A line longer than `limit` bytes is an error.
  boost::asio::awaitable<Result<std::optional<std::string>>> read_line(std::size_t limit, Span deadline);
  boost::asio::awaitable<Result<void>> write_line(std::string line, Span deadline);

 private:
  Stream stream_;
  ControlPeer peer_;
  std::string unread_;
};

class ControlListener {
 public:
  // Open to every user of the machine: rights are decided question by question. A socket left behind by a
  // crash is replaced; one that somebody answers at, and a file that is no socket, are errors. The error says
  // what to do.
  static Result<ControlListener> open(const boost::asio::any_io_executor& executor,
                                      const std::filesystem::path& path);
  ControlListener(ControlListener&&) noexcept;
  ~ControlListener();  // removes the socket, if it is still this one

  // An error is of the system (too many open files) and may pass; after close() it is for ever.
  boost::asio::awaitable<Result<ControlConnection>> accept();
  void close();
  bool closed() const;

 private:
  struct Socket;
  explicit ControlListener(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

struct ControlFault {
  enum class Kind {
    nobody,  // there is no socket, or nobody listens at it
    failed
  } kind = Kind::failed;
  std::string text;
};
[[noreturn]] void throw_exception_from_error(const ControlFault& fault, const boost::source_location&);

// One question and its answer, by blocking calls: for a command, never for the daemon. The answer is at most
// 16 MiB.
Result<std::string, ControlFault> ask_control(const std::filesystem::path& path, std::string_view line,
                                              Span patience);

}  // namespace ilert_bridge
