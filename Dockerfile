# Muleteer in a container: see docs/running.md. Nothing here needs BuildKit, so that podman, buildah and kaniko build it.
ARG NODE_IMAGE=node:24-trixie-slim
ARG BASE_IMAGE=debian:trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY schemas ./schemas
COPY action ./action
COPY sandbox ./sandbox
COPY src ./src
# The second install takes what the first has left in npm's cache.
RUN npm run build \
    && chmod 755 dist/src/main.cjs \
    && npm ci --omit=dev --prefer-offline --no-audit --no-fund
COPY LICENSE CHANGELOG.md ./
COPY examples ./examples
RUN mkdir -p /out/dist/src \
    && cp dist/src/main*.cjs /out/dist/src/ \
    && cp -r package.json LICENSE CHANGELOG.md schemas examples node_modules /out/

# Without npm and what else comes with it: of Node, the program is all that runs.
FROM ${BASE_IMAGE}
# git: the record, --repo. ssh: for remotes that are reached by it. tini: whoever is process 1 gets the orphans of git.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates git libatomic1 libstdc++6 openssh-client tini \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
    # ssh wants to know who it runs as; everything else makes do with the number.
    && useradd --uid 10001 --user-group --create-home --shell /usr/sbin/nologin muleteer \
    # A mounted repository belongs to somebody else. Here it is the only one.
    && git config --system --add safe.directory /estate \
    && git config --system --add safe.directory '/estate/*' \
    # The only place that it writes to, and /tmp. Any user may: --user takes the owner of a mounted repository.
    && install --directory --mode=1777 /var/lib/muleteer /estate
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /out /opt/muleteer
RUN ln -s /opt/muleteer/dist/src/main.cjs /usr/local/bin/muleteer

ENV HOME=/home/muleteer \
    MULETEER_CACHE_DIR=/var/lib/muleteer
USER 10001:10001
WORKDIR /estate
VOLUME /var/lib/muleteer
# The status of a service that was told --listen 0.0.0.0:4020, for which it demands a token.
EXPOSE 4020
# Only a service answers: a plan or a --once ends before it matters.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${(process.env.MULETEER_LISTEN || ':4020').split(':').pop()}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "muleteer"]
CMD ["--help"]

ARG VERSION=0.1.0
ARG REVISION=""
LABEL org.opencontainers.image.title="Muleteer" \
      org.opencontainers.image.description="GitOps for MuleSoft estates" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
