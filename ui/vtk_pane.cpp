#include "ui/vtk_pane.hpp"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QScopedValueRollback>
#include <functional>

#include "ui/frame_turns.hpp"

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
    : QOpenGLWidget(parent),
      turns_(new FrameTurns(this)),
      window_(vtkSmartPointer<vtkGenericOpenGLRenderWindow>::New()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(120, 120);
  window_->SetFrameBlitMode(vtkOpenGLRenderWindow::NoBlit);
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  listenToWindow();
}

VtkPane::~VtkPane() {
  if (turns_) turns_->forget(this);
  // ~QOpenGLWidget destroys the context after our members are gone.
  disconnect(contextGone_);
  releaseContext();
  window_->RemoveAllObservers();
}

vtkRenderWindow* VtkPane::renderWindow() const { return window_; }

void VtkPane::setFrameTurns(FrameTurns* turns) {
  if (turns_) turns_->forget(this);
  turns_ = turns;
  if (dirty_) requestRender();
}

void VtkPane::requestRender() {
  dirty_ = true;
  if (turns_) turns_->request(this);
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
    if (!drawing_) requestRender();
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
  drawnSize_ = {};
  requestRender();
}

void VtkPane::resizeGL(int width, int height) {
  const double ratio = devicePixelRatioF();
  window_->SetSize(qRound(width * ratio), qRound(height * ratio));
  window_->SetDPI(qRound(72 * ratio));
  requestRender();
}

bool VtkPane::drawFrame() {
  if (!dirty_ || !isVisible() || !window_->GetReadyForRendering()) return false;
  makeCurrent();
  render();
  doneCurrent();
  return true;
}

void VtkPane::paintEvent(QPaintEvent* event) {
  const QScopedValueRollback paint(fromEventLoop_, true);
  QOpenGLWidget::paintEvent(event);
}

void VtkPane::paintGL() {
  if (!window_->GetReadyForRendering()) return;
  if (dirty_ && fromEventLoop_)
    requestRender();
  else if (dirty_)
    render();
  copyToWidget();
}

void VtkPane::render() {
  const QScopedValueRollback now(drawing_, true);
  auto* state = window_->GetState();
  state->Reset();
  state->Push();
  dirty_ = false;
  window_->Render();
  ++frames_;
  drawnSize_ = {window_->GetSize()[0], window_->GetSize()[1]};
  state->Reset();
  state->Pop();
}

// Until the frame of a new size is drawn, the last one stands in the middle: stretching it would
// take longer than drawing, without a graphics card.
void VtkPane::copyToWidget() {
  auto* gl = context()->extraFunctions();
  const QSize size(window_->GetSize()[0], window_->GetSize()[1]);
  const bool sameSize = size == drawnSize_;
  auto* drawn = window_->GetDisplayFramebuffer();
  gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
  gl->glDisable(GL_SCISSOR_TEST);
  if (!sameSize) {
    gl->glClearColor(0, 0, 0, 1);
    gl->glClear(GL_COLOR_BUFFER_BIT);
  }
  if (drawn && !drawnSize_.isEmpty()) {
    const QSize shown = size.boundedTo(drawnSize_);
    const QSize from = (drawnSize_ - shown) / 2, to = (size - shown) / 2;
    gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, drawn->GetFBOIndex());
    gl->glBlitFramebuffer(from.width(), from.height(), from.width() + shown.width(),
                          from.height() + shown.height(), to.width(), to.height(),
                          to.width() + shown.width(), to.height() + shown.height(),
                          GL_COLOR_BUFFER_BIT, GL_NEAREST);
  }
  // Only the alpha: a see-through widget would show the window behind it.
  gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl->glClearColor(0, 0, 0, 1);
  gl->glClear(GL_COLOR_BUFFER_BIT);
  gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
}

}  // namespace bregma
