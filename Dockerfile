# An image of a Linux executable: pysandbox, the libraries of glibc that it needs, and nothing else. No shell, no package manager.
# docs/install.md says how to build and run it.
FROM debian:13-slim AS files

# Where the executable is, in the folder that is built: dist/pysandbox is that of `deno task compile`.
ARG EXECUTABLE=dist/pysandbox
COPY --chmod=0755 ${EXECUTABLE} /image/usr/local/bin/pysandbox
COPY LICENSE /image/usr/share/doc/pysandbox/LICENSE

# `ldd` names each library with its path, and the loader. What carries a library carries its licence.
RUN set -eu; \
    libraries=$(ldd /image/usr/local/bin/pysandbox | grep -o '/[^ ]*'); \
    for library in $libraries; do \
      mkdir -p "/image$(dirname "$library")"; \
      cp --dereference "$library" "/image$library"; \
    done; \
    for package in libc6 libgcc-s1; do \
      mkdir -p "/image/usr/share/doc/$package"; \
      cp --dereference "/usr/share/doc/$package/copyright" "/image/usr/share/doc/$package/"; \
    done; \
    /image/usr/local/bin/pysandbox licenses > /image/usr/share/doc/pysandbox/NOTICES.txt; \
    mkdir -m 1777 /image/tmp; \
    mkdir /image/work; \
    find /image -exec touch --no-dereference --date=@0 {} +

FROM scratch
COPY --from=files /image /
# A user who owns nothing; it needs no name.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/pysandbox"]
CMD ["--help"]
