#pragma once

#include "model/io/align.hpp"
#include "model/io/image_file.hpp"
#include "model/phantom.hpp"
#include "training/head_files.hpp"

namespace bregma {

/// A complete head of 1.5 mm voxels.
inline PhantomSettings intactHead() {
  PhantomSettings s;
  s.hole = false;
  s.spacing = {1.5, 1.5, 1.5};
  return s;
}

inline void writePhantomMask(const std::filesystem::path& path, const PhantomSettings& settings) {
  std::filesystem::create_directories(path.parent_path());
  const BinaryVolume mask = phantomMask(settings);
  writeMaskNrrd(path, obliqueFrom(mask.geometry()), mask.voxels());
}

}  // namespace bregma
