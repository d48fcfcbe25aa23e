#pragma once

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkSmartPointer.h>

#include <QOpenGLWidget>
#include <QSurfaceFormat>

namespace bregma {

/// Shows a VTK render window inside Qt. Owns the render window; scenes add their renderers.
/// VTK draws into its own framebuffer, which is copied to the widget's. The mouse stays Qt's.
class VtkPane : public QOpenGLWidget {
  Q_OBJECT
 public:
  /// What VTK needs of a context, on every platform: the default before the application is made.
  static QSurfaceFormat surfaceFormat();

  explicit VtkPane(QWidget* parent = nullptr);
  ~VtkPane() override;

  vtkRenderWindow* renderWindow() const;
  /// Draws again soon; many requests make one frame.
  void requestRender();
  /// Frames that VTK has drawn so far.
  int frames() const { return frames_; }

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;

 private:
  void listenToWindow();
  void releaseContext();
  void copyToWidget();

  vtkSmartPointer<vtkGenericOpenGLRenderWindow> window_;
  QMetaObject::Connection contextGone_;
  bool dirty_ = true;
  bool painting_ = false;
  int frames_ = 0;
};

}  // namespace bregma
