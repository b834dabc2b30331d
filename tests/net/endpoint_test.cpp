#include "ilert-bridge/net/endpoint.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

struct Written {
  const char* text;
  const char* read_back;  // nullptr: refused
  const char* because;
};

TEST(Endpoint, IsReadAsItIsWritten) {
  const std::string longest = "unix:/" + std::string(106, 'x');
  const std::string too_long = longest + "x";
  const Written table[] = {
      {"unix:/omd/sites/prod/tmp/run/live", "unix:/omd/sites/prod/tmp/run/live", "a socket's path"},
      {"unix:///run/live", "unix:/run/live", "written like a URL"},
      {"tcp://mon1:6557", "tcp://mon1:6557", "a name and a port"},
      {"tls://[::1]:6557", "tls://[::1]:6557", "IPv6 in brackets"},
      {longest.c_str(), longest.c_str(), "the longest path the kernel takes"},
      {too_long.c_str(), nullptr, "at most 107 bytes"},
      {"unix:live", nullptr, "must start with \"/\""},
      {"unix:", nullptr, "must start with \"/\""},
      {"/omd/sites/prod/tmp/run/live", nullptr, "unix:/path/to/live"},
      {"http://mon1:6557", nullptr, "tcp://host:6557"},
      {"tcp://mon1", nullptr, "the port is missing"},
      {"tcp://[::1]", nullptr, "the port is missing"},
      {"tcp://::1:6557", nullptr, "brackets"},
      {"tcp://:6557", nullptr, "the host is missing"},
      {"tcp://mon1:", nullptr, "from 1 to 65535"},
      {"tcp://mon1:0", nullptr, "from 1 to 65535"},
      {"tcp://mon1:65536", nullptr, "from 1 to 65535"},
      {"tcp://mon1:6557/", nullptr, "from 1 to 65535"},
      {"tcp://mon 1:6557", nullptr, "not a host's name"},
      {"", nullptr, "no address"},
  };
  for (const Written& row : table) {
    const Result<Endpoint> endpoint = parse_endpoint(row.text);
    ASSERT_EQ(endpoint.has_value(), row.read_back != nullptr) << row.text << ": " << row.because;
    if (endpoint) {
      EXPECT_EQ(to_text(*endpoint), row.read_back) << row.because;
    } else {
      EXPECT_NE(endpoint.error().text.find(row.because), std::string::npos) << endpoint.error().text;
    }
  }
}

}  // namespace
}  // namespace ilert_bridge
