#include <X11/Xlib.h>

#include "viewer/display.hpp"

namespace bregma {

bool displayAvailable() {
  Display* display = XOpenDisplay(nullptr);
  if (display == nullptr) return false;
  XCloseDisplay(display);
  return true;
}

}  // namespace bregma
