#include "viewer/display.hpp"

namespace bregma {

bool displayAvailable() { return true; }

}  // namespace bregma
