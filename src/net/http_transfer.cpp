#include "http_transfer.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <vector>

#include "environment_proxy.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/net/url.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t header_limit = 64UL * 1024;
constexpr Span connect_limit = std::chrono::seconds{10};
// With a connection's lifetime, nine minutes, a new address is followed within ten.
constexpr Span names_are_kept = std::chrono::seconds{60};

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK)
    throw std::logic_error(std::string{"libcurl refuses an option: "} + curl_easy_strerror(code));
}

long seconds(Span span) {
  return std::max(1L, static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(span).count()));
}

long millis(Span span) { return std::max(1L, static_cast<long>(span.count())); }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// OpenSSL's word about the chain (X509_V_ERR_…, stable for ever). libcurl looks at the name only when the
// chain is right, and then leaves no such word.
Obstacle mistrust(CURL* easy) {
  constexpr long unspecified = 1, not_yet_valid = 9, has_expired = 10;
  long word = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &word);
  if (word <= unspecified) return Obstacle::wrong_name;
  return word == not_yet_valid || word == has_expired ? Obstacle::expired : Obstacle::untrusted;
}

// "user:pw@" in front of any host: libcurl quotes the environment's proxy, too.
void blot_credentials(std::string& text) {
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    const std::size_t before = text.find_last_of(" '\"/", at);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    text.replace(begin, at - begin, "***");
    at = begin + 3;
  }
}

std::string of_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

// Every piece of a path may be a key: ilert has them there.
void add_pieces(KnownSecrets& secrets, std::string_view target) {
  constexpr std::size_t shortest_key = 8;
  while (!target.empty()) {
    const std::size_t end = std::min(target.find_first_of("/?&=#"), target.size());
    if (end >= shortest_key) secrets.add(target.substr(0, end));
    target.remove_prefix(std::min(end + 1, target.size()));
  }
}

// 407 is a word of HTTP proxies alone.
const char* refused_login(CURL* easy) {
  long refusal = 0;
  curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &refusal);
  if (refusal == CURLPX_USER_REJECTED)
    return "the SOCKS proxy does not take the user and password it was given";
  if (refusal == CURLPX_NO_AUTH) return "the SOCKS proxy wants a user and password, or another way to log in";
  return "the proxy wants a user and password, or others than it was given (407)";
}

}  // namespace

HttpTransfer::HttpTransfer(HttpRequest request, const HttpOptions& options)
    : request_{std::move(request)},
      proxy_{options.proxy},
      proxy_password_{options.proxy_password},
      way_{options.proxy.empty() ? environment_proxy(request_.url, of_environment)
                                 : origin_of(options.proxy)},
      easy_{curl_easy_init()} {
  if (!easy_) throw std::bad_alloc{};
  set_limits(options);
  set_ways(options);
  set_request();
  receive(options);
}

HttpTransfer::~HttpTransfer() = default;

void HttpTransfer::set_limits(const HttpOptions& options) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, millis(options.timeout));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, millis(std::min(options.timeout, connect_limit)));
}

void HttpTransfer::set_ways(const HttpOptions& options) {
  CURL* easy = easy_.get();
  // Plain http goes only to a loopback address, the configuration sees to that.
  const bool plain = request_.url.starts_with("http://");
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Of HTTP/2 libcurl ends after a time-out only the stream, and puts the next request on the same
  // connection, however dead. Fifty events a minute do not need it.
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_MAXLIFETIME_CONN, seconds(options.connection_lifetime));
  set(easy, CURLOPT_DNS_CACHE_TIMEOUT, seconds(names_are_kept));
  set_proxy(options, plain);
  if (options.ca_file.empty()) return;
  set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // else the system's would be trusted besides
}

void HttpTransfer::set_proxy(const HttpOptions& options, bool plain) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options.proxy.empty()) {
    set(easy, CURLOPT_PROXY, options.proxy.c_str());
    set(easy, CURLOPT_NOPROXY, "");  // what is configured does not give way to the environment's no_proxy
  } else if (plain) {
    set(easy, CURLOPT_PROXY, "");  // the environment's would look for our loopback address on its own host
  }
  if (!options.proxy_ca_file.empty()) set(easy, CURLOPT_PROXY_CAINFO, options.proxy_ca_file.c_str());
  if (options.proxy_user.empty()) return;
  // What a user and password are enough for. NTLM is not among them: nobody maintains it any more.
  set(easy, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC | CURLAUTH_DIGEST));
  set(easy, CURLOPT_PROXYUSERNAME, options.proxy_user.c_str());
  set(easy, CURLOPT_PROXYPASSWORD, options.proxy_password.c_str());
}

void HttpTransfer::set_request() {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_URL, request_.url.c_str());
  if (request_.method == "HEAD") {
    set(easy, CURLOPT_NOBODY, 1L);
  } else if (request_.method != "GET" || !request_.body.empty()) {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
    set(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
  request_.headers.emplace_back("Expect:");  // no round trip before the body
  for (const std::string& header : request_.headers) {
    curl_slist* const longer = curl_slist_append(header_list_.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    static_cast<void>(header_list_.release());
    header_list_.reset(longer);
  }
  set(easy, CURLOPT_HTTPHEADER, header_list_.get());
}

void HttpTransfer::receive(const HttpOptions& options) {
  CURL* easy = easy_.get();
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(easy, CURLOPT_ACCEPT_ENCODING, "");
  set(easy, CURLOPT_ERRORBUFFER, complaint_.data());
  set(easy, CURLOPT_PREREQFUNCTION, &HttpTransfer::sending);
  set(easy, CURLOPT_PREREQDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::body_arrived);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &HttpTransfer::header_arrived);
  set(easy, CURLOPT_HEADERDATA, this);
}

// libcurl calls this with a connection ready, TLS and proxy included, right before the request's first byte,
// and again when it repeats the request because a kept connection had died. That makes it the one exact
// answer to "may the server have seen it?": codes and times do not tell a refused second connection from a
// refused first one.
int HttpTransfer::sending(void* self, char*, char*, int, int local_port) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.sent_ = true;
  if (transfer.on_sending_) transfer.on_sending_(local_port);
  return CURL_PREREQFUNC_OK;
}

std::size_t HttpTransfer::body_arrived(const char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  std::string& body = transfer.answer_.body;
  const std::size_t room = transfer.request_.longest_answer - body.size();
  transfer.body_cut_ = size * count > room;
  body.append(bytes, std::min(size * count, room));
  return transfer.body_cut_ ? 0 : size * count;
}

std::size_t HttpTransfer::header_arrived(const char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  transfer.header_bytes_ += size * count;
  transfer.oversized_ = transfer.header_bytes_ > header_limit;
  if (transfer.oversized_) return 0;
  const std::string_view line{bytes, size * count};
  auto& headers = transfer.answer_.headers;
  if (line.starts_with("HTTP/")) headers.clear();  // an interim answer (1xx) came before
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string& value = headers[lower(trimmed(line.substr(0, colon)))];
  if (!value.empty()) value += ", ";
  value += trimmed(line.substr(colon + 1));
  return size * count;
}

HttpAnswer HttpTransfer::answer(CURLcode code) {
  HttpAnswer answer = std::move(answer_);
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  // The status decides what became of the request; whoever says it in more than was asked for has said it all
  // the same.
  const bool complete = code == CURLE_OK || (code == CURLE_WRITE_ERROR && body_cut_);
  if (complete && status > 0) {
    answer.transport = HttpAnswer::Transport::answered;
    answer.status = static_cast<int>(status);
    return answer;
  }
  answer = {};
  answer.transport = sent_ ? HttpAnswer::Transport::cut : HttpAnswer::Transport::not_sent;
  answer.obstacle = obstacle(code);
  answer.fault = fault(code);
  return answer;
}

Obstacle HttpTransfer::obstacle(CURLcode code) const {
  long tunnel = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &tunnel);
  long refusal = 0;  // of a SOCKS proxy
  curl_easy_getinfo(easy_.get(), CURLINFO_PROXY_ERROR, &refusal);
  if (tunnel == 407 || refusal == CURLPX_USER_REJECTED || refusal == CURLPX_NO_AUTH)
    return Obstacle::proxy_password;
  if (tunnel >= 300) return Obstacle::no_proxy;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Obstacle::no_name;
    case CURLE_COULDNT_CONNECT:
      return way_.empty() ? Obstacle::no_connection : Obstacle::no_proxy;
    case CURLE_PROXY:
      return Obstacle::no_proxy;
    case CURLE_PEER_FAILED_VERIFICATION:
      return mistrust(easy_.get());
    case CURLE_SSL_CACERT_BADFILE:
      return Obstacle::no_ca_file;
    case CURLE_SSL_CONNECT_ERROR:
      return Obstacle::no_tls;
    case CURLE_OPERATION_TIMEDOUT:
      return Obstacle::timed_out;
    default:
      return Obstacle::other;
  }
}

std::string HttpTransfer::fault(CURLcode code) const {
  std::string text = oversized_ ? "the answer's headers are larger than 64 KiB"
                     : obstacle(code) == Obstacle::proxy_password ? refused_login(easy_.get())
                     : complaint_.front() != 0                    ? one_line(complaint_.data())
                                                                  : curl_easy_strerror(code);
  text = secrets().blot_out(text);
  blot_credentials(text);
  return origin_of(request_.url) + (way_.empty() ? "" : " through the proxy " + way_) + ": " + text;
}

KnownSecrets HttpTransfer::secrets() const {
  KnownSecrets secrets;
  const Result<Url> url = parts_of_url(request_.url);
  const std::size_t path = url ? request_.url.find_first_of("/?#", request_.url.find("://") + 3) : 0;
  if (path != std::string::npos) {
    secrets.add(std::string_view{request_.url}.substr(path));
    add_pieces(secrets, std::string_view{request_.url}.substr(path));
  }
  secrets.add(proxy_password_);
  for (const std::string& one : {request_.url, proxy_})
    if (const Result<Url> parts = parts_of_url(one)) secrets.add(parts->password);
  return secrets;
}

}  // namespace ilert_bridge
