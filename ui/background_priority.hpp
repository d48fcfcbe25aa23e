#pragma once

namespace bregma {

/// Lets the window, and what draws it, go before the calling thread; on Linux also before the
/// threads that it starts.
void stepBehindTheWindow();

}  // namespace bregma
