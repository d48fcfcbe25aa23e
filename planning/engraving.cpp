#include "planning/engraving.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "planning/dot_font.hpp"
#include "planning/implant_faces.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/surface_distance.hpp"
#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double depthMm = 0.5, aboveMm = 0.4;  ///< of a pit's cutter, below and above the surface
constexpr double thickMm = 3, wallMm = 2, holeMm = 1.5;
constexpr double flatness = 0.75;  ///< cosine between the surface's normal and the way in
constexpr int rowsOfLetter = 7, columnsOfLetter = 6, pitSides = 10;

struct Dot {
  double x, y;  // mm, the block's middle at the origin
};

/// The axes of the text as seen from inside.
struct Page {
  Vec3 right, up;
};
Page pageOf(const Vec3& outward) {
  const Vec3 towards = std::abs(outward.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, -1, 0};
  const Vec3 up = normalized(towards - outward * dot(towards, outward));
  return {cross(outward, up), up};
}

constexpr Vec3 anterior{0, -1, 0}, superior{0, 0, 1};
bool anteriorLiesInPage(const Vec3& outward) { return std::abs(dot(anterior, outward)) < 0.85; }

std::vector<Dot> dotsOf(const std::string& text, const Vec3& outward, double pitchMm) {
  std::vector<Dot> dots;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Glyph glyph = glyphOf(text[i]);
    for (int column = 0; column < 5; ++column)
      for (int row = 0; row < rowsOfLetter; ++row)
        if (glyph[column] >> row & 1)
          dots.push_back({(double(i) * columnsOfLetter + column) * pitchMm, -row * pitchMm});
  }
  // An arrow as long as a letter is high, in a square behind the text.
  const Page page = pageOf(outward);
  const Vec3 goal = anteriorLiesInPage(outward) ? anterior : superior;
  const double gx = dot(goal, page.right), gy = dot(goal, page.up), g = std::hypot(gx, gy);
  const double ax = gx / g, ay = gy / g;
  const double cx = (double(text.size()) * columnsOfLetter + 3) * pitchMm, cy = -3 * pitchMm;
  const auto add = [&](double along, double across) {
    dots.push_back(
        {cx + (along * ax - across * ay) * pitchMm, cy + (along * ay + across * ax) * pitchMm});
  };
  for (int i = -3; i <= 3; ++i) add(i, 0);
  for (const int side : {-1, 1})
    for (int i = 1; i <= 2; ++i) add(3 - i, side * i);
  double low = 1e9, high = -1e9;
  for (const Dot& d : dots) {
    low = std::min(low, d.x);
    high = std::max(high, d.x);
  }
  for (Dot& d : dots) {
    d.x -= (low + high) / 2;
    d.y += 3 * pitchMm;
  }
  return dots;
}

/// The inner side of an implant, asked where a pit may be.
class InnerSide {
 public:
  InnerSide(const TriangleMesh& implant, const Vec3& outward, const Vec3& head,
            const std::vector<HoleSeat>& holes)
      : faces_(facesOf(implant, head)),
        whole_(implant),
        walls_(only(implant, faces_, Face::Wall)),
        outward_(outward),
        page_(pageOf(outward)),
        holes_(holes) {
    const Box box = boundingBox(implant);
    middle_ = (box.low + box.high) / 2;
  }

  std::optional<Pit> pitAt(double x, double y) const {
    const Vec3 below = middle_ + page_.right * x + page_.up * y - outward_ * 200;
    const auto hit = whole_.ray(below, outward_);
    if (!hit || faces_.face[hit->triangle] != Face::Inner) return std::nullopt;
    const Vec3 inward = -faces_.normal[hit->triangle];
    if (dot(inward, outward_) < flatness) return std::nullopt;
    const auto through = whole_.ray(hit->point, inward, 0.05);
    if (!through || through->distance < thickMm) return std::nullopt;
    if (walls_.nearest(hit->point, wallMm).distance < wallMm) return std::nullopt;
    for (const HoleSeat& hole : holes_) {
      const Vec3 from = hit->point - hole.place;
      if (length(from - hole.outward * dot(from, hole.outward)) < hole.radiusMm + holeMm)
        return std::nullopt;
    }
    return Pit{hit->point, inward};
  }

 private:
  Faces faces_;
  SurfaceDistance whole_, walls_;
  Vec3 outward_, middle_;
  Page page_;
  const std::vector<HoleSeat>& holes_;
};

}  // namespace

std::string engravedText(const ImplantSettings& settings, Side side, const Vec3& outward) {
  std::string text = settings.engravingCode.empty() ? "" : settings.engravingCode + " ";
  text += side == Side::Left ? 'L' : side == Side::Right ? 'R' : 'M';
  return text + (anteriorLiesInPage(outward) ? " A" : " S");
}

std::optional<std::vector<Pit>> engravingPits(const TriangleMesh& implant, const std::string& text,
                                              const Vec3& outward, const HeadFrame& frame,
                                              const std::vector<HoleSeat>& holes, double letterMm) {
  const std::vector<Dot> dots = dotsOf(text, outward, letterMm / rowsOfLetter);
  const InnerSide side(implant, outward, frame.center, holes);
  constexpr int reach = 15;
  constexpr double stepMm = 3;
  std::vector<std::array<int, 2>> places;
  for (int j = -reach; j <= reach; ++j)
    for (int i = -reach; i <= reach; ++i) places.push_back({i, j});
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a[0] * a[0] + a[1] * a[1] < b[0] * b[0] + b[1] * b[1];
  });
  for (const auto& [i, j] : places) {
    std::vector<Pit> pits;
    for (const Dot& d : dots) {
      const auto pit = side.pitAt(d.x + i * stepMm, d.y + j * stepMm);
      if (!pit) break;
      pits.push_back(*pit);
    }
    if (pits.size() == dots.size()) return pits;
  }
  return std::nullopt;
}

TriangleMesh engraved(const TriangleMesh& part, const std::vector<Pit>& pits, double letterMm) {
  TriangleMesh cutters;
  for (const Pit& pit : pits)
    addPrism(cutters, pit.place - pit.inward * aboveMm, pit.place + pit.inward * depthMm,
             0.35 * letterMm / rowsOfLetter, pitSides);
  return carved(part, cutters, 0, "engraving");
}

}  // namespace bregma
