#pragma once

#include <functional>

#include "ui/plan_form.hpp"

namespace bregma {

/// What a drag of the brush means.
using Painted = std::function<void(const std::vector<Stroke>&)>;

/// What a drag will do to the implant when it ends here; empty for brushes that do not sculpt.
using Sculpted = std::function<std::vector<SculptStroke>(const std::vector<Stroke>&)>;

/// What a panel asks of the window around it.
struct PanelActions {
  std::function<void()> openFile, openFolder, chooseCaseFolder;
  std::function<void(const Vec3& place)> lookAt;
  /// While it is on, each drag in any pane ends with its places, half a radius apart or more.
  /// What it sculpts is shown while the button is down.
  std::function<void(bool on, const Stroke& brush, Painted painted, Sculpted sculpted)> setBrush;
};

/// The settings of a step, bound to the plan of `session`.
PlanForm* makeStepPanel(Step step, CaseSession& session, const PanelActions& actions);

// One a step; each in step_panels_*.cpp.
PlanForm* makeImportPanel(CaseSession& session, const PanelActions& actions);
PlanForm* makeBonePanel(CaseSession& session);
PlanForm* makeHeadPanel(CaseSession& session);
PlanForm* makeDefectPanel(CaseSession& session, const PanelActions& actions);
PlanForm* makeVaultPanel(CaseSession& session, const PanelActions& actions);
PlanForm* makeImplantPanel(CaseSession& session, const PanelActions& actions);
PlanForm* makeMoldPanel(CaseSession& session);
PlanForm* makeExportPanel(CaseSession& session, const PanelActions& actions);

NumberLook millimeters(const QString& name, const QString& label, double low, double high,
                       double step, int decimals = 1, const QString& tip = {});

/// "0.5", "12.3": as the user's language writes numbers.
QString number(double value, int decimals = 1);

}  // namespace bregma
