#include "ui/implant_brush.hpp"

#include <QCoreApplication>
#include <QPushButton>

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("StepPanels", text); }

/// What the brush makes; first the tools that sculpt, in the order of SculptTool.
enum Made { Push, Pull, Smooth, Flatten, Hole, Gap };

struct ImplantBrush {
  PlanForm* form;
  QPushButton* on = new QPushButton(tr("Work on the implant in any pane"));
  QComboBox *made = new QComboBox, *side = new QComboBox;
  QDoubleSpinBox *radius = new QDoubleSpinBox, *strength = new QDoubleSpinBox,
                 *diameter = new QDoubleSpinBox, *gap = new QDoubleSpinBox;

  bool sculpts() const { return made->currentIndex() <= Flatten; }

  void paint(const std::vector<Stroke>& places) const {
    form->session().edit(made->currentText(), [&](Plan& plan) {
      ImplantSettings& implant = plan.implant;
      // A hole or a region is one place, however the hand trembled.
      const Vec3& first = places.front().center;
      if (made->currentIndex() == Hole)
        implant.holes.push_back({first, diameter->value()});
      else if (made->currentIndex() == Gap)
        implant.gapRegions.push_back({first, radius->value(), gap->value()});
      else
        for (const SculptStroke& stroke : strokes(places)) implant.strokes.push_back(stroke);
    });
  }
  std::vector<SculptStroke> strokes(const std::vector<Stroke>& places) const {
    std::vector<SculptStroke> all;
    if (sculpts())
      for (const Stroke& s : places)
        all.push_back({SculptTool(made->currentIndex()), ImplantSide(side->currentIndex()),
                       s.center, radius->value(), strength->value()});
    return all;
  }
  void enable() const {
    side->setEnabled(sculpts());
    strength->setEnabled(sculpts());
    radius->setEnabled(made->currentIndex() != Hole);
    diameter->setEnabled(made->currentIndex() == Hole);
    gap->setEnabled(made->currentIndex() == Gap);
  }
};

void prepare(QDoubleSpinBox* box, const char* name, double low, double high, double value,
             double step) {
  box->setObjectName(QLatin1String(name));
  box->setRange(low, high);
  box->setDecimals(2);
  box->setSingleStep(step);
  box->setValue(value);
  box->setSuffix(QStringLiteral(" ") + tr("mm"));
}

/// How many of one kind there are, and a button that takes the last back.
template <class List>
void addCount(PlanForm& form, const char* name, const QString& label, List list) {
  auto* last = new QPushButton;
  last->setObjectName(QLatin1String(name));
  QObject::connect(last, &QPushButton::clicked, &form, [&form, list] {
    form.session().edit(tr("Remove last"), [&](Plan& plan) { list(plan.implant).pop_back(); });
  });
  form.addRow(label, last);
  form.onRefresh([&form, last, list] {
    const auto count = list(form.session().plan().implant).size();
    last->setText(tr("%1: remove last").arg(count));
    last->setEnabled(count > 0);
  });
}

}  // namespace

void addImplantBrush(PlanForm& form, const PanelActions& actions) {
  const ImplantBrush brush{&form};
  brush.on->setObjectName(QStringLiteral("implant.brush"));
  brush.on->setCheckable(true);
  brush.made->setObjectName(QStringLiteral("implant.brushMakes"));
  brush.made->addItems({tr("Push in"), tr("Pull out"), tr("Smooth"), tr("Flatten"), tr("Hole"),
                        tr("Gap of its own")});
  brush.side->setObjectName(QStringLiteral("implant.brushSide"));
  brush.side->addItems({tr("outer side"), tr("inner side")});
  prepare(brush.radius, "implant.brushRadiusMm", 2, 60, 10, 1);
  prepare(brush.strength, "implant.brushStrengthMm", 0.05, 10, 0.5, 0.1);
  prepare(brush.diameter, "implant.brushDiameterMm", 1, 6, 2, 0.5);
  prepare(brush.gap, "implant.brushGapMm", 0, 5, 1, 0.1);
  form.addWide(brush.on);
  PlanForm::narrow(brush.made);
  form.addRow(tr("Makes"), brush.made);
  form.addRow(tr("on the"), brush.side);
  form.addRow(tr("Radius"), brush.radius);
  form.addRow(tr("Strength"), brush.strength);
  form.addRow(tr("Diameter"), brush.diameter);
  form.addRow(tr("Gap there"), brush.gap);
  const auto tell = [brush, actions] {
    brush.enable();
    const bool isHole = brush.made->currentIndex() == Hole;
    const double radius = isHole ? brush.diameter->value() / 2 : brush.radius->value();
    actions.setBrush(
        brush.on->isChecked(), {.center = {}, .radiusMm = radius},
        [brush](const std::vector<Stroke>& places) { brush.paint(places); },
        [brush](const std::vector<Stroke>& places) { return brush.strokes(places); });
  };
  QObject::connect(brush.on, &QPushButton::toggled, &form, tell);
  QObject::connect(brush.made, &QComboBox::currentIndexChanged, &form, tell);
  QObject::connect(brush.radius, &QDoubleSpinBox::valueChanged, &form, tell);
  QObject::connect(brush.diameter, &QDoubleSpinBox::valueChanged, &form, tell);
  brush.enable();
  addCount(
      form, "implant.removeStroke", tr("Strokes"),
      [](auto& implant) -> auto& { return implant.strokes; });
  addCount(
      form, "implant.removeHole", tr("Single holes"),
      [](auto& implant) -> auto& { return implant.holes; });
  addCount(
      form, "implant.removeGap", tr("Gaps of their own"),
      [](auto& implant) -> auto& { return implant.gapRegions; });
}

}  // namespace bregma
