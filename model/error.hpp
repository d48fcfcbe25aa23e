#pragma once

#include <array>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/step.hpp"
#include "model/vec3.hpp"

namespace bregma {

/// A number or a text that belongs into the sentence of an error or a finding.
using Arg = std::variant<std::string, double>;

enum class ErrorCode {
  // Input data (exit code 3)
  PathMissing,          ///< path
  FolderEmpty,          ///< path
  FormatUnknown,        ///< path
  FileDamaged,          ///< path, reason
  FileTooLarge,         ///< path, claimed GB, limit GB
  NotCt,                ///< modality
  SeriesNotFound,       ///< uid
  SeriesTooShort,       ///< number of slices
  SliceGeometry,        ///< reason: positions or directions missing or contradictory
  VaultCutOff,          ///< percent of the vault that the scan shows
  PlanNewer,            ///< format of the file, format that this version reads
  PlanKeyUnknown,       ///< key
  PlanValueBad,         ///< key, value, what is allowed
  InputChanged,         ///< path: the plan was made for another input
  GridsDiffer,          ///< path, path: masks to compare must lie on one grid
  DatasetEmpty,         ///< path
  DatasetHeadMissing,   ///< what was asked for
  DatasetFileBad,       ///< reason: dataset.json
  DatasetNoneAccepted,  ///< number of heads, all rejected or to be reviewed
  // Geometry (exit code 4)
  NoBone,          ///< lower HU, upper HU
  FrameNotFound,   ///< mean residual in mm
  NoDefect,        ///< smallest area in mm²
  VaultNotFilled,  ///< reason
  ImplantEmpty,    ///< gap mm
  BooleanFailed,   ///< what was being cut
  MeshNotClosed,   ///< part, what is wrong with it
  StopFinding,     ///< code of a finding that must be acknowledged before export
  WrongSide,       ///< part, side on which it lies, side of the plan
  // The world (exit code 3)
  WriteFailed,  ///< path, reason
  // Networks and their training (exit code 3)
  NetworkMissing,     ///< name, folder
  NetworkNewer,       ///< path, format of the card, format that this version reads
  NetworkForeign,     ///< path, architecture of the weights, architecture that is needed
  NetworkLibrary,     ///< reason: the library that computes the networks cannot be used
  TooFewHeads,        ///< heads found, heads needed
  CheckpointForeign,  ///< path, what differs from the training that is to go on
};

enum class Severity { Note, Warning, Stop };

enum class FindingCode {
  // import
  SideUnconfirmed,      ///< the file carries no patient orientation
  OrientationMismatch,  ///< the surfaces stored in the file do not lie on the volume
  GantryTilt,           ///< degrees; resampled
  ObliqueResampled,     ///< degrees off the patient axes; resampled
  SpacingUneven,        ///< smallest mm, largest mm; resampled
  SlicesMissing,        ///< count, mm position (LPS z or along the normal) of the first
  SlicesDoubled,        ///< count
  SlicesThick,          ///< mm, error in mm to expect where the vault lies along the slices
  SlicesOverlap,        ///< thickness mm, distance mm
  SlicesShifted,        ///< mm that a slice lies off the line of the others, in its plane
  SlicesContradict,     ///< count of slices at one position that show different things
  ValuesNotHu,          ///< offset that was guessed from air
  ValuesClipped,        ///< HU at which the values end
  OtherImagesSkipped,   ///< count of images in the folder that are not of the series
  SeriesInterleaved,    ///< sets of slices under one series UID, what tells them apart
  SeriesMixed,          ///< count of images of the series that do not fit it, by what
  SeriesChosen,         ///< uid, number of series found: the plan named none
  InputIsMask,          ///< a segmentation: no grey values
  // bone
  MetalPresent,  ///< cm³ above 2500 HU
  PartsRemoved,  ///< count, cm³ of the largest: couch, head-rest, fragments
  ThinBoneLost,  ///< percent of the vault, outside the defects, without bone
  // head
  HeadAsymmetric,      ///< mean mm between the halves
  VaultPartlyOutside,  ///< percent of the vault inside the scan
  FrameUncertain,      ///< mm
  // defect
  SeveralDefects,  ///< count
  DefectCrossesMidline,
  DefectTouchesScanEdge,
  DefectMarkedByHand,
  BoneIslands,        ///< count, cm³ together
  DefectLeavesVault,  ///< percent of its edge that has no bone: orbit, face or base
  // vault
  RimRemodelled,   ///< percent of the rim that is tapered or bent
  MirrorUnusable,  ///< percent of the fill without a healthy opposite side
  VaultUncertain,  ///< mm: mean distance within which 90 % of the true surface lies
  // implant
  ImplantThin,       ///< minimum mm, limit mm
  RimStep,           ///< P95 mm
  Undercut,          ///< mm² along the insertion direction
  InsertionBlocked,  ///< mm before its seat
  NoRoomForHoles,    ///< distance to the rim in mm
  NoRoomForText,     ///< what was to be engraved
  HoleNotMade,  ///< its number in the plan: too near to the rim or a hole, or no place for a bore
  NoRoomForSeats,  ///< count
  NotTemporal,     ///< the implant does not reach where the temporal muscle lies
  StrokeOutside,   ///< its number in the plan: it reaches no implant
  // mold
  MoldUndercut,       ///< mm² along the pull direction
  HalvesBlocked,      ///< mm before they close
  CavityOff,          ///< mm between cavity and cast, P99
  BooleanRetried,     ///< part, how it was made in the end
  MoldTooLarge,       ///< mm, bed mm
  UndercutFilled,     ///< mm³ that the cast has more than the implant
  PartSplit,          ///< part, pieces
  NoRoomForFittings,  ///< what, wanted, made
  GaugeInPieces,      ///< count and cm³ of the pieces of the ring that were left out
  // export
  PicturesSkipped,  ///< no display
  // networks
  GraphicsMemoryShort,  ///< computed on the processor instead
};

std::string_view nameOf(ErrorCode code);
std::string_view nameOf(FindingCode code);
std::string_view nameOf(Severity severity);
std::optional<FindingCode> findingNamed(std::string_view name);
/// 3 for input data, 4 for geometry (DESIGN: exit codes of the command line).
int exitCodeOf(ErrorCode code);

/// Thrown when a step cannot finish. The sentence is made by ui/messages.
class Error : public std::exception {
 public:
  explicit Error(ErrorCode c, std::vector<Arg> a = {}, std::optional<Vec3> p = std::nullopt)
      : code(c), args(std::move(a)), place(p) {}
  const char* what() const noexcept override { return nameOf(code).data(); }
  ErrorCode code;
  std::vector<Arg> args;
  std::optional<Vec3> place;  ///< where to look, patient LPS
};

/// Returned when a step finished but a human must judge.
struct Finding {
  FindingCode code{};
  Severity severity = Severity::Warning;
  Step step = Step::Import;
  std::vector<Arg> args;
  std::optional<Vec3> place;  ///< where to look
  bool operator==(const Finding&) const = default;
};

}  // namespace bregma
