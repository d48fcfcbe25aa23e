#pragma once

namespace bregma {

/// Whether a window could be opened. On Linux VTK ends the process when there is no X server, so
/// this must be asked before. On the thread that draws.
bool displayAvailable();

}  // namespace bregma
