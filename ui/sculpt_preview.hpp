#pragma once

#include <memory>
#include <string>
#include <vector>

#include "planning/results.hpp"
#include "ui/layers.hpp"

namespace bregma {

/// Shows at once what strokes do to the implants, until these are made anew: their surfaces are
/// carried along with their tables. Bone and gap have no say yet, so that a wall beside the bone
/// may move where the implant's will not.
class SculptPreview {
 public:
  /// A mesh to be shown in place of a layer's own.
  struct Instead {
    std::string layer;
    std::shared_ptr<const DisplayMesh> mesh;
  };

  /// `strokes`: those beyond what the implants were made by. What was added since the last call is
  /// worked on what the last call gave: 20 ms a stroke of 10 mm on 100 cm².
  /// `layers` are those of `implants`.
  std::vector<Instead> with(const std::shared_ptr<const Implants>& implants, const Layers& layers,
                            const HeadFrame& frame, const std::vector<SculptStroke>& strokes);

 private:
  struct Shown {
    Instead instead;
    ShellFields tables;
    bool moved = false;
  };
  void restart(const std::shared_ptr<const Implants>& implants, const Layers& layers);
  void apply(const SculptStroke& stroke, const HeadFrame& frame);

  std::shared_ptr<const Implants> implants_;
  std::vector<SculptStroke> strokes_;
  std::vector<Shown> shown_;
};

}  // namespace bregma
