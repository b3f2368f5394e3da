# One of our services. Build argument SERVICE: call-control, media-control, transfer or directory.
# Build from the repository's root: docker build -f deploy/docker/service.Dockerfile --build-arg SERVICE=transfer .

FROM debian:forky-slim AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates espeak-ng libsox-fmt-mp3 nodejs npm sox \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /cordboard
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && node deploy/audio/make.mjs && npm prune --omit=dev

FROM debian:forky-slim
ARG SERVICE
# media-control converts recordings and reads texts out.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends nodejs tini \
    $([ "$SERVICE" != media-control ] || echo espeak-ng libsox-fmt-mp3 sox) \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir --parents /var/lib/cordboard \
 && chown nobody /var/lib/cordboard
ENV SERVICE=$SERVICE NODE_ENV=production
WORKDIR /cordboard
COPY --from=build /cordboard .
USER nobody
# As in deploy/local/src/components.ts, which says why.
ENTRYPOINT ["tini", "--", "sh", "-c", "exec node --max-semi-space-size=64 services/$SERVICE/dist/src/main.js"]
