#include "tests/doubles/livestatus_notebook.hpp"

#include <algorithm>
#include <utility>

namespace ilert_bridge::doubles {

void Notebook::plan(Fault fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void Notebook::forget_faults() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

std::optional<Fault> Notebook::next_fault(bool of_connections) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return (fault.kind == Fault::Kind::close_now) == of_connections;
  });
  if (found == faults_.end()) return {};
  if (found->after > 0) return --found->after, std::nullopt;
  Fault fault = *found;
  if (found->answers > 0 && --found->answers == 0) faults_.erase(found);
  return fault;
}

void Notebook::heard(std::string request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  changed_.notify_all();
}

void Notebook::forget_requests() {
  const std::lock_guard lock(mutex_);
  requests_.clear();
}

std::vector<std::string> Notebook::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool Notebook::wait_for_requests(std::size_t count, std::chrono::milliseconds within) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, within, [&] { return requests_.size() >= count; });
}

void Notebook::complain(const std::vector<std::string>& complaints) {
  const std::lock_guard lock(mutex_);
  complaints_.insert(complaints_.end(), complaints.begin(), complaints.end());
}

std::vector<std::string> Notebook::complaints() const {
  const std::lock_guard lock(mutex_);
  return complaints_;
}

void Notebook::opened() {
  const std::lock_guard lock(mutex_);
  ++accepted_;
  ++connected_;
}

void Notebook::closed() {
  const std::lock_guard lock(mutex_);
  --connected_;
}

std::size_t Notebook::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

std::size_t Notebook::connected() const {
  const std::lock_guard lock(mutex_);
  return connected_;
}

}  // namespace ilert_bridge::doubles
