#include "planning/head.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>

#include "model/median.hpp"
#include "model/net/network_folder.hpp"
#include "planning/head_modes.hpp"
#include "planning/head_template.hpp"
#include "planning/robust_fit.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

namespace {

constexpr double robustMm = 2.5;       // residuals beyond it count linearly
constexpr double vaultPolarRad = 1.7;  // below it the face and the base spoil the ellipsoid
constexpr double castPolarRad = 1.85;  // mirrored, a vault reaches further down
// Heads are within 6 mm; what lies beyond is not like the heads that were learned from, unless it
// fits closely: then the ellipsoid was wrong.
constexpr double farthestShiftMm = 12, farthestVertexMm = 20;
constexpr double closeShiftMm = 30, closeVertexMm = 60;
constexpr double closeMm = 1.2, untypicalMm = 4;  // the outer table, against the typical head
constexpr double astrayMm = 8;                    // of the vertex: the ellipsoid lay wrong
constexpr double degrees = std::numbers::pi / 180;

// Middle of the upper bone, a usual height below the vertex.
Vec3 centerGuess(const BinaryVolume& mask) {
  const auto& g = mask.geometry();
  const int step = std::max(1, int(2 / std::max(g.spacing.x, g.spacing.y)));
  const auto visit = [&](int k, auto&& body) {
    for (int j = 0; j < g.size[1]; j += step)
      for (int i = 0; i < g.size[0]; i += step)
        if (mask.at(i, j, k)) body(i, j);
  };
  int top = g.size[2] - 1;
  for (; top > 0; --top) {
    int count = 0;
    visit(top, [&](int, int) { ++count; });
    if (count > 4) break;
  }
  const double topZ = g.toPatient(0, 0, top).z;
  std::vector<int> columns, rows;
  for (int k = top; k >= 0 && topZ - g.toPatient(0, 0, k).z < 75; --k)
    visit(k, [&](int i, int j) {
      columns.push_back(i);
      rows.push_back(j);
    });
  const auto middle = [](std::vector<int>& v) {
    std::ranges::sort(v);
    return (v[v.size() / 100] + v[v.size() - 1 - v.size() / 100]) / 2.0;
  };
  const Vec3 p = g.toPatient(Vec3{middle(columns), middle(rows), 0});
  return {p.x, p.y, topZ - vaultHeightMm};
}

struct SurfacePoints {
  ShellFields fields;
  std::vector<Vec3> patient;
};

// The outer table as points; shells thicker than any vault are the face or the base.
SurfacePoints outerPoints(const BoneField& bone, const RayOrigin& origin, int size) {
  SurfacePoints result;
  result.fields = castShell(bone, origin, {size, castPolarRad});
  const Chart& chart = result.fields.chart;
  for (int row = 0; row < size; ++row)
    for (int column = 0; column < size; ++column) {
      const std::size_t at = std::size_t(row) * size + column;
      float& outer = result.fields.outer[at];
      if (!(outer - result.fields.inner[at] < 30)) outer = std::nanf("");
      if (std::isnan(outer) || chart.polarRad(column, row) > vaultPolarRad) continue;
      result.patient.push_back(origin.center + origin.patientFromHead *
                                                   chart.direction(column, row) * double(outer));
    }
  return result;
}

struct Ellipsoid {
  RayOrigin frame;
  Vec3 semiAxes{72, 90, 78};
};

Mat3 turned(const Mat3& m, double aboutX, double aboutY, double aboutZ) {
  return m * rotation({1, 0, 0}, aboutX) * rotation({0, 1, 0}, aboutY) *
         rotation({0, 0, 1}, aboutZ);
}

Ellipsoid withParameters(const Ellipsoid& e, const std::vector<double>& x) {
  return {
      {e.frame.center + Vec3{x[0], x[1], x[2]}, turned(e.frame.patientFromHead, x[3], x[4], x[5])},
      {e.semiAxes.x * std::exp(x[6]), e.semiAxes.y * std::exp(x[7]),
       e.semiAxes.z * std::exp(x[8])}};
}

// Distance of a point to the ellipsoid, along the ray from its center.
double radialDistance(const Ellipsoid& e, const Vec3& patient) {
  const Vec3 q = transposed(e.frame.patientFromHead) * (patient - e.frame.center);
  const double scaled = length(Vec3{q.x / e.semiAxes.x, q.y / e.semiAxes.y, q.z / e.semiAxes.z});
  return length(q) * (1 - 1 / std::max(scaled, 1e-6));
}

Ellipsoid fitEllipsoid(const std::vector<Vec3>& points, const Ellipsoid& start) {
  const std::size_t n = points.size();
  // Patients lie nearly straight: 10° cost as much as 1 mm on a tenth of the points. Where a wide
  // opening is, little else tells how the skull is turned.
  constexpr double usualTurn = 10 * degrees;
  const Residuals residuals = [&](const std::vector<double>& x) {
    const Ellipsoid e = withParameters(start, x);
    std::vector<double> r(n);
    for (std::size_t i = 0; i < n; ++i) r[i] = radialDistance(e, points[i]);
    const Mat3& m = e.frame.patientFromHead;
    for (const double unusual : {std::atan2(m.columns[1].z, m.columns[2].z) / usualTurn,
                                 std::atan2(m.columns[0].z, m.columns[2].z) / usualTurn,
                                 std::atan2(m.columns[0].y, m.columns[0].x) / usualTurn})
      r.insert(r.end(), n / 10, unusual);
    return r;
  };
  const std::vector<double> steps{0.1, 0.1, 0.1, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002};
  return withParameters(start, robustFit(residuals, std::vector<double>(9, 0.0), steps, robustMm));
}

bool between(const Chart& chart, const Chart::Pixel& pixel) {
  return pixel.column >= 0 && pixel.row >= 0 && pixel.column < chart.size - 1 &&
         pixel.row < chart.size - 1;
}

struct MirrorPlane {
  Vec3 normal;  // head coordinates, near +x
  double offset;
};

MirrorPlane planeOf(const std::vector<double>& x) {
  return {turned(Mat3{}, 0, x[0], x[1]) * Vec3{1, 0, 0}, x[2]};
}

// Each outer point mirrored across the plane, against the radius found there.
std::vector<double> mirrorResiduals(const std::vector<Vec3>& head, const ShellFields& fields,
                                    const MirrorPlane& plane) {
  std::vector<double> r(head.size());
  for (std::size_t i = 0; i < head.size(); ++i) {
    const Vec3 m = head[i] - plane.normal * (2 * (dot(plane.normal, head[i]) - plane.offset));
    const auto pixel = fields.chart.pixelOf(m);
    r[i] = between(fields.chart, pixel)
               ? pixel.radius - bilinear<float>(fields.outer, fields.chart, pixel)
               : std::nan("");
  }
  return r;
}

double medianAbs(const std::vector<double>& e) {
  std::vector<double> known;
  for (const double v : e)
    if (!std::isnan(v)) known.push_back(std::abs(v));
  return known.empty() ? std::numeric_limits<double>::infinity() : medianOf(std::move(known));
}

// The parameters of the mirror plane: from several starts with few of the points, then from the
// best with all.
std::vector<double> mirrorFit(const std::vector<Vec3>& head, const ShellFields& fields,
                              const Vec3& patientLeft) {
  const auto fitted = [&](const std::vector<Vec3>& points, const std::vector<double>& start) {
    const Residuals mirror = [&](const std::vector<double>& x) {
      return mirrorResiduals(points, fields, planeOf(x));
    };
    return robustFit(mirror, start, {0.002, 0.002, 0.1}, robustMm);
  };
  std::vector<Vec3> few;
  for (std::size_t i = 0; i < head.size(); i += 5) few.push_back(head[i]);
  // As the ellipsoid lies, turned to either side, and as the patient lies: an opening as wide as
  // one side lets the ellipsoid roll.
  const std::array<std::vector<double>, 4> starts{
      {{0, 0, 0},
       {0, -8 * degrees, 0},
       {0, 8 * degrees, 0},
       {std::atan2(-patientLeft.z, patientLeft.x), std::asin(patientLeft.y), 0}}};
  std::vector<double> best{0, 0, 0};
  double bestMm = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& start : starts) {
    const std::vector<double> x = fitted(few, start);
    const double mm = medianAbs(mirrorResiduals(few, fields, planeOf(x)));
    if (mm >= bestMm - 1e-6) continue;
    best = x;
    bestMm = mm;
  }
  return fitted(head, best);
}

// The share of the vault (polar angle below 90°) that lies within the scan.
double coverageOf(const Ellipsoid& e, const Geometry& g) {
  const Chart chart{48, std::numbers::pi / 2};
  double inside = 0, all = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      if (chart.polarRad(column, row) > chart.maxPolarRad) continue;
      const Vec3 d = chart.direction(column, row);
      const double radius =
          1 / length(Vec3{d.x / e.semiAxes.x, d.y / e.semiAxes.y, d.z / e.semiAxes.z});
      const Vec3 index = g.toIndex(e.frame.center + e.frame.patientFromHead * d * radius);
      const double area = chart.pixelAreaMm2(column, row, radius);
      all += area;
      if (g.contains(index)) inside += area;
    }
  return inside / all;
}

// A wide ring of bone in the top slice: the scan ends below the vertex.
bool topIsOpen(const BinaryVolume& mask) {
  const auto& g = mask.geometry();
  int lowI = g.size[0], highI = -1, lowJ = g.size[1], highJ = -1;
  for (int j = 0; j < g.size[1]; ++j)
    for (int i = 0; i < g.size[0]; ++i)
      if (mask.at(i, j, g.size[2] - 1)) {
        lowI = std::min(lowI, i);
        highI = std::max(highI, i);
        lowJ = std::min(lowJ, j);
        highJ = std::max(highJ, j);
      }
  return (highI - lowI) * g.spacing.x > 60 && (highJ - lowJ) * g.spacing.y > 60;
}

// Bone on the top or a side of the scan: it goes on beyond. Where none is, it is an opening that
// reaches so far.
bool reachesEdge(const BinaryVolume& mask) {
  constexpr double leastMm2 = 100;
  const auto& g = mask.geometry();
  const auto& n = g.size;
  double areaMm2 = 0;
  for (int k = 0; k < n[2]; ++k)
    for (int j = 0; j < n[1]; ++j)
      areaMm2 += (mask.at(0, j, k) + mask.at(n[0] - 1, j, k)) * g.spacing.y * g.spacing.z;
  for (int k = 0; k < n[2]; ++k)
    for (int i = 0; i < n[0]; ++i)
      areaMm2 += (mask.at(i, 0, k) + mask.at(i, n[1] - 1, k)) * g.spacing.x * g.spacing.z;
  for (int j = 0; j < n[1]; ++j)
    for (int i = 0; i < n[0]; ++i) areaMm2 += mask.at(i, j, n[2] - 1) * g.spacing.x * g.spacing.y;
  return areaMm2 > leastMm2;
}

HeadFrame corrected(HeadFrame frame, const HeadSettings& s) {
  frame.center = frame.center + frame.patientFromHead.columns[0] * s.shiftLeftMm;
  frame.patientFromHead =
      turned(frame.patientFromHead, s.nodDeg * degrees, s.tiltDeg * degrees, s.turnDeg * degrees);
  return frame;
}

// The frame whose x = 0 plane is the mirror plane and whose center lies on it.
HeadFrame onPlane(const RayOrigin& origin, const MirrorPlane& plane) {
  HeadFrame frame;
  const Vec3 left = plane.normal;
  const Vec3 posterior = normalized(Vec3{0, 1, 0} - left * left.y);
  frame.patientFromHead = origin.patientFromHead * Mat3{{left, posterior, cross(left, posterior)}};
  frame.center = origin.center + origin.patientFromHead * left * plane.offset;
  return frame;
}

// The frame at `origin` turned and shifted so that the skull is its own mirror image, as far as it
// can be; where no point has its image, symmetryMm is infinite.
HeadFrame mirroredFrame(const BoneField& field, const RayOrigin& origin) {
  const SurfacePoints surface = outerPoints(field, origin, 168);
  std::vector<Vec3> head;
  const Mat3 headFromPatient = transposed(origin.patientFromHead);
  for (std::size_t i = 0; i < surface.patient.size(); i += 3)
    head.push_back(headFromPatient * (surface.patient[i] - origin.center));
  const std::vector<double> best = mirrorFit(head, surface.fields, headFromPatient * Vec3{1, 0, 0});
  HeadFrame frame = onPlane(origin, planeOf(best));
  frame.symmetryMm = medianAbs(mirrorResiduals(head, surface.fields, planeOf(best)));
  return frame;
}

HeadFrame symmetricFrame(const BoneField& field, const BinaryVolume& mask,
                         const Progress& progress) {
  Ellipsoid ellipsoid;
  ellipsoid.frame.center = centerGuess(mask);
  SurfacePoints surface;
  for (int round = 0; round < 3; ++round) {
    progress.at(0.2 * round);
    surface = outerPoints(field, ellipsoid.frame, 84);
    if (surface.patient.size() < 500) throw Error(ErrorCode::FrameNotFound, {99.0});
    ellipsoid = fitEllipsoid(surface.patient, ellipsoid);
  }
  std::vector<double> residuals;
  for (const Vec3& p : surface.patient) residuals.push_back(std::abs(radialDistance(ellipsoid, p)));
  const double fitMm = medianOf(std::move(residuals));
  const double coverage = coverageOf(ellipsoid, field.geometry());
  if (topIsOpen(mask) || (coverage < 0.95 && reachesEdge(mask)))
    throw Error(ErrorCode::VaultCutOff, {100 * std::min(coverage, 1.0)});
  if (fitMm > 8) throw Error(ErrorCode::FrameNotFound, {fitMm});

  progress.at(0.6);
  HeadFrame frame = mirroredFrame(field, ellipsoid.frame);
  if (!std::isfinite(frame.symmetryMm)) throw Error(ErrorCode::FrameNotFound, {fitMm});
  if (coverage < 0.995)
    frame.findings.push_back(
        {FindingCode::VaultPartlyOutside, Severity::Warning, Step::Head, {100 * coverage}, {}});
  progress.at(1);
  return frame;
}

// Whether a fit may replace a frame: the closer it lies to the typical head, the farther.
bool believable(const TypicalFit& fit, const HeadFrame& frame) {
  const bool close = fit.medianMm <= closeMm;
  return fit.medianMm <= untypicalMm &&
         length(fit.frame.center - frame.center) <= (close ? closeShiftMm : farthestShiftMm) &&
         vertexMovedMm(frame, fit.frame) <= (close ? closeVertexMm : farthestVertexMm);
}

// The symmetric frame, nodded and shifted as heads usually lie in theirs, then, where much of the
// vault is missing, moved to where the head is most probable. An ellipsoid that a wide opening led
// astray hides the mirror plane too: it is then sought again.
HeadFrame typicalFrame(const BoneField& field, HeadFrame frame) {
  const VaultPrior prior = readVaultPrior(networkFolder(nameOf(VaultMethod::Network)));
  TypicalFit fit = fitToTypicalHead(field, frame, prior);
  if (!believable(fit, frame)) {
    const double movedMm = vertexMovedMm(frame, fit.frame);
    frame.findings.push_back({FindingCode::FrameUncertain,
                              Severity::Warning,
                              Step::Head,
                              {std::max(movedMm, fit.medianMm)},
                              {}});
    return frame;
  }
  if (vertexMovedMm(frame, fit.frame) > astrayMm) {
    const HeadFrame again = mirroredFrame(field, {fit.frame.center, fit.frame.patientFromHead});
    if (std::isfinite(again.symmetryMm))
      if (TypicalFit second = fitToTypicalHead(field, again, prior); believable(second, frame))
        fit = std::move(second);
  }
  fit = fitToModes(field, fit, prior);
  fit.frame.findings = std::move(frame.findings);
  return std::move(fit.frame);
}

void tellAsymmetry(HeadFrame& frame) {
  if (frame.symmetryMm > 3)
    frame.findings.push_back(
        {FindingCode::HeadAsymmetric, Severity::Warning, Step::Head, {frame.symmetryMm}, {}});
}

}  // namespace

HeadFrame findSymmetricFrame(const Scan& scan, const Bone& bone, Progress progress) {
  HeadFrame frame =
      symmetricFrame(BoneField(scan.ct, bone.mask, bone.lowerHu), bone.mask, progress);
  tellAsymmetry(frame);
  return frame;
}

HeadFrame findHead(const Scan& scan, const Bone& bone, const HeadSettings& settings,
                   Progress progress) {
  const BoneField field(scan.ct, bone.mask, bone.lowerHu);
  HeadFrame frame = typicalFrame(field, symmetricFrame(field, bone.mask, progress.part(0, 0.8)));
  tellAsymmetry(frame);
  progress.at(1);
  return corrected(std::move(frame), settings);
}

}  // namespace bregma
