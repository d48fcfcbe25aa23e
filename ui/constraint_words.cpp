#include "ui/constraint_words.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace bregma {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Constraints", text); }

struct Unit {
  QString name;
  int decimals;
  double factor = 1;
};

Unit unitOf(Measure measure) {
  switch (measure) {
    case Measure::GivingWay: return {tr("%"), 1};
    case Measure::Overlap: return {tr("mm³"), 2};
    case Measure::Undercut: return {tr("mm²"), 1};
    case Measure::Volume: return {tr("cm³"), 2, 1e-3};
    case Measure::Cement: return {tr("g"), 1};
    case Measure::LargestDimension:
    case Measure::HoleToRim: return {tr("mm"), 1};
    default: return {tr("mm"), 2};
  }
}

/// As it was set: without zeros behind.
QString limit(double value, const Unit& unit) {
  QLocale locale;
  locale.setNumberOptions(QLocale::OmitGroupSeparator);
  return locale.toString(std::round(value * unit.factor * 100) / 100, 'g', 6);
}

}  // namespace

QString title(Measure measure) {
  switch (measure) {
    case Measure::ThicknessMin: return tr("Least thickness");
    case Measure::ThicknessMean: return tr("Mean thickness");
    case Measure::MedialMin: return tr("Least, medial");
    case Measure::MedialMean: return tr("Mean, medial");
    case Measure::GapMin: return tr("Least gap");
    case Measure::GapMean: return tr("Mean gap");
    case Measure::GapP95: return tr("Gap, P95");
    case Measure::GivingWay: return tr("Walls giving way");
    case Measure::Overlap: return tr("Overlap with bone");
    case Measure::RimStep: return tr("Step at the rim");
    case Measure::Undercut: return tr("Undercut");
    case Measure::Insertion: return tr("Stops before seat");
    case Measure::HoleToRim: return tr("Holes to the rim");
    case Measure::BrainSide: return tr("Brain side");
    case Measure::LargestDimension: return tr("Largest extent");
    case Measure::Volume: return tr("Volume");
    case Measure::Cement: return tr("Cement to mix");
  }
  return {};
}

QString numberText(const Constraint& constraint) {
  const Unit unit = unitOf(constraint.measure);
  const double grain = std::pow(10, -unit.decimals);
  const double rounded = std::round(constraint.value * unit.factor / grain) * grain;
  return QLocale().toString(rounded == 0 ? 0.0 : rounded, 'f', unit.decimals);  // never "-0"
}

QString valueText(const Constraint& constraint) {
  return QStringLiteral("%1 %2").arg(numberText(constraint), unitOf(constraint.measure).name);
}

QString limitText(const Constraint& constraint) {
  const Unit unit = unitOf(constraint.measure);
  const auto &low = constraint.atLeast, &high = constraint.atMost;
  if (low && high) return tr("%1 … %2 %3").arg(limit(*low, unit), limit(*high, unit), unit.name);
  if (low) return tr("≥ %1 %2").arg(limit(*low, unit), unit.name);
  if (high) return tr("≤ %1 %2").arg(limit(*high, unit), unit.name);
  return {};
}

QString explanation(Measure measure) {
  switch (measure) {
    case Measure::ThicknessMin:
      return tr(
          "The thinnest place farther than 3 mm from the rim, straight in from the outer "
          "side. Raise the least thickness of the vault, or lift the outer side there.");
    case Measure::ThicknessMean:
      return tr("Straight in from the outer side, by area, farther than 3 mm from the rim.");
    case Measure::MedialMin:
      return tr(
          "The smallest ball that fills the wall farther than 3 mm from the rim: what a "
          "slanted or stepped wall really holds.");
    case Measure::MedialMean: return tr("Balls that fill the wall, by area.");
    case Measure::GapMin:
      return tr(
          "Where the walls come nearest to the bone. Below the gap that was set the "
          "implant may jam.");
    case Measure::GapMean: return tr("Between the walls and the bone that they face, by area.");
    case Measure::GapP95:
      return tr(
          "On 95 % of the walls' area the gap is smaller. Removed undercuts and a taper "
          "widen it.");
    case Measure::GivingWay:
      return tr(
          "Share of the walls that stand back from the bone to get past it on the way in, for a "
          "removed undercut or a taper. The others keep the gap that was set.");
    case Measure::Overlap: return tr("Implant within bone: it cannot be seated.");
    case Measure::RimStep:
      return tr(
          "How far the outer sides of implant and bone stand apart at the rim, on 95 % of "
          "its length less. It may be felt through the skin.");
    case Measure::Undercut:
      return tr(
          "Surface with bone in front of it on the way out. Turn the insertion direction, "
          "or remove the undercuts.");
    case Measure::Insertion:
      return tr("How far before its seat bone stops the implant on its way in. 0: it goes in.");
    case Measure::HoleToRim: return tr("From the edge of the nearest hole to the walls.");
    case Measure::BrainSide:
      return tr(
          "From the inner table of the completed vault to the inner side; below 0 the "
          "implant reaches towards the brain.");
    case Measure::LargestDimension:
      return tr("The longest extent, against the printer's bed without the mold's walls.");
    case Measure::Volume: return tr("With holes and engraving taken off.");
    case Measure::Cement:
      return tr(
          "The volume in cured PMMA and a fifth more for the channels, against one package "
          "of 40 g powder and 20 ml liquid.");
  }
  return {};
}

QString stateText(ConstraintState state) {
  switch (state) {
    case ConstraintState::Ok: return tr("within its limit");
    case ConstraintState::Warn: return tr("look at it");
    case ConstraintState::Red: return tr("must be mended");
  }
  return {};
}

}  // namespace bregma
