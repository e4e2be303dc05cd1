// SNUG_CHECK: a promise between pieces of our own code. Never reachable from a file, the network or a person.
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program with the place if `cond` is false: a programmer's error, not an input's.
#define SNUG_CHECK(cond, what)                                                         \
  do {                                                                                 \
    if (!(cond)) [[unlikely]] {                                                        \
      std::fprintf(stderr, "snug: %s:%d: %s (%s)\n", __FILE__, __LINE__, what, #cond); \
      std::abort();                                                                    \
    }                                                                                  \
  } while (false)
