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

QString methodTitle(VaultMethod method) {
  switch (method) {
    case VaultMethod::Network: return tr("Learned from skulls (network)");
    case VaultMethod::Spline: return tr("Smooth surface (spline)");
    case VaultMethod::Mirror: return tr("Healthy side (mirror)");
    case VaultMethod::Paper: return tr("Published network (paper)");
  }
  return {};
}

constexpr std::array methods{VaultMethod::Network, VaultMethod::Paper, VaultMethod::Spline,
                             VaultMethod::Mirror};

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

PlanForm* makeVaultPanel(CaseSession& session) {
  auto* form = new PlanForm(session);
  form->addHint(tr("How the missing vault is completed. Where the methods differ, look twice."));
  auto* method = new QComboBox;
  method->setObjectName(QStringLiteral("vault.method"));
  for (const VaultMethod m : methods) method->addItem(methodTitle(m));
  QObject::connect(method, &QComboBox::activated, form, [form](int index) {
    form->session().edit(tr("Method"),
                         [&](Plan& plan) { plan.vault.method = methods[std::size_t(index)]; });
  });
  form->onRefresh([form, method] {
    const auto at = std::find(methods.begin(), methods.end(), form->session().plan().vault.method);
    method->setCurrentIndex(int(at - methods.begin()));
  });
  form->addRow(tr("Method"), method);
  form->addNumber(
      millimeters(QStringLiteral("vault.minThicknessMm"), tr("Least thickness"), 1, 15, 0.5, 1),
      [](auto& plan) -> auto& { return plan.vault.minThicknessMm; });
  return form;
}

PlanForm* makeMoldPanel(CaseSession& session) {
  auto* form = new PlanForm(session);
  form->addHint(tr("Two halves, parted along the rim of the implant, for pressing cement."));
  form->addNumber(
      millimeters(QStringLiteral("mold.wallMm"), tr("Wall"), 2, 30, 0.5),
      [](auto& plan) -> auto& { return plan.mold.wallMm; });
  form->addNumber(
      millimeters(QStringLiteral("mold.baseMm"), tr("Base"), 1, 30, 0.5),
      [](auto& plan) -> auto& { return plan.mold.baseMm; });
  form->addCount(
      count(QStringLiteral("mold.keyCount"), tr("Keys"), 2, 12),
      [](auto& plan) -> auto& { return plan.mold.keyCount; });
  form->addNumber(
      millimeters(QStringLiteral("mold.keyDiameterMm"), tr("Key diameter"), 3, 20, 0.5),
      [](auto& plan) -> auto& { return plan.mold.keyDiameterMm; });
  form->addNumber(
      millimeters(QStringLiteral("mold.clearanceMm"), tr("Key clearance"), 0.05, 1, 0.05, 2),
      [](auto& plan) -> auto& { return plan.mold.clearanceMm; });
  form->addCount(
      count(QStringLiteral("mold.channelCount"), tr("Overflow channels"), 0, 32),
      [](auto& plan) -> auto& { return plan.mold.channelCount; });
  form->addNumber(
      millimeters(QStringLiteral("mold.channelDiameterMm"), tr("Channel diameter"), 1, 6, 0.25, 2),
      [](auto& plan) -> auto& { return plan.mold.channelDiameterMm; });
  form->addNumber(
      millimeters(QStringLiteral("mold.bedMm"), tr("Printer bed"), 50, 2000, 10, 0,
                  tr("The smallest side of the printer's bed.")),
      [](auto& plan) -> auto& { return plan.mold.bedMm; });
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
  form->addSwitch(
      QStringLiteral("export.skull"), tr("Also write the skull"),
      [](auto& plan) -> auto& { return plan.exports.skull; });
  form->addFacts(QStringLiteral("export.facts"), exportFacts);
  return form;
}

}  // namespace bregma
