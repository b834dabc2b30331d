// What the administrator asked for, as values, each with the place it came from. toml++ is used only in this
// folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/secrets.hpp"
#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/core/retention.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {

// A key, token or password. From the moment it exists it is known, and in no text: base/secrets.hpp.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) { known_secrets().add(value_); }
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

struct IlertSettings {
  std::string url = "https://api.ilert.com/api";
  Span timeout = std::chrono::seconds{30};
  std::string proxy;
  std::string ca_file;  // of ilert and the proxy; not of the heartbeat's host
  std::string proxy_user;
  Secret proxy_password;
  bool operator==(const IlertSettings&) const = default;
};

struct SiteSettings {
  std::string name;
  Endpoint endpoint;
  std::string auth_user;
  std::string web_url;
  Span poll_interval = std::chrono::seconds{5};
  Span silent_after = std::chrono::minutes{5};
  bool heartbeat = true;  // whether its silence stops the heartbeat
  bool operator==(const SiteSettings&) const = default;
};

struct RouteSettings {
  Route route;
  Secret integration_key;
  Secret api_token;  // where its alert source belongs to another account than that of [sync]
  bool operator==(const RouteSettings&) const = default;
};

// The dead man's switch; without a key it is off.
struct HeartbeatSettings {
  Secret key;
  std::string url = "https://beat.ilert.com/api/pings";
  Span interval = std::chrono::minutes{1};
  bool operator==(const HeartbeatSettings&) const = default;
};

enum class SyncAccept : std::uint8_t { acknowledge, ignore };
// An acceptance that a person took back in ilert.
enum class SyncUnaccept : std::uint8_t { ignore, remove };

// The way back, from ilert to Checkmk; off for routes without a token.
struct SyncSettings {
  Secret token;  // of an ilert user: reads alerts, of routes without a token of their own
  Span interval = std::chrono::seconds{30};
  SyncAccept accept = SyncAccept::acknowledge;
  bool comments = true;
  SyncResolve resolve = SyncResolve::ignore;
  SyncUnaccept unaccept = SyncUnaccept::ignore;
  std::string author = "ilert";
  bool operator==(const SyncSettings&) const = default;
};

// Where /metrics and /healthz are served: a loopback address; empty: nowhere.
struct MetricsSettings {
  std::string address;
  int port = 0;
  bool operator==(const MetricsSettings&) const = default;
};

struct Config {
  std::string name;       // this bridge; default: the host name
  std::string time_zone;  // of times in texts for people, "Europe/Berlin"; empty: the system's
  IlertSettings ilert;
  std::vector<SiteSettings> sites;    // in the order of their names
  std::vector<RouteSettings> routes;  // likewise
  std::filesystem::path journal_path;
  Retention retention;
  SyncSettings sync;
  HeartbeatSettings heartbeat;
  MetricsSettings metrics;
  Level log_level = Level::info;

  std::vector<Route> plain_routes() const;
  // With which its alerts are read; empty: they are not.
  const Secret& token_of(const RouteSettings& route) const;
  bool reads_alerts() const;  // of any route
};

// Where something stands, and what is wrong with it. line 0: the whole file.
struct Fault {
  std::filesystem::path file{};
  int line = 0, column = 0;
  std::string text;       // "unknown key 'ilert.timout'; did you mean 'ilert.timeout'?"
  std::string excerpt{};  // the line, masked where it holds a secret
  int width = 1;          // of the marked part
  bool warning = false;
};
// "FILE:4:1: error: …", the line and a caret under it. Ends with a newline.
std::string to_text(const Fault& fault);

// One effective value and where it comes from.
struct Origin {
  std::string key;    // "site.prod.poll_interval"
  std::string value;  // as TOML; secrets masked
  std::string place;  // "FILE:12", or "default"
};

struct Loaded {
  Config config;                // meaningful only without errors
  std::vector<Fault> errors{};  // all of them
  std::vector<Fault> warnings{};
  std::vector<Origin> origins{};
  bool usable() const { return errors.empty(); }
};

struct Surroundings {
  std::string host_name;
  std::string state_directory;        // $STATE_DIRECTORY, may be empty
  std::string credentials_directory;  // $CREDENTIALS_DIRECTORY, may be empty
  std::string runtime_directory{};    // $RUNTIME_DIRECTORY, may be empty
  // False: of the keys nothing is needed. One that cannot be read is no error, and stays empty.
  bool needs_secrets = true;
  static Surroundings of_process();
};

// FILE, then *.toml of conf.d beside it in name order, merged key by key. Reads secrets. Never throws.
Loaded load_config(const std::filesystem::path& file, const Surroundings& surroundings);

// Differences that a reload cannot apply: one sentence each.
std::vector<std::string> needs_restart(const Config& running, const Config& loaded);

}  // namespace ilert_bridge
