# Language level, warnings and sanitizers, the same for every target of ours.
# Our targets link snug_options; what comes from packages is included as SYSTEM and stays out of it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(SNUG_CCACHE ccache)
if(SNUG_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${SNUG_CCACHE}")
endif()

find_package(Threads REQUIRED)

add_library(snug_options INTERFACE)
target_include_directories(snug_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(snug_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough>)
# g++ 12 reports overreads, overlaps and bounds that cannot happen in inlined std::string and std::vector code at -O3
# (GCC bugs 105329, 105651, 106199). They stay on in other compilers.
target_compile_options(snug_options INTERFACE
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-stringop-overread -Wno-stringop-overflow -Wno-restrict -Wno-array-bounds>)
# Same sums on every compiler: no fused multiply-add unless a kernel asks for it by name.
target_compile_options(snug_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
if(SNUG_WERROR)
  target_compile_options(snug_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
target_link_libraries(snug_options INTERFACE Threads::Threads)

if(SNUG_SANITIZE)
  add_compile_options(-fsanitize=${SNUG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${SNUG_SANITIZE})
endif()

if(SNUG_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage of the libraries too: the fuzzer is blind without it
endif()

# snug_library(NAME SOURCES a.cpp ... [LIBS ...]): a static library of ours.
function(snug_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC snug_options ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
endfunction()
