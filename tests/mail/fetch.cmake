# Runs npm ci unless it has run for this lock file.
file(SHA256 package-lock.json wanted)
set(fetched "")
if(EXISTS fetched AND EXISTS node_modules)
  file(READ fetched fetched)
endif()
if(NOT fetched STREQUAL wanted)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
                  COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE fetched ${wanted})
endif()
