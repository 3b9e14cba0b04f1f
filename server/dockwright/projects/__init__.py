"""What the files of the build context say about the application: one module for each ecosystem.

Where one is not enough their names begin alike: `go` reads manifests, `go_source` a file of sources, `go_packages` those of a program,
`go_strings`, `go_paths` and `go_runtime` what it needs when it runs, which is a value of `go_program`.

Pure functions of a `BuildContext`. They answer with values that carry their evidence, and with None where the files
do not tell. A path is relative to the context's root, which is "".
"""
