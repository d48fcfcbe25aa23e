#include "ui/report.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "model/io/write_file.hpp"
#include "planning/vault_blend.hpp"
#include "ui/constraint_words.hpp"
#include "ui/messages.hpp"

namespace bregma {
namespace {

struct Report {
  Q_DECLARE_TR_FUNCTIONS(Report)
 public:
  static void addDefect(ReportContent& content, const DefectRegion& region, const QString& of);
  static void addImplant(ReportContent& content, const ImplantReview& review, const Plan& plan,
                         const QString& of);
  static void addMold(ReportContent& content, const MoldReview& review, const QString& of);
  static QStringList settings(const Plan& plan);
  static QString title() { return tr("Cranioplasty plan"); }
  /// The pictures that belong on the page, in their order.
  struct Shown {
    std::string name;
    QString caption;
  };
  static std::vector<Shown> shown();
  static QString sideName(Side side);
  static QString part(std::size_t index, std::size_t count) {
    return count > 1 ? tr("%1: ").arg(index + 1) : QString();
  }
};

QString text(double value, int decimals) {
  if (!std::isfinite(value)) return QStringLiteral("-");
  // "-0.0" would alarm for nothing.
  const double scale = std::pow(10, decimals);
  return QString::number(std::round(value * scale) / scale + 0.0, 'f', decimals);
}

QString asSet(double value) { return QString::number(value, 'g', 6); }

QString Report::sideName(Side side) {
  switch (side) {
    case Side::Left: return tr("left");
    case Side::Right: return tr("right");
    case Side::Midline: return tr("midline");
  }
  return {};
}

std::vector<Report::Shown> Report::shown() {
  return {{"front", tr("From the front")}, {"back", tr("From behind")},
          {"left", tr("From the left")},   {"right", tr("From the right")},
          {"top", tr("From above")},       {"bottom", tr("From below")},
          {"defect", tr("The defect")},    {"implant", tr("The implant in place")},
          {"mold", tr("Press mold")},      {"template", tr("Template for silicone")},
          {"gauge", tr("Fit gauge")}};
}

void Report::addDefect(ReportContent& content, const DefectRegion& region, const QString& of) {
  content.numbers.push_back({of + tr("Side of the defect"), sideName(region.side), {}});
  content.numbers.push_back(
      {of + tr("Opening, area"), tr("%1 cm²").arg(text(region.areaMm2 / 100, 1)), {}});
  content.numbers.push_back({of + tr("Opening, largest diameter"),
                             tr("%1 mm").arg(text(region.largestDiameterMm, 1)),
                             {}});
}

void Report::addImplant(ReportContent& content, const ImplantReview& r, const Plan& plan,
                        const QString& of) {
  auto& rows = content.numbers;
  for (const Constraint& constraint : constraintsOf(r, plan))
    rows.push_back({of + bregma::title(constraint.measure), valueText(constraint),
                    limitText(constraint), constraint.state == ConstraintState::Ok});
  if (plan.implant.perforated)
    rows.push_back({of + tr("Holes"),
                    tr("%1 of %2 mm").arg(r.holes).arg(asSet(plan.implant.holeDiameterMm)),
                    {},
                    r.holes > 0});
}

void Report::addMold(ReportContent& content, const MoldReview& r, const QString& of) {
  auto& rows = content.numbers;
  rows.push_back({of + tr("Mold, cavity to implant, P99"),
                  tr("%1 mm").arg(text(r.cavityErrorP99Mm, 3)), tr("≤ 0.1 mm"),
                  r.cavityErrorP99Mm <= 0.1});
  rows.push_back({of + tr("Mold, undercut along the pull"),
                  tr("%1 mm²").arg(text(r.undercutMm2, 1)), tr("0 mm²"), r.undercutMm2 < 0.05});
  if (r.filledMm3 > 0)
    rows.push_back({of + tr("Mold, filled undercut"), tr("%1 mm³").arg(text(r.filledMm3, 1)), {}});
  rows.push_back({of + tr("Mold, halves separate freely"), r.separates ? tr("yes") : tr("no"),
                  tr("yes"), r.separates});
}

QStringList Report::settings(const Plan& p) {
  QStringList out{
      tr("bone %1 to %2 HU").arg(asSet(p.bone.lowerHu), asSet(p.bone.upperHu)),
      tr("least thickness %1 mm").arg(asSet(p.vault.minThicknessMm)),
      tr("gap %1 mm").arg(asSet(p.implant.gapMm)),
      tr("taper %1°").arg(asSet(p.implant.taperDeg)),
      tr("shape grid %1 mm").arg(asSet(p.implant.voxelMm)),
      tr("smallest defect %1 mm²").arg(asSet(p.defect.minAreaMm2)),
      tr("brush strokes %1").arg(p.defect.strokes.size()),
      tr("mold wall %1 mm").arg(asSet(p.mold.wallMm)),
      tr("mold base %1 mm").arg(asSet(p.mold.baseMm)),
      tr("key clearance %1 mm").arg(asSet(p.mold.clearanceMm)),
      tr("%1 keys of %2 mm").arg(p.mold.keyCount).arg(asSet(p.mold.keyDiameterMm)),
      tr("%1 channels of %2 mm").arg(p.mold.channelCount).arg(asSet(p.mold.channelDiameterMm)),
      tr("printer bed %1 mm").arg(asSet(p.mold.bedMm))};
  if (p.mold.shrinkagePercent > 0)
    out << tr("cavity larger by %1 %").arg(asSet(p.mold.shrinkagePercent));
  if (p.mold.removeUndercut) out << tr("mold draft %1°").arg(asSet(p.mold.draftDeg));
  if (p.mold.siliconeTemplate) out << tr("sprue %1 mm").arg(asSet(p.mold.sprueDiameterMm));
  if (p.mold.fitGauge) out << tr("gauge width %1 mm").arg(asSet(p.mold.gaugeWidthMm));
  if (p.exports.laidOut) out << tr("parts lie on the printer's bed, not in the patient's frame");
  if (blends(p.vault)) {
    const std::string_view with = nameOf(p.vault.blendWith);
    out << tr("%1 % of %2 blended in, strokes %3")
               .arg(asSet(100 * p.vault.blendShare),
                    QString::fromLatin1(with.data(), qsizetype(with.size())))
               .arg(p.vault.blendStrokes.size());
  }
  if (p.implant.contourOffsetMm != 0)
    out << tr("lower than the vault by %1 mm").arg(asSet(p.implant.contourOffsetMm));
  if (p.implant.smoothingIterations > 0)
    out << tr("smoothed %1 times").arg(p.implant.smoothingIterations);
  const ImplantSettings& i = p.implant;
  if (i.thickness == ThicknessRule::Constant)
    out << tr("thickness %1 mm").arg(asSet(i.thicknessMm));
  else if (i.minThicknessMm > 0)
    out << tr("implant at least %1 mm thick").arg(asSet(i.minThicknessMm));
  if (i.filletMm > 0) out << tr("edges rounded by %1 mm").arg(asSet(i.filletMm));
  if (!i.gapRegions.empty()) out << tr("gap by region %1").arg(i.gapRegions.size());
  if (i.temporal)
    out << tr("temporal gap %1 mm, raised by %2 mm")
               .arg(asSet(i.temporalGapMm), asSet(i.temporalBulkMm));
  if (!i.strokes.empty()) out << tr("sculpting strokes %1").arg(i.strokes.size());
  if (!i.holes.empty()) out << tr("holes placed by hand %1").arg(i.holes.size());
  if (i.seats != SeatKind::None)
    out << tr("%1 seats of %2 mm").arg(i.seatCount).arg(asSet(i.seatDiameterMm));
  if (p.implant.engraved)
    out << tr("engraved %1").arg(QString::fromStdString(p.implant.engravingCode));
  if (p.implant.perforated) out << tr("holes %1 mm apart").arg(asSet(p.implant.holeSpacingMm));
  if (!p.implant.removeUndercut) out << tr("undercuts are kept");
  if (!p.implant.insertions.empty())
    out << tr("insertion directions chosen %1").arg(p.implant.insertions.size());
  const HeadSettings& h = p.head;
  if (h != HeadSettings{})
    out << tr("head turned %1°, tilted %2°, nodded %3°, shifted %4 mm")
               .arg(asSet(h.turnDeg), asSet(h.tiltDeg), asSet(h.nodDeg), asSet(h.shiftLeftMm));
  return out;
}

void addFindings(ReportContent& content, const Case& finished) {
  const auto& judged = finished.plan().acknowledged;
  for (const Finding& finding : finished.findings())
    content.findings.push_back(
        {finding.severity, sentence(finding),
         std::find(judged.begin(), judged.end(), finding.code) != judged.end()});
  std::stable_sort(content.findings.begin(), content.findings.end(),
                   [](const auto& a, const auto& b) { return a.severity > b.severity; });
}

}  // namespace

QImage imageOf(const Picture& picture) {
  if (picture.empty()) return {};
  // The copy owns its pixels.
  return QImage(picture.rgb.data(), picture.width, picture.height, 3 * picture.width,
                QImage::Format_RGB888)
      .copy();
}

ReportContent reportOf(const Case& finished, const std::vector<Picture>& pictures,
                       const QString& version) {
  const auto exported = finished.exported();
  return exported ? reportOf(finished, exported->implants, exported->molds, pictures, version)
                  : reportOf(finished, {}, {}, pictures, version);
}

ReportContent reportOf(const Case& finished, const std::vector<ImplantReview>& implants,
                       const std::vector<MoldReview>& molds, const std::vector<Picture>& pictures,
                       const QString& version) {
  ReportContent content;
  content.title = Report::title();
  content.version = version;
  const std::string_view method = nameOf(finished.plan().vault.method);
  content.method = QString::fromUtf8(method.data(), qsizetype(method.size()));
  if (const auto scan = finished.scan()) {
    content.inputFormat = QString::fromStdString(scan->format);
    content.inputSha256 = QString::fromStdString(scan->sha256);
  }
  for (const auto& [name, caption] : Report::shown())
    for (const Picture& picture : pictures)
      if (picture.name == name && !picture.empty())
        content.pictures.push_back({caption, imageOf(picture)});

  if (const auto defects = finished.defects())
    for (std::size_t i = 0; i < defects->regions.size(); ++i)
      Report::addDefect(content, defects->regions[i], Report::part(i, defects->regions.size()));
  if (const auto vault = finished.vault())
    content.numbers.push_back({Report::tr("Completed vault, within (90 %)"),
                               Report::tr("%1 mm").arg(text(vault->meanUncertaintyMm, 2)),
                               {}});
  for (std::size_t i = 0; i < implants.size(); ++i)
    Report::addImplant(content, implants[i], finished.plan(), Report::part(i, implants.size()));
  for (std::size_t i = 0; i < molds.size(); ++i)
    Report::addMold(content, molds[i], Report::part(i, molds.size()));
  if (const auto exported = finished.exported())
    for (const ExportedFile& file : exported->files)
      content.files.push_back({QString::fromStdString(utf8(file.path.generic_u8string())),
                               QString::fromStdString(file.sha256)});
  addFindings(content, finished);
  content.settings = Report::settings(finished.plan());
  return content;
}

}  // namespace bregma
