#include <QComboBox>
#include <QCoreApplication>
#include <QPushButton>
#include <algorithm>

#include "planning/vault_comparison.hpp"
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

template <class Member>
QComboBox* addMethod(PlanForm& form, const QString& name, const QString& label, Member member) {
  auto* choice = new QComboBox;
  choice->setObjectName(name);
  for (const VaultMethod m : methods) choice->addItem(methodTitle(m));
  QObject::connect(choice, &QComboBox::activated, &form, [&form, label, member](int index) {
    form.session().edit(label, [&](Plan& plan) { member(plan) = methods[std::size_t(index)]; });
  });
  form.onRefresh([&form, choice, member] {
    const auto at = std::ranges::find(methods, member(form.session().plan()));
    choice->setCurrentIndex(int(at - methods.begin()));
  });
  PlanForm::narrow(choice);
  form.addRow(label, choice);
  return choice;
}

/// What all methods say, one row each, against the vault as it is now.
PlanForm::Facts comparedFacts(const CaseSession& session) {
  PlanForm::Facts facts;
  const auto& comparison = session.comparison();
  const auto vault = session.current().vault();
  const auto head = session.current().head();
  if (!session.comparing() || !comparison || !head) return facts;
  for (std::size_t i = 0; i < comparedMethods.size(); ++i) {
    const Vault& other = comparison->vaults[i];
    QString text = tr("%1 mm thick, ±%2 mm")
                       .arg(number(meanThicknessMm(other)), number(other.meanUncertaintyMm));
    if (vault && vault->filled == other.filled) {
      const OuterDifference d = outerDifference(other, *vault, *head);
      text +=
          tr("; from the vault %1 mm, P95 %2 mm").arg(number(d.meanAbsoluteMm), number(d.p95Mm));
    }
    const std::string_view name = nameOf(comparedMethods[i]);
    facts.emplace_back(QString::fromLatin1(name.data(), qsizetype(name.size())), text);
  }
  return facts;
}

void addComparison(PlanForm& form) {
  auto* compare = new QPushButton(tr("Compare the methods"));
  compare->setObjectName(QStringLiteral("vault.compare"));
  compare->setCheckable(true);
  compare->setToolTip(
      tr("Lays what network, spline and mirror say over each other. How far they "
         "lie apart can be painted on the implant, below the 3-D pane."));
  QObject::connect(compare, &QPushButton::toggled, &form,
                   [&form](bool on) { form.session().setComparing(on); });
  form.onRefresh([&form, compare] {
    compare->setEnabled(form.session().comparing() ||
                        form.session().current().defects() != nullptr);
  });
  form.addWide(compare);
  form.addFacts(QStringLiteral("vault.compared"),
                [&form](const Case&) { return comparedFacts(form.session()); });
}

/// The brush that gives a place a share of its own.
struct BlendBrush {
  QPushButton* on = new QPushButton(tr("Paint the other method"));
  QDoubleSpinBox* radius = new QDoubleSpinBox;
  QSpinBox* share = new QSpinBox;
};

void addBlendBrush(PlanForm& form, const PanelActions& actions) {
  const BlendBrush brush;
  brush.on->setObjectName(QStringLiteral("vault.brush"));
  brush.on->setCheckable(true);
  brush.radius->setObjectName(QStringLiteral("vault.brushRadiusMm"));
  brush.radius->setRange(2, 150);
  brush.radius->setValue(15);
  brush.radius->setDecimals(1);
  brush.radius->setSuffix(QStringLiteral(" ") + tr("mm"));
  brush.share->setObjectName(QStringLiteral("vault.brushShare"));
  brush.share->setRange(0, 100);
  brush.share->setValue(100);
  brush.share->setSingleStep(10);
  brush.share->setSuffix(QStringLiteral(" %"));
  form.addWide(brush.on);
  form.addRow(tr("Radius"), brush.radius);
  form.addRow(tr("Its share there"), brush.share);
  const auto tell = [&form, brush, actions] {
    const double share = brush.share->value() / 100.0;
    const Stroke look{.center = {}, .radiusMm = brush.radius->value(), .add = share >= 0.5};
    actions.setBrush(brush.on->isChecked(), look,
                     [&form, share](const std::vector<Stroke>& places) {
                       form.session().edit(tr("Blend by brush"), [&](Plan& plan) {
                         for (const Stroke& place : places)
                           plan.vault.blendStrokes.push_back({place.center, place.radiusMm, share});
                       });
                     },
                     {});
  };
  QObject::connect(brush.on, &QPushButton::toggled, &form, tell);
  QObject::connect(brush.radius, &QDoubleSpinBox::valueChanged, &form, tell);
  QObject::connect(brush.share, &QSpinBox::valueChanged, &form, tell);
  auto* last = new QPushButton;
  last->setObjectName(QStringLiteral("vault.removeStroke"));
  QObject::connect(last, &QPushButton::clicked, &form, [&form] {
    form.session().edit(tr("Remove last"), [](Plan& plan) { plan.vault.blendStrokes.pop_back(); });
  });
  form.addRow(tr("Strokes"), last);
  form.onRefresh([&form, last] {
    const auto count = form.session().plan().vault.blendStrokes.size();
    last->setText(tr("%1: remove last").arg(count));
    last->setEnabled(count > 0);
  });
}

}  // namespace

PlanForm* makeVaultPanel(CaseSession& session, const PanelActions& actions) {
  auto* form = new PlanForm(session);
  form->addHint(tr("How the missing vault is completed. Where the methods differ, look twice."));
  addMethod(
      *form, QStringLiteral("vault.method"), tr("Method"),
      [](auto& plan) -> auto& { return plan.vault.method; });
  form->addNumber(
      millimeters(QStringLiteral("vault.minThicknessMm"), tr("Least thickness"), 1, 15, 0.5, 1),
      [](auto& plan) -> auto& { return plan.vault.minThicknessMm; });
  addComparison(*form);
  addMethod(
      *form, QStringLiteral("vault.blendWith"), tr("Blend with"),
      [](auto& plan) -> auto& { return plan.vault.blendWith; });
  form->addShare(
      {.name = QStringLiteral("vault.blendShare"),
       .label = tr("Its share"),
       .tip = tr("Both sides of the vault lie between those of the two methods: 0 % is the first "
                 "alone, 100 % the second.")},
      [](auto& plan) -> auto& { return plan.vault.blendShare; });
  addBlendBrush(*form, actions);
  return form;
}

}  // namespace bregma
