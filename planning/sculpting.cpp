#include "planning/sculpting.hpp"

#include <algorithm>
#include <cmath>

#include "planning/chart_images.hpp"
#include "planning/shell_distance.hpp"

namespace bregma {

namespace {

constexpr double leastMm = 1.5, mostMm = 40;  // between the tables

/// Rows and columns of the chart, with both ends.
struct Window {
  int left, top, right, bottom;
  int width() const { return right - left + 1; }
  int height() const { return bottom - top + 1; }
};

Window around(const Chart& chart, const Vec3& head, double radiusMm) {
  const Chart::Pixel middle = chart.pixelOf(head);
  // Across the meridians a pixel is narrower towards the edge of the chart.
  const double mmPerPixel = chart.radPerPixel() * std::max(30.0, middle.radius - radiusMm);
  const double reach = radiusMm / mmPerPixel / 0.41 + 2;
  const auto within = [&](double at) { return int(std::clamp(at, 0.0, chart.size - 1.0)); };
  return {within(middle.column - reach), within(middle.row - reach), within(middle.column + reach),
          within(middle.row + reach)};
}

Window wider(const Window& w, int by, int size) {
  return {std::max(0, w.left - by), std::max(0, w.top - by), std::min(size - 1, w.right + by),
          std::min(size - 1, w.bottom + by)};
}

/// A pixel that the stroke reaches.
struct Touched {
  std::size_t at = 0;
  int row = 0, column = 0;
  Vec3 direction;
  double radius = 0, weight = 0, cosine = 1;
};

std::vector<Touched> touchedBy(const std::vector<float>& table, const Chart& chart,
                               const Window& window, const Vec3& center, double radiusMm) {
  std::vector<Touched> touched;
  for (int row = window.top; row <= window.bottom; ++row)
    for (int column = window.left; column <= window.right; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const Vec3 direction = chart.direction(column, row);
      const double far = length(direction * double(table[at]) - center) / radiusMm;
      if (far >= 1) continue;
      const double fall = 1 - far * far;
      touched.push_back({at, row, column, direction, table[at], fall * fall,
                         std::max(0.3f, slopeCosine(table, chart, row, column))});
    }
  return touched;
}

/// Where each touched pixel would lie without ripples: twice the blurred table less the doubly
/// blurred one, which leaves the curvature as it is.
std::vector<double> smoothTargets(const std::vector<float>& table, const Chart& chart,
                                  const Window& window, const std::vector<Touched>& touched,
                                  double radiusMm) {
  double mean = 0;
  for (const Touched& t : touched) mean += t.radius / double(touched.size());
  const double sigma = std::max(1.0, radiusMm / 4 / (mean * chart.radPerPixel()));
  const Window wide = wider(window, 2 * blurReachPx(sigma) + 1, chart.size);
  std::vector<double> values;
  for (int row = wide.top; row <= wide.bottom; ++row)
    for (int column = wide.left; column <= wide.right; ++column)
      values.push_back(table[std::size_t(row) * chart.size + column]);
  const auto once = blurred(values, wide.width(), wide.height(), sigma);
  const auto twice = blurred(once, wide.width(), wide.height(), sigma);
  std::vector<double> targets;
  for (const Touched& t : touched) {
    const auto at = std::size_t(t.row - wide.top) * wide.width() + (t.column - wide.left);
    targets.push_back(2 * once[at] - twice[at]);
  }
  return targets;
}

/// Where each touched ray crosses the plane that fits the touched points best, as a height over the
/// plane at right angles to the middle ray.
std::vector<double> flatTargets(const std::vector<Touched>& touched) {
  double weight = 0;
  Vec3 middle;
  for (const Touched& t : touched) {
    middle = middle + t.direction * (t.radius * t.weight);
    weight += t.weight;
  }
  middle = middle / weight;
  const Vec3 up = normalized(middle);
  const Vec3 u = normalized(cross(up, std::abs(up.x) < 0.7 ? Vec3{1, 0, 0} : Vec3{0, 1, 0}));
  const Vec3 v = cross(up, u);
  double uu = 0, uv = 0, vv = 0, uh = 0, vh = 0;
  for (const Touched& t : touched) {
    const Vec3 from = t.direction * t.radius - middle;
    const double a = dot(from, u), b = dot(from, v), h = dot(from, up);
    uu += t.weight * a * a;
    uv += t.weight * a * b;
    vv += t.weight * b * b;
    uh += t.weight * a * h;
    vh += t.weight * b * h;
  }
  const double determinant = uu * vv - uv * uv;
  const bool leans = determinant > 1e-9 * uu * vv;
  const double slopeU = leans ? (uh * vv - vh * uv) / determinant : 0;
  const double slopeV = leans ? (vh * uu - uh * uv) / determinant : 0;
  const Vec3 normal = up - u * slopeU - v * slopeV;
  std::vector<double> targets;
  for (const Touched& t : touched)
    targets.push_back(dot(middle, normal) / std::max(0.2, dot(t.direction, normal)));
  return targets;
}

/// How far each touched radius moves, before the other table has its say.
std::vector<double> movesOf(const std::vector<float>& table, const Chart& chart,
                            const Window& window, const std::vector<Touched>& touched,
                            const SculptStroke& stroke) {
  std::vector<double> moves;
  if (stroke.tool == SculptTool::Push || stroke.tool == SculptTool::Pull) {
    const bool outward = (stroke.side == ImplantSide::Outer) == (stroke.tool == SculptTool::Pull);
    for (const Touched& t : touched)
      moves.push_back((outward ? 1 : -1) * stroke.strengthMm * t.weight / t.cosine);
    return moves;
  }
  const auto targets = stroke.tool == SculptTool::Smooth
                           ? smoothTargets(table, chart, window, touched, stroke.radiusMm)
                           : flatTargets(touched);
  for (std::size_t i = 0; i < touched.size(); ++i) {
    const double most = stroke.strengthMm / touched[i].cosine;
    moves.push_back(std::clamp(targets[i] - touched[i].radius, -most, most) * touched[i].weight);
  }
  return moves;
}

/// What the tables may be apart along a ray, given what they are now.
double allowedApart(double apart, double now, double cosine) {
  const double least = leastMm / cosine, most = mostMm / cosine;
  return std::clamp(apart, std::min(least, now), std::max(most, now));
}

}  // namespace

bool applyStroke(ShellFields& tables, const HeadFrame& frame, const SculptStroke& stroke) {
  const bool outer = stroke.side == ImplantSide::Outer;
  std::vector<float>& table = outer ? tables.outer : tables.inner;
  const std::vector<float>& other = outer ? tables.inner : tables.outer;
  const Vec3 center = frame.toHead(stroke.center);
  const Window window = around(tables.chart, center, stroke.radiusMm);
  const auto touched = touchedBy(table, tables.chart, window, center, stroke.radiusMm);
  if (touched.empty()) return false;
  const auto moves = movesOf(table, tables.chart, window, touched, stroke);
  for (std::size_t i = 0; i < touched.size(); ++i) {
    const Touched& t = touched[i];
    const double sign = outer ? 1 : -1, base = other[t.at];
    const double apart =
        allowedApart(sign * (t.radius + moves[i] - base), sign * (t.radius - base), t.cosine);
    table[t.at] = float(base + sign * apart);
  }
  return true;
}

Vec3 carried(const Vec3& point, const HeadFrame& frame, const ShellFields& from,
             const ShellFields& to) {
  const Vec3 head = frame.toHead(point);
  const Chart::Pixel pixel = from.chart.pixelOf(head);
  const auto at = [&](const std::vector<float>& table) {
    return bilinear<double>(table, from.chart, pixel);
  };
  const double inner = at(from.inner), apart = at(from.outer) - inner;
  if (!(apart > 0) || !(pixel.radius > 0)) return point;
  const double share = std::clamp((pixel.radius - inner) / apart, 0.0, 1.0);
  const double moved = std::lerp(at(to.inner) - inner, at(to.outer) - at(from.outer), share);
  return frame.toPatient(head * ((pixel.radius + moved) / pixel.radius));
}

}  // namespace bregma
