#pragma once

namespace bregma {

/// Red, green and blue from 0 to 1.
struct Color {
  double red = 1, green = 1, blue = 1;
  bool operator==(const Color&) const = default;
};

inline constexpr Color boneColor{0.93, 0.88, 0.76};
inline constexpr Color vaultColor{0.45, 0.68, 0.95};  ///< shown translucent
inline constexpr Color implantColor{0.95, 0.52, 0.16};
inline constexpr Color outerMoldColor{0.42, 0.56, 0.72};
inline constexpr Color innerMoldColor{0.66, 0.69, 0.73};
inline constexpr Color castingBoxColor{0.55, 0.67, 0.55};
inline constexpr Color maskColor{0.90, 0.35, 0.30};
inline constexpr Color arrowColor{0.98, 0.86, 0.35};  ///< of the insertion
inline constexpr Color networkColor{0.30, 0.78, 0.86};
inline constexpr Color splineColor{0.86, 0.45, 0.84};
inline constexpr Color mirrorColor{0.64, 0.84, 0.33};
inline constexpr Color crosshairColor{0.25, 0.85, 0.75};

}  // namespace bregma
