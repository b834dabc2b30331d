#include "ilert-bridge/net/url.hpp"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace ilert_bridge {
namespace {

struct Release {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};
using Handle = std::unique_ptr<CURLU, Release>;

std::string part(const Handle& url, CURLUPart which, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, Release> owned{text};
  return text;
}

std::string without_brackets(std::string host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

Error fault_of(CURLUcode code) {
  switch (code) {
    case CURLUE_BAD_PORT_NUMBER:
      return error("has a port that is not a number from 1 to 65535");
    case CURLUE_BAD_IPV6:
      return error("has no IPv6 address between '[' and ']'");
    case CURLUE_NO_HOST:
    case CURLUE_BAD_HOSTNAME:
      return error("has no host name, or one with characters that no host name has");
    default:
      return error(std::string{"is no URL: "} + curl_url_strerror(code));
  }
}

}  // namespace

Result<Url> parts_of_url(const std::string& text) {
  const Handle url{curl_url()};
  if (!url) throw std::bad_alloc{};
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK) return fault_of(code);
  return Url{.scheme = part(url, CURLUPART_SCHEME),
             .user = part(url, CURLUPART_USER, CURLU_URLDECODE),
             .password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE),
             .host = without_brackets(part(url, CURLUPART_HOST)),
             .port = part(url, CURLUPART_PORT),
             .path = part(url, CURLUPART_PATH)};
}

std::string origin_of(const std::string& url) {
  const Result<Url> parts = parts_of_url(url);
  if (!parts) return "a URL that is none";
  const bool bracketed = parts->host.find(':') != std::string::npos;
  const std::string host = bracketed ? '[' + parts->host + ']' : parts->host;
  return parts->scheme + "://" + host + (parts->port.empty() ? "" : ':' + parts->port);
}

std::optional<Time> parse_http_date(const std::string& text) {
  const std::time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds == -1) return std::nullopt;
  return from_unix(seconds);
}

std::string basic_credentials(const std::string& user, const std::string& password) {
  const std::string plain = user + ':' + password;
  std::string encoded((plain.size() + 2) / 3 * 4 + 1, '\0');  // with OpenSSL's NUL
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

}  // namespace ilert_bridge
