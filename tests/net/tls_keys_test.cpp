// What site keys change about TLS: tls_name, client_certificate_file,
// client_key_file.
#include <stdlib.h>

#include <fstream>

#include "tests/doubles/certificates.hpp"
#include "tests/net/conversation.hpp"

namespace ilert_bridge {
namespace {

using namespace testing_net;
using doubles::Authority;
using doubles::CertificateWish;
using doubles::TlsFiles;

std::string text_of(const std::string& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

class TlsKeys : public Streams {
 protected:
  // The conversation with a server that has such a certificate, by a client
  // that trusts `ca_file`.
  std::string with(const CertificateWish& wish, const std::string& ca_file,
                   const std::string& tls_name = {}) {
    const TlsFiles files = authority_.issue(wish);
    ScriptedPeer peer{context_, {{{"hello"}}}, files.certificate, files.key};
    Endpoint endpoint = peer.endpoint();
    endpoint.ca_file = ca_file;
    endpoint.tls_name = tls_name;
    return conversation(endpoint);
  }
  // With a server that talks only to those whom our authority signed.
  std::string shown(const Endpoint& ours, bool tls_1_2 = false) {
    const TlsFiles files = authority_.issue();
    ScriptedPeer peer{context_, {{{"hello"}}}, files.certificate, files.key};
    peer.require_certificate_of(authority_.ca_file());
    if (tls_1_2) peer.speak_tls_1_2();
    Endpoint endpoint = peer.endpoint();
    endpoint.ca_file = authority_.ca_file();
    endpoint.client_certificate_file = ours.client_certificate_file;
    endpoint.client_key = ours.client_key;
    return conversation(endpoint);
  }
  Endpoint client(const CertificateWish& wish) {
    const TlsFiles files = authority_.issue(wish);
    Endpoint ours;
    ours.client_certificate_file = files.certificate;
    ours.client_key = text_of(files.key);
    return ours;
  }
  Authority authority_{folder_.path()};
};

TEST_F(TlsKeys, CompareTheNameThatIsWanted) {
  EXPECT_EQ(with({.name = "prod"}, authority_.ca_file(), "prod"), "hello");
  const std::string text = with({.name = "test"}, authority_.ca_file(), "prod");
  EXPECT_TRUE(contains(text, "the server's certificate is for test, not for prod")) << text;
  EXPECT_TRUE(contains(text, "is it the right server? Then set tls_name = \"test\"")) << text;
}

TEST_F(TlsKeys, TakeTheNameThatIsWantedForTheHosts) {
  ::setenv("SSL_CERT_FILE", authority_.ca_file().c_str(),
           1);  // the authority is one of the system's
  EXPECT_EQ(with({.name = "elsewhere.example"}, "", "elsewhere.example"), "hello");
  const std::string text = with({.name = "other.example"}, "", "elsewhere.example");
  EXPECT_TRUE(contains(text, "is for other.example, not for elsewhere.example")) << text;
  ::unsetenv("SSL_CERT_FILE");
}

TEST_F(TlsKeys, ShowACertificateToAServerThatAsks) { EXPECT_EQ(shown(client({.name = "bridge"})), "hello"); }

TEST_F(TlsKeys, SayThatTheServerAsksForACertificate) {
  for (const bool tls_1_2 : {false, true}) {
    const std::string text = shown({}, tls_1_2);
    EXPECT_TRUE(contains(text,
                         "the server asks for a client certificate; set "
                         "client_certificate_file"))
        << text;
  }
}

TEST_F(TlsKeys, SayThatTheCertificateIsNotAccepted) {
  for (const bool tls_1_2 : {false, true}) {
    const Endpoint ours = client({.name = "bridge", .self_signed = true});
    const std::string text = shown(ours, tls_1_2);
    EXPECT_TRUE(contains(text, "the server does not accept " + ours.client_certificate_file)) << text;
  }
}

TEST_F(TlsKeys, SayThatTheKeyBelongsToAnotherCertificate) {
  Endpoint ours = client({.name = "bridge"});
  ours.client_key = client({.name = "other"}).client_key;
  const std::string text = shown(ours);
  EXPECT_TRUE(contains(text, "client_key_file (does it belong to " + ours.client_certificate_file + "?)"))
      << text;
  EXPECT_FALSE(contains(text, "PRIVATE KEY")) << text;
}

}  // namespace
}  // namespace ilert_bridge
