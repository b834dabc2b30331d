// ilert at the far end of the way: real requests in, real answers out, with its alerts, its bad days and its
// people in between. Whoever watches is told of every attempt and of every event that it takes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/doubles/ilert_alerts.hpp"
#include "tests/simulation/traffic.hpp"
#include "tests/simulation/way.hpp"

namespace ilert_bridge::simulation {

class Ilert : public FarEnd {
 public:
  explicit Ilert(Witness& witness) : witness_(witness) {}

  // The integration keys of its alert sources.
  void has_sources(std::vector<std::string> keys) { keys_ = std::move(keys); }
  void befalls(Trouble trouble) { troubles_.push_back(std::move(trouble)); }
  void heal() { troubles_.clear(); }
  bool is_well() const { return troubles_.empty(); }
  // Who asks is dead: what is under way comes to nothing.
  void cut_everything() { ++life_; }

  // What a person does there with the newest alert of the key; false: there is none, or it is resolved.
  bool accept(const std::string& key, const std::string& who);
  bool resolve(const std::string& key, const std::string& who);
  bool escalate(const std::string& key, const std::string& who);

  const std::vector<doubles::AlertView>& alerts() const { return book_.alerts(); }

  boost::asio::awaitable<HttpAnswer> answer(HttpRequest request) override;

 private:
  std::optional<Trouble> trouble_for(const std::string& type);
  HttpAnswer take(const std::string& body);
  HttpAnswer read_back(const HttpRequest& request);
  int id_of_newest(const std::string& key) const;

  Witness& witness_;
  doubles::AlertBook book_;
  std::vector<std::string> keys_;
  std::vector<Trouble> troubles_;
  int calls_ = 0;
  int life_ = 0;
};

}  // namespace ilert_bridge::simulation
