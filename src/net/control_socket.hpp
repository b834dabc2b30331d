// The control socket as a file: how it is made, replaced and found. Plain system calls.
#pragma once

#include <sys/types.h>
#include <sys/un.h>

#include <filesystem>

#include "ilert-bridge/base/descriptor.hpp"
#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

// The address of the file; false if the path is longer than an address can be.
bool address_of(const std::filesystem::path& path, sockaddr_un& address);

// Listens under a temporary name and is renamed into place, so that whoever finds it can connect.
class BoundSocket {
 public:
  static Result<BoundSocket> make(const std::filesystem::path& path);
  BoundSocket(BoundSocket&& other) noexcept;
  BoundSocket& operator=(BoundSocket&&) = delete;
  ~BoundSocket();  // removes the file, unless it is another's by now

  const std::filesystem::path& path() const { return path_; }
  int release() { return listening_.release(); }

 private:
  BoundSocket(std::filesystem::path path, Descriptor listening);
  std::filesystem::path path_;
  Descriptor listening_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace ilert_bridge
