#include "planning/rim_silhouette.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include "model/mesh_rounding.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double pixelMm = 0.4;
constexpr double stepMm = 0.6;    ///< along the silhouette
constexpr double hairMm = 0.02;   ///< the silhouette keeps off the part
constexpr double heightMm = 0.1;  ///< step of the walls' profiles
constexpr double lossMm = 0.04;   ///< of width that weighs as much as a slope of 45°

struct Point2 {
  double x, y;
};

/// The shadow of a part along z: per pixel the lowest and highest height over its center.
struct Shadow {
  double left = 0, front = 0;
  int width = 0, height = 0;
  std::vector<float> low, high;

  bool filled(int i, int j) const {
    return i >= 0 && j >= 0 && i < width && j < height && low[j * width + i] <= high[j * width + i];
  }
};

Shadow shadowOf(const TriangleMesh& mesh) {
  const Box box = boundingBox(mesh);
  Shadow shadow;
  shadow.left = box.low.x - 2 * pixelMm;
  shadow.front = box.low.y - 2 * pixelMm;
  shadow.width = int((box.high.x - box.low.x) / pixelMm) + 5;
  shadow.height = int((box.high.y - box.low.y) / pixelMm) + 5;
  shadow.low.assign(std::size_t(shadow.width) * shadow.height,
                    std::numeric_limits<float>::infinity());
  shadow.high.assign(shadow.low.size(), -std::numeric_limits<float>::infinity());
  for (const auto& t : mesh.triangles) {
    const Vec3 &a = mesh.vertices[t[0]], &b = mesh.vertices[t[1]], &c = mesh.vertices[t[2]];
    const double twice = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if (twice == 0) continue;
    const auto firstIn = [](double from, double least) {
      return int(std::ceil((least - from) / pixelMm));
    };
    const auto lastIn = [](double from, double most) {
      return int(std::floor((most - from) / pixelMm));
    };
    for (int j = firstIn(shadow.front, std::min({a.y, b.y, c.y}));
         j <= lastIn(shadow.front, std::max({a.y, b.y, c.y})); ++j)
      for (int i = firstIn(shadow.left, std::min({a.x, b.x, c.x}));
           i <= lastIn(shadow.left, std::max({a.x, b.x, c.x})); ++i) {
        const double x = shadow.left + i * pixelMm, y = shadow.front + j * pixelMm;
        const double u = ((b.x - x) * (c.y - y) - (b.y - y) * (c.x - x)) / twice;
        const double v = ((c.x - x) * (a.y - y) - (c.y - y) * (a.x - x)) / twice;
        if (u < 0 || v < 0 || u + v > 1) continue;
        const float z = float(u * a.z + v * b.z + (1 - u - v) * c.z);
        float &low = shadow.low[j * shadow.width + i], &high = shadow.high[j * shadow.width + i];
        low = std::min(low, z);
        high = std::max(high, z);
      }
  }
  return shadow;
}

double signedArea(const std::vector<Point2>& loop) {
  double twice = 0;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const Point2 &a = loop[i], &b = loop[(i + 1) % loop.size()];
    twice += a.x * b.y - a.y * b.x;
  }
  return twice / 2;
}

/// Follows the pixel border around the part of the shadow with the longest way around it,
/// keeping the filled pixels on the left.
std::vector<Point2> outerBorder(const Shadow& shadow) {
  std::vector<Point2> best;
  double bestArea = 0;
  std::vector<std::uint8_t> seen(shadow.low.size());
  for (int j = 0; j < shadow.height; ++j)
    for (int i = 0; i < shadow.width; ++i) {
      if (!shadow.filled(i, j) || shadow.filled(i, j - 1) || seen[j * shadow.width + i]) continue;
      // Start along the lower side of the pixel, going +x; corners are (i, j) .. (i + 1, j + 1).
      std::vector<Point2> loop;
      int x = i, y = j, dx = 1, dy = 0;
      do {
        if (dx == 1) seen[y * shadow.width + x] = 1;
        loop.push_back({shadow.left + (x - 0.5) * pixelMm, shadow.front + (y - 0.5) * pixelMm});
        x += dx;
        y += dy;
        // The pixels ahead, left and right of the way: a corner at (x, y) touches four.
        const auto ahead = [&](int side) {  // side +1: left, -1: right
          const int px = x + (dx - side * dy - 1) / 2, py = y + (dy + side * dx - 1) / 2;
          return shadow.filled(px, py);
        };
        if (ahead(-1)) {  // turn right
          const int old = dx;
          dx = dy;
          dy = -old;
        } else if (!ahead(1)) {  // turn left
          const int old = dx;
          dx = -dy;
          dy = old;
        }
      } while (x != i || y != j || dx != 1 || dy != 0);
      if (const double area = signedArea(loop); area > bestArea) {
        bestArea = area;
        best = std::move(loop);
      }
    }
  return best;
}

/// Round the stairs of the pixels off and space the points evenly.
std::vector<Point2> smoothed(const std::vector<Point2>& stairs) {
  std::vector<Point2> loop = stairs, next(stairs.size());
  const std::size_t n = loop.size();
  for (int pass = 0; pass < 12; ++pass) {
    for (std::size_t i = 0; i < n; ++i) {
      const Point2 &a = loop[(i + n - 1) % n], &b = loop[i], &c = loop[(i + 1) % n];
      next[i] = {0.25 * a.x + 0.5 * b.x + 0.25 * c.x, 0.25 * a.y + 0.5 * b.y + 0.25 * c.y};
    }
    loop.swap(next);
  }
  double perimeter = 0;
  std::vector<double> along{0};
  for (std::size_t i = 0; i < n; ++i) {
    const Point2 &a = loop[i], &b = loop[(i + 1) % n];
    along.push_back(perimeter += std::hypot(b.x - a.x, b.y - a.y));
  }
  const int count = std::max(16, int(perimeter / stepMm));
  std::vector<Point2> even;
  for (int k = 0; k < count; ++k) {
    const double s = perimeter * k / count;
    const std::size_t i = std::upper_bound(along.begin(), along.end(), s) - along.begin() - 1;
    const double f = (s - along[i]) / std::max(1e-12, along[i + 1] - along[i]);
    const Point2 &a = loop[i % n], &b = loop[(i + 1) % n];
    even.push_back({a.x + f * (b.x - a.x), a.y + f * (b.y - a.y)});
  }
  return even;
}

/// How far the part reaches out at each height beside one place of the loop.
struct Profile {
  Point2 on{};
  double normalX = 0, normalY = 0;
  int first = 0;               ///< height of widths[0] in steps of heightMm
  std::vector<double> widths;  ///< mm outward of the loop
  double widest = 0;
};

/// Looked at from outside, height by height.
Profile profileAt(const Point2& on, double nx, double ny, const Shadow& shadow,
                  const SurfaceDistance& surface) {
  double low = 1e9, high = -1e9;
  const int ci = int(std::lround((on.x - shadow.left) / pixelMm));
  const int cj = int(std::lround((on.y - shadow.front) / pixelMm));
  for (int j = cj - 4; j <= cj + 4; ++j)
    for (int i = ci - 4; i <= ci + 4; ++i)
      if (shadow.filled(i, j)) {
        low = std::min(low, double(shadow.low[j * shadow.width + i]));
        high = std::max(high, double(shadow.high[j * shadow.width + i]));
      }
  constexpr double away = 1.5;
  Profile profile{on, nx, ny, int(std::floor(low / heightMm)) - 3, {}, -away};
  for (int bin = profile.first; bin <= int(std::ceil(high / heightMm)) + 3; ++bin) {
    const Vec3 eye{on.x + away * nx, on.y + away * ny, bin * heightMm};
    const auto hit = surface.ray(eye, {-nx, -ny, 0});
    profile.widths.push_back(hit ? std::max(-away, away - hit->distance) : -away);
    profile.widest = std::max(profile.widest, profile.widths.back());
  }
  return profile;
}

/// The heights around the loop that give away least: where the wall is widest, without jumps.
/// The cheapest closed path through the profiles, by dynamic programming.
std::vector<double> heightsAround(const std::vector<Profile>& profiles) {
  constexpr int reach = 25;  // bins from one place to the next
  const int n = int(profiles.size());
  const auto lossAt = [&](int i, int bin) {
    const Profile& p = profiles[i];
    const double loss = (p.widest - p.widths[bin]) / lossMm;
    return std::min(loss * loss, 1e4);
  };
  const auto bendCost = [](int bins) {
    const double slope = bins * heightMm / stepMm;
    return slope * slope;
  };
  // The way begins and ends where the rim is sharpest: there its height is certain.
  int start = 0, startBin = 0;
  double sharpest = 1e9;
  for (int i = 0; i < n; ++i) {
    double wide = 0, sum = 0;
    for (int b = 0; b < int(profiles[i].widths.size()); ++b)
      if (lossAt(i, b) < 1) {
        wide += 1;
        sum += b;
      }
    if (wide > 0 && wide < sharpest) {
      sharpest = wide;
      start = i;
      startBin = int(sum / wide);
    }
  }
  std::vector<std::vector<double>> cost(n + 1);
  std::vector<std::vector<int>> from(n + 1);
  cost[0].assign(profiles[start].widths.size(), 1e12);
  cost[0][startBin] = 0;
  for (int k = 1; k <= n; ++k) {
    const Profile &last = profiles[(start + k - 1) % n], &here = profiles[(start + k) % n];
    const int size = int(here.widths.size()), lastSize = int(last.widths.size());
    cost[k].assign(size, 1e12);
    from[k].assign(size, 0);
    for (int b = 0; b < size; ++b) {
      const int same = b + here.first - last.first;
      for (int a = std::max(0, same - reach); a <= std::min(lastSize - 1, same + reach); ++a) {
        const double total = cost[k - 1][a] + bendCost(a - same);
        if (total < cost[k][b]) {
          cost[k][b] = total;
          from[k][b] = a;
        }
      }
      cost[k][b] += lossAt((start + k) % n, b);
    }
  }
  std::vector<double> heights(n);
  for (int k = n, bin = startBin; k > 0; bin = from[k][bin], --k)
    heights[(start + k) % n] = (profiles[(start + k) % n].first + bin) * heightMm;
  return heights;
}

/// Takes the steps of the bins out.
void round(std::vector<double>& heights) {
  std::vector<double> next(heights.size());
  const std::size_t n = heights.size();
  for (int pass = 0; pass < 6; ++pass) {
    for (std::size_t i = 0; i < n; ++i)
      next[i] = 0.25 * heights[(i + n - 1) % n] + 0.5 * heights[i] + 0.25 * heights[(i + 1) % n];
    heights.swap(next);
  }
}

}  // namespace

namespace {

// Those that a box about z may touch: on or beyond the edges of a polygon between the farthest
// ones.
std::vector<Vec3> outermost(const std::vector<Vec3>& points, const Vec3& x, const Vec3& y) {
  constexpr int corners = 16;
  std::array<Vec3, corners> along, farthest;
  std::array<double, corners> most;
  most.fill(-std::numeric_limits<double>::infinity());
  for (int c = 0; c < corners; ++c) {
    const double angle = 2 * std::numbers::pi * c / corners;
    along[c] = x * std::cos(angle) + y * std::sin(angle);
  }
  for (const Vec3& p : points)
    for (int c = 0; c < corners; ++c)
      if (const double far = dot(p, along[c]); far > most[c]) {
        most[c] = far;
        farthest[c] = p;
      }
  const Vec3 z = cross(x, y);
  std::array<Vec3, corners> out;  // of the edges
  for (int c = 0; c < corners; ++c) {
    out[c] = cross(farthest[(c + 1) % corners] - farthest[c], z);
    most[c] = dot(farthest[c], out[c]) - 1e-9;
  }
  std::vector<Vec3> kept;
  for (const Vec3& p : points)
    for (int c = 0; c < corners; ++c)
      if (dot(p, out[c]) >= most[c]) {
        kept.push_back(p);
        break;
      }
  return kept;
}

}  // namespace

PullFrame pullFrame(const TriangleMesh& mesh, const Vec3& pull) {
  const Vec3 z = normalized(pull);
  const Vec3 side = std::abs(z.x) < 0.8 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 x0 = normalized(cross(side, z)), y0 = cross(z, x0);
  double low = 1e9, high = -1e9;  // along z
  for (const Vec3& v : mesh.vertices) {
    low = std::min(low, dot(v, z));
    high = std::max(high, dot(v, z));
  }
  const std::vector<Vec3> outer = outermost(mesh.vertices, x0, y0);
  PullFrame best;
  double least = std::numeric_limits<double>::infinity();
  for (int degrees = 0; degrees < 90; degrees += 2) {
    const double angle = degrees * std::numbers::pi / 180;
    const Vec3 x = x0 * std::cos(angle) + y0 * std::sin(angle), y = cross(z, x);
    Box box{{1e9, 1e9, low}, {-1e9, -1e9, high}};
    for (const Vec3& v : outer) {
      const double u = dot(v, x), w = dot(v, y);
      box.low = {std::min(box.low.x, u), std::min(box.low.y, w), low};
      box.high = {std::max(box.high.x, u), std::max(box.high.y, w), high};
    }
    const Vec3 extent = box.high - box.low;
    if (extent.x * extent.y >= least) continue;
    least = extent.x * extent.y;
    best.patientFromPull = {{x, y, z}};
    best.center = best.patientFromPull * ((box.low + box.high) / 2);
  }
  return best;
}

TriangleMesh inPullFrame(TriangleMesh mesh, const PullFrame& frame) {
  for (Vec3& v : mesh.vertices) v = frame.toPull(v);
  return mesh;
}

TriangleMesh inPatientFrame(TriangleMesh mesh, const PullFrame& frame) {
  for (Vec3& v : mesh.vertices) v = frame.toPatient(v);
  return roundedToFloat(mesh);
}

std::vector<RimPoint> rimSilhouette(const TriangleMesh& inPullFrame,
                                    const SurfaceDistance& surface) {
  const Shadow shadow = shadowOf(inPullFrame);
  const std::vector<Point2> border = outerBorder(shadow);
  if (border.empty()) return {};
  const std::vector<Point2> loop = smoothed(border);
  const int n = int(loop.size());
  std::vector<Profile> profiles(n);
  parallelFor(n, [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      const Point2 &a = loop[(i + n - 2) % n], &b = loop[(i + 2) % n];
      const double dx = b.x - a.x, dy = b.y - a.y, norm = std::max(1e-12, std::hypot(dx, dy));
      profiles[i] = profileAt(loop[i], dy / norm, -dx / norm, shadow, surface);
    }
  });
  std::vector<double> heights = heightsAround(profiles);
  round(heights);
  std::vector<RimPoint> rim;
  for (int i = 0; i < n; ++i) {
    const Profile& p = profiles[i];
    const double out = p.widest + hairMm;
    rim.push_back(
        {{p.on.x + out * p.normalX, p.on.y + out * p.normalY, heights[i]}, p.normalX, p.normalY});
  }
  return rim;
}

}  // namespace bregma
