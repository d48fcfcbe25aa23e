#include "model/large_vector.hpp"

namespace bregma {

// Large pages need a privilege there that users do not have.
void preferLargePages(void*, std::size_t) noexcept {}

}  // namespace bregma
