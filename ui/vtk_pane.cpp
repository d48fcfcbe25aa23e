#include "ui/vtk_pane.hpp"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <functional>

namespace bregma {
namespace {

void observe(vtkObject* subject, unsigned long event, std::function<void(void*)> reaction) {
  vtkNew<vtkCallbackCommand> command;
  command->SetClientData(new std::function<void(void*)>(std::move(reaction)));
  command->SetClientDataDeleteCallback(
      [](void* data) { delete static_cast<std::function<void(void*)>*>(data); });
  command->SetCallback([](vtkObject*, unsigned long, void* data, void* callData) {
    (*static_cast<std::function<void(void*)>*>(data))(callData);
  });
  subject->AddObserver(event, command);
}

}  // namespace

QSurfaceFormat VtkPane::surfaceFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(8);
  format.setAlphaBufferSize(8);
  format.setSamples(0);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  return format;
}

VtkPane::VtkPane(QWidget* parent)
    : QOpenGLWidget(parent), window_(vtkSmartPointer<vtkGenericOpenGLRenderWindow>::New()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(120, 120);
  window_->SetFrameBlitMode(vtkOpenGLRenderWindow::NoBlit);
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  listenToWindow();
}

VtkPane::~VtkPane() {
  // ~QOpenGLWidget destroys the context after our members are gone.
  disconnect(contextGone_);
  releaseContext();
  window_->RemoveAllObservers();
}

vtkRenderWindow* VtkPane::renderWindow() const { return window_; }

void VtkPane::requestRender() {
  dirty_ = true;
  update();
}

void VtkPane::listenToWindow() {
  observe(window_, vtkCommand::WindowMakeCurrentEvent, [this](void*) {
    // makeCurrent() also binds the widget's framebuffer, behind the back of VTK's state cache.
    if (context() && QOpenGLContext::currentContext() != context()) makeCurrent();
  });
  observe(window_, vtkCommand::WindowIsCurrentEvent, [this](void* answer) {
    *static_cast<bool*>(answer) = context() && QOpenGLContext::currentContext() == context();
  });
  const auto yes = [](void* answer) { *static_cast<int*>(answer) = 1; };
  observe(window_, vtkCommand::WindowSupportsOpenGLEvent, yes);
  observe(window_, vtkCommand::WindowIsDirectEvent, yes);
  observe(window_, vtkCommand::WindowFrameEvent, [this](void*) {
    if (!painting_) update();
  });
}

void VtkPane::releaseContext() {
  if (!window_->GetReadyForRendering()) return;
  makeCurrent();
  window_->Finalize();
  window_->SetReadyForRendering(false);
  doneCurrent();
}

void VtkPane::initializeGL() {
  disconnect(contextGone_);
  contextGone_ =
      connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] { releaseContext(); });
  window_->SetReadyForRendering(true);
  window_->SetOwnContext(0);
  window_->OpenGLInitContext();
  window_->GetState()->Reset();
  dirty_ = true;
}

void VtkPane::resizeGL(int width, int height) {
  const double ratio = devicePixelRatioF();
  window_->SetSize(qRound(width * ratio), qRound(height * ratio));
  window_->SetDPI(qRound(72 * ratio));
  dirty_ = true;
}

void VtkPane::paintGL() {
  if (!window_->GetReadyForRendering()) return;
  painting_ = true;
  auto* state = window_->GetState();
  state->Reset();
  state->Push();
  if (dirty_) {
    dirty_ = false;
    window_->Render();
    ++frames_;
  }
  copyToWidget();
  state->Reset();
  state->Pop();
  context()->functions()->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  painting_ = false;
}

void VtkPane::copyToWidget() {
  auto* gl = context()->extraFunctions();
  const int* size = window_->GetSize();
  auto* drawn = window_->GetDisplayFramebuffer();
  if (!drawn || size[0] <= 0 || size[1] <= 0) return;
  gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, drawn->GetFBOIndex());
  gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
  gl->glDisable(GL_SCISSOR_TEST);
  gl->glBlitFramebuffer(0, 0, size[0], size[1], 0, 0, size[0], size[1], GL_COLOR_BUFFER_BIT,
                        GL_NEAREST);
  // Only the alpha: a see-through widget would show the window behind it.
  gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl->glClearColor(0, 0, 0, 1);
  gl->glClear(GL_COLOR_BUFFER_BIT);
  gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

}  // namespace bregma
