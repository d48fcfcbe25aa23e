#pragma once

#include <array>
#include <string>

#include "model/vec3.hpp"

namespace bregma {

/// The anatomical plane of a slice.
enum class Orientation { Axial, Coronal, Sagittal };
/// The side of the patient that a picture shows.
enum class View { Front, Back, Left, Right, Top, Bottom };

inline constexpr std::array allViews{View::Front, View::Back, View::Left,
                                     View::Right, View::Top,  View::Bottom};
/// "front", "back", "left", "right", "top", "bottom".
const char* nameOf(View view);
/// "axial", "coronal", "sagittal".
const char* nameOf(Orientation orientation);

/// How a camera stands: unit vectors in patient LPS.
struct Gaze {
  Vec3 direction;  ///< from the eye into the picture
  Vec3 up;         ///< towards the upper edge of the picture
  Vec3 right() const { return cross(direction, up); }
};
/// Radiological convention: axial from the feet, coronal from the front (both with the patient's
/// right on the left of the picture), sagittal with anterior on the left of the picture.
Gaze gazeOf(Orientation orientation);
Gaze gazeOf(View view);
/// Looks along `direction`, superior up (anterior up when the direction is almost vertical).
Gaze gazeAlong(const Vec3& direction);

/// The letters of a direction of the patient, the nearest axis first: "R", "SL", "PSL".
std::string sideLetters(const Vec3& direction);

/// The axis of the patient that is the normal of a slice: 0, 1 or 2.
int normalAxis(Orientation orientation);

}  // namespace bregma
