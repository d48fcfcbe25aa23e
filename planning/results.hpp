#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/plan.hpp"
#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"
#include "planning/mesh_check.hpp"
#include "planning/print_layout.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

/// Bone of the skull: largest connected part, couch and fragments removed.
struct Bone {
  BinaryVolume mask;                ///< on the grid of the CT
  double lowerHu = 0, upperHu = 0;  ///< as used
  TriangleMesh surface;             ///< at lowerHu, from the grey values; closed, one part
  std::vector<Finding> findings;
};

/// Head coordinates: x left, y posterior, z superior, origin in the middle of the vault, mm.
/// The mid-sagittal plane is x = 0.
struct HeadFrame {
  Vec3 center;            ///< patient LPS
  Mat3 patientFromHead;   ///< columns: the head's left, posterior, superior in the patient frame
  double symmetryMm = 0;  ///< median distance between the halves
  std::vector<Finding> findings;

  Vec3 toPatient(const Vec3& head) const { return center + patientFromHead * head; }
  Vec3 toHead(const Vec3& patient) const {
    return transposed(patientFromHead) * (patient - center);
  }
};

enum class Side { Left, Right, Midline };  ///< the patient's
std::string_view nameOf(Side side);

/// One opening through both tables.
struct DefectRegion {
  std::vector<std::uint8_t> opening;  ///< per pixel of the chart: rays without bone
  std::vector<Vec3> rim;              ///< closed curve on the outer table, patient LPS
  Vec3 center;                        ///< on the vault, patient LPS
  Vec3 outward;                       ///< mean outward normal, patient LPS
  double areaMm2 = 0;                 ///< of the opening, on the outer surface
  double largestDiameterMm = 0;
  Side side = Side::Left;
};

/// A piece of bone that is not joined to the skull.
struct BoneIsland {
  Vec3 center;  ///< patient LPS
  double volumeMm3 = 0;
  std::vector<std::size_t> voxels;  ///< of the CT
};

struct Defects {
  ShellFields fields;                 ///< of the defective bone, in head coordinates
  std::vector<DefectRegion> regions;  ///< largest first
  std::vector<BoneIsland> islands;    ///< within the openings, largest first
  std::vector<Finding> findings;
};

/// The vault as it should be, as two smooth radius maps in head coordinates.
struct Vault {
  ShellFields fields;                ///< bone where it is sound, the fill elsewhere
  std::vector<std::uint8_t> filled;  ///< per pixel: 0, or 1 + index of the defect it completes
  /// Per pixel: 90 % of the true outer surface lies no farther from the filled one; 0 outside.
  std::vector<float> uncertaintyMm;
  double meanUncertaintyMm = 0;  ///< by area
  double minThicknessMm = 0;     ///< of the fill, as set
  TriangleMesh surface;          ///< of the fill, without gap: for the eye
  std::vector<Finding> findings;
};

/// The numbers of one implant as the surgeon reads them; mm, mm², mm³.
struct ImplantReview {
  double volumeMm3 = 0;
  double areaMm2 = 0;
  double thicknessMinMm = 0;  ///< by rays, farther than 3 mm from the rim
  double thicknessMeanMm = 0;
  double medialMinMm = 0, medialMeanMm = 0;  ///< the same by balls within the wall
  /// To bone, of what bone has shaped: the walls and the underside of a lip, but for the edge of
  /// the lip and what lies on the tables. Least and median are those of all that faces bone.
  double gapMinMm = 0, gapMeanMm = 0, gapMedianMm = 0, gapP95Mm = 0;
  /// Of the same, by area: what stands back from bone to get past it on the way in, for an undercut
  /// that was removed or a taper. And the gap of the rest, as it was set.
  double givingWayPercent = 0, gapKeptP5Mm = 0, gapKeptP95Mm = 0;
  double overlapMm3 = 0;     ///< implant inside bone
  double rimStepP95Mm = 0;   ///< outer surfaces of implant and bone at the rim
  double undercutMm2 = 0;    ///< of the walls along the insertion direction
  double stoppedMm = 0;      ///< before its seat, by bone on the way in; 0: it goes in
  int holes = 0;             ///< of the pattern and placed by hand
  double holeToRimMm = 0;    ///< from the edge of the hole nearest to it; 0 without holes
  int seats = 0;             ///< holes for sutures or screws near the rim, not counted above
  double seatSpacingMm = 0;  ///< between neighbors, along the rim
  Vec3 insertion;            ///< as measured along: unit, from outside to the seat, patient LPS
  double largestDimensionMm = 0;
  /// From the inner table of the completed vault to the part of the inner side that reaches
  /// farthest towards the brain; negative: beyond the table. None where no vault is known.
  std::optional<double> brainSideMm;
  Vec3 middle;  ///< of the box around it
  Side side = Side::Left;
  // Where the worst of each is, patient LPS; none where there is nothing bad.
  std::optional<Vec3> thinPlace, medialPlace, gapMinPlace, gapMaxPlace, givingWayPlace,
      overlapPlace, rimStepPlace, undercutPlace, stoppedPlace, holePlace, longPlace, brainSidePlace;
};

struct Implant {
  TriangleMesh mesh;  ///< solid, closed, patient LPS: what molds are made from
  TriangleMesh cut;   ///< the same with its holes; empty without
  const TriangleMesh& product() const { return cut.empty() ? mesh : cut; }
  ShellFields tables;  ///< its outer and inner side with all strokes, before bone and gap are taken
  std::vector<float>
      outline;  ///< signed distance to its edge there, pixels, negative within; or empty
  int defect = 0;
  Vec3 insertion;  ///< unit, from outside to the seat
  Vec3 proposed;   ///< the same, had the plan chosen none
  ImplantReview review;
  std::vector<Finding> findings;
};

struct Implants {
  std::vector<Implant> parts;         ///< one a defect
  std::vector<SculptStroke> strokes;  ///< of the plan that they were made by
  std::vector<Finding> findings;
};

/// The numbers of one press mold.
struct MoldReview {
  double cavityErrorP99Mm = 0;        ///< two-sided distance between cavity and cast
  std::optional<Vec3> cavityPlace;    ///< of the cast, where the cavity is so far off
  double undercutMm2 = 0;             ///< of the cast along the pull direction
  std::optional<Vec3> undercutPlace;  ///< the largest trapped piece of wall
  double filledMm3 = 0;               ///< that the cast has more, where undercut was removed
  bool separates = false;             ///< the halves part along the pull without touching
  double stoppedMm = 0;               ///< of the way, by which a half is held; 0: by none
  std::optional<Vec3> stoppedPlace;
};

enum class PrintKind { OuterHalf, InnerHalf, Master, Bed, Frame, Gauge };
/// "mold-outer", "mold-inner", "template-master", "template-bed", "template-frame", "gauge".
std::string_view nameOf(PrintKind kind);

/// One thing to be printed.
struct PrintPart {
  PrintKind kind = PrintKind::OuterHalf;
  int piece = 0;  ///< counted from 1, of a part that was cut to fit the bed; 0: it is whole
  TriangleMesh mesh = {};  ///< closed, patient LPS
  MeshCheck check = {};
  Vec3 down = {};  ///< unit: which way the printer's bed is when the part stands on its base
};

/// What shapes an implant, or tries its cast on.
struct Mold {
  int defect = 0;
  TriangleMesh outerHalf;  ///< of the press mold, whole: shapes the convex side
  TriangleMesh innerHalf;  ///< shapes the concave side; both empty when no press mold is wanted
  MeshCheck outerCheck, innerCheck;
  Vec3 pull;                     ///< unit: the outer half leaves along +pull, the inner along -pull
  MoldReview review;             ///< of the press mold
  std::vector<PrintPart> parts;  ///< all that is printed
  std::vector<Finding> findings;
};

struct Molds {
  std::vector<Mold> parts;
  std::vector<Finding> findings;
};

struct ExportedFile {
  std::filesystem::path path;  ///< relative to the case folder
  std::string sha256;
  std::optional<Placement> placement = {};  ///< of a mesh that was laid out for printing
};

struct Exported {
  std::vector<ExportedFile> files;
  std::vector<ImplantReview> implants;  ///< as in report.json: one an implant
  std::vector<MoldReview> molds;        ///< one a mold
  std::vector<Finding> findings;
};

}  // namespace bregma
