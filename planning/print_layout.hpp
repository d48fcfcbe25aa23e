#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Where a part lies for printing: bed = turn · patient + shift.
struct Placement {
  Mat3 bedFromPatient;
  Vec3 shift;
  bool operator==(const Placement&) const = default;
  Vec3 toBed(const Vec3& patient) const { return bedFromPatient * patient + shift; }
};

struct LaidPart {
  const TriangleMesh* mesh;
  Vec3 down;  ///< unit, patient LPS: which way its base is
};

/// Every part on its base at z = 0, turned about it to the smallest rectangle, in rows along x no
/// longer than the bed (a larger part has its row alone), 8 mm apart; the first corner at the
/// origin. Parts beyond the first bed's depth go on along y.
std::vector<Placement> layOutForPrinting(const std::vector<LaidPart>& parts, double bedMm);

}  // namespace bregma
