#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <filesystem>

#include "ui/step_panels.hpp"

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("StepPanels", text); }

QString presetTitle(std::string_view name) {
  if (name == "adult-bone") return tr("Adult bone");
  if (name == "thin-bone") return tr("Thin bone");
  if (name == "published") return tr("Published interval");
  return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

PlanForm::Facts scanFacts(const Case& c) {
  const auto scan = c.scan();
  if (!scan) return {};
  const Geometry& g = scan->ct.geometry();
  return {{tr("File"), QString::fromStdU16String(c.input().filename().u16string())},
          {tr("Format"), QString::fromStdString(scan->format)},
          {tr("Voxels"), tr("%1 × %2 × %3").arg(g.size[0]).arg(g.size[1]).arg(g.size[2])},
          {tr("Spacing"),
           tr("%1 × %2 × %3 mm")
               .arg(number(g.spacing.x, 2), number(g.spacing.y, 2), number(g.spacing.z, 2))},
          {tr("Holds"), scan->isMask ? tr("a segmentation") : tr("CT values")}};
}

PlanForm::Facts boneFacts(const Case& c) {
  const auto bone = c.bone();
  if (!bone) return {};
  return {{tr("Used"), tr("%1 to %2 HU").arg(number(bone->lowerHu, 0), number(bone->upperHu, 0))},
          {tr("Triangles"), QLocale().toString(qulonglong(bone->surface.triangles.size()))}};
}

PlanForm::Facts headFacts(const Case& c) {
  const auto head = c.head();
  if (!head) return {};
  const Vec3& at = head->center;
  return {
      {tr("Halves differ by"), tr("%1 mm (median)").arg(number(head->symmetryMm))},
      {tr("Center"), tr("%1, %2, %3 mm").arg(number(at.x, 0), number(at.y, 0), number(at.z, 0))}};
}

}  // namespace

QString number(double value, int decimals) { return QLocale().toString(value, 'f', decimals); }

PlanForm* makeStepPanel(Step step, CaseSession& session, const PanelActions& actions) {
  switch (step) {
    case Step::Import: return makeImportPanel(session, actions);
    case Step::Bone: return makeBonePanel(session);
    case Step::Head: return makeHeadPanel(session);
    case Step::Defect: return makeDefectPanel(session, actions);
    case Step::Vault: return makeVaultPanel(session, actions);
    case Step::Implant: return makeImplantPanel(session, actions);
    case Step::Mold: return makeMoldPanel(session);
    case Step::Export: return makeExportPanel(session, actions);
  }
  return nullptr;
}

PlanForm* makeImportPanel(CaseSession& session, const PanelActions& actions) {
  auto* form = new PlanForm(session);
  form->addHint(
      tr("Open a folder of DICOM slices, or a file: .inv3, NRRD or NIfTI. "
         "You can also drop it on this window."));
  auto* file = new QPushButton(tr("Open file…"));
  file->setObjectName(QStringLiteral("import.openFile"));
  auto* folder = new QPushButton(tr("Open folder…"));
  folder->setObjectName(QStringLiteral("import.openFolder"));
  QObject::connect(file, &QPushButton::clicked, form, actions.openFile);
  QObject::connect(folder, &QPushButton::clicked, form, actions.openFolder);
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(file);
  layout->addWidget(folder);
  form->addWide(row);
  form->addFacts(QStringLiteral("import.facts"), scanFacts);
  return form;
}

PlanForm* makeBonePanel(CaseSession& session) {
  auto* form = new PlanForm(session);
  form->addHint(
      tr("Voxels between the two values are bone. Couch, head-rest and fragments are "
         "removed: the largest part stays."));
  auto* presets = new QComboBox;
  presets->setObjectName(QStringLiteral("bone.preset"));
  for (const BonePreset& preset : bonePresets()) presets->addItem(presetTitle(preset.name));
  presets->addItem(tr("Own values"));
  QObject::connect(presets, &QComboBox::activated, form, [form](int index) {
    if (index >= int(bonePresets().size())) return;
    form->session().edit(tr("Bone preset"), [&](Plan& plan) {
      plan.bone = bonePresets()[std::size_t(index)].settings;
    });
  });
  form->onRefresh([form, presets] {
    int index = 0;
    while (index < int(bonePresets().size()) &&
           !(bonePresets()[std::size_t(index)].settings == form->session().plan().bone))
      ++index;
    presets->setCurrentIndex(index);
  });
  form->addRow(tr("Preset"), presets);
  form->addNumber(
      {.name = QStringLiteral("bone.lowerHu"),
       .label = tr("From"),
       .unit = tr("HU"),
       .low = -2000,
       .high = 20000,
       .step = 10,
       .decimals = 0},
      [](auto& plan) -> auto& { return plan.bone.lowerHu; });
  form->addNumber(
      {.name = QStringLiteral("bone.upperHu"),
       .label = tr("To"),
       .unit = tr("HU"),
       .low = -2000,
       .high = 32767,
       .step = 10,
       .decimals = 0},
      [](auto& plan) -> auto& { return plan.bone.upperHu; });
  form->addSwitch(
      QStringLiteral("bone.storedValues"), tr("Values as stored, not HU"),
      [](auto& plan) -> auto& { return plan.bone.storedValues; });
  form->addFacts(QStringLiteral("bone.facts"), boneFacts);
  return form;
}

PlanForm* makeHeadPanel(CaseSession& session) {
  auto* form = new PlanForm(session);
  form->addHint(
      tr("The mid-sagittal plane is found by itself. Correct it here if the halves do "
         "not match."));
  const auto angle = [](const QString& name, const QString& label) {
    return NumberLook{.name = name,
                      .label = label,
                      .unit = QStringLiteral("°"),
                      .low = -45,
                      .high = 45,
                      .step = 0.5,
                      .decimals = 1};
  };
  form->addNumber(
      angle(QStringLiteral("head.turnDeg"), tr("Turn")),
      [](auto& plan) -> auto& { return plan.head.turnDeg; });
  form->addNumber(
      angle(QStringLiteral("head.tiltDeg"), tr("Tilt")),
      [](auto& plan) -> auto& { return plan.head.tiltDeg; });
  form->addNumber(
      angle(QStringLiteral("head.nodDeg"), tr("Nod")),
      [](auto& plan) -> auto& { return plan.head.nodDeg; });
  form->addNumber(
      {.name = QStringLiteral("head.shiftLeftMm"),
       .label = tr("Shift left"),
       .unit = tr("mm"),
       .low = -30,
       .high = 30,
       .step = 0.5,
       .decimals = 1},
      [](auto& plan) -> auto& { return plan.head.shiftLeftMm; });
  form->addFacts(QStringLiteral("head.facts"), headFacts);
  return form;
}

}  // namespace bregma
