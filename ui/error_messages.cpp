#include "ui/message_patterns.hpp"

namespace bregma {

QString MessagePatterns::of(ErrorCode code) {
  switch (code) {
    case ErrorCode::PathMissing:
      return tr(
          "There is no file or folder \"%1\". Check the path, or whether the drive is "
          "connected.");
    case ErrorCode::FolderEmpty:
      return tr(
          "\"%1\" holds no files. Choose the folder or the archive that holds the CT slices.");
    case ErrorCode::FormatUnknown:
      return tr(
          "\"%1\" is not an image that can be read. Open a DICOM folder, an InVesalius project "
          "(.inv3), NRRD or NIfTI.");
    case ErrorCode::FileDamaged:
      return tr("\"%1\" cannot be used: %2. Copy or export it again from its source.");
    case ErrorCode::FileTooLarge:
      return tr(
          "\"%1\" claims to need %2 GB, and the limit is %3 GB. It is damaged or not a head CT; "
          "export the head alone.");
    case ErrorCode::NotCt:
      return tr("The images are of the kind \"%1\", but bone needs a CT. Choose a CT series.");
    case ErrorCode::SeriesNotFound:
      return tr(
          "The input holds no series with the UID %1. List the series and choose one of them.");
    case ErrorCode::SeriesTooShort:
      return tr(
          "The series has too few slices (%1) to make a volume. Choose the series with the "
          "thin axial slices.");
    case ErrorCode::SliceGeometry:
      return tr(
          "The slices cannot be put in order: %1. Export the series again as original axial "
          "images.");
    case ErrorCode::VaultCutOff:
      return tr(
          "The cranial vault is cut off: no more than %1 % of it is in the scan, and 95 % with "
          "a closed top are needed. Use a scan of the whole head.");
    case ErrorCode::PlanNewer:
      return tr(
          "The plan has format %1, but this version reads up to format %2. Open it with a "
          "newer version of Bregma.");
    case ErrorCode::PlanKeyUnknown:
      return tr("The plan has an unknown setting \"%1\". Correct the name or remove it.");
    case ErrorCode::PlanValueBad: return tr("The setting \"%1\" cannot be %2. Allowed: %3.");
    case ErrorCode::InputChanged:
      return tr(
          "The plan was made for another input than \"%1\". Open the original scan, or start a "
          "new plan.");
    case ErrorCode::GridsDiffer:
      return tr(
          "\"%1\" and \"%2\" do not lie on the same grid. Compare masks of the same size, "
          "spacing and origin.");
    case ErrorCode::DatasetEmpty:
      return tr(
          "\"%1\" holds no heads. A data set is a folder of masks or CTs, or one with "
          "complete_skull/ and implant/.");
    case ErrorCode::DatasetHeadMissing:
      return tr(
          "The data set has no head \"%1\". Name heads as their files, or a range like 060-079.");
    case ErrorCode::DatasetFileBad:
      return tr(
          "dataset.json cannot be used: %1. Correct it, or remove it and check the heads again.");
    case ErrorCode::DatasetNoneAccepted:
      return tr(
          "None of the %1 heads is accepted. Look at the reasons in dataset.json and accept those "
          "that are complete.");
    case ErrorCode::NoBone:
      return tr(
          "No bone lies between %1 and %2 HU. Lower the threshold, or check that the values "
          "are Hounsfield units.");
    case ErrorCode::FrameNotFound:
      return tr(
          "The head's axes cannot be found: the bone differs from a skull's vault by %1 mm on "
          "average. Check the bone step and that the scan shows a head.");
    case ErrorCode::NoDefect:
      return tr(
          "No opening of at least %1 mm² goes through the vault. Lower the smallest area, or "
          "mark the defect with the brush.");
    case ErrorCode::VaultNotFilled:
      return tr(
          "The vault cannot be completed: %1. Correct the defect with the brush, or use the "
          "other method.");
    case ErrorCode::ImplantEmpty:
      return tr(
          "With a gap of %1 mm nothing is left of the implant. Make the gap smaller, or check "
          "the defect.");
    case ErrorCode::BooleanFailed:
      return tr(
          "A cut failed in every way that was tried: %1. Change the mold's settings slightly "
          "and run the step again.");
    case ErrorCode::MeshNotClosed:
      return tr(
          "The part \"%1\" is not fit to print and was not written: %2. Run the step again "
          "with slightly other settings.");
    case ErrorCode::StopFinding:
      return tr(
          "The finding %1 must be judged before files are written. Look at its place, then "
          "acknowledge it or correct the plan.");
    case ErrorCode::WrongSide:
      return tr(
          "The part \"%1\" lies on the side \"%2\", but the plan says \"%3\". Nothing was written; "
          "check the scan's side and the plan before you go on.");
    case ErrorCode::WriteFailed:
      return tr("\"%1\" cannot be written: %2. Check the folder's permissions and the free space.");
    case ErrorCode::NetworkMissing:
      return tr(
          "The weights of the network \"%1\" are not installed (there is no card.json in "
          "\"%2\"). Install them, or choose another method.");
    case ErrorCode::NetworkNewer:
      return tr(
          "The network's card \"%1\" has format %2, but this version reads up to format %3. Use "
          "a newer version of Bregma.");
    case ErrorCode::NetworkForeign:
      return tr(
          "\"%1\" holds weights of the architecture \"%2\", but \"%3\" is needed. Choose the "
          "folder of the right network.");
    case ErrorCode::NetworkLibrary:
      return tr(
          "The library that computes the networks cannot be used: %1. Install Bregma again, or "
          "choose another method.");
    case ErrorCode::TooFewHeads:
      return tr(
          "The data set holds %1 usable heads, and at least %2 are needed. Add complete skulls, "
          "or look at the verdicts.");
    case ErrorCode::CheckpointForeign:
      return tr(
          "The training in \"%1\" cannot go on: %2. Use the settings that it was begun with, or "
          "another folder.");
  }
  return {};
}

}  // namespace bregma
