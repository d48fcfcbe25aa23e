#pragma once

namespace bregma {

/// From now on the first Ctrl-C only raises a flag; a second one ends the program at once.
void watchForInterrupt();
bool interrupted();

}  // namespace bregma
