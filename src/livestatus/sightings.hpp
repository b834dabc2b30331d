// What a look is put together from, between its questions: lists of subjects and of what was seen of them.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/livestatus/status.hpp"

namespace ilert_bridge {

// Whether the subject is one of the site's, and not a matter of the bridge itself.
bool names_subject(const Subject& wanted, const std::string& site);

std::vector<Subject> subjects_of(const std::vector<Sighting>& sightings);  // sorted

// Those of `wanted` that are not among the sightings, each once, sorted.
std::vector<Subject> not_among(const std::vector<Sighting>& sightings, const std::vector<Subject>& wanted);

// Of those from `first` on, each subject's first sighting stays.
void keep_once_each(std::vector<Sighting>& sightings, std::size_t first);

Sighting without_row(const Subject& subject, Presence presence);

bool any_is(const std::vector<Sighting>& sightings, bool Observation::*flag);

// The newest times that the server told, of the core's doings and of checks; what cannot be is left out.
// (LMD's column localtime is of no use: it is the clock of LMD's host, and the times in the rows are those of
// the cores behind it.)
Time newest_doing(const CoreStatus& status, Time at);
Time newest_check(const std::vector<Sighting>& sightings, Time at);

}  // namespace ilert_bridge
