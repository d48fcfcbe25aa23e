#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bregma {

enum class AnonymizedHow { Removed, Emptied, Replaced };

/// A DICOM file without what tells the patient.
struct AnonymousFile {
  std::string bytes;
  std::map<std::uint32_t, AnonymizedHow> changes;  ///< by tag, within sequences too
  bool burnedIn = false;  ///< says that text is drawn into its pixels, or is a screenshot
};

/// What stays is a list of what images, geometry and values need (and the scanner's settings, which
/// PS3.15 keeps); all else goes, private and unknown elements too, and kept texts that contain a
/// word of the patient's identity. UIDs are replaced by ones that depend on `secret`: equal ones
/// stay equal. Pixels stay as they are, bit by bit. Deflated files come out uncompressed.
/// @throws BadData not DICOM, cut short, damaged
AnonymousFile anonymousFile(const std::string& bytes, const std::string& secret);

}  // namespace bregma
