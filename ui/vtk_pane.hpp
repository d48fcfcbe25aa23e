#pragma once

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkSmartPointer.h>

#include <QOpenGLWidget>
#include <QPointer>
#include <QSurfaceFormat>

namespace bregma {

class FrameTurns;

/// Shows a VTK render window inside Qt. Owns the render window; scenes add their renderers.
/// VTK draws into its own framebuffer, in a turn of its own; painting the widget only copies that.
/// The mouse stays Qt's.
class VtkPane : public QOpenGLWidget {
  Q_OBJECT
 public:
  /// What VTK needs of a context, on every platform: the default before the application is made.
  static QSurfaceFormat surfaceFormat();

  explicit VtkPane(QWidget* parent = nullptr);
  ~VtkPane() override;

  vtkRenderWindow* renderWindow() const;
  /// Shares the turns of the event loop with other panes; alone, a pane has its own.
  void setFrameTurns(FrameTurns* turns);
  /// Draws again soon; many requests make one frame.
  void requestRender();
  /// Draws what was requested, to be copied by the next paint. False if there was nothing to do,
  /// or nothing to draw on yet.
  virtual bool drawFrame();
  /// Frames that VTK has drawn so far.
  int frames() const { return frames_; }

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void listenToWindow();
  void releaseContext();
  void render();
  void copyToWidget();

  QPointer<FrameTurns> turns_;
  vtkSmartPointer<vtkGenericOpenGLRenderWindow> window_;
  QMetaObject::Connection contextGone_;
  bool dirty_ = true;
  bool drawing_ = false;
  bool fromEventLoop_ = false;  ///< the paint at hand; it waits for no frame
  QSize drawnSize_;             ///< device pixels of the last frame
  int frames_ = 0;
};

}  // namespace bregma
