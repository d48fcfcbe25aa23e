#include "ui/findings_banner.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/messages.hpp"

namespace bregma {
namespace {

constexpr int tallestList = 118;

QString nameOfRow(const Finding& finding) {
  const std::string_view code = nameOf(finding.code);
  return QStringLiteral("finding.") + QString::fromUtf8(code.data(), qsizetype(code.size()));
}

QString severityProperty(Severity severity) {
  const std::string_view name = nameOf(severity);
  return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

QLabel* sentenceLabel(const QString& text) {
  auto* label = new QLabel(text);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

FindingsBanner::FindingsBanner(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("banner"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 4);
  column->setSpacing(4);
  column->addWidget(failureLine());
  fold_ = new QToolButton;
  fold_->setObjectName(QStringLiteral("banner.fold"));
  fold_->setCheckable(true);
  fold_->setChecked(true);
  fold_->setAutoRaise(true);
  fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  connect(fold_, &QToolButton::toggled, this, &FindingsBanner::adapt);
  column->addWidget(fold_);
  area_ = new QScrollArea;
  area_->setObjectName(QStringLiteral("banner.findings"));
  area_->setWidgetResizable(true);
  area_->setFrameShape(QFrame::NoFrame);
  column->addWidget(area_);
  showFailure({});
  rebuild();
}

QWidget* FindingsBanner::failureLine() {
  auto* line = new QFrame;
  line->setProperty("severity", severityProperty(Severity::Stop));
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(12, 8, 8, 8);
  failureText_ = sentenceLabel({});
  failureText_->setObjectName(QStringLiteral("banner.error"));
  row->addWidget(failureText_, 1);
  auto* dismiss = new QPushButton(tr("Dismiss"));
  dismiss->setObjectName(QStringLiteral("banner.dismiss"));
  connect(dismiss, &QPushButton::clicked, this, &FindingsBanner::dismissed);
  row->addWidget(dismiss, 0, Qt::AlignTop);
  failureLine_ = line;
  return line;
}

void FindingsBanner::showFailure(const QString& sentence) {
  failureText_->setText(sentence);
  failureLine_->setVisible(!sentence.isEmpty());
  adapt();
}

void FindingsBanner::showFindings(const std::vector<Finding>& findings,
                                  const std::vector<FindingCode>& acknowledged) {
  std::vector<Finding> sorted = findings;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (sorted == findings_ && acknowledged == acknowledged_) return;
  findings_ = std::move(sorted);
  acknowledged_ = acknowledged;
  rebuild();
}

void FindingsBanner::rebuild() {
  auto* list = new QWidget;
  auto* column = new QVBoxLayout(list);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(3);
  for (const Finding& finding : findings_) column->addWidget(rowOf(finding));
  column->addStretch();
  area_->setWidget(list);
  adapt();
}

QWidget* FindingsBanner::rowOf(const Finding& finding) {
  const bool stop = finding.severity == Severity::Stop;
  const bool judged =
      std::find(acknowledged_.begin(), acknowledged_.end(), finding.code) != acknowledged_.end();
  auto* line = new QFrame;
  line->setObjectName(nameOfRow(finding));
  line->setProperty("severity",
                    severityProperty(stop && judged ? Severity::Note : finding.severity));
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(12, 4, 8, 4);
  auto* text = sentenceLabel(QStringLiteral("<b>%1 · %2</b>  %3")
                                 .arg(severityTitle(finding.severity), stepTitle(finding.step),
                                      sentence(finding).toHtmlEscaped()));
  row->addWidget(text, 1);
  if (finding.place) {
    auto* show = new QPushButton(tr("Show"));
    show->setObjectName(nameOfRow(finding) + QStringLiteral(".show"));
    connect(show, &QPushButton::clicked, this,
            [this, place = *finding.place] { Q_EMIT placeChosen(place); });
    row->addWidget(show, 0, Qt::AlignVCenter);
  }
  if (stop) {
    auto* judge = new QPushButton(judged ? tr("Acknowledged") : tr("Acknowledge"));
    judge->setObjectName(nameOfRow(finding) + QStringLiteral(".acknowledge"));
    judge->setCheckable(true);
    judge->setChecked(judged);
    connect(
        judge, &QPushButton::clicked, this,
        [this, code = finding.code](bool yes) { Q_EMIT acknowledged(code, yes); },
        Qt::QueuedConnection);  // the button dies when the list is made anew
    row->addWidget(judge, 0, Qt::AlignVCenter);
  }
  return line;
}

void FindingsBanner::adapt() {
  if (!area_) return;
  const auto stops = std::count_if(findings_.begin(), findings_.end(), [&](const Finding& f) {
    return f.severity == Severity::Stop &&
           std::find(acknowledged_.begin(), acknowledged_.end(), f.code) == acknowledged_.end();
  });
  const auto count = findings_.size();
  QString title = count == 1 ? tr("1 finding") : tr("%1 findings").arg(count);
  if (stops > 0) title += QStringLiteral(" · ") + tr("%1 to acknowledge before export").arg(stops);
  fold_->setText(title);
  fold_->setArrowType(fold_->isChecked() ? Qt::DownArrow : Qt::RightArrow);
  fold_->setVisible(!findings_.empty());
  area_->setVisible(!findings_.empty() && fold_->isChecked());
  if (QWidget* list = area_->widget()) {
    const int width = std::max(200, area_->viewport()->width());
    const int height =
        list->hasHeightForWidth() ? list->heightForWidth(width) : list->sizeHint().height();
    area_->setFixedHeight(std::min(tallestList, height));
  }
  setVisible(failureLine_->isVisibleTo(this) || !findings_.empty());
}

}  // namespace bregma
