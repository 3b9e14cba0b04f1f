"""What the files of the build context say about the application: one module for each ecosystem.

Pure functions of a `BuildContext`. They answer with values that carry their evidence, and with None where the files
do not tell. A path is relative to the context's root, which is "".
"""
