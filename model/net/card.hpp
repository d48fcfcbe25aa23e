#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bregma {

inline constexpr int cardFormat = 1;
inline constexpr const char* cardFileName = "card.json";

/// A file that belongs to a network, beside its card.
struct NetworkFile {
  std::string name;    ///< of a file in the card's own folder
  std::string sha256;  ///< of its bytes
  bool operator==(const NetworkFile&) const = default;
};

/// One epoch of the training.
struct CurvePoint {
  int epoch = 0;
  double trainingLoss = 0, validationLoss = 0;
  bool operator==(const CurvePoint&) const = default;
};

/// `card.json`: what the weights beside it are, what they were made from and how good they are.
struct NetworkCard {
  std::string name;          ///< as methods are called: "paper"
  std::string architecture;  ///< what the weights fit: "paper-8269"
  std::string data;          ///< what it was trained on, for people
  std::string dataLicense;
  std::vector<std::string> trainingHeads, validationHeads;  ///< the split, by head
  std::uint64_t seed = 0;
  std::map<std::string, double> scores;  ///< units in the names: "error_rate_percent"
  std::vector<NetworkFile> files;
  std::vector<CurvePoint> learningCurve;  ///< may be empty
  std::string notes;                      ///< for people; may be empty
  bool operator==(const NetworkCard&) const = default;

  /// The SHA-256 of all files together: what tells one set of weights from another.
  std::string weightsSha256() const;
};

/// Reads the card of a network's folder and checks that it is of a format that is known, that its
/// architecture is `architecture`, and that every file that it names is there with its SHA-256.
/// @throws Error NetworkMissing (no card), NetworkNewer, NetworkForeign, FileDamaged
/// Cost: 3 ms a MB of weights.
NetworkCard readCard(const std::filesystem::path& folder, std::string_view architecture);

/// The bytes of one of the card's files, checked against its SHA-256.
/// @throws Error FileDamaged
std::string readNetworkFile(const std::filesystem::path& folder, const NetworkCard& card,
                            std::string_view name);

/// Writes the card into `folder` and returns it as written: each SHA-256 is taken from the file as
/// it is there. Atomic; the same card and files give the same bytes.
/// @throws Error PathMissing (a file that the card names), WriteFailed
NetworkCard writeCard(NetworkCard card, const std::filesystem::path& folder);

}  // namespace bregma
