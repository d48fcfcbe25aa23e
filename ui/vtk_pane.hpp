#pragma once

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkSmartPointer.h>

#include <QImage>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QPointer>
#include <QWidget>

namespace bregma {

class FrameTurns;

/// Shows a VTK render window inside Qt. Owns the render window and its OpenGL context; scenes add
/// their renderers. VTK draws beside the window, in a turn of its own; painting the widget only
/// copies the last frame. So the window itself needs no OpenGL: put together by it, without a
/// graphics card each change of any pixel would cost as much as a frame.
/// The mouse stays Qt's.
class VtkPane : public QWidget {
  Q_OBJECT
 public:
  explicit VtkPane(QWidget* parent = nullptr);
  ~VtkPane() override;

  vtkRenderWindow* renderWindow() const;
  /// Shares the turns of the event loop with other panes; alone, a pane has its own.
  void setFrameTurns(FrameTurns* turns);
  /// Draws again soon; many requests make one frame.
  void requestRender();
  /// Draws what was requested, and shows it with the next paint. False if there was nothing to do,
  /// or nothing to draw on.
  virtual bool drawFrame();
  /// What the pane shows, in device pixels; draws it first where a frame is due.
  QImage picture();
  /// Frames that VTK has drawn so far.
  int frames() const { return frames_; }

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void listenToWindow();
  bool makeContext();
  bool makeCurrent();
  QSize sizeInPixels() const;
  void fitWindow();
  void readFrame();

  QPointer<FrameTurns> turns_;
  QOffscreenSurface surface_;
  QOpenGLContext context_;
  vtkSmartPointer<vtkGenericOpenGLRenderWindow> window_;
  bool dirty_ = true;
  bool drawing_ = false;
  bool noContext_ = false;  ///< for good
  QImage frame_;
  int frames_ = 0;
};

}  // namespace bregma
