#include "viewer/direction_arrow.hpp"

#include <vtkActor.h>
#include <vtkArrowSource.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include <cmath>

namespace bregma {
namespace {

constexpr double ballMm = 3.2;

vtkSmartPointer<vtkActor> actorOf(vtkAlgorithmOutput* source, vtkRenderer* renderer) {
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(source);
  auto actor = vtkSmartPointer<vtkActor>::New();
  actor->SetMapper(mapper);
  actor->GetProperty()->SetAmbient(0.35);
  renderer->AddActor(actor);
  return actor;
}

}  // namespace

DirectionArrow::DirectionArrow(vtkRenderer* renderer) : renderer_(renderer) {
  vtkNew<vtkArrowSource> shaft;  // from 0 to 1 along x
  shaft->SetShaftRadius(0.022);
  shaft->SetTipRadius(0.075);
  shaft->SetTipLength(0.24);
  shaft->SetShaftResolution(16);
  shaft->SetTipResolution(24);
  vtkNew<vtkSphereSource> ball;
  ball->SetRadius(ballMm);
  ball->SetThetaResolution(20);
  ball->SetPhiResolution(14);
  shaft_ = actorOf(shaft->GetOutputPort(), renderer);
  ball_ = actorOf(ball->GetOutputPort(), renderer);
}

DirectionArrow::~DirectionArrow() {
  renderer_->RemoveActor(shaft_);
  renderer_->RemoveActor(ball_);
}

void DirectionArrow::show(const Arrow& arrow) {
  const Vec3 x = -arrow.outward, start = arrow.handle();
  const Vec3 y = normalized(cross(std::abs(x.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0}, x));
  const Vec3 z = cross(x, y);
  vtkNew<vtkMatrix4x4> pose;
  for (int row = 0; row < 3; ++row) {
    pose->SetElement(row, 0, x[row] * arrow.lengthMm);
    pose->SetElement(row, 1, y[row] * arrow.lengthMm);
    pose->SetElement(row, 2, z[row] * arrow.lengthMm);
    pose->SetElement(row, 3, start[row]);
  }
  shaft_->SetUserMatrix(pose);
  ball_->SetPosition(start.x, start.y, start.z);
}

void DirectionArrow::setColor(const Color& color) {
  for (vtkActor* actor : {shaft_.Get(), ball_.Get()})
    actor->GetProperty()->SetColor(color.red, color.green, color.blue);
}

}  // namespace bregma
