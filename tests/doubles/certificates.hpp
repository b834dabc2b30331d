// A certificate authority for tests: makes server certificates, good ones and bad ones, as PEM files in a
// folder.
#pragma once

#include <memory>
#include <string>

namespace ilert_bridge::doubles {

struct TlsFiles {
  std::string certificate;
  std::string key;
};

struct CertificateWish {
  std::string name = "localhost";  // "localhost" also covers 127.0.0.1 and ::1
  bool expired = false;
  bool not_yet_valid = false;
  bool self_signed = false;  // not by the authority
};

class Authority {
 public:
  explicit Authority(std::string folder);  // must exist; the caller removes it
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string ca_file() const;
  TlsFiles issue(const CertificateWish& wish = {});

 private:
  struct Signer;
  std::string folder_;
  std::unique_ptr<Signer> signer_;
  int issued_ = 0;
};

}  // namespace ilert_bridge::doubles
