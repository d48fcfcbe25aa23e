#include "ui/vtk_pane.hpp"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>

#include <QOpenGLFunctions>
#include <QPainter>
#include <QScopedValueRollback>
#include <QSurfaceFormat>
#include <functional>
#include <utility>

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

/// What VTK needs of a context, on every platform.
QSurfaceFormat surfaceFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setOption(QSurfaceFormat::DeprecatedFunctions);  // lines wider than a pixel
  format.setDepthBufferSize(8);
  format.setAlphaBufferSize(8);
  format.setSamples(0);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  return format;
}

}  // namespace

VtkPane::VtkPane(QWidget* parent)
    : QWidget(parent),
      turns_(new FrameTurns(this)),
      window_(vtkSmartPointer<vtkGenericOpenGLRenderWindow>::New()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(120, 120);
  setAttribute(Qt::WA_OpaquePaintEvent);
  window_->SetFrameBlitMode(vtkOpenGLRenderWindow::NoBlit);
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  listenToWindow();
}

VtkPane::~VtkPane() {
  if (turns_) turns_->forget(this);
  if (window_->GetReadyForRendering() && makeCurrent()) window_->Finalize();
  window_->SetReadyForRendering(false);
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
  observe(window_, vtkCommand::WindowMakeCurrentEvent, [this](void*) { makeCurrent(); });
  observe(window_, vtkCommand::WindowIsCurrentEvent, [this](void* answer) {
    *static_cast<bool*>(answer) = QOpenGLContext::currentContext() == &context_;
  });
  const auto yes = [](void* answer) { *static_cast<int*>(answer) = 1; };
  observe(window_, vtkCommand::WindowSupportsOpenGLEvent, yes);
  observe(window_, vtkCommand::WindowIsDirectEvent, yes);
  observe(window_, vtkCommand::WindowFrameEvent, [this](void*) {
    if (!drawing_) requestRender();
  });
}

bool VtkPane::makeCurrent() {
  return context_.isValid() &&
         (QOpenGLContext::currentContext() == &context_ || context_.makeCurrent(&surface_));
}

void VtkPane::showEvent(QShowEvent* /*event*/) { makeContext(); }

bool VtkPane::makeContext() {
  if (window_->GetReadyForRendering()) return true;
  if (noContext_) return false;
  context_.setFormat(surfaceFormat());
  surface_.setFormat(surfaceFormat());
  surface_.create();
  noContext_ =
      !context_.create() || context_.format().version() < std::pair(3, 2) || !makeCurrent();
  if (noContext_) {
    update();
    return false;
  }
  window_->SetReadyForRendering(true);
  window_->SetOwnContext(0);
  window_->OpenGLInitContext();
  window_->GetState()->Reset();
  return true;
}

QSize VtkPane::sizeInPixels() const {
  const double ratio = devicePixelRatioF();
  return {qRound(width() * ratio), qRound(height() * ratio)};
}

void VtkPane::fitWindow() {
  const QSize size = sizeInPixels();
  window_->SetSize(size.width(), size.height());
  window_->SetDPI(qRound(72 * devicePixelRatioF()));
}

void VtkPane::resizeEvent(QResizeEvent* /*event*/) {
  fitWindow();
  requestRender();
}

bool VtkPane::drawFrame() {
  if (!dirty_ || !isVisible() || !makeContext() || !makeCurrent()) return false;
  fitWindow();
  const QScopedValueRollback now(drawing_, true);
  auto* state = window_->GetState();
  state->Reset();
  state->Push();
  dirty_ = false;
  window_->Render();
  ++frames_;
  readFrame();
  state->Reset();
  state->Pop();
  context_.doneCurrent();
  update();
  return true;
}

void VtkPane::readFrame() {
  const QSize size(window_->GetSize()[0], window_->GetSize()[1]);
  QImage upward(size, QImage::Format_RGB32);
  auto* gl = context_.functions();
  gl->glBindFramebuffer(GL_FRAMEBUFFER, window_->GetDisplayFramebuffer()->GetFBOIndex());
  gl->glPixelStorei(GL_PACK_ALIGNMENT, 4);
  gl->glReadPixels(0, 0, size.width(), size.height(), GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                   upward.bits());
  frame_ = upward.mirrored();
}

QImage VtkPane::picture() {
  drawFrame();
  return frame_;
}

// Until the frame of a new size is drawn, the last one stands in the middle.
void VtkPane::paintEvent(QPaintEvent* /*event*/) {
  if (frame_.size() != sizeInPixels()) requestRender();
  QPainter painter(this);
  QImage shown = frame_;
  shown.setDevicePixelRatio(devicePixelRatioF());
  const QSize size = shown.deviceIndependentSize().toSize();
  if (size.width() < width() || size.height() < height()) painter.fillRect(rect(), Qt::black);
  painter.drawImage((width() - size.width()) / 2, (height() - size.height()) / 2, shown);
  if (!noContext_) return;
  painter.setPen(Qt::white);
  painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                   tr("Nothing can be drawn here: this computer has no OpenGL 3.2. Install its "
                      "graphics driver, or Mesa."));
}

}  // namespace bregma
