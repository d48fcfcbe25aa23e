#include "planning/shell_fields.hpp"
