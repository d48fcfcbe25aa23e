#pragma once

#include <QString>

#include "model/error.hpp"

namespace bregma {

/// What happened, why, and what to do; translated. Never carries a patient's identity.
QString sentence(const Error& error);
QString sentence(const Finding& finding);
QString stepTitle(Step step);
QString severityTitle(Severity severity);

}  // namespace bregma
