#pragma once

class QApplication;

namespace bregma {

/// A dark, calm palette: pictures are the brightest thing on the screen.
void applyLook(QApplication& application);

}  // namespace bregma
