#include "model/error.hpp"

namespace bregma {

namespace {
// In the order of the enums; nul-terminated literals, so Error::what may hand out data().
constexpr auto errorNames = std::to_array<std::string_view>(
    {"PathMissing",        "FolderEmpty",    "FormatUnknown",       "FileDamaged",
     "FileTooLarge",       "NotCt",          "SeriesNotFound",      "SeriesTooShort",
     "SliceGeometry",      "VaultCutOff",    "PlanNewer",           "PlanKeyUnknown",
     "PlanValueBad",       "InputChanged",   "GridsDiffer",         "DatasetEmpty",
     "DatasetHeadMissing", "DatasetFileBad", "DatasetNoneAccepted", "NoBone",
     "FrameNotFound",      "NoDefect",       "VaultNotFilled",      "ImplantEmpty",
     "BooleanFailed",      "MeshNotClosed",  "StopFinding",         "WrongSide",
     "WriteFailed",        "NetworkMissing", "NetworkNewer",        "NetworkForeign",
     "NetworkLibrary",     "TooFewHeads",    "CheckpointForeign"});
static_assert(errorNames.size() == std::size_t(ErrorCode::CheckpointForeign) + 1);

constexpr auto findingNames = std::to_array<std::string_view>({"SideUnconfirmed",
                                                               "OrientationMismatch",
                                                               "GantryTilt",
                                                               "ObliqueResampled",
                                                               "SpacingUneven",
                                                               "SlicesMissing",
                                                               "SlicesDoubled",
                                                               "SlicesThick",
                                                               "SlicesOverlap",
                                                               "SlicesShifted",
                                                               "SlicesContradict",
                                                               "ValuesNotHu",
                                                               "ValuesClipped",
                                                               "OtherImagesSkipped",
                                                               "SeriesInterleaved",
                                                               "SeriesMixed",
                                                               "SeriesChosen",
                                                               "InputIsMask",
                                                               "MetalPresent",
                                                               "PartsRemoved",
                                                               "ThinBoneLost",
                                                               "HeadAsymmetric",
                                                               "VaultPartlyOutside",
                                                               "FrameUncertain",
                                                               "SeveralDefects",
                                                               "DefectCrossesMidline",
                                                               "DefectTouchesScanEdge",
                                                               "DefectMarkedByHand",
                                                               "BoneIslands",
                                                               "DefectLeavesVault",
                                                               "RimRemodelled",
                                                               "MirrorUnusable",
                                                               "VaultUncertain",
                                                               "ImplantThin",
                                                               "RimStep",
                                                               "Undercut",
                                                               "InsertionBlocked",
                                                               "NoRoomForHoles",
                                                               "NoRoomForText",
                                                               "HoleNotMade",
                                                               "NoRoomForSeats",
                                                               "NotTemporal",
                                                               "StrokeOutside",
                                                               "MoldUndercut",
                                                               "HalvesBlocked",
                                                               "CavityOff",
                                                               "BooleanRetried",
                                                               "MoldTooLarge",
                                                               "UndercutFilled",
                                                               "PartSplit",
                                                               "NoRoomForFittings",
                                                               "GaugeInPieces",
                                                               "PicturesSkipped",
                                                               "GraphicsMemoryShort"});
static_assert(findingNames.size() == std::size_t(FindingCode::GraphicsMemoryShort) + 1);
}  // namespace

std::string_view nameOf(ErrorCode code) { return errorNames[std::size_t(code)]; }
std::string_view nameOf(FindingCode code) { return findingNames[std::size_t(code)]; }

std::string_view nameOf(Severity severity) {
  switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Stop: return "stop";
  }
  return "";
}

std::optional<FindingCode> findingNamed(std::string_view name) {
  for (std::size_t i = 0; i < findingNames.size(); ++i)
    if (findingNames[i] == name) return FindingCode(i);
  return std::nullopt;
}

int exitCodeOf(ErrorCode code) {
  if (code >= ErrorCode::NoBone && code <= ErrorCode::WrongSide) return 4;
  return 3;
}

}  // namespace bregma
