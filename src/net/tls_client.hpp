// Our end of TLS over a connected socket: whom it believes, the certificate it shows if it is asked for one,
// and, when there is no connection, which of the many reasons it was and what to do about it.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <string>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/net/endpoint.hpp"

namespace ilert_bridge {

class TlsClient {
 public:
  using Plain = boost::asio::generic::stream_protocol::socket;

  // Reads the files of the endpoint; the error names the one that cannot be used. `plain` must live longer.
  static Result<std::unique_ptr<TlsClient>> over(Plain& plain, const Endpoint& endpoint);
  TlsClient(const TlsClient&) = delete;  // OpenSSL knows it by its address
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() = default;

  boost::asio::ssl::stream<Plain&>& stream() { return stream_; }
  SSL* session() { return stream_.native_handle(); }

  // Why the server's certificate was not accepted, with the remedy; empty: it was, or never came.
  const std::string& distrust() const { return distrust_; }
  // What the server has against our certificate, or the lack of it, when it ended the connection like that;
  // empty: nothing that we know of. With TLS 1.3 it says so only after the handshake.
  std::string refusal(boost::system::error_code fault) const;

 private:
  TlsClient(Plain& plain, const Endpoint& endpoint, boost::asio::ssl::context trust);
  boost::system::error_code prepare();
  bool judge(bool accepted, boost::asio::ssl::verify_context& context);

  const Endpoint& endpoint_;
  boost::asio::ssl::context trust_;
  boost::asio::ssl::stream<Plain&> stream_;
  std::string distrust_;
  bool is_asked_for_certificate_ = false;  // and had none
};

}  // namespace ilert_bridge
