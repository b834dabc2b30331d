// As src/precompiled.hpp, for the tests.
#pragma once

#include <gtest/gtest.h>

#include "../src/precompiled.hpp"
