#include "ui/map_strip.hpp"

#include <QHBoxLayout>
#include <algorithm>

namespace bregma {
namespace {

constexpr Color red{0.79, 0.16, 0.17}, yellow{0.97, 0.85, 0.33}, green{0.26, 0.66, 0.42},
    teal{0.18, 0.62, 0.60}, blue{0.17, 0.31, 0.66}, pale{0.96, 0.93, 0.80},
    purple{0.42, 0.08, 0.32};

QString titleOf(ImplantMap map) {
  switch (map) {
    case ImplantMap::Thickness: return MapStrip::tr("Thickness");
    case ImplantMap::Gap: return MapStrip::tr("Gap to the bone");
    case ImplantMap::Uncertainty: return MapStrip::tr("Uncertainty of the vault");
    case ImplantMap::Undercut: return MapStrip::tr("Undercut");
    case ImplantMap::Disagreement: return MapStrip::tr("Disagreement of methods");
  }
  return {};
}

}  // namespace

ColorScale scaleOf(ImplantMap map, const Plan& plan) {
  const double thin = plan.vault.minThicknessMm, gap = plan.implant.gapMm;
  switch (map) {
    case ImplantMap::Thickness:
      return {{{thin / 2, red}, {thin, yellow}, {thin + 2, teal}, {thin + 5, blue}}};
    case ImplantMap::Gap:
      return {{{0, red}, {std::max(0.05, gap), green}, {gap + 0.5, yellow}, {gap + 3, blue}}};
    case ImplantMap::Uncertainty: return {{{0, green}, {1.2, yellow}, {3, red}}};
    case ImplantMap::Undercut: return {{{0, pale}, {0.5, yellow}, {1, red}, {3, purple}}};
    case ImplantMap::Disagreement: return {{{0, green}, {1, yellow}, {3, red}, {6, purple}}};
  }
  return {};
}

MapStrip::MapStrip(QWidget* parent) : QWidget(parent), choice_(new QComboBox), bar_(new ColorBar) {
  setObjectName(QStringLiteral("mapStrip"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(6, 2, 4, 2);
  choice_->setObjectName(QStringLiteral("implantMap"));
  choice_->setToolTip(tr("What is painted on the implant"));
  choice_->addItem(tr("Implant: plain"), -1);
  for (const ImplantMap map : allImplantMaps) choice_->addItem(titleOf(map), int(map));
  row->addWidget(choice_);
  row->addWidget(bar_, 1);
  connect(choice_, &QComboBox::currentIndexChanged, this, [this] {
    updateScale();
    Q_EMIT mapChosen();
  });
}

std::optional<ImplantMap> MapStrip::map() const {
  const int chosen = choice_->currentData().toInt();
  return chosen < 0 ? std::nullopt : std::optional(ImplantMap(chosen));
}

void MapStrip::setPlan(const Plan& plan) {
  plan_ = plan;
  updateScale();
}

void MapStrip::updateScale() {
  const auto chosen = map();
  const ColorScale scale = chosen ? scaleOf(*chosen, plan_) : ColorScale{};
  if (scale == bar_->scale()) return;
  bar_->setScale(scale);
  Q_EMIT scaleChanged();
}

}  // namespace bregma
