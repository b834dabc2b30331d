// Integration keys: where they are found, when they are refused, and that nobody ever reads them.
#include "ilert-bridge/config/secret.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "ilert-bridge/base/secrets.hpp"
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

// While it lives, files are read with the rights of that user.
struct AsUser {
  explicit AsUser(uid_t user) { EXPECT_EQ(::seteuid(user), 0); }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;
  ~AsUser() { EXPECT_EQ(::seteuid(0), 0); }
};

constexpr uid_t nobody = 65534;

struct Secrets : ConfigTest {
  static std::string route(const std::string& line) {
    return "[site.prod]\naddress = \"unix:/x\"\n[route.oncall]\n" + line + "\n";
  }
  std::string key_of(const std::string& line) {
    const Loaded loaded = load(route(line));
    EXPECT_EQ(text_of(loaded.errors), "");
    return loaded.config.routes.at(0).integration_key.reveal();
  }
  // The same as that user reads it, who owns nothing here.
  std::string said_to(uid_t user, const std::string& line) {
    folder.write("ilert-bridge.toml", route(line), 0644);
    ::chmod(folder.path().c_str(), 0755);
    const AsUser reading{user};
    const Loaded loaded = load();
    return loaded.errors.empty() ? "nothing" : folder.without_path(loaded.errors.front().text);
  }
  // What is said of the first thing wrong.
  std::string said_of(const std::string& line) {
    const Loaded loaded = load(route(line));
    return loaded.errors.empty() ? "nothing" : folder.without_path(loaded.errors.front().text);
  }
};

TEST_F(Secrets, AreSoughtInTheCredentialsFirst) {
  surroundings.credentials_directory = (folder.path() / "credentials").native();
  const std::string line = "integration_key_file = \"oncall.key\"";
  EXPECT_EQ(key_of(line), "il1api0123456789") << "from the folder secrets beside the file";
  folder.write("credentials/secret_oncall.key", "from-secret-name", 0400);
  EXPECT_EQ(key_of(line), "from-secret-name");
  folder.write("credentials/oncall.key", "from-name", 0400);
  EXPECT_EQ(key_of(line), "from-name");
}

TEST_F(Secrets, AnAbsoluteNameIsTakenAsItIs) {
  const auto file = folder.write("elsewhere", "absolute\n\n", 0400);
  EXPECT_EQ(key_of("integration_key_file = \"" + file.native() + "\""), "absolute")
      << "line ends are not part of it";
}

struct ClientKeys : ConfigTest {
  const std::string pem = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
  std::string site(const std::string& lines) {
    const auto certificate = folder.write("bridge.pem", "-----BEGIN CERTIFICATE-----\n");
    return replaced(least, "address = \"unix:/run/live\"",
                    "address = \"tls://mon:6557\"\n" +
                        replaced(lines, "PEM", "client_certificate_file = \"" + certificate.native() + "\""));
  }
};

TEST_F(ClientKeys, AreSecretsInFilesOfTheirOwn) {
  folder.write("secrets/bridge.key", pem, 0600);
  const Loaded loaded = load(site("PEM\nclient_key_file = \"bridge.key\"\ntls_name = \"prod\""));
  EXPECT_EQ(text_of(loaded.errors), "");
  const Endpoint& endpoint = loaded.config.sites.at(0).endpoint;
  EXPECT_EQ(endpoint.client_key + "\n", pem);
  EXPECT_EQ(endpoint.tls_name, "prod");
  EXPECT_TRUE(endpoint.client_certificate_file.ends_with("/bridge.pem"));
  EXPECT_EQ(value_of(loaded, "site.prod.client_key_file"), "\"bridge.key\"")
      << "the name of the file is none";
}

TEST_F(ClientKeys, ThatCannotBeUsedSayWhy) {
  folder.write("secrets/open.key", pem, 0604);
  folder.write("secrets/locked.key", replaced(pem, "PRIVATE", "ENCRYPTED PRIVATE"), 0600);
  folder.write("secrets/none.key", "c2VjcmV0", 0600);
  const auto said = [&](const std::string& name) {
    const Loaded loaded = load(site("PEM\nclient_key_file = \"" + name + "\""));
    return loaded.errors.empty() ? "nothing" : folder.without_path(loaded.errors.front().text);
  };
  const std::string key = "'site.prod.client_key_file': ";
  EXPECT_EQ(said("open.key"),
            key +
                "every user of this machine can read \"DIR/secrets/open.key\"; run: chmod o-r "
                "DIR/secrets/open.key");
  EXPECT_EQ(said("locked.key"),
            key +
                "\"DIR/secrets/locked.key\" is locked with a passphrase; take it off: openssl pkey -in FILE "
                "-out NEWFILE");
  EXPECT_EQ(said("none.key"), key + "\"DIR/secrets/none.key\" holds no private key in PEM form");
}

TEST_F(ClientKeys, MayBeLongWithAChainBesideThem) {
  const std::string chain = "-----BEGIN CERTIFICATE-----\n" + std::string(20'000, 'A') + "\n";
  folder.write("secrets/bridge.key", pem + chain, 0600);
  const std::string lines = "PEM\nclient_key_file = \"bridge.key\"";
  const Loaded loaded = load(site(lines));
  EXPECT_EQ(text_of(loaded.errors), "");
  EXPECT_TRUE(loaded.config.sites.at(0).endpoint.client_key.starts_with(pem));
  folder.write("secrets/bridge.key", pem + std::string(70'000, 'A'), 0600);
  EXPECT_NE(errors_of(site(lines))
                .find("'site.prod.client_key_file': cannot read "
                      "\"DIR/secrets/bridge.key\": it is larger than 65536 bytes"),
            std::string::npos);
}

TEST_F(ClientKeys, AndTheirCertificatesGoTogether) {
  folder.write("secrets/bridge.key", pem, 0600);
  EXPECT_NE(errors_of(site("PEM")).find("needs client_key_file too"), std::string::npos);
  EXPECT_NE(errors_of(site("client_key_file = \"bridge.key\"")).find("needs client_certificate_file too"),
            std::string::npos);
}

TEST_F(ClientKeys, HaveNoEffectWithoutTls) {
  EXPECT_NE(warnings_of(replaced(site("tls_name = \"prod\""), "tls://mon", "tcp://127.0.0.1"))
                .find("'site.prod.tls_name' has no effect without tls://"),
            std::string::npos);
}

TEST_F(Secrets, EmptyInLineMeansNotGiven) {
  EXPECT_EQ(key_of("integration_key = \"\"\nintegration_key_file = \"oncall.key\""), "il1api0123456789");
}

TEST_F(Secrets, ThatCannotBeUsedSayWhy) {
  surroundings.credentials_directory = (folder.path() / "credentials").native();
  folder.write("secrets/open.key", "abcdefgh", 0604);
  folder.write("secrets/empty.key", "\n", 0600);
  folder.write("secrets/two-lines.key", "abcdefgh\nijkl\n", 0600);
  folder.write("secrets/long.key", std::string(5000, 'x'), 0600);
  std::filesystem::create_directory(folder.path() / "secrets/folder.key");
  const auto file = [](const std::string& name) { return "integration_key_file = \"" + name + "\""; };
  const std::string key = "'route.oncall.integration_key_file'";
  EXPECT_EQ(said_of(file("none.key")),
            key +
                ": there is no file \"DIR/credentials/none.key\", nor "
                "\"DIR/credentials/secret_none.key\", nor \"DIR/secrets/none.key\"");
  EXPECT_EQ(said_of(file("open.key")),
            key +
                ": every user of this machine can read \"DIR/secrets/open.key\"; run: "
                "chmod o-r DIR/secrets/open.key");
  EXPECT_EQ(said_of(file("empty.key")),
            key +
                ": \"DIR/secrets/empty.key\" is empty; the integration key of the ilert "
                "alert source belongs there");
  EXPECT_EQ(said_of(file("two-lines.key")),
            key +
                ": \"DIR/secrets/two-lines.key\" holds a blank, a line break or "
                "another character that integration keys do not have");
  EXPECT_EQ(said_of(file("long.key")),
            key + ": cannot read \"DIR/secrets/long.key\": it is larger than 4098 bytes");
  EXPECT_EQ(said_of(file("folder.key")),
            key + ": cannot read \"DIR/secrets/folder.key\": it is a folder, not a file");
  EXPECT_EQ(said_of(file("../x")), key + " must be an absolute path or a plain file name, got text \"../x\"");
  EXPECT_EQ(said_of(file("il1api0123456789")),
            key + " wants the name of a file, and this looks like the key itself; write the key into a file");
  EXPECT_EQ(said_of("integration_key = \"a b\""),
            "'route.oncall.integration_key' holds a blank, a line break or "
            "another character that integration keys do not have");
  EXPECT_EQ(said_of("integration_key = '\"il1api\"'"),
            "'route.oncall.integration_key' holds a quote, which integration keys do not have; the key "
            "stands there without quotes");
  folder.write("secrets/address.key", "https://api.ilert.com/api/events/abcdefgh", 0600);
  EXPECT_EQ(said_of(file("address.key")),
            key +
                ": \"DIR/secrets/address.key\" holds a slash, which integration keys do not have; of an "
                "address the key is what follows the last '/'");
}

TEST_F(Secrets, TheNameOfTheirFileIsNone) {
  EXPECT_EQ(errors_of(route("integration_key_file = \"none.key\"")),
            "DIR/ilert-bridge.toml:4:24: error: 'route.oncall.integration_key_file': there is no file "
            "\"DIR/secrets/none.key\"\n"
            "    4 | integration_key_file = \"none.key\"\n"
            "      |                        ^~~~~~~~~~\n");
}

// A container mounts files with the owner they have outside. What is advised must not take away the right
// that the bridge itself has.
TEST_F(Secrets, OfAnotherUserSayWhose) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  const uid_t other = 4711;
  ASSERT_EQ(::chown(folder.write("secrets/open.key", "abcdefgh", 0604).c_str(), other, other), 0);
  ASSERT_EQ(::chown(folder.write("secrets/closed.key", "abcdefgh", 0600).c_str(), other, other), 0);
  folder.write("locked/oncall.key", "abcdefgh", 0600);
  ASSERT_EQ(::chmod((folder.path() / "locked").c_str(), 0700), 0);
  const std::string key = "'route.oncall.integration_key_file': ";
  EXPECT_EQ(
      said_of("integration_key_file = \"open.key\""),
      key +
          "every user of this machine can read \"DIR/secrets/open.key\": it belongs to uid 4711 and has "
          "mode 0604, ilert-bridge runs as uid 0; give it that owner and mode 0400");
  EXPECT_EQ(
      said_to(nobody, "integration_key_file = \"closed.key\""),
      key +
          "cannot read \"DIR/secrets/closed.key\": Permission denied; it belongs to uid 4711 and has mode "
          "0600, ilert-bridge runs as uid 65534: give that user the right to read it");
  EXPECT_EQ(
      said_to(nobody, "integration_key_file = \"" + (folder.path() / "locked/oncall.key").native() + "\""),
      key +
          "cannot read \"DIR/locked/oncall.key\": Permission denied; the folder \"DIR/locked\" belongs to "
          "uid 0 and has mode 0700, ilert-bridge runs as uid 65534: give that user the right to read it");
}

// Only systemd hands over what is in a folder that the service cannot read.
TEST_F(Secrets, AreNotExpectedOfSystemdWhereItDoesNotHandThemOver) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
  folder.write("secrets/oncall.key", "abcdefgh", 0600);
  ASSERT_EQ(::chmod((folder.path() / "secrets").c_str(), 0700), 0);
  const auto said_with = [&](const std::string& credentials) {
    surroundings.credentials_directory = credentials;
    return said_to(nobody, "integration_key_file = \"oncall.key\"");
  };
  EXPECT_EQ(
      said_with("/run/secrets"),
      "'route.oncall.integration_key_file': there is no file \"/run/secrets/oncall.key\", nor "
      "\"/run/secrets/secret_oncall.key\", and cannot read \"DIR/secrets/oncall.key\": Permission denied; "
      "the folder \"DIR/secrets\" belongs to uid 0 and has mode 0700, ilert-bridge runs as uid 65534: give "
      "that user the right to read it");
  EXPECT_NE(said_with("/run/credentials/ilert-bridge.service").find("run: systemctl restart ilert-bridge"),
            std::string::npos);
}

TEST_F(Secrets, OfAProxyMayHoldBlanksAndNeedAUser) {
  folder.write("secrets/proxy.pw", "Pa ss:w\xc3\xb6rd\n", 0600);
  folder.write("secrets/open.pw", "Passwort", 0644);
  folder.write("secrets/empty.pw", "\n", 0600);
  folder.write("secrets/two-lines.pw", "Pass\nwort\n", 0600);
  const auto proxy = [&](const std::string& lines) {
    const Loaded loaded = load("[ilert]\n" + lines + route("integration_key_file = \"oncall.key\""));
    return loaded.errors.empty() ? loaded.config.ilert.proxy_password.reveal()
                                 : folder.without_path(loaded.errors.front().text);
  };
  const auto file = [](const std::string& name) {
    return "proxy_user = \"bridge\"\nproxy_password_file = \"" + name + "\"\n";
  };
  const std::string key = "'ilert.proxy_password_file'";
  EXPECT_EQ(proxy(file("proxy.pw")), "Pa ss:w\xc3\xb6rd");
  EXPECT_EQ(proxy("proxy_password_file = \"proxy.pw\"\n"), key + " has no effect without ilert.proxy_user");
  EXPECT_EQ(proxy(file("none.pw")), key + ": there is no file \"DIR/secrets/none.pw\"");
  EXPECT_EQ(proxy(file("open.pw")), key +
                                        ": every user of this machine can read \"DIR/secrets/open.pw\"; run: "
                                        "chmod o-r DIR/secrets/open.pw");
  EXPECT_EQ(proxy(file("empty.pw")), key + ": \"DIR/secrets/empty.pw\" is empty; the password belongs there");
  EXPECT_EQ(proxy(file("two-lines.pw")),
            key + ": \"DIR/secrets/two-lines.pw\" holds a line break or another control character");
}

TEST_F(Secrets, ThatWereReadAreKnownToTheProcess) {
  folder.write("secrets/proxy.pw", "word of the proxy\n", 0600);
  load("[ilert]\nproxy_user = \"bridge\"\nproxy_password_file = \"proxy.pw\"\n" +
       route("integration_key = \"il1apiInLine0123\""));
  EXPECT_EQ(blot_out("il1apiInLine0123 word%20of%20the%20proxy"), "*** ***");
  EXPECT_EQ(blot_out("Basic YnJpZGdlOndvcmQgb2YgdGhlIHByb3h5"), "Basic ***") << "as it travels";
}

TEST_F(Secrets, ExactlyOneIsGiven) {
  EXPECT_EQ(said_of(""),
            "'route.oncall' has no integration key; write the key of the ilert alert source into a file and "
            "name it with integration_key_file");
  EXPECT_EQ(said_of("integration_key_file = \"oncall.key\"\nintegration_key = \"abcdefgh\""),
            "'route.oncall.integration_key' and integration_key_file (DIR/ilert-bridge.toml:4) cannot both "
            "be given; "
            "remove one");
}

TEST_F(Secrets, InLineAreWarnedOfOnlyWhereOthersReadThem) {
  const std::string text = route("integration_key = \"abcdefgh\"");
  EXPECT_EQ(warnings_of(text), "");
  folder.write("ilert-bridge.toml", text, 0644);
  EXPECT_EQ(text_of(load().warnings),
            "DIR/ilert-bridge.toml:4:19: warning: 'route.oncall.integration_key' stands in a file that every "
            "user of this "
            "machine can read; use integration_key_file, or run: chmod o-r DIR/ilert-bridge.toml\n"
            "    4 | integration_key = ***\n"
            "      |                   ^~~\n");
}

// Everything that load_config says, in one text.
std::string all_of(const Loaded& loaded) {
  std::string text;
  for (const Fault& fault : loaded.errors) text += to_text(fault);
  for (const Fault& fault : loaded.warnings) text += to_text(fault);
  for (const Origin& origin : loaded.origins)
    text += origin.key + ' ' + origin.value + ' ' + origin.place + '\n';
  return text;
}

struct Leak {
  const char* why;
  const char* text;  // SECRET stands for the key
  bool only_by_its_looks = false;
};

const Leak leaks[] = {
    {"the usual place", "integration_key = \"SECRET\""},
    {"beside the file", "integration_key = \"SECRET\"\nintegration_key_file = \"oncall.key\""},
    {"without its closing quote", "integration_key = \"SECRET"},
    {"without quotes", "integration_key = SECRET"},
    {"with a bad escape", "integration_key = \"SECRET\\q\""},
    {"over several lines", "integration_key = \"\"\"\nSECRET\n\"\"\"\nzzz = 1"},
    {"over several lines without an end", "integration_key = '''\nSECRET\nx = "},
    {"in a list", "integration_key = [\n\"SECRET\"\n]"},
    {"in a list that is broken", "integration_key = [\n\"SECRET\"\n\"x\"]"},
    {"in a table", "integration_key = { SECRET = 1, x = \"SECRET\" }"},
    {"in an inline table", "policy = { integration_key = \"SECRET\" }"},
    {"in a list of tables", "match.sites = [ { integration_key = \"SECRET\" } ]"},
    {"in a table that is written twice over", "[[route.oncall.match.hosts]]\nintegration_key = \"SECRET\""},
    {"misspelt", "integration_kye = \"SECRET\""},
    {"misspelt further", "api_key = \"SECRET\""},
    {"misspelt over several lines", "token = '''\nSECRET\n'''"},
    {"with an escaped name", "\"integration\\u005fkey\" = \"SECRET x\""},
    {"misspelt with a table", "api_key = { x = \"SECRET\" }"},
    {"misspelt with a table of its own", "[route.b.api_key]\nx = \"SECRET\"\nSECRET = 1"},
    {"instead of the file", "integration_key_file = \"SECRET\"", true},
    {"in the wrong key, looking like one", "summary = \"SECRET\"\nzzz = \"SECRET\"\nsend = \"SECRET\"", true},
    {"the same key a second time", "integration_key = \"SECRET\"\nalert_on = [\"SECRET\"]"},
    {"with a space, so that it is refused", "integration_key = \"SECRET and\""},
    {"repeated on one line", "integration_key = \"SECRET\" # SECRET"},
    {"twice", "integration_key = \"SECRET\"\nintegration_key = \"SECRET\""},
    {"misspelt and twice", "api_key = \"SECRET\"\napi_key = \"SECRET\""},
    {"misspelt without its closing quote", "integration_kye = \"SECRET"},
    {"in the wrong key without quotes", "summary = SECRET", true},
    {"in the wrong key without its closing quote", "summary = \"SECRET", true},
    {"instead of the file without quotes", "integration_key_file = SECRET", true},
    {"in an address without its closing quote", "proxy = \"http://me:SECRET@proxy:1"},
    {"a table header", "[route.b.integration_key]\nx = \"SECRET\""},
};

TEST_F(Secrets, NeverReachAnyText) {
  for (const Leak& leak : leaks) {
    const std::string secret = leak.only_by_its_looks ? "il1apiSECRET0123" : "4711-SECRET0-4711";
    const Loaded loaded = load(route(replaced(leak.text, "SECRET", secret)));
    EXPECT_EQ(all_of(loaded).find("SECRET0"), std::string::npos) << leak.why << '\n' << all_of(loaded);
  }
}

TEST_F(Secrets, AreNotQuotedByTheParserOfToml) {
  const Loaded loaded = load(route("integration_key = 471100000000000000004711"));
  EXPECT_EQ(loaded.errors.at(0).text, "syntax error in a line that holds a secret; is its text in quotes?");
  EXPECT_EQ(all_of(loaded).find("4711"), std::string::npos);
}

TEST_F(Secrets, FromFilesNeverReachAnyText) {
  folder.write("secrets/oncall.key", "uuid-SECRET0-like", 0600);
  const Loaded loaded =
      load(route("integration_key_file = \"oncall.key\"\nsummary = \"uuid-SECRET0-like {{\"\n"
                 "details = \"uuid-SECRET0-like\""));
  EXPECT_FALSE(loaded.errors.empty());
  EXPECT_EQ(all_of(loaded).find("SECRET0"), std::string::npos) << all_of(loaded);
}

TEST_F(Secrets, PasswordsInUrlsAreRefusedUnread) {
  const Loaded loaded = load("ilert.proxy = \"http://me:SECRET0@proxy:1\"\n" + least);
  EXPECT_EQ(text_of(loaded.errors),
            "DIR/ilert-bridge.toml:1:15: error: 'ilert.proxy' must not hold a user or password: it is shown "
            "in logs and by "
            "'ilert-bridge config'; use proxy_user and proxy_password_file\n"
            "    1 | ilert.proxy = ***\n"
            "      |               ^~~\n");
  EXPECT_EQ(all_of(loaded).find("SECRET0"), std::string::npos);
  EXPECT_EQ(all_of(load("ilert.proxy = \"http://me:x/SECRET0@proxy:1\"\n" + least)).find("SECRET0"),
            std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
