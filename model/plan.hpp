#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "model/vec3.hpp"

namespace bregma {

/// How the missing vault is made.
enum class VaultMethod { Network, Paper, Spline, Mirror };
std::string_view nameOf(VaultMethod method);
std::optional<VaultMethod> vaultMethodNamed(std::string_view name);

/// The enumerator of that name, of any enumeration of the plan.
template <class Enum>
std::optional<Enum> named(std::string_view name) {
  for (int i = 0; !nameOf(Enum(i)).empty(); ++i)
    if (nameOf(Enum(i)) == name) return Enum(i);
  return std::nullopt;
}

/// One touch of the brush: everything within the sphere is added to or taken from the defect.
struct Stroke {
  Vec3 center;
  double radiusMm = 5;
  bool add = true;
  bool operator==(const Stroke&) const = default;
};

struct ImportSettings {
  std::string seriesUid;  ///< DICOM; empty: the series most likely to be the head CT
  bool operator==(const ImportSettings&) const = default;
};

struct BoneSettings {
  double lowerHu = 226;
  double upperHu = 3071;
  /// The interval is meant in stored values, before the rescale intercept (see NETWORK.md).
  bool storedValues = false;
  bool operator==(const BoneSettings&) const = default;
};

/// Corrections to the automatic frame, about and along its own axes.
struct HeadSettings {
  double turnDeg = 0;  ///< about the superior axis
  double tiltDeg = 0;  ///< about the posterior axis
  double nodDeg = 0;   ///< about the left axis
  double shiftLeftMm = 0;
  bool operator==(const HeadSettings&) const = default;
};

struct DefectSettings {
  double minAreaMm2 = 200;
  std::vector<Stroke> strokes;
  bool operator==(const DefectSettings&) const = default;
};

/// One touch of the brush on the completed vault: within the ball the blend has another share.
struct BlendStroke {
  Vec3 center;  ///< on the outer side, patient LPS
  double radiusMm = 15;
  double share = 1;  ///< of the method that is blended in
  bool operator==(const BlendStroke&) const = default;
};

struct VaultSettings {
  VaultMethod method = VaultMethod::Network;
  double minThicknessMm = 3;
  VaultMethod blendWith = VaultMethod::Spline;
  double blendShare = 0;  ///< of `blendWith`, 0 to 1: both tables lie between those of two methods
  std::vector<BlendStroke> blendStrokes = {};  ///< later ones count
  bool operator==(const VaultSettings&) const = default;
};

/// A direction that a person chose instead of the proposed one.
struct InsertionChoice {
  int defect = 1;  ///< counted from 1, the largest first
  Vec3 direction;  ///< from outside to the seat, patient LPS, of any length
  bool operator==(const InsertionChoice&) const = default;
};

enum class ThicknessRule { Bone, Constant };
std::string_view nameOf(ThicknessRule rule);

/// A ball in which the gap to the bone is another one; it passes into the common gap inside of it.
struct GapRegion {
  Vec3 center;
  double radiusMm = 10;
  double gapMm = 1;
  bool operator==(const GapRegion&) const = default;
};

/// Push presses the surface into the implant, pull draws it out.
enum class SculptTool { Push, Pull, Smooth, Flatten };
std::string_view nameOf(SculptTool tool);
enum class ImplantSide { Outer, Inner };
std::string_view nameOf(ImplantSide side);

/// One stroke on a side of the implant.
struct SculptStroke {
  SculptTool tool = SculptTool::Push;
  ImplantSide side = ImplantSide::Outer;
  Vec3 center;            ///< on that side, patient LPS
  double radiusMm = 10;   ///< it fades to nothing here
  double strengthMm = 1;  ///< the most that the surface moves
  bool operator==(const SculptStroke&) const = default;
};

enum class SmoothingMethod { Taubin, Curvature };
std::string_view nameOf(SmoothingMethod method);

/// A hole that a person placed.
struct HolePlace {
  Vec3 center;  ///< near the outer side, patient LPS
  double diameterMm = 2;
  bool operator==(const HolePlace&) const = default;
};

/// What holds the implant near its rim: holes for sutures, or pockets for plates with a screw hole.
enum class SeatKind { None, Suture, Plate };
std::string_view nameOf(SeatKind kind);

struct ImplantSettings {
  double gapMm = 0.5;
  std::vector<GapRegion> gapRegions = {};  ///< later ones count
  bool keepIslands = false;                ///< loose bone in the opening stays, with a gap to it
  ThicknessRule thickness = ThicknessRule::Bone;
  double thicknessMm = 4;     ///< where it is constant
  double minThicknessMm = 0;  ///< of what follows the bone: thickened from the inner side; 0: none
  double maxThicknessMm = 0;  ///< of the same: thinned from the inner side; 0: none
  double lipMm = 3;       ///< how far an edge thinner than the vault's least thickness may reach
  double voxelMm = 0.35;  ///< of the shape's grid; a large implant has a coarser one
  std::vector<InsertionChoice> insertions = {};  ///< for the defects not named: as proposed
  bool removeUndercut = true;  ///< leave out what has bone in front of it on the way in
  double taperDeg = 0;         ///< by which the walls open outward at least
  double contourOffsetMm = 0;  ///< by which the outer side lies lower away from the rim
  double filletMm = 0;         ///< radius of the edges between walls and both sides
  bool temporal = false;       ///< leaves room for the temporal muscle, where it lies
  double temporalGapMm = 3;    ///< to the bone below the caudal edge there
  double temporalBulkMm = 0;   ///< by which the outer side there rises, away from the rim
  std::vector<SculptStroke> strokes = {};  ///< in their order
  SmoothingMethod smoothing = SmoothingMethod::Taubin;
  int smoothingIterations = 0;  ///< of the finished surface; the rim stays
  bool perforated = false;      ///< holes on a hexagonal pattern
  double holeDiameterMm = 2;
  double holeSpacingMm = 15;          ///< between the middles of neighbors
  double holeRimMm = 8;               ///< from a hole's edge to the rim, at least
  std::vector<HolePlace> holes = {};  ///< besides the pattern
  SeatKind seats = SeatKind::None;
  int seatCount = 6;               ///< evenly along the rim
  double seatDiameterMm = 2;       ///< of its hole
  double seatRimMm = 4;            ///< from the hole's edge to the rim
  double plateWidthMm = 6;         ///< of a pocket, from the rim to behind the hole
  double plateDepthMm = 1;         ///< of a pocket
  bool engraved = false;           ///< on the inner side: code, side, arrow to anterior
  std::string engravingCode = {};  ///< of the case, never a name
  double letterMm = 6;             ///< height
  bool operator==(const ImplantSettings&) const = default;
};

struct MoldSettings {
  bool pressMold = true;  ///< two halves that press cement into shape
  bool siliconeTemplate =
      false;              ///< the implant as a master, with a box to pour silicone around it
  bool fitGauge = false;  ///< bone of the patient, to try the cast on
  double wallMm = 6;      ///< around the cavity, at least
  double baseMm = 5;
  double clearanceMm = 0.25;  ///< between parts that go into each other
  int keyCount = 4;
  double keyDiameterMm = 8;  ///< the first is wider by half, so that nothing closes turned
  int channelCount = 8;
  double channelDiameterMm = 2.5;
  int ventCount = 2;  ///< at most: one at each place where air is caught
  double ventDiameterMm = 1.5;
  int prySlotCount = 2;
  double shrinkagePercent = 0;  ///< by which the cavity is larger than the implant
  bool removeUndercut = false;  ///< fill what neither half could let go of
  double draftDeg = 0;          ///< of the cavity's walls to the pull, where undercut is removed
  double sprueDiameterMm = 0;   ///< of the master; 0: none
  double gaugeWidthMm = 20;     ///< of the ring of bone; 0: the whole skull
  double bedMm = 250;           ///< the smallest side of the printer's bed
  bool operator==(const MoldSettings&) const = default;
};

/// How meshes are written.
enum class MeshFormat { Stl, ThreeMf, Ply, Obj };
std::string_view nameOf(MeshFormat format);  ///< "stl", "3mf": as a file name ends

/// The patient's side that is to be treated, as the surgeon says.
enum class PlannedSide { Any, Left, Right, Midline };
std::string_view nameOf(PlannedSide side);

struct ExportSettings {
  MeshFormat format = MeshFormat::Stl;
  bool skull = false;    ///< also write the bone surface
  bool laidOut = false;  ///< parts on their bases side by side, in place of the patient's frame
  PlannedSide side = PlannedSide::Any;
  bool operator==(const ExportSettings&) const = default;
};

/// Every decision and nothing derived: what a person chose, and all that a replay needs.
struct Plan {
  std::string inputSha256;  ///< of the input that the plan was made for; empty: not bound yet
  ImportSettings import;
  BoneSettings bone;
  HeadSettings head;
  DefectSettings defect;
  VaultSettings vault;
  ImplantSettings implant;
  MoldSettings mold;
  ExportSettings exports;
  std::vector<FindingCode> acknowledged;  ///< stop findings that a person has judged
  bool operator==(const Plan&) const = default;
};

struct BonePreset {
  std::string_view name;
  BoneSettings settings;
};
/// adult-bone (the default), thin-bone, published.
const std::vector<BonePreset>& bonePresets();

}  // namespace bregma
