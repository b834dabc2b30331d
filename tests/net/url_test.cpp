#include "ilert-bridge/net/url.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

TEST(Url, IsWhatLibcurlMakesOfIt) {
  const Result<Url> url = parts_of_url("HTTPS://us%40er:p%3Aw@Gw.example.com:8443/ilert/api");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->user, "us@er");
  EXPECT_EQ(url->password, "p:w");
  EXPECT_EQ(url->host, "Gw.example.com");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/ilert/api");
}

TEST(Url, AnAddressIsWhereTheRequestWouldGo) {
  const std::pair<const char*, const char*> rows[] = {{"http://127.1/", "127.0.0.1"},
                                                      {"http://0x7f.1/", "127.0.0.1"},
                                                      {"http://2130706433/", "127.0.0.1"},
                                                      {"http://[0:0:0:0:0:0:0:1]:80/", "::1"},
                                                      {"http://127.evil.com/", "127.evil.com"}};
  for (const auto& [text, host] : rows) EXPECT_EQ(parts_of_url(text)->host, host) << text;
}

TEST(Url, ThatIsNoneSaysWhyAndQuotesNothing) {
  const std::pair<const char*, const char*> rows[] = {
      {"https://x:70000/", "has a port that is not a number from 1 to 65535"},
      {"https://x:port/", "has a port that is not a number from 1 to 65535"},
      {"https://[nonsense]/", "has no IPv6 address between '[' and ']'"},
      {"https://", "has no host name, or one with characters that no host name has"},
      {"https://a{b}/", "has no host name, or one with characters that no host name has"}};
  for (const auto& [text, fault] : rows) {
    const Result<Url> url = parts_of_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().text, fault);
  }
  EXPECT_EQ(parts_of_url("https://x/s3cret key").error().text.find("s3cret"), std::string::npos);
}

TEST(Url, NothingOfItIsShownButItsOrigin) {
  EXPECT_EQ(origin_of("https://user:pw@[::1]:8443/key?token"), "https://[::1]:8443");
  EXPECT_EQ(origin_of("http://[bad/key"), "a URL that is none");
}

TEST(HttpDate, IsReadInAllItsForms) {
  const Time at = from_unix(784111777);
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text), at) << text;
  for (const char* text : {"", "yesterday", "Sun, 99 Nov 1994 08:49:37 GMT"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

TEST(Credentials, AreInBase64) {
  EXPECT_EQ(basic_credentials("user", "password"), "dXNlcjpwYXNzd29yZA==");
  EXPECT_EQ(basic_credentials("", ""), "Og==");
}

}  // namespace
}  // namespace ilert_bridge
