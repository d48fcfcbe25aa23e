#pragma once

#include <QString>

#include "planning/constraints.hpp"

namespace bregma {

/// "Least thickness": as a row is called.
QString title(Measure measure);
/// "3.12 mm", and without the unit.
QString valueText(const Constraint& constraint);
QString numberText(const Constraint& constraint);
/// "≥ 3 mm", "0.4 … 0.6 mm"; empty without a limit.
QString limitText(const Constraint& constraint);
/// What is measured, how, and what helps when it is red: a sentence or two.
QString explanation(Measure measure);
QString stateText(ConstraintState state);

}  // namespace bregma
