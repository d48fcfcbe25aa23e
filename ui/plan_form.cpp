#include "ui/plan_form.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>

namespace bregma {

PlanForm::PlanForm(CaseSession& session, QWidget* parent)
    : QWidget(parent), session_(session), form_(new QFormLayout(this)) {
  form_->setContentsMargins(0, 0, 0, 0);
  form_->setHorizontalSpacing(12);
  form_->setVerticalSpacing(8);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

void PlanForm::refresh() {
  for (const auto& refresh : refreshes_) refresh();
}

bool PlanForm::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      event->ignore();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void PlanForm::addBox(const NumberLook& look, QAbstractSpinBox* box) {
  box->setObjectName(look.name);
  box->setKeyboardTracking(false);
  box->setToolTip(look.tip);
  box->installEventFilter(this);
  addRow(look.label, box);
}

QDoubleSpinBox* PlanForm::numberBox(const NumberLook& look) {
  auto* box = new QDoubleSpinBox;
  box->setDecimals(look.decimals);
  box->setRange(look.low, look.high);
  box->setSingleStep(look.step);
  box->setSuffix(look.unit.isEmpty() ? QString() : QStringLiteral(" ") + look.unit);
  addBox(look, box);
  return box;
}

QSpinBox* PlanForm::countBox(const NumberLook& look) {
  auto* box = new QSpinBox;
  box->setRange(int(look.low), int(look.high));
  addBox(look, box);
  return box;
}

QSlider* PlanForm::shareSlider(const NumberLook& look) {
  auto* slider = new QSlider(Qt::Horizontal);
  slider->setObjectName(look.name);
  slider->setRange(0, 100);
  slider->setPageStep(10);
  slider->setToolTip(look.tip);
  auto* percent = new QLabel;
  percent->setMinimumWidth(percent->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
  percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(slider, 1);
  layout->addWidget(percent);
  const auto tell = [slider, percent] { percent->setText(tr("%1 %").arg(slider->value())); };
  connect(slider, &QSlider::valueChanged, percent, tell);
  onRefresh(tell);
  addRow(look.label, row);
  return slider;
}

QCheckBox* PlanForm::switchBox(const QString& name, const QString& label) {
  auto* box = new QCheckBox(label);
  box->setObjectName(name);
  addWide(box);
  return box;
}

QComboBox* PlanForm::choiceBox(const QString& name, const QString& label,
                               const QStringList& texts) {
  auto* box = new QComboBox;
  box->setObjectName(name);
  box->addItems(texts);
  narrow(box);
  addRow(label, box);
  return box;
}

void PlanForm::narrow(QComboBox* box) {
  constexpr int letters = 8;
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(letters);
}

void PlanForm::addHint(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setProperty("hint", true);
  addWide(label);
}

void PlanForm::addRow(const QString& label, QWidget* widget) {
  auto* title = new QLabel(label);
  title->setBuddy(widget);
  form_->addRow(title, widget);
}

void PlanForm::addWide(QWidget* widget) { form_->addRow(widget); }

void PlanForm::addFacts(const QString& name, std::function<Facts(const Case&)> facts) {
  auto* label = new QLabel;
  label->setObjectName(name);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setProperty("facts", true);
  addWide(label);
  onRefresh([this, label, facts = std::move(facts)] {
    QString rows;
    for (const auto& [fact, value] : facts(session_.current()))
      rows +=
          QStringLiteral("<tr><td style='color:#96a0ae;padding-right:10px'>%1</td><td>%2</td></tr>")
              .arg(fact.toHtmlEscaped(), value.toHtmlEscaped());
    label->setVisible(!rows.isEmpty());
    const QString table = QStringLiteral("<table cellspacing='2'>%1</table>").arg(rows);
    if (label->text() != table) label->setText(table);
  });
}

}  // namespace bregma
