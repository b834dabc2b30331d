// Streams over TLS: whom they believe, and what they say when they do not.
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

class Tls : public Streams {
 protected:
  // The conversation with a server that has such a certificate, by a client that trusts `ca_file`.
  std::string with(const CertificateWish& wish, const std::string& ca_file) {
    const TlsFiles files = authority_.issue(wish);
    ScriptedPeer peer{context_, {{{"hello"}}}, files.certificate, files.key};
    Endpoint endpoint = peer.endpoint();
    endpoint.ca_file = ca_file;
    return conversation(endpoint);
  }
  Authority authority_{folder_.path()};
};

TEST_F(Tls, TrustsWhatTheSiteCaSigned) { EXPECT_EQ(with({}, authority_.ca_file()), "hello"); }

TEST_F(Tls, DoesNotCompareTheNameOfASitesCertificate) {
  EXPECT_EQ(with({.name = "prod"}, authority_.ca_file()), "hello") << "the site, not the host";
}

TEST_F(Tls, RefusesAStrangersCertificate) {
  const std::string text = with({.self_signed = true}, authority_.ca_file());
  EXPECT_TRUE(contains(text, "is not signed by " + authority_.ca_file() + ", but by itself")) << text;
  EXPECT_TRUE(contains(text, "ca_file must hold the CA of this site")) << text;
}

TEST_F(Tls, NamesTheDayOnWhichACertificateExpired) {
  const std::string yesterday = rfc3339(now() - 24h).substr(0, 10);
  const std::string text = with({.expired = true}, authority_.ca_file());
  EXPECT_TRUE(contains(text, "the server's certificate expired at " + yesterday)) << text;
  EXPECT_TRUE(contains(text, "renew it on the server")) << text;
  EXPECT_FALSE(contains(text, "not signed")) << text;
}

TEST_F(Tls, DoubtsTheClockBeforeACertificateIsValid) {
  const std::string tomorrow = rfc3339(now() + 24h).substr(0, 10);
  const std::string text = with({.not_yet_valid = true}, authority_.ca_file());
  EXPECT_TRUE(contains(text, "the server's certificate is not valid before " + tomorrow)) << text;
  EXPECT_TRUE(contains(text, "is the clock of this machine right")) << text;
}

TEST_F(Tls, TrustsTheSystemOnlyWithoutACaFile) {
  const std::string text = with({}, "");
  EXPECT_TRUE(contains(text, "is not signed by the system's certificate authorities")) << text;
  EXPECT_TRUE(contains(text, "set ca_file")) << text;
}

class SystemTls : public Tls {
 protected:
  // The authority is one of the system's.
  SystemTls() { ::setenv("SSL_CERT_FILE", authority_.ca_file().c_str(), 1); }
  ~SystemTls() override { ::unsetenv("SSL_CERT_FILE"); }
};

TEST_F(SystemTls, ComparesTheNameForAnyoneWithACertificateCouldBeTheSite) {
  EXPECT_EQ(with({}, ""), "hello");
  const std::string text = with({.name = "elsewhere.example"}, "");
  EXPECT_TRUE(contains(text, "the server's certificate is for elsewhere.example, not for 127.0.0.1")) << text;
  EXPECT_TRUE(contains(text, "or set tls_name = \"elsewhere.example\"")) << text;
  EXPECT_FALSE(contains(text, "ca_file")) << "that would switch the comparison off: " << text;
}

TEST_F(Tls, SaysThatTheCaFileCannotBeUsed) {
  EXPECT_TRUE(contains(with({}, folder_ / "missing.pem"), "cannot use " + folder_ / "missing.pem"));
  std::ofstream{folder_ / "empty.pem"} << "\n";
  EXPECT_TRUE(contains(with({}, folder_ / "empty.pem"), "cannot use " + folder_ / "empty.pem"));
}

TEST_F(Tls, SaysThatThePortSpeaksNoTls) {
  ScriptedPeer peer{context_, {{{}, true}}};
  Endpoint endpoint = peer.endpoint();
  endpoint.kind = Endpoint::Kind::tls;
  endpoint.ca_file = authority_.ca_file();
  const std::string text = conversation(endpoint, 5, impatient);
  EXPECT_TRUE(contains(text, "no TLS connection")) << text;
  EXPECT_TRUE(contains(text, "does this port speak TLS?")) << text;
}

// As OpenSSL ends it: with an alert, and not a word of Livestatus.
TEST_F(Streams, OfTcpToAPortThatSpeaksTlsSayWhatToWrite) {
  ScriptedPeer peer{context_, {{{std::string{"\x15\x03\x01\x00\x02\x02\x46", 7}}}}};
  const std::string text = conversation(peer.endpoint(), 16);
  EXPECT_TRUE(contains(text, "this port speaks TLS: write tls:// in the address")) << text;
}

TEST_F(Tls, IsThoughtOfByOneWhoDoesNotSpeakIt) {
  const TlsFiles files = authority_.issue();
  ScriptedPeer peer{context_, {{{"hello"}}}, files.certificate, files.key};
  Endpoint endpoint = peer.endpoint();
  endpoint.kind = Endpoint::Kind::tcp;
  const std::string text = conversation(endpoint, 16);
  EXPECT_TRUE(contains(text, "tls://")) << text;
}

TEST_F(Streams, OfTcpThatAreClosedAtOnceNameWhatItMayBe) {
  ScriptedPeer peer{context_, {{{""}}}};
  const std::string text = conversation(peer.endpoint(), 16);
  EXPECT_TRUE(contains(text, "closed the connection without an answer")) << text;
  EXPECT_TRUE(contains(text, "or does the port speak TLS (tls://)?")) << text;
}

}  // namespace
}  // namespace ilert_bridge
