# The bot in a small image: built with a toolchain, shipped with neither that nor npm.
ARG NODE=24
FROM node:${NODE}-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN npm install && npm prune --omit=dev \
  && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
    node_modules/better-sqlite3/build/Release/obj* \
    node_modules/@serialport/bindings-cpp/prebuilds/android* \
    node_modules/@serialport/bindings-cpp/prebuilds/darwin* \
    node_modules/@serialport/bindings-cpp/prebuilds/win32* \
  && find node_modules dist -type f \( -name '*.[oa]' -o -name '*.map' -o -name '*.ts' -o -name '*.[cm]ts' \) -delete \
  && strip -o /node /usr/local/bin/node

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="MeshBot" org.opencontainers.image.licenses="GPL-3.0-only"
ENV NODE_ENV=production MESHBOT_RUN_DIR=/tmp/meshbot MESHBOT_DATA_DIR=/data
COPY --from=build /node /usr/local/bin/node
WORKDIR /app
COPY --from=build /build/package.json /build/LICENSE /build/README.md ./
COPY --from=build /build/dist dist
COPY --from=build /build/node_modules node_modules
RUN ln -s /app/dist/main.js /usr/local/bin/meshbot && chmod +x dist/main.js \
  && useradd --uid 1000 --home-dir /data --no-create-home node && mkdir /data && chown node:node /data
USER 1000:1000
VOLUME /data
WORKDIR /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["meshbot", "status"]
ENTRYPOINT ["meshbot"]
CMD ["run"]
