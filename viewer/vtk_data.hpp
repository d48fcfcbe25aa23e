#pragma once

#include <vtkSmartPointer.h>

#include <vector>

#include "model/volume.hpp"
#include "viewer/display_mesh.hpp"
#include "viewer/mesh_slices.hpp"

class vtkImageData;
class vtkPolyData;

namespace bregma {

/// The one place where our values become VTK's. Only for the .cpp files of this folder.
vtkSmartPointer<vtkPolyData> polyDataOf(const ShadedTriangles& triangles);
vtkSmartPointer<vtkPolyData> polyDataOf(const std::vector<MeshSlices::Segment>& segments);
/// Points into the voxels of `volume`: keep a copy of it as long as the image lives.
vtkSmartPointer<vtkImageData> imageOf(const CtVolume& volume);
vtkSmartPointer<vtkImageData> imageOf(const BinaryVolume& volume);

}  // namespace bregma
