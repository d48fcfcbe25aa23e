#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/net/card.hpp"
#include "model/net/vault_prior.hpp"
#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"
#include "training/head_files.hpp"

namespace bregma {

struct PriorSettings {
  int chartSize = 96;
  int modes = 100;
  int positions = 3;     ///< of each head: its frame, and others near it
  double shiftMm = 1;    ///< standard deviation of those along each axis
  double turnDeg = 1.5;  ///< and about each axis
  std::uint64_t seed = 1;
};

/// Both tables of a complete vault on the prior's chart, mm for a head of scale 1; NaN: no vault.
struct VaultMaps {
  std::vector<float> outer, thickness;
};

/// The typical head, without modes, from outer tables (patient coordinates): each is moved within
/// its mirror plane, from the frame that it comes with, onto the median of all, in turns. The mean
/// position of all stays where it was.
VaultPrior typicalHead(const std::vector<std::vector<Vec3>>& tables,
                       const std::vector<HeadFrame>& frames, const PriorSettings& settings);

/// Mean and principal components of the maps and of their mirror images about the typical head,
/// over the pixels of the vault.
VaultPrior principalVaults(VaultPrior typical, const std::vector<VaultMaps>& maps,
                           const PriorSettings& settings);

/// Learns the prior from complete heads; the frame of each is found on its defective skull where
/// there is one, as it will be in use. Deterministic.
/// @throws Error of the import and the frame, TooFewHeads
/// 10 s and 40 MB a head. Cancel: between heads.
VaultPrior trainVaultPrior(const std::vector<HeadFiles>& heads, const BoneSettings& bone,
                           const PriorSettings& settings, Progress progress = {});

struct PriorTrainingSettings {
  std::string heads;          ///< names and ranges, as 000-059; empty: all
  bool unchecked = false;     ///< take every head, whatever the check would say of it
  std::string data, license;  ///< for the card
  BoneSettings bone;
  PriorSettings prior;
};

/// Learns from a data set's accepted heads and writes the network's folder: the prior and its card.
/// @throws Error of headsToLearnFrom and trainVaultPrior, WriteFailed
NetworkCard trainPriorNetwork(const std::filesystem::path& dataset,
                              const std::filesystem::path& folder,
                              const PriorTrainingSettings& settings, Progress progress = {});

}  // namespace bregma
