// ilert, as far as the bridge sees it: the event API over a real socket, its alerts, its limiter and its bad
// days. Everything may be called from any thread; the server runs on its own.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"
#include "tests/doubles/certificates.hpp"
#include "tests/doubles/http_faults.hpp"
#include "tests/doubles/ilert_alerts.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {

enum class BodyOf202 { empty, object, alert_key, text };

struct IlertOptions {
  std::vector<std::string> keys{"il1apiTESTKEY"};  // integration keys of the alert sources
  std::vector<std::string> tokens{};               // user API keys for reading alerts
  int rest_per_minute = 120;                       // of all tokens together
  bool shuffled = false;                           // alerts are read back in another order every time
  std::optional<TlsFiles> tls{};                   // a certificate for localhost
  int per_minute = 0;                              // per integration key, fixed windows; 0: unlimited
  Span window = std::chrono::seconds{60};          // the limiter's minute; begins with its first event
  BodyOf202 body = BodyOf202::empty;
  bool strict_summary = false;   // a summary on every event, not only on ALERT
  int unknown_key_status = 404;  // 202: swallowed
  Span processing_delay{0};      // between the 202 and its effect on alerts
  std::function<Time()> clock = now;
};

// One POST to the event API, whatever came of it.
struct ReceivedEvent {
  int seq = 0;  // from 1
  Time at{};
  std::string key;  // the integration key
  std::string type;
  std::string alert_key;
  std::string summary;
  boost::json::object
      body;  // empty if it is no JSON object; of an older source the words of its notification
  std::string raw;
  std::string target{};                        // the path that was posted to; only of an older source
  std::map<std::string, std::string> headers;  // names in lower case
  int status = 0;                              // what was answered; 0: no answer was
  bool taken = false;                          // ilert has it, even if the answer was lost
};

class IlertDouble {
 public:
  explicit IlertDouble(IlertOptions options = {});
  ~IlertDouble();
  IlertDouble(const IlertDouble&) = delete;
  IlertDouble& operator=(const IlertDouble&) = delete;

  std::string url() const;  // what goes into [ilert] url: "http://127.0.0.1:PORT/api"
  void stop();              // ends every connection and refuses new ones
  void start();             // on the same port, with everything it knew
  void swallow();           // whoever is connected by now is never answered again; who comes later is
  int connections() const;  // accepted so far

  void fault(HttpFault fault, int times = 1);  // FaultScript::always: until healed
  void fault_for(const std::string& alert_key, HttpFault fault, int times = 1);
  void fault_rest(HttpFault fault, int times = 1);  // for who reads alerts
  void heal();

  std::vector<ReceivedEvent> events() const;
  std::vector<std::string> rest_calls() const;  // the targets of all requests for alerts and alert sources
  std::vector<std::string> types_taken(const std::string& alert_key) const;  // {"ALERT", "RESOLVE"}, in order
  std::vector<AlertView> alerts() const;                                     // oldest first
  std::optional<AlertView> last_alert(const std::string& alert_key) const;
  int open_alerts() const;
  int pages() const;                // how often somebody was woken up
  bool authorization_seen() const;  // on an event: a token that must not travel there
  int most_events_within(
      Span span) const;  // events of one integration key, refused ones too, in any such span

  // Waits until it holds; looked at after everything that happens here. False: not `within` that time.
  bool wait_until(const std::function<bool()>& holds, Span within = long_enough) const;

  // What a person does in ilert. False: no such alert, or it is resolved.
  bool accept(int id, const std::string& user);
  bool resolve(int id, const std::string& user);
  bool comment(int id, const std::string& user, const std::string& text);
  bool escalate(int id, const std::string& user);  // an accepted one calls again
  bool resolve_by_itself(int id);                  // ilert's own doing, after a time set in the source

 private:
  class Ilert;
  std::unique_ptr<Ilert> ilert_;
};

}  // namespace ilert_bridge::doubles
