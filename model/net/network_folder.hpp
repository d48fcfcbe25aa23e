#pragma once

#include <filesystem>
#include <string_view>

namespace bregma {

/// Where the network of that name lies, whether it exists or not: in $BREGMA_NETWORKS, else in
/// resources/networks or share/bregma/networks beside the program's folder.
std::filesystem::path networkFolder(std::string_view name);

}  // namespace bregma
