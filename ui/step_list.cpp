#include "ui/step_list.hpp"

#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/messages.hpp"

namespace bregma {
namespace {

constexpr int statusRole = Qt::UserRole;
constexpr int rowHeight = 44, discSize = 22, margin = 12;

/// What stands in the disc beside the step's number: a shape, so that color is not the only sign.
QString signOf(StepStatus status, int number) {
  switch (status) {
    case StepStatus::Ready: return QStringLiteral("\u2713");
    case StepStatus::Failed: return QStringLiteral("!");
    case StepStatus::Running: return QStringLiteral("\u2026");
    case StepStatus::Stale: return QStringLiteral("\u21bb");
    case StepStatus::Missing: break;
  }
  return QString::number(number);
}

class StepRow : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {180, rowHeight};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const auto status = StepStatus(index.data(statusRole).toInt());
    const QColor color = statusColor(status);
    const QRect row = option.rect.adjusted(4, 2, -4, -2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
      const bool selected = option.state & QStyle::State_Selected;
      painter->setPen(Qt::NoPen);
      painter->setBrush(QColor(255, 255, 255, selected ? 26 : 12));
      painter->drawRoundedRect(row, 6, 6);
    }
    const QRect disc(row.left() + margin, row.center().y() - discSize / 2, discSize, discSize);
    const bool filled = status == StepStatus::Ready || status == StepStatus::Failed;
    painter->setPen(QPen(color, 1.5));
    painter->setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
    painter->drawEllipse(disc);
    painter->setPen(filled ? QColor(20, 24, 30) : color);
    QFont font = option.font;
    font.setBold(true);
    painter->setFont(font);
    painter->drawText(disc, Qt::AlignCenter, signOf(status, index.row() + 1));
    const QRect text = row.adjusted(2 * margin + discSize, 4, -4, -4);
    painter->setPen(option.palette.color(QPalette::Text));
    font.setBold(option.state & QStyle::State_Selected);
    painter->setFont(font);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, index.data().toString());
    font.setBold(false);
    font.setPointSizeF(font.pointSizeF() * 0.85);
    painter->setFont(font);
    painter->setPen(status == StepStatus::Missing ? QColor(130, 138, 150) : color);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom, statusText(status));
    painter->restore();
  }
};

}  // namespace

QString statusText(StepStatus status) {
  switch (status) {
    case StepStatus::Missing: return StepList::tr("not computed");
    case StepStatus::Stale: return StepList::tr("out of date");
    case StepStatus::Ready: return StepList::tr("ready");
    case StepStatus::Running: return StepList::tr("running");
    case StepStatus::Failed: return StepList::tr("failed");
  }
  return {};
}

QColor statusColor(StepStatus status) {
  switch (status) {
    case StepStatus::Missing: return {110, 118, 130};
    case StepStatus::Stale: return {224, 179, 84};
    case StepStatus::Ready: return {96, 190, 146};
    case StepStatus::Running: return {98, 168, 240};
    case StepStatus::Failed: return {232, 108, 100};
  }
  return {};
}

StepList::StepList(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("stepList"));
  setItemDelegate(new StepRow(this));
  setMouseTracking(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setFixedHeight(int(allSteps.size()) * rowHeight + 4);
  for (const Step step : allSteps) {
    auto* item = new QListWidgetItem(stepTitle(step), this);
    item->setData(statusRole, int(StepStatus::Missing));
  }
  setCurrentRow(0);
  connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0) Q_EMIT chosen(Step(row));
  });
}

void StepList::showStatus(Step step, StepStatus status) {
  QListWidgetItem* row = item(int(step));
  row->setData(statusRole, int(status));
  row->setData(Qt::AccessibleDescriptionRole, statusText(status));
  row->setToolTip(tr("%1: %2").arg(row->text(), statusText(status)));
}

}  // namespace bregma
