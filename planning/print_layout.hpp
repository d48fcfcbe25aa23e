#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"
#include "planning/mesh_check.hpp"

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

struct LaidMesh {
  TriangleMesh mesh;  ///< on the bed, rounded to floats
  Placement placement;
  MeshCheck check;  ///< of `mesh`
};

/// The part on the bed as a file of floats holds it. Turned slivers may cross when they are rounded;
/// the part then moves aside, at most by 0.1 mm, to where they round otherwise. It may find no such
/// place: look at the check. Cost: that of roundedToFloat and checkMesh, for each place.
LaidMesh laidOnBed(const TriangleMesh& mesh, Placement placement);

}  // namespace bregma
