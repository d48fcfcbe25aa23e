#include "model/net/network_folder.hpp"

#include <cstdlib>

#include "model/net/shared_library.hpp"

namespace bregma {

namespace fs = std::filesystem;

fs::path networkFolder(std::string_view name) {
  if (const char* chosen = std::getenv("BREGMA_NETWORKS"); chosen && *chosen)
    return fs::path(chosen) / name;
  const fs::path root = runningFolder().parent_path();
  const fs::path installed = root / "share/bregma/networks";
  std::error_code failed;
  return (fs::is_directory(installed, failed) ? installed : root / "resources/networks") / name;
}

}  // namespace bregma
