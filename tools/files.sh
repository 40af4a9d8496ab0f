# project_files PATTERN...: the project's own files, separated by NUL: those known to git, or all outside a clone.
project_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    # A file that was removed but not yet committed is still listed.
    git ls-files -z -- "$@" | while IFS= read -r -d '' file; do
      if [[ -f $file ]]; then printf '%s\0' "$file"; fi
    done
  else
    local pattern names=()
    for pattern in "$@"; do names+=(-o -name "${pattern##*/}"); done
    find . -type f -not -path './build/*' -not -path '*/node_modules/*' -not -path './data/*' \
      \( "${names[@]:1}" \) -print0
  fi
}
