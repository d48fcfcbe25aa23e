#include "ui/look.hpp"

#include <QApplication>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleOption>

namespace bregma {
namespace {

QPalette darkPalette() {
  const QColor window(30, 34, 41), base(38, 43, 52), raised(46, 52, 62), text(220, 225, 232),
      faint(120, 128, 140), accent(62, 124, 190);
  QPalette palette;
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, window);
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::PlaceholderText, faint);
  palette.setColor(QPalette::Button, raised);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::Highlight, accent);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(98, 168, 240));
  palette.setColor(QPalette::ToolTipBase, raised);
  palette.setColor(QPalette::ToolTipText, text);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(98, 105, 116));
  return palette;
}

/// Fusion, with check boxes that can be seen on a dark ground.
class DarkStyle : public QProxyStyle {
 public:
  DarkStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    if (element != PE_IndicatorCheckBox)
      return QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool on = option->state & State_On, enabled = option->state & State_Enabled;
    const QColor edge = enabled ? QColor(104, 116, 132) : QColor(58, 65, 76);
    const QColor fill = !on ? QColor(20, 23, 28) : enabled ? QColor(62, 124, 190) : edge;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(option->state & State_HasFocus ? QColor(98, 168, 240) : edge);
    painter->setBrush(fill);
    painter->drawRoundedRect(box, 3, 3);
    if (on) {
      painter->setPen(QPen(enabled ? Qt::white : QColor(140, 148, 160), 1.8));
      const auto at = [&](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
      };
      painter->drawPolyline(QPolygonF{at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.30)});
    }
    painter->restore();
  }
};

constexpr auto styleSheet = R"(
QFrame[side="true"] { background: #181b21; }
QFrame[pane="true"] { background: #101216; border: 1px solid #2c323b; border-radius: 4px; }
QLabel[paneTitle="true"] { color: #96a0ae; font-weight: 600; }
QLabel[hint="true"] { color: #96a0ae; }
QLabel[panelTitle="true"] { font-size: 15pt; font-weight: 600; }
QLabel[groupTitle="true"] { color: #96a0ae; font-weight: 600; padding-top: 6px; }
QLabel[brand="true"] { font-size: 17pt; font-weight: 700; padding: 6px 4px 10px 12px; }
QLabel[small="true"] { color: #78808c; font-size: 8pt; }
QFrame[severity="stop"] { background: #4a2527; border-left: 4px solid #e86c64; border-radius: 3px; }
QFrame[severity="warning"] { background: #43391f; border-left: 4px solid #e0b354; border-radius: 3px; }
QFrame[severity="note"] { background: #262c35; border-left: 4px solid #5f7f9f; border-radius: 3px; }
QFrame[severity] QLabel { background: transparent; border: none; }
QPushButton { background: #2e3541; border: 1px solid #3f4856; border-radius: 4px; padding: 5px 12px; }
QPushButton:hover { background: #384150; }
QPushButton:pressed, QPushButton:checked { background: #2b5f95; border-color: #4d8fd6; }
QPushButton:disabled { color: #626974; background: #252a32; border-color: #2f3540; }
QPushButton[primary="true"] { background: #2f6fae; border-color: #4d8fd6; color: white; font-weight: 600; padding: 7px 12px; }
QPushButton[primary="true"]:hover { background: #387fc4; }
QPushButton[primary="true"]:disabled { background: #27313d; border-color: #2f3a47; color: #6c7480; }
QPushButton:focus, QToolButton:focus { border-color: #62a8f0; }
QToolButton { border: 1px solid transparent; border-radius: 3px; padding: 2px 6px; color: #b4bdc9; }
QToolButton:hover { background: #2b323c; color: white; }
QListWidget { background: transparent; }
QLineEdit { background: #262b34; border: 1px solid #3a424e; border-radius: 4px; padding: 4px 6px; min-height: 18px; }
QLineEdit:focus { border-color: #62a8f0; }
QStatusBar { background: #181b21; padding-left: 8px; }
QStatusBar::item { border: none; }
QProgressBar { background: #14171c; border: 1px solid #3a424e; border-radius: 4px; text-align: center; max-height: 16px; }
QProgressBar::chunk { background: #2f6fae; border-radius: 3px; }
QMenuBar { background: #181b21; }
QMenuBar::item:selected, QMenu::item:selected { background: #2f6fae; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; }
QScrollBar::handle:vertical { background: #3f4856; border-radius: 4px; min-height: 24px; }
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
)";

}  // namespace

void applyLook(QApplication& application) {
  application.setStyle(new DarkStyle);
  application.setPalette(darkPalette());
  application.setStyleSheet(QString::fromLatin1(styleSheet));
}

}  // namespace bregma
