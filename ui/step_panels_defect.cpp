#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>

#include "ui/step_panels.hpp"

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("StepPanels", text); }

QString sideText(Side side) {
  switch (side) {
    case Side::Left: return tr("left");
    case Side::Right: return tr("right");
    case Side::Midline: return tr("midline");
  }
  return {};
}

PlanForm::Facts defectFacts(const Case& c) {
  PlanForm::Facts facts;
  const auto defects = c.defects();
  if (!defects) return facts;
  for (std::size_t i = 0; i < defects->regions.size(); ++i) {
    const DefectRegion& region = defects->regions[i];
    facts.emplace_back(tr("Defect %1").arg(i + 1),
                       tr("%1 cm², %2 mm, %3")
                           .arg(number(region.areaMm2 / 100), number(region.largestDiameterMm, 0),
                                sideText(region.side)));
  }
  return facts;
}

/// The brush: its switch, its radius, and whether it adds.
struct Brush {
  QPushButton* on;
  QDoubleSpinBox* radius;
  QComboBox* mode;
};

Brush addBrush(PlanForm& form) {
  Brush brush{new QPushButton(tr("Paint in any pane")), new QDoubleSpinBox, new QComboBox};
  brush.on->setObjectName(QStringLiteral("defect.brush"));
  brush.on->setCheckable(true);
  brush.radius->setObjectName(QStringLiteral("defect.brushRadius"));
  brush.radius->setRange(0.5, 100);
  brush.radius->setValue(5);
  brush.radius->setDecimals(1);
  brush.radius->setSuffix(QStringLiteral(" ") + tr("mm"));
  brush.mode->setObjectName(QStringLiteral("defect.brushMode"));
  brush.mode->addItems({tr("adds to the defect"), tr("takes from the defect")});
  form.addWide(brush.on);
  form.addRow(tr("Radius"), brush.radius);
  form.addRow(tr("Brush"), brush.mode);
  return brush;
}

void addStrokeButtons(PlanForm& form) {
  auto* last = new QPushButton(tr("Remove last"));
  last->setObjectName(QStringLiteral("defect.removeLast"));
  auto* all = new QPushButton(tr("Remove all"));
  all->setObjectName(QStringLiteral("defect.removeAll"));
  QObject::connect(last, &QPushButton::clicked, &form, [&form] {
    form.session().edit(tr("Remove stroke"), [](Plan& plan) {
      if (!plan.defect.strokes.empty()) plan.defect.strokes.pop_back();
    });
  });
  QObject::connect(all, &QPushButton::clicked, &form, [&form] {
    form.session().edit(tr("Remove strokes"), [](Plan& plan) { plan.defect.strokes.clear(); });
  });
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(last);
  layout->addWidget(all);
  form.addWide(row);
  auto* count = new QLabel;
  count->setObjectName(QStringLiteral("defect.strokeCount"));
  form.addRow(tr("Strokes"), count);
  form.onRefresh([&form, last, all, count] {
    const auto strokes = form.session().plan().defect.strokes.size();
    count->setText(QString::number(strokes));
    last->setEnabled(strokes > 0);
    all->setEnabled(strokes > 0);
  });
}

}  // namespace

PlanForm* makeDefectPanel(CaseSession& session, const PanelActions& actions) {
  auto* form = new PlanForm(session);
  form->addHint(
      tr("Openings through both tables are found by themselves. Paint where the answer "
         "is wrong, then run the step again."));
  form->addNumber(
      {.name = QStringLiteral("defect.minAreaMm2"),
       .label = tr("Smallest area"),
       .unit = tr("mm²"),
       .low = 20,
       .high = 50000,
       .step = 50,
       .decimals = 0},
      [](auto& plan) -> auto& { return plan.defect.minAreaMm2; });
  form->addFacts(QStringLiteral("defect.facts"), defectFacts);
  auto* jump = new QPushButton(tr("Show the defect"));
  jump->setObjectName(QStringLiteral("defect.show"));
  QObject::connect(jump, &QPushButton::clicked, form, [form, actions] {
    const auto defects = form->session().current().defects();
    if (defects && !defects->regions.empty()) actions.lookAt(defects->regions.front().center);
  });
  form->onRefresh(
      [form, jump] { jump->setEnabled(form->session().current().defects() != nullptr); });
  form->addWide(jump);
  const Brush brush = addBrush(*form);
  const auto tell = [form, brush, actions] {
    const Stroke look{
        .center = {}, .radiusMm = brush.radius->value(), .add = brush.mode->currentIndex() == 0};
    actions.setBrush(brush.on->isChecked(), look,
                     [form](const std::vector<Stroke>& strokes) {
                       form->session().edit(tr("Paint defect"), [&](Plan& plan) {
                         plan.defect.strokes.insert(plan.defect.strokes.end(), strokes.begin(),
                                                    strokes.end());
                       });
                     },
                     {});
  };
  QObject::connect(brush.on, &QPushButton::toggled, form, tell);
  QObject::connect(brush.radius, &QDoubleSpinBox::valueChanged, form, tell);
  QObject::connect(brush.mode, &QComboBox::currentIndexChanged, form, tell);
  addStrokeButtons(*form);
  return form;
}

}  // namespace bregma
