#include "training/defects.hpp"

#include <algorithm>
#include <cmath>

#include "planning/chart_images.hpp"

namespace bregma {

namespace {

constexpr float thickestVaultMm = 20;  // thicker shells are face or base
constexpr double degrees = std::numbers::pi / 180;
constexpr double vaultPolarRad = std::numbers::pi / 2;
constexpr int sizingStep = 2;  // pixels
constexpr double mostShare = 0.36;

// The lowest polar angle at which the planner looks for openings without asking the other side.
double lowestPolarRad(double posterior) { return 1.60 + 0.2 * posterior; }

struct Direction {
  double polar, azimuth;  // azimuth 0: left, 90°: posterior
  Vec3 unit() const {
    return {std::sin(polar) * std::cos(azimuth), std::sin(polar) * std::sin(azimuth),
            std::cos(polar)};
  }
};

Vec3 midShell(const SkullShape& shape, const Vec3& direction) {
  const Chart& chart = shape.fields.chart;
  const auto pixel = chart.pixelOf(direction);
  const auto index = [&](double v) { return std::clamp(int(std::lround(v)), 0, chart.size - 1); };
  const std::size_t at = std::size_t(index(pixel.row)) * chart.size + index(pixel.column);
  return direction * ((shape.fields.outer[at] + shape.fields.inner[at]) / 2.0);
}

// The middle of a defect that spans about `halfRad` on both sides and stays on the vault.
Direction placeFor(Site site, double halfRad, Random& random) {
  const auto within = [&](double azimuthDeg, double spreadDeg, double lowDeg, double highDeg) {
    Direction d{};
    d.azimuth = (azimuthDeg + random.between(-spreadDeg, spreadDeg)) * degrees;
    const double lowest = std::max(lowestPolarRad(std::sin(d.azimuth)) - halfRad, 10 * degrees);
    d.polar = std::min(random.between(lowDeg, highDeg) * degrees, lowest);
    return d;
  };
  switch (site) {
    case Site::Left: return within(0, 40, 40, 75);
    case Site::Right: return within(180, 40, 40, 75);
    case Site::Frontal: return within(-90, 35, 45, 70);
    case Site::Occipital: return within(90, 40, 45, 80);
    case Site::Midline: return within(random.chance(0.5) ? 90 : -90, 5, 5, 45);
    case Site::Bilateral: return within(0, 25, 55, 75);
  }
  return {};
}

DefectBody bodyAt(const SkullShape& shape, const DefectWish& wish, const Direction& place,
                  double radiusMm, Random random) {
  const Vec3 normal = place.unit(), center = midShell(shape, normal);
  return wish.kind ? publishedBody(*wish.kind, center, normal, radiusMm, random)
                   : irregularBody(center, normal, radiusMm, random);
}

template <class Visit>
void forEachSizingPixel(const SkullShape& shape, Visit&& visit) {
  const Chart& chart = shape.fields.chart;
  for (int row = 0; row < chart.size; row += sizingStep)
    for (int column = 0; column < chart.size; column += sizingStep)
      if (chart.polarRad(column, row) < chart.maxPolarRad)
        visit(column, row, std::size_t(row) * chart.size + column);
}

double shellMm3(double outer, double inner, double solidAngle) {
  return solidAngle * (outer * outer * outer - inner * inner * inner) / 3;
}

// Bisection for the radius that gives what is wanted; both grow together.
template <class Measure>
double radiusFor(double wanted, double low, double high, Measure&& measure) {
  for (int i = 0; i < 14; ++i) {
    const double middle = (low + high) / 2;
    (measure(middle) < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

HealedRim healedRim(const SkullShape& shape, const DefectBody& body, Random& random) {
  HealedRim rim;
  rim.taperMm = random.between(5, 15);
  rim.edgeShare = random.between(0.15, 0.45);
  rim.dentMm = random.between(0, 2);
  rim.innerMm = random.between(-1.5, 1.5);
  rim.roundMm = random.between(1, 2.5);
  const int islands = random.chance(0.5) ? 1 + random.below(3) : 0;
  std::vector<Vec3> inside;
  forEachSizingPixel(shape, [&](int column, int row, std::size_t at) {
    const Vec3 p = shape.fields.chart.direction(column, row) *
                   ((shape.fields.outer[at] + shape.fields.inner[at]) / 2.0);
    const double mm = body.at(p);
    if (mm < -6 && mm > -16) inside.push_back(p);
  });
  for (int i = 0; i < islands && !inside.empty(); ++i)
    rim.islands.push_back(
        {inside[std::size_t(random.below(int(inside.size())))], random.between(2, 4)});
  return rim;
}

}  // namespace

SkullShape skullShape(const BoneField& complete, const HeadFrame& frame) {
  SkullShape shape{castShell(complete, {frame.center, frame.patientFromHead}, {}), 0, {}};
  const Chart& chart = shape.fields.chart;
  ChartImage &outer = shape.fields.outer, &inner = shape.fields.inner;
  shape.vault.assign(chart.count(), 0);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!(outer[at] - inner[at] < thickestVaultMm)) outer[at] = inner[at] = std::nanf("");
      if (std::isnan(outer[at])) continue;
      shape.vault[at] = 1;
      const double solid = chart.pixelAreaMm2(column, row, 1);
      if (chart.polarRad(column, row) < vaultPolarRad)
        shape.vaultMm3 += shellMm3(outer[at], inner[at], solid);
    }
  if (shape.vaultMm3 <= 0) throw Error(ErrorCode::FrameNotFound, {99.0});
  outer = nearestFilled(outer, chart.size);
  inner = nearestFilled(inner, chart.size);
  return shape;
}

std::string_view nameOf(Site site) {
  switch (site) {
    case Site::Left: return "left";
    case Site::Right: return "right";
    case Site::Frontal: return "frontal";
    case Site::Occipital: return "occipital";
    case Site::Midline: return "midline";
    case Site::Bilateral: return "bilateral";
  }
  return "";
}

double openingDiameter(const DefectBody& body, const SkullShape& shape) {
  const int n = shape.fields.chart.size / sizingStep;
  ChartMask open(std::size_t(n) * n, 0);
  std::vector<Vec3> places(open.size());
  forEachSizingPixel(shape, [&](int column, int row, std::size_t at) {
    const std::size_t small = std::size_t(row / sizingStep) * n + column / sizingStep;
    places[small] = shape.fields.chart.direction(column, row) * double(shape.fields.outer[at]);
    open[small] = body.at(places[small]) < 0;
  });
  int parts = 0;
  const std::vector<int> label = labeled(open, n, parts);
  const ChartMask inside = eroded(open, n, 1);
  std::vector<std::vector<Vec3>> edges(std::size_t(parts) + 1);
  for (std::size_t i = 0; i < open.size(); ++i)
    if (open[i] && !inside[i]) edges[std::size_t(label[i])].push_back(places[i]);
  double largest = 0;
  for (const auto& edge : edges)
    for (std::size_t a = 0; a < edge.size(); ++a)
      for (std::size_t b = a + 1; b < edge.size(); ++b)
        largest = std::max(largest, length(edge[a] - edge[b]));
  return largest;
}

double shareOfVault(const DefectBody& body, const SkullShape& shape) {
  const Chart& chart = shape.fields.chart;
  double mm3 = 0;
  forEachSizingPixel(shape, [&](int column, int row, std::size_t at) {
    const double outer = shape.fields.outer[at], inner = shape.fields.inner[at];
    if (!shape.vault[at]) return;
    const Vec3 direction = chart.direction(column, row);
    const double solid = chart.pixelAreaMm2(column, row, 1) * sizingStep * sizingStep;
    constexpr int layers = 3;
    for (int layer = 0; layer < layers; ++layer) {
      const double low = inner + (outer - inner) * layer / layers;
      const double high = inner + (outer - inner) * (layer + 1) / layers;
      if (body.at(direction * ((low + high) / 2)) < 0) mm3 += shellMm3(high, low, solid);
    }
  });
  return mm3 / shape.vaultMm3;
}

SyntheticDefect makeDefect(const SkullShape& shape, const DefectWish& wish, Random random) {
  const double usualRadius = 80;
  const double diameter =
      wish.share > 0 ? 2.6 * usualRadius * std::sqrt(wish.share) : wish.diameterMm;
  const Direction place = placeFor(wish.site, diameter / 2 / usualRadius, random);
  const Direction opposite{place.polar,
                           std::numbers::pi - place.azimuth + random.between(-20, 20) * degrees};
  double second = random.between(0.6, 1.0);
  const Random shapeOf = random;
  const auto first = [&](double radius) { return bodyAt(shape, wish, place, radius, shapeOf); };
  const auto made = [&](double radius) {
    if (wish.site != Site::Bilateral) return first(radius);
    Random other(shapeOf);
    other.bits();
    return first(radius).with(bodyAt(shape, wish, opposite, radius * second, other));
  };
  const auto radiusOfShare = [&](double share) {
    return radiusFor(share, 5, 110, [&](double r) { return shareOfVault(made(r), shape); });
  };
  double radius = wish.share > 0 ? radiusOfShare(wish.share)
                                 : radiusFor(wish.diameterMm, 5, 110, [&](double r) {
                                     return openingDiameter(first(r), shape);
                                   });
  // What is left must be a vault to plan on: the second opening shrinks first.
  const auto tooLarge = [&] {
    return wish.share <= 0 && shareOfVault(made(radius), shape) > mostShare;
  };
  while (wish.site == Site::Bilateral && second > 0.3 && tooLarge()) second *= 0.85;
  if (tooLarge()) radius = radiusOfShare(mostShare);
  SyntheticDefect defect;
  defect.body = made(radius);
  defect.diameterMm = openingDiameter(defect.body, shape);
  defect.share = shareOfVault(defect.body, shape);
  if (wish.healed) {
    Random rim(shapeOf);
    rim.bits();
    rim.bits();
    defect.healed = healedRim(shape, defect.body, rim);
  }
  return defect;
}

}  // namespace bregma
