# The real one has no C++ library; this one has, and is a little larger for it.
FROM gcr.io/distroless/cc-debian12:latest
