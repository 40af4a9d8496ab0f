# A module is a folder of src/ that is one library, one namespace and one test program.
#
#   herlaad_module(orders DEPENDS ledger limits prepaid [LIBRARIES nlohmann_json::nlohmann_json])
#
# *.cc become the library; *_test.cc become the program <module>_test, its cases labelled `unit` unless
# TEST_LABEL says otherwise; *_fuzz.cc become one libFuzzer target each (with HERLAAD_FUZZ), or a program that replays its
# corpus, a ctest in every build. SUBFOLDERS: those of the folders below it too, at any depth, unless a folder has a CMakeLists.txt
# of its own. *_bench.cc stand beside the code and are collected by benchmarks/.
function(herlaad_module name)
  cmake_parse_arguments(MODULE "SUBFOLDERS" "TEST_LABEL" "DEPENDS;LIBRARIES;TEST_DEPENDS" ${ARGN})
  if(MODULE_SUBFOLDERS)
    herlaad_sources_below(sources)
  else()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  endif()
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cc$")
  if(HERLAAD_MUTANTS)
    herlaad_switch_mutants_on(${sources})
  endif()

  list(TRANSFORM MODULE_DEPENDS PREPEND herlaad_)
  list(TRANSFORM MODULE_TEST_DEPENDS PREPEND herlaad_)
  if(sources)
    add_library(herlaad_${name} STATIC ${sources})
    target_include_directories(herlaad_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(herlaad_${name} PUBLIC ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
  else()
    add_library(herlaad_${name} INTERFACE)
    target_include_directories(herlaad_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(herlaad_${name} INTERFACE ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
  endif()

  if(HERLAAD_TESTS AND tests)
    herlaad_test(${name}_test SOURCES ${tests} LABEL ${MODULE_TEST_LABEL}
                 LIBRARIES herlaad_${name} ${MODULE_TEST_DEPENDS})
  endif()
  foreach(fuzzer ${fuzzers})
    herlaad_fuzzer(${fuzzer} herlaad_${name})
  endforeach()
endfunction()

# The sources of this folder and those below it, without folders that have a CMakeLists.txt of their own.
function(herlaad_sources_below result)
  set(here ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE ${here} ${here}/*.cc)
  file(GLOB_RECURSE others CONFIGURE_DEPENDS RELATIVE ${here} ${here}/CMakeLists.txt)
  foreach(other ${others})
    get_filename_component(folder ${other} DIRECTORY)
    if(folder)
      list(FILTER sources EXCLUDE REGEX "^${folder}/")
    endif()
  endforeach()
  list(TRANSFORM sources PREPEND ${here}/)
  set(${result} ${sources} PARENT_SCOPE)
endfunction()

# Only the sources that hold a mutant are compiled otherwise than in the ordinary build: ccache has the rest.
function(herlaad_switch_mutants_on)
  foreach(source ${ARGN})
    file(STRINGS ${source} mutants REGEX "#include \"base/core/mutant.h\"")
    if(mutants)
      set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS HERLAAD_MUTANTS=1)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    endif()
  endforeach()
endfunction()

# herlaad_test(NAME SOURCES … [LABEL unit] [LIBRARIES …] [TIMEOUT seconds] [COST about the seconds it takes]): a GoogleTest program, a ctest a case.
function(herlaad_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT;FIXTURE;COST" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT TEST_LABEL)
    set(TEST_LABEL unit)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 240)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} ${RAPIDCHECK_LIBRARY} GTest::gmock GTest::gtest
                        GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_include_directories(${name} SYSTEM PRIVATE ${RAPIDCHECK_INCLUDE})
  # Optimizing a test takes a third of its build and saves nothing when it runs, unless it draws thousands of examples.
  # Nor where the program itself runs under load in the test: of an inline function the linker keeps one copy, which may be the test's.
  list(FILTER TEST_SOURCES EXCLUDE REGEX "property_test\\.cc$")
  if(TEST_LABEL MATCHES "^(crash|simulation)$")
    set(TEST_SOURCES)
  endif()
  set_property(SOURCE ${TEST_SOURCES} APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O0>)
  target_compile_definitions(${name} PRIVATE HERLAAD_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             HERLAAD_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  # What takes long begins first, so that nothing is left running alone at the end.
  set(cost 1)
  if(TEST_LABEL STREQUAL "crash")
    set(cost 100)
  elseif(TEST_COST)
    set(cost ${TEST_COST})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${TEST_LABEL}: "
                       PROPERTIES LABELS ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT} COST ${cost} FIXTURES_REQUIRED "${TEST_FIXTURE}")
endfunction()

# herlaad_fuzzer(path/to/thing_fuzz.cc LIBRARY): corpus in thing_corpus/ beside it.
function(herlaad_fuzzer source library)
  get_filename_component(name ${source} NAME_WE)
  get_filename_component(folder ${source} DIRECTORY)
  string(REGEX REPLACE "_fuzz$" "_corpus" corpus ${name})
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${library})
  if(HERLAAD_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tools/replay_corpus.cc)
  endif()
  if(HERLAAD_TESTS)
    add_test(NAME "unit: fuzz corpus of ${name}" COMMAND ${name} ${folder}/${corpus})
    set_tests_properties("unit: fuzz corpus of ${name}" PROPERTIES LABELS unit TIMEOUT 240)
  endif()
endfunction()
