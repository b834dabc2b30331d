#include "tls_client.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <ctime>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/base/time.hpp"
#include "tls_certificate.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

// Where a session keeps the object that asked for it.
int place_of_owner() {
  static const int place =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, nullptr, nullptr, nullptr);
  return place;
}

std::string trusted(const Endpoint& endpoint) {
  return endpoint.ca_file.empty() ? "the system's certificate authorities" : endpoint.ca_file;
}

// Whose name the certificate must carry; empty: anybody's whom ca_file signs.
std::string expected_name(const Endpoint& endpoint) {
  if (!endpoint.tls_name.empty()) return endpoint.tls_name;
  return endpoint.ca_file.empty() ? endpoint.host : std::string{};
}

bool is_address(const std::string& name) {
  error_code is_name;
  asio::ip::make_address(name, is_name);
  return !is_name;
}

error_code use_own_certificate(ssl::context& trust, const Endpoint& endpoint, std::string& file) {
  error_code fault;
  file = endpoint.client_certificate_file;
  trust.use_certificate_chain_file(file, fault);
  if (fault) return fault;
  file = "client_key_file";
  trust.use_private_key(asio::buffer(endpoint.client_key), ssl::context::pem, fault);
  if (fault && SSL_CTX_check_private_key(trust.native_handle()) != 1)
    file = "client_key_file (does it belong to " + endpoint.client_certificate_file + "?)";
  return fault;
}

// A server's alert that is about the certificate of its client.
bool is_about_our_certificate(error_code fault) {
  if (fault.category() != asio::error::get_ssl_category()) return false;
  constexpr std::array reasons{
      SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,     SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
      SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
      SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_UNKNOWN_CA,
      SSL_R_TLSV1_ALERT_ACCESS_DENIED,       SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED};
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(fault.value()));
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

std::string not_signed(const Endpoint& endpoint, int code) {
  const bool by_itself = code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
  std::string text{"the server's certificate is not signed by "};
  text.append(trusted(endpoint))
      .append(by_itself ? ", but by itself (" : " (")
      .append(X509_verify_cert_error_string(code))
      .append("); ");
  return text.append(endpoint.ca_file.empty()
                         ? "set ca_file to the site's CA, in Checkmk etc/ssl/ca.pem of the site"
                         : "ca_file must hold the CA of this site, in Checkmk etc/ssl/ca.pem of the site");
}

std::string wrong_name(const Endpoint& endpoint, const X509* certificate) {
  const std::vector<std::string> names = names_of(certificate);
  std::string text{"the server's certificate is for "};
  text.append(names.empty() ? "nobody" : join(names, ", "))
      .append(", not for ")
      .append(expected_name(endpoint))
      .append("; is it the right server? Then ");
  if (names.empty()) return text.append("give it a certificate with its name");
  return text
      .append(endpoint.tls_name.empty() ? "write that name into address, or set tls_name = "
                                        : "set tls_name = ")
      .append(quoted(names.front()));
}

// "the server's", or, above it, that of the authority with this name.
std::string whose(int depth, const X509* certificate) {
  if (depth == 0) return "the server's certificate";
  return "the certificate of the authority " + quoted(common_name_of(certificate));
}

std::string out_of_time(int code, int depth, const X509* certificate) {
  const std::string now_here = "; here it is " + rfc3339(now());
  if (code == X509_V_ERR_CERT_NOT_YET_VALID)
    return whose(depth, certificate) + " is not valid before " + valid_from(certificate) + now_here +
           ": is the clock of this machine right, or that of the one which made it?";
  return whose(depth, certificate) + " expired at " + valid_until(certificate) + now_here +
         "; renew it on the server, in Checkmk etc/ssl/sites/SITE.pem of the site";
}

std::string reason(const Endpoint& endpoint, int code, int depth, const X509* certificate) {
  switch (code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return wrong_name(endpoint, certificate);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return out_of_time(code, depth, certificate);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return not_signed(endpoint, code);
    default:
      return whose(depth, certificate) + " cannot be accepted (" + X509_verify_cert_error_string(code) + ")";
  }
}

}  // namespace

TlsClient::TlsClient(Plain& plain, const Endpoint& endpoint, ssl::context trust)
    : endpoint_(endpoint), trust_(std::move(trust)), stream_(plain, trust_) {}

Result<std::unique_ptr<TlsClient>> TlsClient::over(Plain& plain, const Endpoint& endpoint) {
  ssl::context trust{ssl::context::tls_client};
  trust.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                    ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  error_code fault;
  std::string file = trusted(endpoint);
  if (endpoint.ca_file.empty()) {
    trust.set_default_verify_paths(fault);
  } else {
    trust.load_verify_file(endpoint.ca_file, fault);
  }
  if (!fault && !endpoint.client_certificate_file.empty()) fault = use_own_certificate(trust, endpoint, file);
  if (fault) return error("cannot use " + file + ": " + fault.message());
  std::unique_ptr<TlsClient> client{new TlsClient{plain, endpoint, std::move(trust)}};
  if (const error_code unprepared = client->prepare())
    return error("cannot begin TLS: " + unprepared.message());
  return client;
}

error_code TlsClient::prepare() {
  error_code fault;
  stream_.set_verify_mode(ssl::verify_peer, fault);
  stream_.set_verify_callback(
      [this](bool accepted, ssl::verify_context& context) { return judge(accepted, context); }, fault);
  SSL_set_ex_data(session(), place_of_owner(), this);
  SSL_CTX_set_client_cert_cb(trust_.native_handle(), [](SSL* session, X509**, EVP_PKEY**) {
    static_cast<TlsClient*>(SSL_get_ex_data(session, place_of_owner()))->is_asked_for_certificate_ = true;
    return 0;  // there is none
  });
  const std::string expected = expected_name(endpoint_);
  if (!expected.empty()) {
    X509_VERIFY_PARAM* const rules = SSL_get0_param(session());
    if (is_address(expected))
      X509_VERIFY_PARAM_set1_ip_asc(rules, expected.c_str());
    else
      X509_VERIFY_PARAM_set1_host(rules, expected.c_str(), expected.size());
  }
  std::string name = endpoint_.tls_name.empty() ? endpoint_.host : endpoint_.tls_name;
  if (is_address(name)) return fault;
  // What SSL_set_tlsext_host_name does, without its C cast.
  SSL_ctrl(session(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  return fault;
}

bool TlsClient::judge(bool accepted, ssl::verify_context& context) {
  if (accepted) return true;
  X509_STORE_CTX* const store = context.native_handle();
  if (distrust_.empty())
    distrust_ = reason(endpoint_, X509_STORE_CTX_get_error(store), X509_STORE_CTX_get_error_depth(store),
                       X509_STORE_CTX_get_current_cert(store));
  return false;
}

std::string TlsClient::refusal(error_code fault) const {
  if (is_asked_for_certificate_)
    return "the server asks for a client certificate; set client_certificate_file and client_key_file";
  if (endpoint_.client_certificate_file.empty() || !is_about_our_certificate(fault)) return {};
  return "the server does not accept " + endpoint_.client_certificate_file + " (" + fault.message() +
         "); it must be signed by an authority that the server trusts, and be valid";
}

}  // namespace ilert_bridge
