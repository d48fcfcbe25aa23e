#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <algorithm>

#include "planning/insertion.hpp"
#include "ui/implant_brush.hpp"
#include "ui/step_panels.hpp"

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("StepPanels", text); }

QString insertionText(const ImplantReview& review) {
  return review.stoppedMm > 0 ? tr("stops %1 mm before its seat").arg(number(review.stoppedMm))
                              : tr("goes in");
}

void addFacts(PlanForm::Facts& facts, const Implant& part) {
  const ImplantReview& r = part.review;
  facts.emplace_back(tr("Implant %1").arg(part.defect + 1),
                     tr("%1 cm³").arg(number(r.volumeMm3 / 1000, 2)));
  const Box box = boundingBox(part.mesh);
  const Vec3 size = box.high - box.low;
  facts.emplace_back(
      tr("Size"),
      tr("%1 × %2 × %3 mm").arg(number(size.x, 0), number(size.y, 0), number(size.z, 0)));
  facts.emplace_back(
      tr("Thickness"),
      tr("%1 mm, least %2 mm").arg(number(r.thicknessMeanMm), number(r.thicknessMinMm)));
  facts.emplace_back(tr("Gap"),
                     tr("%1 mm, P95 %2 mm").arg(number(r.gapMedianMm, 2), number(r.gapP95Mm, 2)));
  facts.emplace_back(tr("Undercut"), tr("%1 mm²").arg(number(r.undercutMm2)));
  facts.emplace_back(tr("Insertion"), insertionText(r));
  if (r.seats > 0)
    facts.emplace_back(tr("Seats"),
                       tr("%1, %2 mm apart").arg(r.seats).arg(number(r.seatSpacingMm)));
  if (r.holes > 0)
    facts.emplace_back(tr("Holes"),
                       tr("%1, %2 mm from the rim").arg(r.holes).arg(number(r.holeToRimMm)));
}

PlanForm::Facts implantFacts(const Case& c) {
  PlanForm::Facts facts;
  if (const auto implants = c.implants())
    for (const Implant& part : implants->parts) addFacts(facts, part);
  return facts;
}

/// The insertion direction of one implant, as it leans from the proposed one.
struct InsertionRows {
  PlanForm* form;
  QComboBox* part = new QComboBox;
  QDoubleSpinBox *up = new QDoubleSpinBox, *side = new QDoubleSpinBox;
  QPushButton* proposed = new QPushButton(tr("As proposed"));

  const Implant* shown() const {
    const auto implants = form->session().current().implants();
    const auto index = std::size_t(std::max(0, part->currentIndex()));
    return implants && index < implants->parts.size() ? &implants->parts[index] : nullptr;
  }
  std::optional<Vec3> chosen(int defect) const {
    for (const InsertionChoice& c : form->session().plan().implant.insertions)
      if (c.defect == defect) return normalized(c.direction);
    return std::nullopt;
  }
  void edit() const {
    const Implant* implant = shown();
    if (!implant) return;
    const Vec3 outward = leaned(-implant->proposed, {up->value(), side->value()});
    form->session().edit(tr("Insertion direction"), [&](Plan& plan) {
      chooseInsertion(plan.implant, implant->defect, -outward);
    });
  }
  void reset() const {
    if (const Implant* implant = shown())
      form->session().edit(tr("Insertion direction"), [&](Plan& plan) {
        chooseInsertion(plan.implant, implant->defect, std::nullopt);
      });
  }
  void refresh() const {
    const auto implants = form->session().current().implants();
    const int count = implants ? int(implants->parts.size()) : 0;
    if (part->count() != count) {
      const QSignalBlocker quiet(part);
      part->clear();
      for (int i = 0; i < count; ++i) part->addItem(tr("Implant %1").arg(i + 1));
    }
    part->setEnabled(count > 1);
    const Implant* implant = shown();
    const auto direction = implant ? chosen(implant->defect + 1) : std::nullopt;
    const Lean lean = direction ? leanOf(-implant->proposed, -*direction) : Lean{};
    for (auto [box, value] : {std::pair(up, lean.upDeg), std::pair(side, lean.sideDeg)}) {
      const QSignalBlocker quiet(box);
      box->setEnabled(implant != nullptr);
      box->setValue(value);
    }
    proposed->setEnabled(direction.has_value());
  }
};

constexpr double usualTaperDeg = 3;  // opens the walls enough, and hardly widens the gap

bool hasUndercut(const Case& c) {
  const auto implants = c.implants();
  return implants && std::ranges::any_of(implants->parts, [](const Implant& part) {
           return part.review.undercutMm2 > 0 || part.review.stoppedMm > 0;
         });
}

void addTaperAway(PlanForm& form) {
  auto* button = new QPushButton(tr("Taper the undercut away"));
  button->setObjectName(QStringLiteral("implant.taperAway"));
  button->setToolTip(tr("Takes off what bone holds back, and lets the walls open outward by at "
                        "least %1°.")
                         .arg(number(usualTaperDeg, 0)));
  QObject::connect(button, &QPushButton::clicked, &form, [&form] {
    form.session().edit(tr("Taper the undercut away"), [](Plan& plan) {
      plan.implant.removeUndercut = true;
      plan.implant.taperDeg = std::max(plan.implant.taperDeg, usualTaperDeg);
    });
  });
  form.onRefresh([&form, button] {
    const ImplantSettings& settings = form.session().plan().implant;
    const bool done = settings.removeUndercut && settings.taperDeg >= usualTaperDeg;
    button->setEnabled(!done && hasUndercut(form.session().current()));
  });
  form.addWide(button);
}

void addInsertion(PlanForm& form) {
  const InsertionRows rows{&form};
  rows.part->setObjectName(QStringLiteral("implant.insertionOf"));
  rows.up->setObjectName(QStringLiteral("implant.leanUpDeg"));
  rows.side->setObjectName(QStringLiteral("implant.leanSideDeg"));
  rows.proposed->setObjectName(QStringLiteral("implant.asProposed"));
  rows.up->setToolTip(
      tr("Towards the top of the head, from the direction with the least undercut."));
  rows.side->setToolTip(tr("To the left as seen from outside."));
  for (QDoubleSpinBox* box : {rows.up, rows.side}) {
    box->setRange(-45, 45);
    box->setDecimals(1);
    box->setSuffix(QStringLiteral("°"));
    box->setKeyboardTracking(false);
    QObject::connect(box, &QDoubleSpinBox::valueChanged, &form, [rows] { rows.edit(); });
  }
  QObject::connect(rows.part, &QComboBox::activated, &form, [rows] { rows.refresh(); });
  QObject::connect(rows.proposed, &QPushButton::clicked, &form, [rows] { rows.reset(); });
  form.addRow(tr("Insertion of"), rows.part);
  form.addRow(tr("leans up"), rows.up);
  form.addRow(tr("leans left"), rows.side);
  form.addWide(rows.proposed);
  form.onRefresh([rows] { rows.refresh(); });
  addTaperAway(form);
}

void addHoles(PlanForm& form) {
  form.addSwitch(
      QStringLiteral("implant.perforated"), tr("Holes to drain and to hold up the dura"),
      [](auto& plan) -> auto& { return plan.implant.perforated; });
  const auto box = [&](const char* key, const QString& label, double low, double high, double step,
                       auto member) {
    QDoubleSpinBox* made =
        form.addNumber(millimeters(QString::fromLatin1(key), label, low, high, step), member);
    form.onRefresh([&form, made] { made->setEnabled(form.session().plan().implant.perforated); });
  };
  box(
      "implant.holeDiameterMm", tr("Hole diameter"), 1, 6, 0.5,
      [](auto& plan) -> auto& { return plan.implant.holeDiameterMm; });
  box(
      "implant.holeSpacingMm", tr("Hole spacing"), 5, 60, 1,
      [](auto& plan) -> auto& { return plan.implant.holeSpacingMm; });
  box(
      "implant.holeRimMm", tr("Holes to the rim"), 1, 40, 1,
      [](auto& plan) -> auto& { return plan.implant.holeRimMm; });
}

void addThickness(PlanForm& form) {
  form.addChoice(
      QStringLiteral("implant.thickness"), tr("Thickness"),
      {tr("follows the bone"), tr("is constant")},
      [](auto& plan) -> auto& { return plan.implant.thickness; });
  QDoubleSpinBox* constant = form.addNumber(
      millimeters(QStringLiteral("implant.thicknessMm"), tr("Constant thickness"), 1, 30, 0.5),
      [](auto& plan) -> auto& { return plan.implant.thicknessMm; });
  QDoubleSpinBox* least = form.addNumber(
      millimeters(QStringLiteral("implant.minThicknessMm"), tr("Least thickness"), 0, 30, 0.5, 1,
                  tr("Thickens the implant from the inner side. 0: as thin as the bone.")),
      [](auto& plan) -> auto& { return plan.implant.minThicknessMm; });
  QDoubleSpinBox* most = form.addNumber(
      millimeters(QStringLiteral("implant.maxThicknessMm"), tr("Greatest thickness"), 0, 30, 0.5, 1,
                  tr("Thins the implant from the inner side. 0: as thick as the bone around it.")),
      [](auto& plan) -> auto& { return plan.implant.maxThicknessMm; });
  form.onRefresh([&form, constant, least, most] {
    const bool followsBone = form.session().plan().implant.thickness == ThicknessRule::Bone;
    constant->setEnabled(!followsBone);
    least->setEnabled(followsBone);
    most->setEnabled(followsBone);
  });
}

void addTemporal(PlanForm& form) {
  form.addSwitch(
      QStringLiteral("implant.temporal"), tr("Leave room for the temporal muscle"),
      [](auto& plan) -> auto& { return plan.implant.temporal; });
  QDoubleSpinBox* gap = form.addNumber(
      millimeters(QStringLiteral("implant.temporalGapMm"), tr("Caudal gap there"), 0, 10, 0.5, 1,
                  tr("To the bone below the implant's lower edge.")),
      [](auto& plan) -> auto& { return plan.implant.temporalGapMm; });
  QDoubleSpinBox* bulk = form.addNumber(
      millimeters(QStringLiteral("implant.temporalBulkMm"), tr("Raised there by"), 0, 8, 0.5, 1,
                  tr("Makes up for a muscle that has wasted away.")),
      [](auto& plan) -> auto& { return plan.implant.temporalBulkMm; });
  form.onRefresh([&form, gap, bulk] {
    const bool on = form.session().plan().implant.temporal;
    gap->setEnabled(on);
    bulk->setEnabled(on);
  });
}

void addSmoothing(PlanForm& form) {
  form.addChoice(
      QStringLiteral("implant.smoothing"), tr("Smoothing"),
      {tr("keeps the shape (Taubin)"), tr("evens the curvature")},
      [](auto& plan) -> auto& { return plan.implant.smoothing; });
  form.addCount(
      {.name = QStringLiteral("implant.smoothingIterations"),
       .label = tr("Rounds"),
       .low = 0,
       .high = 100,
       .tip = tr("Rounds of smoothing of both sides. The rim and the volume stay.")},
      [](auto& plan) -> auto& { return plan.implant.smoothingIterations; });
}

void addSeats(PlanForm& form) {
  form.addChoice(
      QStringLiteral("implant.seats"), tr("Seats near the rim"),
      {tr("none"), tr("holes for sutures"), tr("pockets for plates")},
      [](auto& plan) -> auto& { return plan.implant.seats; });
  QSpinBox* count = form.addCount(
      {.name = QStringLiteral("implant.seatCount"), .label = tr("How many"), .low = 1, .high = 24},
      [](auto& plan) -> auto& { return plan.implant.seatCount; });
  QDoubleSpinBox* diameter = form.addNumber(
      millimeters(QStringLiteral("implant.seatDiameterMm"), tr("Their holes"), 1, 4, 0.1),
      [](auto& plan) -> auto& { return plan.implant.seatDiameterMm; });
  QDoubleSpinBox* rim = form.addNumber(
      millimeters(QStringLiteral("implant.seatRimMm"), tr("Seats to the rim"), 1, 15, 0.5),
      [](auto& plan) -> auto& { return plan.implant.seatRimMm; });
  QDoubleSpinBox* width = form.addNumber(
      millimeters(QStringLiteral("implant.plateWidthMm"), tr("Pocket width"), 2, 12, 0.5),
      [](auto& plan) -> auto& { return plan.implant.plateWidthMm; });
  QDoubleSpinBox* depth = form.addNumber(
      millimeters(QStringLiteral("implant.plateDepthMm"), tr("Pocket depth"), 0.3, 3, 0.1),
      [](auto& plan) -> auto& { return plan.implant.plateDepthMm; });
  form.onRefresh([&form, count, diameter, rim, width, depth] {
    const SeatKind kind = form.session().plan().implant.seats;
    for (QWidget* box : {static_cast<QWidget*>(count), static_cast<QWidget*>(diameter),
                         static_cast<QWidget*>(rim)})
      box->setEnabled(kind != SeatKind::None);
    width->setEnabled(kind == SeatKind::Plate);
    depth->setEnabled(kind == SeatKind::Plate);
  });
}

void addEngraving(PlanForm& form) {
  form.addSwitch(
      QStringLiteral("implant.engraved"), tr("Engrave code, side and arrow inside"),
      [](auto& plan) -> auto& { return plan.implant.engraved; });
  auto* code = new QLineEdit;
  code->setObjectName(QStringLiteral("implant.engravingCode"));
  code->setPlaceholderText(tr("case code, never a name"));
  code->setMaxLength(12);
  code->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[A-Z0-9-]*")), code));
  QObject::connect(code, &QLineEdit::editingFinished, &form, [&form, code] {
    const std::string text = code->text().toStdString();
    if (text != form.session().plan().implant.engravingCode)
      form.session().edit(tr("Case code"), [&](Plan& plan) { plan.implant.engravingCode = text; });
  });
  form.addRow(tr("Case code"), code);
  QDoubleSpinBox* height = form.addNumber(
      millimeters(QStringLiteral("implant.letterMm"), tr("Letters"), 4, 15, 0.5),
      [](auto& plan) -> auto& { return plan.implant.letterMm; });
  form.onRefresh([&form, code, height] {
    const ImplantSettings& settings = form.session().plan().implant;
    code->setEnabled(settings.engraved);
    height->setEnabled(settings.engraved);
    if (!code->hasFocus()) code->setText(QString::fromStdString(settings.engravingCode));
  });
}

}  // namespace

PlanForm* makeImplantPanel(CaseSession& session, const PanelActions& actions) {
  auto* form = new PlanForm(session);
  form->addHint(tr("The completed vault without the bone, with a gap all around."));
  form->addNumber(
      millimeters(QStringLiteral("implant.gapMm"), tr("Gap to the bone"), 0, 5, 0.1, 2),
      [](auto& plan) -> auto& { return plan.implant.gapMm; });
  form->addSwitch(
      QStringLiteral("implant.keepIslands"), tr("Keep loose bone in the opening"),
      [](auto& plan) -> auto& { return plan.implant.keepIslands; });
  addThickness(*form);
  form->addNumber(
      millimeters(QStringLiteral("implant.voxelMm"), tr("Fineness"), 0.2, 2, 0.05, 2,
                  tr("Side of the voxels that the shape is made of: smaller is finer "
                     "and slower. A large implant gets larger ones.")),
      [](auto& plan) -> auto& { return plan.implant.voxelMm; });
  form->addNumber(
      millimeters(QStringLiteral("implant.contourOffsetMm"), tr("Lower than the vault by"), -3, 3,
                  0.5, 1,
                  tr("Moves the implant inward away from the rim, so that the scalp closes easily. "
                     "Below 0: outward.")),
      [](auto& plan) -> auto& { return plan.implant.contourOffsetMm; });
  form->addNumber(
      millimeters(QStringLiteral("implant.filletMm"), tr("Edges rounded by"), 0, 5, 0.25, 2,
                  tr("Radius of the edges between the walls and both sides, at most half of the "
                     "thickness.")),
      [](auto& plan) -> auto& { return plan.implant.filletMm; });
  addSmoothing(*form);
  addTemporal(*form);
  addImplantBrush(*form, actions);
  form->addSwitch(
      QStringLiteral("implant.removeUndercut"), tr("Remove undercuts"),
      [](auto& plan) -> auto& { return plan.implant.removeUndercut; });
  form->addNumber(
      {.name = QStringLiteral("implant.taperDeg"),
       .label = tr("Taper of the walls"),
       .unit = QStringLiteral("°"),
       .low = 0,
       .high = 15,
       .step = 1,
       .decimals = 1,
       .tip = tr("The walls open outward at least this much, so that the implant "
                 "slides in. Widens the gap on the inner side.")},
      [](auto& plan) -> auto& { return plan.implant.taperDeg; });
  addInsertion(*form);
  addHoles(*form);
  addSeats(*form);
  addEngraving(*form);
  form->addFacts(QStringLiteral("implant.facts"), implantFacts);
  return form;
}

}  // namespace bregma
