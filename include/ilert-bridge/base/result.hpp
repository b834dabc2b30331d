// A value or the reason why there is none. Used where failing is ordinary: outside input, sockets, files.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace ilert_bridge {

// One sentence for a person: what failed, where, and what to do if that is known. Never holds a secret.
struct Error {
  std::string text;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("result without a value: " + error.text);
}

// Foreign errors (error_code, CURLcode, sqlite codes) become an Error in the file that owns the library.
template <class T, class E = Error>
class [[nodiscard]] Result : public boost::system::result<T, E> {
 public:
  using boost::system::result<T, E>::result;
};

inline Error error(std::string text) { return Error{std::move(text)}; }

}  // namespace ilert_bridge
