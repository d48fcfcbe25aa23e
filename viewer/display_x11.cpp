#include <X11/Xlib.h>

#include <memory>
#include <string>

#include "viewer/display.hpp"

namespace bregma {
namespace {

struct Close {
  void operator()(Display* display) const { XCloseDisplay(display); }
};

}  // namespace

bool displayAvailable() {
  // The connection stays open: a server whose last client leaves resets itself and refuses the
  // next one for a moment, and VTK would end the process then.
  static std::string name;
  static std::unique_ptr<Display, Close> connection;
  if (connection && name == XDisplayName(nullptr)) return true;
  name = XDisplayName(nullptr);
  connection.reset(XOpenDisplay(nullptr));
  return connection != nullptr;
}

}  // namespace bregma
