#include "tls_certificate.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <ctime>
#include <memory>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr int most_names = 4;
constexpr std::size_t longest_name = 100;

std::string_view bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// 4 bytes are an IPv4 address, 16 an IPv6 one.
std::string address_in(std::string_view bytes) {
  asio::ip::address_v4::bytes_type four;
  asio::ip::address_v6::bytes_type sixteen;
  if (bytes.size() == four.size()) {
    std::copy(bytes.begin(), bytes.end(), four.begin());
    return asio::ip::address_v4{four}.to_string();
  }
  if (bytes.size() != sixteen.size()) return {};
  std::copy(bytes.begin(), bytes.end(), sixteen.begin());
  return asio::ip::address_v6{sixteen}.to_string();
}

std::string name_in(const GENERAL_NAME* name) {
  int kind = 0;
  const auto* const value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &kind));
  if (kind == GEN_DNS) return cut(one_line(bytes_of(value)), longest_name);
  return kind == GEN_IPADD ? address_in(bytes_of(value)) : std::string{};
}

struct Free {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string moment(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return "a time that cannot be read";
  return rfc3339(from_unix(::timegm(&parts)));
}

}  // namespace

std::vector<std::string> names_of(const X509* certificate) {
  std::vector<std::string> found;
  if (certificate == nullptr) return found;
  const std::unique_ptr<GENERAL_NAMES, Free> names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()) && found.size() < most_names; ++at)
    if (std::string name = name_in(sk_GENERAL_NAME_value(names.get(), at)); !name.empty())
      found.push_back(std::move(name));
  if (found.empty())
    if (std::string name = common_name_of(certificate); !name.empty()) found.push_back(std::move(name));
  return found;
}

std::string common_name_of(const X509* certificate) {
  if (certificate == nullptr) return {};
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (place < 0) return {};
  return cut(one_line(bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)))), longest_name);
}

std::string valid_from(const X509* certificate) {
  return moment(certificate == nullptr ? nullptr : X509_get0_notBefore(certificate));
}

std::string valid_until(const X509* certificate) {
  return moment(certificate == nullptr ? nullptr : X509_get0_notAfter(certificate));
}

}  // namespace ilert_bridge
