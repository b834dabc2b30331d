// A survey of all sites, waited for; with what the journal knows, if there is one to read.
#pragma once

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/daemon/survey.hpp"

namespace ilert_bridge {

// What the journal knows. Nothing if it cannot be read: `why` says so, or is empty where there is none yet.
SurveyBasis basis_of_survey(const Config& config, std::string& why);

// `into` must outlive its use: decisions point into it. Returns what the survey was made with.
SurveyBasis survey_now(const Config& config, Survey& into);

}  // namespace ilert_bridge
