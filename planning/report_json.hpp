#pragma once

#include <map>
#include <string>
#include <vector>

#include "planning/case.hpp"
#include "planning/mesh_check.hpp"

namespace bregma {

/// A list of findings: code, severity, step, args, place, acknowledged. `acknowledged` are the
/// codes that a person has judged.
std::string findingsJson(const std::vector<Finding>& findings,
                         const std::vector<FindingCode>& acknowledged = {});

/// `report.json`: input, settings, findings, defects, the numbers of implants (with their
/// constraints) and molds, files.
/// Neither times nor anything that names a patient: the same input and plan give the same bytes.
/// `checks` are those of the meshes among the files, by the file's path.
std::string reportJson(const Case& ready, const Plan& bound, const Exported& exported,
                       const std::map<std::string, MeshCheck>& checks);

/// What check says about one mesh: closed, manifold, outward, self_intersections, degenerate,
/// components, triangles, volume_mm3, area_mm2.
std::string meshCheckJson(const MeshCheck& check);

}  // namespace bregma
