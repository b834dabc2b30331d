#include "tests/doubles/livestatus_double.hpp"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "tests/doubles/certificates.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {
namespace {

using Kind = Fault::Kind;
constexpr std::chrono::milliseconds moment{50};  // long enough to be sure that nothing comes

const std::string tail = "OutputFormat: json\nResponseHeader: fixed16\nKeepAlive: on\n\n";

struct Served {
  explicit Served(Flavour flavour, std::size_t threads = 0)
      : server(world, {.flavour = flavour, .unix_path = folder / "live", .threads = threads}) {
    world.add_host({.host = "web01", .contacts = {"oncall"}});
    world.add_service({.host = "web01", .description = "HTTP", .state = 2, .output = "refused"});
  }
  std::string ask(const std::string& request) const { return ask_once(server.endpoint(), request + tail); }

  TemporaryFolder folder;
  World world;
  LivestatusDouble server;
};

std::string framed(int code, const std::string& body) {
  char head[32];
  std::snprintf(head, sizeof head, "%03d %11zu\n", code, body.size());
  return head + body;
}

TEST(LivestatusDouble, AnswersWithSixteenBytesAndRows) {
  Served checkmk(Flavour::checkmk);
  EXPECT_EQ(checkmk.ask("GET services\nColumns: host_name description state plugin_output\n"),
            framed(200, "[[\"web01\",\"HTTP\",2,\"refused\"]]\n"));
}

TEST(LivestatusDouble, HasTheMannersOfEachFlavour) {
  struct Case {
    const char* reason;
    Flavour flavour;
    const char* request;
    int code;
    std::string body;
  };
  const Case cases[] = {
      {"Icinga: no newline at the end, booleans are words", Flavour::icinga2,
       "GET services\nColumns: state acknowledged\n", 200, "[[2,false]]"},
      {"Icinga names no columns where there are no rows", Flavour::icinga2,
       "GET services\nColumns: state\nFilter: state = 9\nColumnHeaders: on\n", 200, "[]"},
      {"others do", Flavour::naemon, "GET services\nColumns: state\nFilter: state = 9\nColumnHeaders: on\n",
       200, "[[\"state\"]]\n"},
      {"Icinga has no table columns", Flavour::icinga2, "GET columns\n", 404,
       "Table 'columns' does not exist."},
      {"Checkmk: an unknown column is null", Flavour::checkmk, "GET services\nColumns: nonsense\n", 200,
       "[[null]]\n"},
      {"naemon: it is empty", Flavour::naemon, "GET services\nColumns: nonsense\n", 200, "[[\"\"]]\n"},
      {"naemon: a filter on it finds nothing", Flavour::naemon,
       "GET services\nColumns: state\nFilter: nonsense = 0\n", 200, "[]\n"},
      {"Icinga ignores AuthUser", Flavour::icinga2, "GET services\nColumns: state\nAuthUser: nobody\n", 200,
       "[[2]]"},
      {"an unknown contact sees nothing", Flavour::checkmk,
       "GET services\nColumns: state\nAuthUser: nobody\n", 200, "[]\n"},
      {"a contact of the host sees its services", Flavour::checkmk,
       "GET services\nColumns: state\nAuthUser: oncall\n", 200, "[[2]]\n"},
      {"Icinga ignores what it does not know", Flavour::icinga2, "GET hosts\nColumns: name\nNonsense: 1\n",
       200, "[[\"web01\"]]"},
      {"Icinga compares a boolean with > as words", Flavour::icinga2,
       "GET services\nColumns: state\nFilter: acknowledged > 0\n", 200, "[[2]]"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.reason);
    Served served(one.flavour);
    EXPECT_EQ(served.ask(one.request), framed(one.code, one.body));
  }
}

TEST(LivestatusDouble, RefusesAsTheFlavourDoes) {
  struct Case {
    const char* reason;
    Flavour flavour;
    const char* request;
    const char* begins;
  };
  const Case cases[] = {
      {"Checkmk: unknown header", Flavour::checkmk, "GET hosts\nNonsense: 1\n", "400 "},
      {"Checkmk: unknown column in a filter", Flavour::checkmk, "GET hosts\nFilter: nonsense = 1\n", "400 "},
      {"Icinga: unknown column fails the query", Flavour::icinga2, "GET hosts\nColumns: nonsense\n", "452 "},
      {"unknown table", Flavour::checkmk, "GET nonsense\n", "404 "},
      {"a regular expression that is none", Flavour::checkmk, "GET hosts\nFilter: name ~ (\n", "400 "},
      {"And without filters", Flavour::checkmk, "GET hosts\nAnd: 2\n", "400 "},
      {"And without filters on Icinga", Flavour::icinga2, "GET hosts\nResponseHeader: fixed16\nAnd: 2\n",
       "451 "},
      {"naemon has not read as far as ResponseHeader", Flavour::naemon, "GET hosts\nNonsense: 1\n",
       "undefined"},
      {"Checkmk cannot page", Flavour::checkmk, "GET hosts\nOffset: 1\n", "400 "},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.reason);
    Served served(one.flavour);
    EXPECT_TRUE(served.ask(one.request).starts_with(one.begins)) << served.ask(one.request);
  }
}

TEST(LivestatusDouble, WithoutTheHeaderErrorsAreSilent) {
  Served checkmk(Flavour::checkmk);
  EXPECT_EQ(ask_once(checkmk.server.endpoint(), "GET nonsense\n\n"), "");
  EXPECT_EQ(ask_once(checkmk.server.endpoint(), "GET services\nColumns: host_name state\n\n"), "web01;2\n");
}

TEST(LivestatusDouble, WrapsRowsInTheOrderOfTheFlavour) {
  const std::string request = "GET hosts\nColumns: name\nOutputFormat: wrapped_json\n\n";
  Served lmd(Flavour::lmd), naemon(Flavour::naemon);
  EXPECT_EQ(
      ask_once(lmd.server.endpoint(), request),
      "{\"data\":[[\"web01\"]],\"failed\":{},\"columns\":[\"name\"],\"rows_scanned\":1,\"total_count\":1}\n");
  EXPECT_EQ(ask_once(naemon.server.endpoint(), request),
            "{\"columns\":[\"name\"],\"data\":[[\"web01\"]],\"total_count\":1}\n");
}

TEST(LivestatusDouble, CombinesFiltersAsAStack) {
  Served served(Flavour::checkmk);
  served.world.add_service("db01", "Disk");
  served.world.add_service({.host = "db01", .description = "Load", .state = 1});
  EXPECT_EQ(served.ask("GET services\nColumns: description\nFilter: state = 1\nFilter: state = 2\nOr: 2\n"
                       "Filter: host_name = db01\n"),
            framed(200, "[[\"Load\"]]\n"));
  EXPECT_EQ(served.ask(
                "GET services\nColumns: description\nFilter: state = 0\nNegate:\nFilter: host_name ~ ^web\n"),
            framed(200, "[[\"HTTP\"]]\n"));
  EXPECT_EQ(
      served.ask(
          "GET services\nStats: state = 0\nStats: state != 0\nStats: state = 1\nStats: host_name = db01\n"
          "StatsAnd: 2\nStats: max state\n"),
      framed(200, "[[1,2,1,2]]\n"));
}

TEST(LivestatusDouble, WritesAsciiAndCutsTextAtABadByte) {
  Served served(Flavour::checkmk);
  served.world.service_check("web01", "HTTP", 2, "\xC3\xA9\xF0\x9F\x94\xA5\n\"ok\" \xFF lost");
  const std::string request = "GET services\nColumns: plugin_output\n";
  EXPECT_EQ(served.ask(request), framed(200, "[[\"\\u00e9\\ud83d\\udd25\\u000a\\\"ok\\\" \"]]\n"));
}

TEST(LivestatusDouble, KeepsAliveAndAnswersInOrder) {
  Served served(Flavour::checkmk);
  PlainClient client(served.server.endpoint());
  client.send("GET hosts\nColumns: name\n" + tail + "GET services\nColumns: state\n" + tail);
  EXPECT_EQ(client.answer(), framed(200, "[[\"web01\"]]\n"));
  EXPECT_EQ(client.answer(), framed(200, "[[2]]\n"));
  client.send("GET hosts\nColumns: name\nOutputFormat: json\n\n");
  EXPECT_EQ(client.receive(12), "[[\"web01\"]]\n");
  EXPECT_TRUE(client.closed());
}

TEST(LivestatusDouble, FourIdleConnectionsSilenceIcinga) {
  Served served(Flavour::icinga2);
  std::vector<std::unique_ptr<PlainClient>> idle;
  for (int i = 0; i < 4; ++i) idle.push_back(std::make_unique<PlainClient>(served.server.endpoint()));
  PlainClient fifth(served.server.endpoint(), moment);
  fifth.send("GET hosts\nColumns: name\n" + tail);
  EXPECT_EQ(fifth.answer(), "");
  idle.clear();
  PlainClient patient(served.server.endpoint());
  patient.send("GET hosts\nColumns: name\n" + tail);
  EXPECT_EQ(patient.answer(), framed(200, "[[\"web01\"]]"));
}

TEST(LivestatusDouble, CommandsChangeTheWorldAndOnlySomeAreAnswered) {
  const std::string command =
      "COMMAND [1700000000] ACKNOWLEDGE_SVC_PROBLEM;web01;HTTP;2;0;0;ilert;on it; really\n";
  Served checkmk(Flavour::checkmk);
  EXPECT_EQ(ask_once(checkmk.server.endpoint(), command + "\n"), "");
  ASSERT_TRUE(eventually([&] { return checkmk.world.row("web01", "HTTP").acknowledged; }))
      << "in its own time";
  EXPECT_EQ(checkmk.world.comments().at(0).text, "on it; really");
  EXPECT_EQ(checkmk.server.commands().size(), 1U);

  Served icinga(Flavour::icinga2);
  EXPECT_EQ(ask_once(icinga.server.endpoint(), command + "ResponseHeader: fixed16\n\n"), framed(200, ""));
  Served naemon(Flavour::naemon);
  EXPECT_EQ(ask_once(naemon.server.endpoint(), "COMMAND [1700000000] FOO_BAR;1\n\n"),
            "400: Unknown command 'FOO_BAR'\n");
}

TEST(LivestatusDouble, GoesWrongAsOftenAsItIsTold) {
  struct Case {
    const char* reason;
    Fault fault;
    std::string answer;
  };
  const std::string right = framed(200, "[[\"web01\"]]\n");
  const Case cases[] = {
      {"cut", {.kind = Kind::cut_after, .bytes = 20}, right.substr(0, 20)},
      {"empty", {.kind = Kind::empty}, ""},
      {"empty body", {.kind = Kind::empty_body}, framed(200, "")},
      {"wrong length", {.kind = Kind::wrong_length, .bytes = 5}, "200          17\n[[\"web01\"]]\n"},
      {"bad UTF-8", {.kind = Kind::invalid_utf8}, framed(200, "[[\"\xFFweb01\"]]\n")},
      {"refused",
       {.kind = Kind::refuse, .code = 413, .text = "core is shutting down"},
       framed(413, "core is shutting down\n")},
      {"in single bytes", {.kind = Kind::one_byte_writes}, right},
      {"slowly", {.kind = Kind::slow, .bytes = 20, .pause = std::chrono::milliseconds{1}}, right},
      {"no Livestatus connection at all", {.kind = Kind::close_now}, ""},
  };
  Served served(Flavour::checkmk);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.reason);
    served.server.fault(one.fault);
    EXPECT_EQ(served.ask("GET hosts\nColumns: name\n"), one.answer);
    EXPECT_EQ(served.ask("GET hosts\nColumns: name\n"), right);
  }
}

TEST(LivestatusDouble, HangsAndNeverEnds) {
  Served served(Flavour::checkmk);
  served.server.fault({.kind = Kind::hang});
  PlainClient client(served.server.endpoint(), moment);
  client.send("GET hosts\nColumns: name\n" + tail);
  EXPECT_EQ(client.answer(), "");
  EXPECT_TRUE(served.server.wait_for_requests(1, std::chrono::seconds{10}));

  served.server.fault({.kind = Kind::never_ending});
  PlainClient patient(served.server.endpoint());
  patient.send("GET hosts\nColumns: name\n" + tail);
  EXPECT_EQ(patient.receive(16), "200  1000000000\n");
  EXPECT_EQ(patient.receive(1 << 20).size(), std::size_t{1} << 20);
}

TEST(LivestatusDouble, RestartsBetweenTwoQuestions) {
  Served served(Flavour::checkmk);
  served.server.fault({.kind = Kind::restart_before, .after = 1});
  PlainClient client(served.server.endpoint());
  const auto ask = [&] {
    client.send("GET status\nColumns: program_start nagios_pid\n" + tail);
    return client.answer();
  };
  const auto first = ask();
  const auto second = ask();
  EXPECT_NE(first, second);
  EXPECT_EQ(ask(), second);
}

TEST(LivestatusDouble, GoesAwayAndComesBackAtItsAddress) {
  World world;
  LivestatusDouble server(world, {.flavour = Flavour::naemon});
  const auto address = server.address();
  PlainClient client(server.endpoint());
  ASSERT_TRUE(client.connected());
  server.stop();
  EXPECT_TRUE(client.closed());
  EXPECT_FALSE(PlainClient(server.endpoint()).connected());
  server.start();
  EXPECT_EQ(server.address(), address);
  EXPECT_EQ(ask_once(server.endpoint(), "GET status\nColumns: num_hosts\n" + tail), framed(200, "[[0]]\n"));
}

TEST(LivestatusDouble, SpeaksTlsWithTheCertificateItIsGiven) {
  const TemporaryFolder folder;
  Authority authority(folder.path().string());
  const auto files = authority.issue();
  World world;
  LivestatusDouble server(world, {.certificate_file = files.certificate, .key_file = files.key});
  EXPECT_EQ(server.address(), "tls://127.0.0.1:" + server.endpoint().port);
  boost::asio::io_context io;
  boost::asio::ssl::context trust(boost::asio::ssl::context::tls_client);
  trust.load_verify_file(authority.ca_file());
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> client(io, trust);
  client.set_verify_mode(boost::asio::ssl::verify_peer);
  const auto port = static_cast<unsigned short>(std::stoi(server.endpoint().port));
  client.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
  client.handshake(boost::asio::ssl::stream_base::client);
  boost::asio::write(client, boost::asio::buffer("GET status\nColumns: num_hosts\n" + tail));
  std::string answer(22, ' ');
  boost::asio::read(client, boost::asio::buffer(answer));
  EXPECT_EQ(answer, framed(200, "[[0]]\n"));
}

TEST(LivestatusDouble, ShowsACrowdWithoutStoringIt) {
  World world;
  world.many_services(1000, 10);
  LivestatusDouble server(world, {.flavour = Flavour::checkmk});
  const auto ask = [&](const std::string& request) { return ask_once(server.endpoint(), request + tail); };
  EXPECT_EQ(ask("GET services\nStats: state = 0\nStats: state != 0\nStats: host_state = 0\n"),
            framed(200, "[[990,10,1000]]\n"));
  EXPECT_EQ(ask("GET status\nColumns: num_hosts num_services\n"), framed(200, "[[50,1000]]\n"));
  EXPECT_EQ(ask("GET services\nColumns: host_name description state\nFilter: state != 0\nLimit: 1\n"),
            framed(200, "[[\"crowd-000004\",\"Service 000019\",2]]\n"));
}

}  // namespace
}  // namespace ilert_bridge::doubles
