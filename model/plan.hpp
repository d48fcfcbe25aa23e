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

struct VaultSettings {
  VaultMethod method = VaultMethod::Network;
  double minThicknessMm = 3;
  bool operator==(const VaultSettings&) const = default;
};

/// A direction that a person chose instead of the proposed one.
struct InsertionChoice {
  int defect = 1;  ///< counted from 1, the largest first
  Vec3 direction;  ///< from outside to the seat, patient LPS, of any length
  bool operator==(const InsertionChoice&) const = default;
};

struct ImplantSettings {
  double gapMm = 0.5;
  double maxThicknessMm = 0;  ///< thinned from the inner side; 0: as thick as the bone
  double lipMm = 3;      ///< how far an edge thinner than the vault's least thickness may reach
  double voxelMm = 0.4;  ///< of the grid on which the shape is made
  std::vector<InsertionChoice> insertions = {};  ///< for the defects not named: as proposed
  bool removeUndercut = true;   ///< leave out what has bone in front of it on the way in
  double taperDeg = 0;          ///< by which the walls open outward at least
  double contourOffsetMm = 0;   ///< by which the outer side lies lower away from the rim
  int smoothingIterations = 0;  ///< of the finished surface; the rim stays
  bool perforated = false;      ///< holes on a hexagonal pattern
  double holeDiameterMm = 2;
  double holeSpacingMm = 15;       ///< between the middles of neighbors
  double holeRimMm = 8;            ///< from a hole's edge to the rim, at least
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
std::optional<MeshFormat> meshFormatNamed(std::string_view name);

/// The patient's side that is to be treated, as the surgeon says.
enum class PlannedSide { Any, Left, Right, Midline };
std::string_view nameOf(PlannedSide side);
std::optional<PlannedSide> plannedSideNamed(std::string_view name);

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
