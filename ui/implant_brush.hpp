#pragma once

#include "ui/step_panels.hpp"

namespace bregma {

/// What a click or drag on the implant adds to the plan: strokes that sculpt it, single holes,
/// places with another gap. Each drag is one step back.
void addImplantBrush(PlanForm& form, const PanelActions& actions);

}  // namespace bregma
