#include "training/defect_body.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

namespace {

constexpr double leastDepthMm = 14;  // half of what goes through any vault
constexpr double twoPi = 2 * std::numbers::pi;

Vec3 quotient(const Vec3& a, const Vec3& b) { return {a.x / b.x, a.y / b.y, a.z / b.z}; }

// First-order distance to an ellipsoid about the origin; with `semi.z` infinite, to a cylinder.
double ellipsoidAt(const Vec3& p, const Vec3& semi) {
  const Vec3 scaled = quotient(p, semi);
  const double level = length(scaled), slope = length(quotient(scaled, semi));
  if (slope < 1e-9) return -std::min({semi.x, semi.y, semi.z});
  return level * (level - 1) / slope;
}

double partAt(const DefectBody::Part& part, const Vec3& head) {
  const Vec3 p = transposed(part.axes) * (head - part.center);
  if (!part.cylinder) return ellipsoidAt(p, part.semiAxes);
  const double across = ellipsoidAt({p.x, p.y, 0}, {part.semiAxes.x, part.semiAxes.y, 1e9});
  return std::max(across, std::abs(p.z) - part.semiAxes.z);
}

double smoothLeast(double a, double b, double roundMm) {
  if (roundMm <= 0) return std::min(a, b);
  const double h = std::max(roundMm - std::abs(a - b), 0.0) / roundMm;
  return std::min(a, b) - h * h * roundMm / 4;
}

Box boxOf(const std::vector<DefectBody::Part>& parts, double marginMm) {
  Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
  for (const auto& part : parts) {
    const double reach =
        marginMm + (part.cylinder ? length(part.semiAxes)
                                  : std::max({part.semiAxes.x, part.semiAxes.y, part.semiAxes.z}));
    const Vec3 r{reach, reach, reach};
    box = united(box, {part.center - r, part.center + r});
  }
  return box;
}

// Axes whose third one is `normal`, turned about it at random.
Mat3 axesAbout(const Vec3& normal, Random& random) {
  const Vec3 other = std::abs(normal.x) < 0.8 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 first = normalized(cross(other, normal));
  return rotation(normal, twoPi * random.unit()) * Mat3{{first, cross(normal, first), normal}};
}

DefectBody::Part ellipsoidPart(const Vec3& center, const Vec3& normal, const Vec3& semi,
                               Random& random) {
  return {center, axesAbout(normal, random), semi, false};
}

DefectBody::Part cylinderPart(const Vec3& center, const Vec3& semi, Random& random) {
  return {center, axesAbout({0, 0, 1}, random), semi, true};
}

double depthFor(double radiusMm, Random& random) {
  return std::max(leastDepthMm, radiusMm * random.between(0.6, 1.0));
}

// The vault is nearly a sphere about the head's origin.
Vec3 onVault(const Vec3& place, const Vec3& center) { return normalized(place) * length(center); }

// Places for parts that overlap, within the radius.
std::vector<Vec3> clusterAbout(const Vec3& center, const Vec3& normal, double radiusMm,
                               Random& random) {
  const Mat3 axes = axesAbout(normal, random);
  std::vector<Vec3> places{center};
  const int more = 1 + random.below(2);
  for (int i = 0; i < more; ++i) {
    const double angle = twoPi * random.unit(), away = radiusMm * random.between(0.4, 0.6);
    places.push_back(onVault(center + axes.columns[0] * (away * std::cos(angle)) +
                                 axes.columns[1] * (away * std::sin(angle)),
                             center));
  }
  return places;
}

std::vector<DefectBody::Ripple> ripplesFor(double radiusMm, Random& random) {
  std::vector<DefectBody::Ripple> ripples;
  const double most = 0.03 * radiusMm;
  for (int i = 0; i < 6; ++i) {
    DefectBody::Ripple ripple;
    const Vec3 direction = normalized({random.normal(), random.normal(), random.normal()});
    ripple.wave = direction * (twoPi / (radiusMm * random.between(0.9, 2.2)));
    ripple.amplitude = Vec3{random.normal(), random.normal(), random.normal()} * most;
    ripple.phase = twoPi * random.unit();
    ripples.push_back(ripple);
  }
  return ripples;
}

}  // namespace

std::string_view nameOf(MaskKind kind) {
  switch (kind) {
    case MaskKind::SymmetricalEllipsoid: return "symmetrical-ellipsoid";
    case MaskKind::Ellipsoid: return "ellipsoid";
    case MaskKind::MixedEllipsoid: return "mixed-ellipsoid";
    case MaskKind::Cylinder: return "cylinder";
    case MaskKind::EllipticalCylinder: return "elliptical-cylinder";
    case MaskKind::MixedEllipticalCylinder: return "mixed-elliptical-cylinder";
  }
  return "";
}

DefectBody::DefectBody(std::vector<Part> parts, std::vector<Ripple> ripples, double roundMm) {
  double margin = roundMm;
  for (const Ripple& ripple : ripples) margin += length(ripple.amplitude);
  box_ = boxOf(parts, margin);
  clusters_.push_back({std::move(parts), std::move(ripples), roundMm, box_});
}

double DefectBody::at(const Vec3& head) const {
  double least = 1e9;
  for (const Cluster& cluster : clusters_) {
    Vec3 p = head;
    for (const Ripple& ripple : cluster.ripples)
      p = p + ripple.amplitude * std::sin(dot(ripple.wave, head) + ripple.phase);
    double mm = 1e9;
    for (const Part& part : cluster.parts) mm = smoothLeast(mm, partAt(part, p), cluster.roundMm);
    least = std::min(least, mm);
  }
  return least;
}

DefectBody DefectBody::with(const DefectBody& other) const {
  DefectBody both = *this;
  both.clusters_.insert(both.clusters_.end(), other.clusters_.begin(), other.clusters_.end());
  both.box_ = clusters_.empty() ? other.box_ : united(box_, other.box_);
  return both;
}

DefectBody publishedBody(MaskKind kind, const Vec3& center, const Vec3& normal, double radiusMm,
                         Random& random) {
  const double r = radiusMm;
  std::vector<DefectBody::Part> parts;
  const auto ellipsoid = [&](const Vec3& place, double size) {
    return ellipsoidPart(place, normal,
                         {size, size * random.between(0.5, 0.9), depthFor(size, random)}, random);
  };
  const auto cylinder = [&](const Vec3& place, double size, bool round) {
    const double other = round ? size : std::max(leastDepthMm, size * random.between(0.5, 0.9));
    const double half = std::max(leastDepthMm, size * random.between(0.6, 1.0));
    return cylinderPart(place, {std::max(leastDepthMm, size), other, half}, random);
  };
  switch (kind) {
    case MaskKind::SymmetricalEllipsoid:
      parts = {ellipsoidPart(center, normal, {r, r, depthFor(r, random)}, random)};
      break;
    case MaskKind::Ellipsoid: parts = {ellipsoid(center, r)}; break;
    case MaskKind::MixedEllipsoid:
      for (const Vec3& place : clusterAbout(center, normal, r, random))
        parts.push_back(ellipsoid(place, r * random.between(0.6, 0.9)));
      break;
    case MaskKind::Cylinder: parts = {cylinder(center, r, true)}; break;
    case MaskKind::EllipticalCylinder: parts = {cylinder(center, r, false)}; break;
    case MaskKind::MixedEllipticalCylinder:
      for (const Vec3& place : clusterAbout(center, normal, r, random))
        parts.push_back(cylinder(place, r * random.between(0.6, 0.9), false));
      break;
  }
  return {std::move(parts), {}, 0};
}

DefectBody irregularBody(const Vec3& center, const Vec3& normal, double radiusMm, Random& random) {
  const Mat3 axes = axesAbout(normal, random);
  const auto ball = [&](const Vec3& place, double r) {
    // Never so small that it stays between the tables.
    return ellipsoidPart(place, normalized(place), {r, r, std::max(r, leastDepthMm)}, random);
  };
  std::vector<DefectBody::Part> parts{ball(center, radiusMm)};
  const int more = random.below(8);
  for (int i = 0; i < more; ++i) {
    const double angle = twoPi * random.unit();
    const Vec3 place =
        center + (axes.columns[0] * std::cos(angle) + axes.columns[1] * std::sin(angle)) * radiusMm;
    parts.push_back(ball(onVault(place, center), radiusMm * random.between(0.2, 0.6)));
  }
  return {std::move(parts), ripplesFor(radiusMm, random), radiusMm * 0.1};
}

}  // namespace bregma
