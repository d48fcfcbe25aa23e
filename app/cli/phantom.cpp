#include "model/phantom.hpp"

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/dicom_write.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

int phantomCommand(const PhantomOptions& options) {
  PhantomSettings head;
  head.spacing = {options.pixelMm, options.pixelMm, options.sliceMm};
  head.size = {options.matrix, options.matrix, options.slices};
  head.hole = options.hole;
  head.holeHalfAngleDeg = options.holeDeg;
  head.couch = options.couch;
  DicomWriteSettings series;
  series.syntax = dicomSyntaxNamed(options.syntax).value();
  series.tiltDeg = options.tiltDeg;
  series.reversed = options.reversed;
  series.dropSlices = options.dropped;
  series.doubleSlices = options.doubled;
  series.modality = options.modality;

  const Progress progress = consoleProgress();
  const CtVolume volume = phantomVolume(head);
  progress.at(0.1);
  const auto files = writeDicom(options.folder, volume, series, progress.part(0.1, 1));
  const double implantMm3 = options.hole ? phantomImplantVolumeMm3(head) : 0;
  if (options.json) {
    printDocument({{"path", utf8(options.folder)},
                   {"slices", files.size()},
                   {"implant_volume_mm3", implantMm3}});
    return 0;
  }
  char text[96];
  std::snprintf(text, sizeof text, "%zu slices; what fills the hole has %.1f mm3", files.size(),
                implantMm3);
  print(text);
  return 0;
}

}  // namespace bregma
