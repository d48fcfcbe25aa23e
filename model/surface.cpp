#include "model/surface.hpp"
