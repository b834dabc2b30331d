#include "tests/doubles/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace ilert_bridge::doubles {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using File = std::unique_ptr<std::FILE, Release<std::fclose>>;

constexpr long day = 24L * 60 * 60;

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string{"cannot make a test certificate: "} + what);
}

File open_for_writing(const std::string& path) {
  File file{std::fopen(path.c_str(), "w")};
  require(file != nullptr, path.c_str());
  return file;
}

Key new_key() {
  Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  require(key != nullptr, "key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>> extension{
      X509V3_EXT_nconf_nid(nullptr, &context, kind, value.c_str())};
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

Certificate unsigned_certificate(const std::string& name, EVP_PKEY* key, long serial, long from, long until) {
  Certificate certificate{X509_new()};
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_set_pubkey(certificate.get(), key);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "name");
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "signature");
}

void write_certificate(const std::string& path, X509* certificate) {
  require(PEM_write_X509(open_for_writing(path).get(), certificate) == 1, path.c_str());
}

void write_key(const std::string& path, EVP_PKEY* key) {
  require(PEM_write_PrivateKey(open_for_writing(path).get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          path.c_str());
}

std::string alternative_names(const std::string& name) {
  return "DNS:" + name + (name == "localhost" ? ",IP:127.0.0.1,IP:::1" : "");
}

}  // namespace

struct Authority::Signer {
  Key key;
  Certificate certificate;
};

Authority::Authority(std::string folder) : folder_{std::move(folder)}, signer_{std::make_unique<Signer>()} {
  signer_->key = new_key();
  signer_->certificate =
      unsigned_certificate("Authority of the tests", signer_->key.get(), 1, -30 * day, 30 * day);
  X509* certificate = signer_->certificate.get();
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(certificate, certificate, signer_->key.get());
  write_certificate(ca_file(), certificate);
}

Authority::~Authority() = default;

std::string Authority::ca_file() const { return folder_ + "/ca.pem"; }

TlsFiles Authority::issue(const CertificateWish& wish) {
  const Key key = new_key();
  const long from = wish.not_yet_valid ? day : -10 * day;
  const long until = wish.expired ? -day : 10 * day;
  const Certificate certificate = unsigned_certificate(wish.name, key.get(), ++issued_ + 1, from, until);
  X509* issuer = wish.self_signed ? certificate.get() : signer_->certificate.get();
  add_extension(certificate.get(), issuer, NID_subject_alt_name, alternative_names(wish.name));
  sign(certificate.get(), issuer, wish.self_signed ? key.get() : signer_->key.get());
  const std::string stem = folder_ + "/server-" + std::to_string(issued_);
  TlsFiles files{stem + ".pem", stem + ".key"};
  write_certificate(files.certificate, certificate.get());
  write_key(files.key, key.get());
  return files;
}

}  // namespace ilert_bridge::doubles
