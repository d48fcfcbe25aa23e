#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bregma {

/// What complete vaults look like: a Gaussian over the outer table's radius and the thickness, in
/// mm for a head of scale 1, on the azimuthal equidistant chart of the head frame (see
/// planning/shell_fields). Learned by training/prior_training.
struct VaultPrior {
  int size = 0;                      ///< pixels along each side of the chart
  double maxPolarRad = 0;            ///< of the chart
  std::vector<float> outer;          ///< of the typical head, symmetric; known for every pixel
  std::vector<float> thickness;      ///< the same
  std::vector<std::uint8_t> region;  ///< 1: the pixels that the mean and the modes speak about
  /// Over the region's pixels in the order of rows, all outer radii, then all thicknesses:
  std::vector<float> mean;  ///< added to the typical head
  std::vector<std::vector<float>> modes;
  std::vector<float> variances;  ///< of the modes, mm², largest first
};

inline constexpr const char* vaultPriorArchitecture = "vault-prior-1";
inline constexpr const char* vaultPriorFile = "prior.bin";

/// Reads the weights of the network "network" from its folder, checked against its card.
/// @throws Error NetworkMissing, NetworkNewer, NetworkForeign, FileDamaged
/// 0.05 s.
VaultPrior readVaultPrior(const std::filesystem::path& folder);

/// The file's bytes: little-endian, modes as 16-bit fractions of their largest value, so what is
/// read back differs by 1e-5 of it.
std::string vaultPriorBytes(const VaultPrior& prior);
/// @throws Error FileDamaged, naming `path`
VaultPrior vaultPriorFromBytes(const std::string& bytes, const std::filesystem::path& path);

}  // namespace bregma
