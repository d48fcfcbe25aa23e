#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The head's frame from a skull that may lack a large part: center and axes as findSymmetricFrame
/// gives them, then moved within the mid-sagittal plane onto the typical head of the shipped prior,
/// so that heads lie alike whatever part is missing; where that leads away from the ellipsoid, the
/// mirror plane is sought again there. Where much of the vault is missing it last goes to where the
/// head, with a shape of its own, is most probable. Where the typical head leads far still, the
/// skull is unlike those heads: the frame stays, with a finding.
/// @throws Error FrameNotFound, VaultCutOff, and of readVaultPrior
/// About 0.5 s for 512×512×256.
HeadFrame findHead(const Scan& scan, const Bone& bone, const HeadSettings& settings,
                   Progress progress = {});

/// The frame that the skull alone gives: a robust ellipsoid of the outer table for center and long
/// axis, the best mirror agreement of the radii for the mid-sagittal plane. What priors are learned
/// from.
/// @throws Error FrameNotFound, VaultCutOff (bone ends at the border of the scan)
HeadFrame findSymmetricFrame(const Scan& scan, const Bone& bone, Progress progress = {});

}  // namespace bregma
