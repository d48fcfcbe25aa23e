#include "ui/layer_panel.hpp"

#include <QGridLayout>
#include <QPainter>
#include <algorithm>

namespace bregma {
namespace {

QString titleOf(LayerKind kind) {
  switch (kind) {
    case LayerKind::Skull: return LayerPanel::tr("Skull");
    case LayerKind::Rim: return LayerPanel::tr("Rim of the defect");
    case LayerKind::Vault: return LayerPanel::tr("Completed vault");
    case LayerKind::ByNetwork: return LayerPanel::tr("Vault by network");
    case LayerKind::BySpline: return LayerPanel::tr("Vault by spline");
    case LayerKind::ByMirror: return LayerPanel::tr("Vault by mirror");
    case LayerKind::Implant: return LayerPanel::tr("Implant");
    case LayerKind::OuterMold: return LayerPanel::tr("Outer mold half");
    case LayerKind::InnerMold: return LayerPanel::tr("Inner mold half");
    case LayerKind::Master: return LayerPanel::tr("Master for silicone");
    case LayerKind::Box: return LayerPanel::tr("Casting box");
    case LayerKind::Gauge: return LayerPanel::tr("Fit gauge");
  }
  return {};
}

QString nameOf(LayerKind kind) {
  constexpr std::array names{"skull",     "rim",      "vault",   "byNetwork",
                             "bySpline",  "byMirror", "implant", "outerMold",
                             "innerMold", "master",   "box",     "gauge"};
  return QStringLiteral("layer.") + QLatin1String(names[std::size_t(kind)]);
}

bool isCompared(LayerKind kind) {
  return std::ranges::find(comparedLayers, kind) != comparedLayers.end();
}

QIcon swatch(const Color& color) {
  QPixmap picture(12, 12);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor::fromRgbF(float(color.red), float(color.green), float(color.blue)));
  painter.drawRoundedRect(picture.rect(), 3, 3);
  return picture;
}

}  // namespace

LayerPanel::LayerPanel(QWidget* parent) : QWidget(parent) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(4);
  for (const LayerKind kind : allLayerKinds) {
    Row& row = rows_[std::size_t(kind)];
    row.visible = new QCheckBox(titleOf(kind));
    row.visible->setObjectName(nameOf(kind) + QStringLiteral(".visible"));
    row.visible->setIcon(swatch(colorOf(kind)));
    row.visible->setChecked(true);
    row.opacity = new QSlider(Qt::Horizontal);
    row.opacity->setObjectName(nameOf(kind) + QStringLiteral(".opacity"));
    row.opacity->setToolTip(tr("Opacity"));
    row.opacity->setRange(5, 100);
    const bool through = isCompared(kind) || kind == LayerKind::Vault ||
                         kind == LayerKind::OuterMold || kind == LayerKind::Box;
    row.opacity->setValue(through ? 50 : 100);
    connect(row.visible, &QCheckBox::toggled, this,
            [this, kind](bool on) { Q_EMIT visibleChanged(kind, on); });
    connect(row.opacity, &QSlider::valueChanged, this,
            [this, kind](int percent) { Q_EMIT opacityChanged(kind, percent / 100.0); });
    grid->addWidget(row.visible, int(kind), 0);
    grid->addWidget(row.opacity, int(kind), 1);
  }
  grid->setColumnStretch(1, 1);
  setPresent({});
}

void LayerPanel::setPresent(const Layers& layers) {
  for (const LayerKind kind : allLayerKinds) {
    const bool present = std::any_of(layers.begin(), layers.end(),
                                     [&](const Layer& layer) { return layer.kind == kind; });
    Row& row = rows_[std::size_t(kind)];
    for (QWidget* widget :
         {static_cast<QWidget*>(row.visible), static_cast<QWidget*>(row.opacity)}) {
      widget->setEnabled(present);
      if (isCompared(kind)) widget->setVisible(present);
    }
  }
}

void LayerPanel::setShown(LayerKind kind, bool shown) {
  rows_[std::size_t(kind)].visible->setChecked(shown);
}

}  // namespace bregma
