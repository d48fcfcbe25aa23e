#include "ui/message_patterns.hpp"

namespace bregma {

QString MessagePatterns::of(FindingCode code) {
  switch (code) {
    case FindingCode::SideUnconfirmed:
      return tr(
          "The file does not say which side is left. Compare with the original images and "
          "confirm the side before anything is made.");
    case FindingCode::OrientationMismatch:
      return tr(
          "The surfaces stored in the file do not lie on its volume (%1 % of them are off), so "
          "its orientation is in doubt. Import the original DICOM images.");
    case FindingCode::GantryTilt:
      return tr(
          "The gantry was tilted by %1°; the slices were resampled upright. Fine detail is "
          "slightly softer.");
    case FindingCode::ObliqueResampled:
      return tr(
          "The slices lie %1° off the patient's axes and were resampled along them. Fine "
          "detail is slightly softer.");
    case FindingCode::SpacingUneven:
      return tr(
          "The slice spacing varies from %1 to %2 mm; the slices were resampled to an even "
          "grid. Check the bone there.");
    case FindingCode::SlicesMissing:
      return tr(
          "Slices are missing from the series: %1, the first near %2 mm. The bone there is a "
          "guess; get the complete series.");
    case FindingCode::SlicesDoubled:
      return tr(
          "Slices with the same position were left out: %1. Check that the series is from one "
          "scan.");
    case FindingCode::SlicesThick:
      return tr(
          "The slices are %1 mm apart, more than the 1.5 mm that is advised. Where the vault "
          "lies along them, its surface may be off by %2 mm; get thinner slices.");
    case FindingCode::SlicesOverlap:
      return tr(
          "The slices are %1 mm thick and %2 mm apart, so they overlap. They were placed by "
          "their positions; nothing needs to be done.");
    case FindingCode::SlicesShifted:
      return tr(
          "A slice lies %1 mm off the line of the others; it was not moved back. Compare the "
          "outline of the skull in a sagittal view.");
    case FindingCode::SlicesContradict:
      return tr(
          "Slices with the same position show different things: %1. Two scans share one series; "
          "export one of them alone.");
    case FindingCode::ValuesNotHu:
      return tr(
          "The grey values are not Hounsfield units; %1 was added so that air is -1000. Check "
          "the bone threshold.");
    case FindingCode::ValuesClipped:
      return tr(
          "The grey values end at %1 HU; everything denser was cut off. Bone is measured only "
          "below that, and metal cannot be told from it.");
    case FindingCode::OtherImagesSkipped:
      return tr("Images in the folder that are not part of the series were left out: %1.");
    case FindingCode::SeriesInterleaved:
      return tr(
          "The series holds %1 sets of slices that differ by %2. One set was taken; choose "
          "another in the browser if that is wrong.");
    case FindingCode::SeriesMixed:
      return tr(
          "Images of the series do not fit the others and were left out: %1 (different by %2). "
          "Check that no part of the head is missing.");
    case FindingCode::SeriesChosen:
      return tr(
          "The input holds %2 series; the one most likely to be the head CT was taken (%1). "
          "Choose another one if that is wrong.");
    case FindingCode::InputIsMask:
      return tr(
          "The input is a segmentation without grey values. Its surface is as coarse as its "
          "voxels.");
    case FindingCode::MetalPresent:
      return tr(
          "The scan shows %1 cm³ of metal. Streaks may add or remove bone; check the surface "
          "around it.");
    case FindingCode::PartsRemoved:
      return tr(
          "Separate parts were removed from the bone: %1, the largest of %2 cm³ (couch, "
          "head-rest, fragments). Check that no skull bone is missing.");
    case FindingCode::ThinBoneLost:
      return tr(
          "%1 % of the vault outside the defects shows no bone at this threshold: thin bone is "
          "lost. Try the preset for thin bone.");
    case FindingCode::HeadAsymmetric:
      return tr(
          "The two halves of the head differ by %1 mm on average. Check the mid-sagittal plane "
          "before mirroring.");
    case FindingCode::VaultPartlyOutside:
      return tr(
          "Only %1 % of the cranial vault lies inside the scan. Check that the whole defect is "
          "seen.");
    case FindingCode::FrameUncertain:
      return tr(
          "The head's axes are uncertain by %1 mm. Check them, and turn them by hand if "
          "needed.");
    case FindingCode::SeveralDefects:
      return tr(
          "Several openings were found: %1. Each gets its own implant; remove with the brush "
          "what must stay open.");
    case FindingCode::DefectCrossesMidline:
      return tr(
          "The defect crosses the midline, so there is no healthy opposite side. Do not rely on "
          "the "
          "method \"mirror\".");
    case FindingCode::DefectTouchesScanEdge:
      return tr(
          "The defect reaches the edge of the scan, so its rim is not complete. Use a scan "
          "that shows the whole defect.");
    case FindingCode::DefectMarkedByHand:
      return tr("The defect was changed with the brush. Check its rim in the slices.");
    case FindingCode::BoneIslands:
      return tr(
          "%1 pieces of bone (%2 cm³) lie loose in the opening. The implant takes their place, "
          "unless they are kept (implant.keepIslands).");
    case FindingCode::DefectLeavesVault:
      return tr(
          "%1 % of the defect's edge has no bone: it runs out into the orbit, the face or the "
          "base. "
          "Look at the implant's free edge there, and shape or trim it by hand.");
    case FindingCode::RimRemodelled:
      return tr(
          "%1 % of the rim is tapered or bent, as healed bone is. Thickness and curve of the "
          "implant come from bone farther away; check the transition.");
    case FindingCode::MirrorUnusable:
      return tr(
          "%1 % of the missing vault has no healthy opposite side. The rest was completed "
          "without mirroring.");
    case FindingCode::VaultUncertain:
      return tr(
          "The completed vault is uncertain: its outer surface may lie %1 mm off, on average. "
          "Compare it with the other methods before you decide.");
    case FindingCode::ImplantThin:
      return tr(
          "The implant is only %1 mm thick at its thinnest place, below the limit of %2 mm. "
          "Thicken it, or choose a material that allows it.");
    case FindingCode::RimStep:
      return tr(
          "The implant's outer surface stands off the bone by up to %1 mm at the rim. Check "
          "the place in the 3-D view.");
    case FindingCode::Undercut:
      return tr(
          "%1 mm² of the implant's walls are undercut along the insertion direction. It may "
          "not slide in; widen the gap or change the direction.");
    case FindingCode::InsertionBlocked:
      return tr(
          "Bone stops the implant %1 mm before its seat. Change the insertion direction, or let "
          "undercuts be removed.");
    case FindingCode::NoRoomForHoles:
      return tr(
          "No hole was made: nowhere is the implant's rim %1 mm away. Let holes come nearer to "
          "the rim.");
    case FindingCode::NoRoomForText:
      return tr(
          "\"%1\" was not engraved: no place is flat and thick enough. Make the letters smaller, "
          "or "
          "mark the part by hand.");
    case FindingCode::HoleNotMade:
      return tr(
          "The hole %1 of the plan was not made: it lies off the implant, too near to its rim or "
          "to another hole, or its bore would not come out once. Move it.");
    case FindingCode::NoRoomForSeats:
      return tr(
          "No seats were made: %1 of them do not fit along the rim, or the implant is too thin or "
          "too bent there. Ask for fewer or for sutures, or let them come nearer to the rim.");
    case FindingCode::NotTemporal:
      return tr(
          "No implant reaches the place of the temporal muscle, so no room was made for it. "
          "Check the head's axes, or switch it off.");
    case FindingCode::StrokeOutside:
      return tr("The stroke %1 of the plan reaches no implant and changes nothing. Take it back.");
    case FindingCode::MoldUndercut:
      return tr(
          "%1 mm² of the implant are undercut along the pull direction. The cast may hold on "
          "to the mold; use a flexible mold there.");
    case FindingCode::HalvesBlocked:
      return tr(
          "The mold's halves meet %1 mm before they are closed. Do not print them; change the "
          "insertion direction, or the mold's keys.");
    case FindingCode::CavityOff:
      return tr(
          "The mold's cavity is up to %1 mm off the implant, so the cast would not fit. Change the "
          "insertion direction, remove the mold's undercuts, or use the silicone template.");
    case FindingCode::BooleanRetried:
      return tr(
          "The part \"%1\" was refused by the first cut and was made in another way: %2. "
          "Look at it before printing.");
    case FindingCode::MoldTooLarge:
      return tr(
          "The mold measures %1 mm, but the printer's bed only %2 mm. Use a larger printer, or "
          "make the walls thinner.");
    case FindingCode::UndercutFilled:
      return tr(
          "The cast holds %1 mm³ more than the implant, where the mold could not have let go of "
          "it. Grind it off, or check that the bone has room for it.");
    case FindingCode::PartSplit:
      return tr(
          "The part \"%1\" is larger than the printer's bed and was cut into pieces with pegs: %2. "
          "Glue them together before use.");
    case FindingCode::NoRoomForFittings:
      return tr(
          "The mold has no room for all %1: %2 were wanted, %3 were made. Make them smaller or "
          "the walls thicker.");
    case FindingCode::GaugeInPieces:
      return tr(
          "The bone around the defect falls into pieces, and the fit gauge is the largest: %1 of "
          "them (%2 cm³) were left out. Widen the gauge, or take the whole skull (width 0).");
    case FindingCode::PicturesSkipped:
      return tr(
          "There is no display, so the report has no pictures. Run it again with a display to "
          "add them.");
    case FindingCode::GraphicsMemoryShort:
      return tr(
          "The graphics card had too little memory for the network; the processor computed it "
          "instead, with the same result.");
  }
  return {};
}

}  // namespace bregma
