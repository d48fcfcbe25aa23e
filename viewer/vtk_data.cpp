#include "viewer/vtk_data.hpp"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkShortArray.h>
#include <vtkTypeInt32Array.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cstring>

namespace bregma {
namespace {

vtkSmartPointer<vtkFloatArray> floatsOf(const std::vector<std::array<float, 3>>& values) {
  auto out = vtkSmartPointer<vtkFloatArray>::New();
  out->SetNumberOfComponents(3);
  out->SetNumberOfTuples(vtkIdType(values.size()));
  if (!values.empty()) std::memcpy(out->GetPointer(0), values.data(), values.size() * 12);
  return out;
}

template <class Array, class T>
vtkSmartPointer<vtkImageData> sharedImage(const Volume<T>& volume) {
  const Geometry& g = volume.geometry();
  auto scalars = vtkSmartPointer<Array>::New();
  // VTK has no read-only arrays; nothing in the panes writes to its input.
  scalars->SetArray(const_cast<T*>(volume.voxels().data()), vtkIdType(volume.voxels().size()), 1);
  auto image = vtkSmartPointer<vtkImageData>::New();
  image->SetDimensions(g.size.data());
  image->SetSpacing(g.spacing.x, g.spacing.y, g.spacing.z);
  image->SetOrigin(g.origin.x, g.origin.y, g.origin.z);
  image->GetPointData()->SetScalars(scalars);
  return image;
}

}  // namespace

vtkSmartPointer<vtkPolyData> polyDataOf(const ShadedTriangles& triangles) {
  auto points = vtkSmartPointer<vtkPoints>::New();
  points->SetData(floatsOf(triangles.points));
  auto normals = floatsOf(triangles.normals);
  normals->SetName("Normals");

  const vtkIdType count = vtkIdType(triangles.triangles.size());
  auto corners = vtkSmartPointer<vtkTypeInt32Array>::New();
  corners->SetNumberOfValues(3 * count);
  if (count > 0)
    std::memcpy(corners->GetPointer(0), triangles.triangles.data(), std::size_t(count) * 12);
  auto starts = vtkSmartPointer<vtkTypeInt32Array>::New();
  starts->SetNumberOfValues(count + 1);
  for (vtkIdType t = 0; t <= count; ++t) starts->SetValue(t, vtkTypeInt32(3 * t));
  auto cells = vtkSmartPointer<vtkCellArray>::New();
  cells->SetData(starts, corners);

  auto out = vtkSmartPointer<vtkPolyData>::New();
  out->SetPoints(points);
  out->SetPolys(cells);
  out->GetPointData()->SetNormals(normals);
  return out;
}

vtkSmartPointer<vtkPolyData> polyDataOf(const std::vector<MeshSlices::Segment>& segments) {
  auto points = vtkSmartPointer<vtkPoints>::New();
  auto cells = vtkSmartPointer<vtkCellArray>::New();
  for (const auto& segment : segments) {
    const vtkIdType ends[2]{points->InsertNextPoint(segment.from.x, segment.from.y, segment.from.z),
                            points->InsertNextPoint(segment.to.x, segment.to.y, segment.to.z)};
    cells->InsertNextCell(2, ends);
  }
  auto out = vtkSmartPointer<vtkPolyData>::New();
  out->SetPoints(points);
  out->SetLines(cells);
  return out;
}

vtkSmartPointer<vtkImageData> imageOf(const CtVolume& volume) {
  return sharedImage<vtkShortArray>(volume);
}

vtkSmartPointer<vtkImageData> imageOf(const BinaryVolume& volume) {
  return sharedImage<vtkUnsignedCharArray>(volume);
}

}  // namespace bregma
