// A file descriptor that closes itself. The only place that says close(2): who holds a descriptor as a bare
// number only borrows it.
#pragma once

#include <unistd.h>

#include <utility>

namespace ilert_bridge {

class Descriptor {
 public:
  // Takes what open(2), socket(2) or accept(2) gave; -1: none.
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  // For whoever closes it instead.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace ilert_bridge
