#include "ui/constraint_panel.hpp"

#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/constraint_words.hpp"

namespace bregma {
namespace {

constexpr int stateRole = Qt::UserRole, valueRole = Qt::UserRole + 1, limitRole = Qt::UserRole + 2,
              rowRole = Qt::UserRole + 3;
constexpr int rowHeight = 19, signSize = 9;

QColor colorOf(ConstraintState state) {
  switch (state) {
    case ConstraintState::Ok: return {96, 190, 146};
    case ConstraintState::Warn: return {224, 179, 84};
    case ConstraintState::Red: return {232, 108, 100};
  }
  return {};
}

/// A dot, a triangle or a square: color is not the only sign.
void drawSign(QPainter& painter, const QRectF& box, ConstraintState state) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(colorOf(state));
  if (state == ConstraintState::Ok)
    painter.drawEllipse(box);
  else if (state == ConstraintState::Warn)
    painter.drawPolygon(
        QPolygonF{box.bottomLeft(), {box.center().x(), box.top()}, box.bottomRight()});
  else
    painter.drawRect(box);
}

/// And takes the room for it off `row`.
void drawAtRight(QPainter& painter, QRect& row, const QString& text, const QColor& color) {
  if (text.isEmpty()) return;
  painter.setPen(color);
  painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
  row.setRight(row.right() - painter.fontMetrics().horizontalAdvance(text) - 6);
}

class ConstraintRow : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {160, rowHeight};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const QRect row = option.rect.adjusted(2, 0, -2, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(QColor(255, 255, 255, option.state & QStyle::State_Selected ? 26 : 12));
      painter->drawRoundedRect(row, 4, 4);
    }
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.9);
    const bool heading = !index.data(rowRole).isValid();
    font.setBold(heading);
    painter->setFont(font);
    const bool current = option.state & QStyle::State_Enabled;
    const QColor text = current ? option.palette.color(QPalette::Text) : QColor(130, 138, 150);
    QRect title = row.adjusted(heading ? 6 : 8 + signSize + 7, 0, -6, 0);
    if (!heading) {
      const QRectF sign(row.left() + 8, row.center().y() - signSize / 2.0 + 0.5, signSize,
                        signSize);
      painter->setOpacity(current ? 1 : 0.45);
      drawSign(*painter, sign, ConstraintState(index.data(stateRole).toInt()));
      painter->setOpacity(1);
      drawAtRight(*painter, title, index.data(limitRole).toString(), QColor(130, 138, 150));
      drawAtRight(*painter, title, index.data(valueRole).toString(), text);
    }
    painter->setPen(heading || !current ? QColor(150, 160, 174) : text);
    painter->drawText(
        title, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, title.width()));
    painter->restore();
  }
};

}  // namespace

ConstraintPanel::ConstraintPanel(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("constraints"));
  setItemDelegate(new ConstraintRow(this));
  setMouseTracking(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(tr("Constraints of the implant"));
  const auto choose = [this](const QListWidgetItem* item) {
    if (const QVariant row = item->data(rowRole); row.isValid())
      Q_EMIT placeChosen(rows_[std::size_t(row.toInt())].constraint.place);
  };
  connect(this, &QListWidget::itemClicked, this, choose);
  connect(this, &QListWidget::itemActivated, this, choose);
}

void ConstraintPanel::showCase(const Case& shown) {
  const auto implants = shown.implants();
  setEnabled(implants && shown.state(Step::Implant) == StepState::Ready);
  if (implants == implants_ && shown.plan() == plan_) return;
  implants_ = implants;
  plan_ = shown.plan();
  const int chosen = currentRow();
  clear();
  rows_.clear();
  if (!implants) return;
  for (std::size_t i = 0; i < implants->parts.size(); ++i) {
    if (implants->parts.size() > 1) addHeading(tr("Implant %1").arg(i + 1));
    for (const Constraint& constraint : constraintsOf(implants->parts[i].review, plan_))
      addRow({int(i), constraint});
  }
  if (chosen < count()) {
    const QSignalBlocker quiet(this);
    setCurrentRow(chosen);
  }
}

void ConstraintPanel::addHeading(const QString& text) {
  auto* item = new QListWidgetItem(text, this);
  item->setFlags(Qt::ItemIsEnabled);
}

void ConstraintPanel::addRow(const Row& row) {
  const Constraint& constraint = row.constraint;
  auto* item = new QListWidgetItem(title(constraint.measure), this);
  const QString value = valueText(constraint), limit = limitText(constraint);
  item->setData(rowRole, int(rows_.size()));
  item->setData(stateRole, int(constraint.state));
  item->setData(valueRole, limit.isEmpty() ? value : numberText(constraint));
  item->setData(limitRole, limit);
  const QString held = limit.isEmpty() ? value : tr("%1, limit %2").arg(value, limit);
  item->setData(Qt::AccessibleDescriptionRole, tr("%1: %2").arg(held, stateText(constraint.state)));
  item->setToolTip(QStringLiteral("<p><b>%1: %2</b> (%3)</p><p>%4</p><p>%5</p>")
                       .arg(title(constraint.measure), held.toHtmlEscaped(),
                            stateText(constraint.state), explanation(constraint.measure),
                            tr("Click to look at the place.")));
  rows_.push_back(row);
}

}  // namespace bregma
