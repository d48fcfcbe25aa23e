#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>
#include <filesystem>

#include "ui/step_panels.hpp"

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("StepPanels", text); }

NumberLook count(const QString& name, const QString& label, int low, int high) {
  return {.name = name, .label = label, .low = double(low), .high = double(high)};
}

PlanForm::Facts exportFacts(const Case& c) {
  PlanForm::Facts facts;
  if (const auto exported = c.exported(); exported && c.state(Step::Export) == StepState::Ready)
    for (const ExportedFile& file : exported->files)
      facts.emplace_back(QString(), QString::fromStdU16String(file.path.generic_u16string()));
  return facts;
}

constexpr std::array formats{MeshFormat::Stl, MeshFormat::ThreeMf, MeshFormat::Ply,
                             MeshFormat::Obj};

QString formatTitle(MeshFormat format) {
  switch (format) {
    case MeshFormat::Stl: return tr("STL only");
    case MeshFormat::ThreeMf: return tr("STL and 3MF (all parts, named)");
    case MeshFormat::Ply: return tr("STL and PLY");
    case MeshFormat::Obj: return tr("STL and OBJ");
  }
  return {};
}

void addFormat(PlanForm& form) {
  auto* format = new QComboBox;
  format->setObjectName(QStringLiteral("export.format"));
  for (const MeshFormat f : formats) format->addItem(formatTitle(f));
  QObject::connect(format, &QComboBox::activated, &form, [&form](int index) {
    form.session().edit(tr("Mesh files"),
                        [&](Plan& plan) { plan.exports.format = formats[std::size_t(index)]; });
  });
  form.onRefresh([&form, format] {
    const auto at = std::find(formats.begin(), formats.end(), form.session().plan().exports.format);
    format->setCurrentIndex(int(at - formats.begin()));
  });
  form.addRow(tr("Mesh files"), format);
}

PlanForm::Facts moldFacts(const Case& c) {
  PlanForm::Facts facts;
  const auto molds = c.molds();
  if (!molds || c.state(Step::Mold) != StepState::Ready) return facts;
  for (const Mold& mold : molds->parts) {
    if (!mold.outerHalf.empty())
      facts.emplace_back(tr("Halves separate"),
                         mold.review.separates
                             ? tr("yes")
                             : tr("held by %1 mm").arg(mold.review.stoppedMm, 0, 'f', 1));
    for (const PrintPart& part : mold.parts) {
      const std::string_view kind = nameOf(part.kind);
      const auto name = QString::fromLatin1(kind.data(), qsizetype(kind.size()));
      const QString title = part.piece == 0 ? name : tr("%1, piece %2").arg(name).arg(part.piece);
      facts.emplace_back(title, tr("%1 cm³").arg(part.check.volumeMm3 / 1000, 0, 'f', 1));
    }
  }
  return facts;
}

/// Of block and cavity.
void addShape(PlanForm& form) {
  form.addNumber(
      millimeters(QStringLiteral("mold.wallMm"), tr("Wall"), 2, 30, 0.5),
      [](auto& plan) -> auto& { return plan.mold.wallMm; });
  form.addNumber(
      millimeters(QStringLiteral("mold.baseMm"), tr("Base"), 1, 30, 0.5),
      [](auto& plan) -> auto& { return plan.mold.baseMm; });
  form.addNumber(
      {.name = QStringLiteral("mold.shrinkagePercent"),
       .label = tr("Shrinkage"),
       .unit = tr("%"),
       .high = 10,
       .step = 0.1,
       .decimals = 2,
       .tip = tr("By which the cavity is larger than the implant.")},
      [](auto& plan) -> auto& { return plan.mold.shrinkagePercent; });
  form.addSwitch(
      QStringLiteral("mold.removeUndercut"), tr("Fill undercuts of the cavity"),
      [](auto& plan) -> auto& { return plan.mold.removeUndercut; });
  form.addNumber(
      {.name = QStringLiteral("mold.draftDeg"),
       .label = tr("Draft"),
       .unit = tr("°"),
       .high = 10,
       .step = 0.5,
       .tip = tr("Least slope of the cavity's walls, where undercuts are filled.")},
      [](auto& plan) -> auto& { return plan.mold.draftDeg; });
}

void addFittings(PlanForm& form) {
  form.addCount(
      count(QStringLiteral("mold.keyCount"), tr("Keys"), 2, 12),
      [](auto& plan) -> auto& { return plan.mold.keyCount; });
  form.addNumber(
      millimeters(QStringLiteral("mold.keyDiameterMm"), tr("Key diameter"), 3, 20, 0.5),
      [](auto& plan) -> auto& { return plan.mold.keyDiameterMm; });
  form.addNumber(
      millimeters(QStringLiteral("mold.clearanceMm"), tr("Clearance"), 0.05, 1, 0.05, 2,
                  tr("Between parts that go into each other.")),
      [](auto& plan) -> auto& { return plan.mold.clearanceMm; });
  form.addCount(
      count(QStringLiteral("mold.channelCount"), tr("Overflow channels"), 0, 32),
      [](auto& plan) -> auto& { return plan.mold.channelCount; });
  form.addNumber(
      millimeters(QStringLiteral("mold.channelDiameterMm"), tr("Channel diameter"), 1, 6, 0.25, 2),
      [](auto& plan) -> auto& { return plan.mold.channelDiameterMm; });
  form.addCount(
      count(QStringLiteral("mold.ventCount"), tr("Vents, at most"), 0, 8),
      [](auto& plan) -> auto& { return plan.mold.ventCount; });
  form.addNumber(
      millimeters(QStringLiteral("mold.ventDiameterMm"), tr("Vent diameter"), 0.8, 4, 0.1),
      [](auto& plan) -> auto& { return plan.mold.ventDiameterMm; });
  form.addCount(
      count(QStringLiteral("mold.prySlotCount"), tr("Pry slots"), 0, 4),
      [](auto& plan) -> auto& { return plan.mold.prySlotCount; });
}

constexpr std::array plannedSides{PlannedSide::Any, PlannedSide::Left, PlannedSide::Right,
                                  PlannedSide::Midline};

QString sideTitle(PlannedSide side) {
  switch (side) {
    case PlannedSide::Any: return tr("not stated");
    case PlannedSide::Left: return tr("left");
    case PlannedSide::Right: return tr("right");
    case PlannedSide::Midline: return tr("midline");
  }
  return {};
}

void addPlannedSide(PlanForm& form) {
  auto* side = new QComboBox;
  side->setObjectName(QStringLiteral("export.side"));
  side->setToolTip(
      tr("Of the patient, as the operation is planned. Files for another side are "
         "refused."));
  for (const PlannedSide s : plannedSides) side->addItem(sideTitle(s));
  QObject::connect(side, &QComboBox::activated, &form, [&form](int index) {
    form.session().edit(tr("Planned side"),
                        [&](Plan& plan) { plan.exports.side = plannedSides[std::size_t(index)]; });
  });
  form.onRefresh([&form, side] {
    const auto at =
        std::find(plannedSides.begin(), plannedSides.end(), form.session().plan().exports.side);
    side->setCurrentIndex(int(at - plannedSides.begin()));
  });
  form.addRow(tr("Planned side"), side);
}

}  // namespace

NumberLook millimeters(const QString& name, const QString& label, double low, double high,
                       double step, int decimals, const QString& tip) {
  return {.name = name,
          .label = label,
          .unit = tr("mm"),
          .low = low,
          .high = high,
          .step = step,
          .decimals = decimals,
          .tip = tip};
}

PlanForm* makeMoldPanel(CaseSession& session) {
  auto* form = new PlanForm(session);
  form->addHint(tr("What is printed for the workshop; several at once."));
  form->addSwitch(
      QStringLiteral("mold.pressMold"), tr("Press mold: two halves for cement"),
      [](auto& plan) -> auto& { return plan.mold.pressMold; });
  form->addSwitch(
      QStringLiteral("mold.siliconeTemplate"), tr("Template for silicone: master, bed and frame"),
      [](auto& plan) -> auto& { return plan.mold.siliconeTemplate; });
  form->addSwitch(
      QStringLiteral("mold.fitGauge"), tr("Fit gauge: the bone around the defect"),
      [](auto& plan) -> auto& { return plan.mold.fitGauge; });
  addShape(*form);
  addFittings(*form);
  form->addNumber(
      millimeters(QStringLiteral("mold.sprueDiameterMm"), tr("Sprue"), 0, 15, 1, 1,
                  tr("Of the master; 0 makes none.")),
      [](auto& plan) -> auto& { return plan.mold.sprueDiameterMm; });
  form->addNumber(
      millimeters(QStringLiteral("mold.gaugeWidthMm"), tr("Gauge width"), 0, 60, 5, 0,
                  tr("Of the ring of bone; 0 takes the whole skull.")),
      [](auto& plan) -> auto& { return plan.mold.gaugeWidthMm; });
  form->addNumber(
      millimeters(QStringLiteral("mold.bedMm"), tr("Printer bed"), 50, 2000, 10, 0,
                  tr("The smallest side of the printer's bed. Larger parts are cut into pieces "
                     "with pegs.")),
      [](auto& plan) -> auto& { return plan.mold.bedMm; });
  form->addFacts(QStringLiteral("mold.facts"), moldFacts);
  return form;
}

PlanForm* makeExportPanel(CaseSession& session, const PanelActions& actions) {
  auto* form = new PlanForm(session);
  form->addHint(
      tr("Writes meshes (STL, mm, patient LPS), the plan and the report into a case "
         "folder. Never name it after the patient."));
  auto* folder = new QLineEdit;
  folder->setObjectName(QStringLiteral("export.folder"));
  folder->setPlaceholderText(tr("case folder"));
  auto* choose = new QPushButton(tr("Choose…"));
  choose->setObjectName(QStringLiteral("export.choose"));
  QObject::connect(folder, &QLineEdit::editingFinished, form, [form, folder] {
    const std::filesystem::path path(folder->text().toStdU16String());
    if (path != form->session().current().folder()) form->session().setFolder(path);
  });
  QObject::connect(choose, &QPushButton::clicked, form, actions.chooseCaseFolder);
  form->onRefresh([form, folder] {
    const auto path = QString::fromStdU16String(form->session().current().folder().u16string());
    if (!folder->hasFocus() && folder->text() != path) folder->setText(path);
  });
  form->addWide(folder);
  form->addWide(choose);
  addFormat(*form);
  addPlannedSide(*form);
  form->addSwitch(
      QStringLiteral("export.laidOut"), tr("Lay parts on the printer's bed"),
      [](auto& plan) -> auto& { return plan.exports.laidOut; });
  form->addSwitch(
      QStringLiteral("export.skull"), tr("Also write the skull"),
      [](auto& plan) -> auto& { return plan.exports.skull; });
  form->addFacts(QStringLiteral("export.facts"), exportFacts);
  return form;
}

}  // namespace bregma
