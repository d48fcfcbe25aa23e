#include "planning/surface_distance.hpp"

#include <algorithm>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t leafSize = 4;
constexpr std::uint32_t parallelSize = 50'000;  ///< triangles, from which on a thread pays

/// Nodes of the tree over so many triangles.
std::uint32_t nodesFor(std::uint32_t triangles) {
  if (triangles <= leafSize) return 1;
  return 1 + nodesFor(triangles / 2) + nodesFor(triangles - triangles / 2);
}

Vec3 lower(const Vec3& a, const Vec3& b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)};
}
Vec3 upper(const Vec3& a, const Vec3& b) {
  return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)};
}

double squaredToBox(const Vec3& p, const Vec3& low, const Vec3& high) {
  const double x = std::max({low.x - p.x, 0.0, p.x - high.x});
  const double y = std::max({low.y - p.y, 0.0, p.y - high.y});
  const double z = std::max({low.z - p.z, 0.0, p.z - high.z});
  return x * x + y * y + z * z;
}

Vec3 onSegment(const Vec3& p, const Vec3& a, const Vec3& b) {
  const Vec3 along = b - a;
  const double squared = dot(along, along);
  return squared > 0 ? a + along * std::clamp(dot(p - a, along) / squared, 0.0, 1.0) : a;
}

/// The nearest point of a triangle, also of one without area; perhaps none where the triangle
/// is not nearer than `limit` (squared).
std::optional<Vec3> onTriangle(const Vec3& p, const Vec3& a, const Vec3& b, const Vec3& c,
                               double limit) {
  constexpr double rounding = 1e-6;
  const Vec3 ab = b - a, ac = c - a, n = cross(ab, ac);
  const double squared = dot(n, n);
  // Of a sliver neither the plane nor the side of an edge is to be trusted.
  const bool sound = squared > 1e-12 * dot(ab, ab) * dot(ac, ac);
  double u = -1, v = -1, w = -1;
  if (squared > 0) {
    const double height = dot(p - a, n);
    if (sound && height * height * (1 - rounding) > limit * squared) return std::nullopt;
    u = dot(cross(c - b, p - b), n);
    v = dot(cross(a - c, p - c), n);
    w = dot(cross(ab, p - a), n);
    if (u >= 0 && v >= 0 && w >= 0) return p - n * (height / squared);
  }
  std::optional<Vec3> best;
  double least = infinity;
  const auto offer = [&](double side, const Vec3& from, const Vec3& to) {
    if (sound && side >= 0) return;
    const Vec3 q = onSegment(p, from, to);
    const double apart = dot(q - p, q - p);
    if (best && apart >= least) return;
    best = q;
    least = apart;
  };
  offer(w, a, b);
  offer(u, b, c);
  offer(v, c, a);
  return best;
}

struct Crossing {
  double distance;
  double margin;  ///< how far from the triangle's border, 0..1/3; small: the hit is uncertain
};

std::optional<Crossing> crossing(const Vec3& origin, const Vec3& direction, const Vec3& a,
                                 const Vec3& b, const Vec3& c) {
  const Vec3 ab = b - a, ac = c - a, h = cross(direction, ac);
  const double det = dot(ab, h);
  if (det == 0) return std::nullopt;
  const Vec3 s = origin - a, q = cross(s, ab);
  const double u = dot(s, h) / det, v = dot(direction, q) / det;
  const double margin = std::min({u, v, 1 - u - v});
  if (!(margin >= -1e-12)) return std::nullopt;
  return Crossing{dot(ac, q) / det, margin};
}

}  // namespace

SurfaceDistance::SurfaceDistance(const TriangleMesh& mesh) {
  const auto count = std::uint32_t(mesh.triangles.size());
  if (count == 0) return;
  const auto cornersOf = [&](std::uint32_t t) {
    const auto& v = mesh.triangles[t];
    return Corners{mesh.vertices[v[0]], mesh.vertices[v[1]], mesh.vertices[v[2]]};
  };
  std::vector<Placed> placed(count);
  parallelFor(int(count), [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const Corners c = cornersOf(std::uint32_t(t));
      placed[t] = {(c.a + c.b + c.c) / 3, std::uint32_t(t)};
    }
  });
  nodes_.resize(nodesFor(count));
  divide(0, 0, count, placed);
  order_.resize(count);
  corners_.resize(count);
  parallelFor(int(count), [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      order_[i] = placed[i].triangle;
      corners_[i] = cornersOf(order_[i]);
    }
  });
  for (std::size_t i = nodes_.size(); i-- > 0;) enclose(nodes_[i], std::uint32_t(i));
}

/// Puts the triangles of each half of the longest side behind one another.
void SurfaceDistance::divide(std::uint32_t index, std::uint32_t begin, std::uint32_t end,
                             std::vector<Placed>& placed) {
  if (end - begin <= leafSize) {
    nodes_[index].first = begin;
    nodes_[index].count = end - begin;
    return;
  }
  Vec3 low{infinity, infinity, infinity}, high = -low;
  for (std::uint32_t i = begin; i < end; ++i) {
    low = lower(low, placed[i].center);
    high = upper(high, placed[i].center);
  }
  const Vec3 extent = high - low;
  const int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
  const std::uint32_t middle = begin + (end - begin) / 2;
  std::nth_element(placed.begin() + begin, placed.begin() + middle, placed.begin() + end,
                   [&](const Placed& s, const Placed& t) {
                     const double a = s.center[axis], b = t.center[axis];
                     return a < b || (a == b && s.triangle < t.triangle);
                   });
  const std::uint32_t first = index + 1, second = first + nodesFor(middle - begin);
  nodes_[index].first = second;
  const auto halves = [&](int from, int to) {
    if (from == 0) divide(first, begin, middle, placed);
    if (to == 2) divide(second, middle, end, placed);
  };
  end - begin > parallelSize ? parallelFor(2, halves) : halves(0, 2);
}

/// From its triangles, or from its children, which come behind it.
void SurfaceDistance::enclose(Node& node, std::uint32_t index) const {
  if (node.count == 0) {
    const Node &first = nodes_[index + 1], &second = nodes_[node.first];
    node.low = lower(first.low, second.low);
    node.high = upper(first.high, second.high);
    return;
  }
  node.low = {infinity, infinity, infinity};
  node.high = -node.low;
  for (std::uint32_t i = node.first; i < node.first + node.count; ++i) {
    const Corners& t = corners_[i];
    node.low = lower(node.low, lower(t.a, lower(t.b, t.c)));
    node.high = upper(node.high, upper(t.a, upper(t.b, t.c)));
  }
}

SurfaceDistance::Hit SurfaceDistance::nearest(const Vec3& p, double within) const {
  Hit best;
  if (nodes_.empty()) return best;
  double limit = within < infinity ? within * within : infinity;
  struct Open {
    std::uint32_t node;
    double squared;
  };
  Open stack[64];
  int depth = 0;
  stack[depth++] = {0, squaredToBox(p, nodes_[0].low, nodes_[0].high)};
  while (depth > 0) {
    const Open open = stack[--depth];
    if (open.squared >= limit) continue;
    const Node& node = nodes_[open.node];
    for (std::uint32_t i = node.first; i < node.first + node.count; ++i) {
      const auto q = onTriangle(p, corners_[i].a, corners_[i].b, corners_[i].c, limit);
      const double squared = q ? dot(*q - p, *q - p) : infinity;
      if (squared >= limit) continue;
      limit = squared;
      best = {std::sqrt(squared), *q, order_[i]};
    }
    if (node.count > 0) continue;
    Open first{open.node + 1, 0}, second{node.first, 0};
    for (Open* child : {&first, &second})
      child->squared = squaredToBox(p, nodes_[child->node].low, nodes_[child->node].high);
    if (first.squared < second.squared) std::swap(first, second);
    stack[depth++] = first;
    stack[depth++] = second;
  }
  return best;
}

template <class Visit>
void SurfaceDistance::alongRay(const Vec3& origin, const Vec3& direction, double from,
                               double& farthest, Visit&& visit) const {
  if (nodes_.empty()) return;
  const Vec3 inverse{1 / direction.x, 1 / direction.y, 1 / direction.z};
  const auto meets = [&](const Node& node) {
    double enter = from, leave = farthest;
    for (int axis = 0; axis < 3; ++axis) {
      const double a = (node.low[axis] - origin[axis]) * inverse[axis];
      const double b = (node.high[axis] - origin[axis]) * inverse[axis];
      if (std::isnan(a) || std::isnan(b)) continue;  // within the slab's face
      enter = std::max(enter, std::min(a, b) - 1e-9);
      leave = std::min(leave, std::max(a, b) + 1e-9);
    }
    return enter <= leave;
  };
  std::uint32_t stack[64];
  int depth = 0;
  stack[depth++] = 0;
  while (depth > 0) {
    const std::uint32_t index = stack[--depth];
    const Node& node = nodes_[index];
    if (!meets(node)) continue;
    for (std::uint32_t i = node.first; i < node.first + node.count; ++i)
      if (const auto hit = crossing(origin, direction, corners_[i].a, corners_[i].b, corners_[i].c))
        if (hit->distance > from && hit->distance < farthest) visit(i, *hit);
    if (node.count > 0) continue;
    stack[depth++] = node.first;
    stack[depth++] = index + 1;
  }
}

std::optional<SurfaceDistance::Hit> SurfaceDistance::ray(const Vec3& origin, const Vec3& direction,
                                                         double from) const {
  Hit best;
  double farthest = infinity;
  alongRay(origin, direction, from, farthest, [&](std::uint32_t i, const Crossing& hit) {
    farthest = hit.distance;
    best = {hit.distance, origin + direction * hit.distance, order_[i]};
  });
  if (best.distance == infinity) return std::nullopt;
  return best;
}

bool SurfaceDistance::inside(const Vec3& p) const {
  // A ray through an edge could count it twice: then another direction is taken.
  static const Vec3 directions[]{
      normalized({0.3571, 0.2113, 0.9103}), normalized({-0.6317, 0.7411, -0.1913}),
      normalized({0.1237, -0.8917, 0.4331}), normalized({0.8513, 0.3719, -0.5701})};
  bool odd = false;
  for (const Vec3& direction : directions) {
    odd = false;
    bool certain = true;
    double farthest = infinity;
    alongRay(p, direction, 0, farthest, [&](std::uint32_t, const Crossing& hit) {
      odd = !odd;
      certain &= hit.margin > 1e-9;
    });
    if (certain) break;
  }
  return odd;
}

}  // namespace bregma
