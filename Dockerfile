# The bot in a small image: built with a toolchain, shipped without one.
FROM node:22-alpine AS build
RUN apk add --no-cache python3 make g++ linux-headers
WORKDIR /build
COPY . .
RUN npm install && npm prune --omit=dev \
  && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
    node_modules/better-sqlite3/build/Release/obj* \
    node_modules/@serialport/bindings-cpp/prebuilds/android* \
    node_modules/@serialport/bindings-cpp/prebuilds/darwin* \
    node_modules/@serialport/bindings-cpp/prebuilds/win32* \
  && find node_modules dist -type f \( -name '*.[oa]' -o -name '*.map' -o -name '*.ts' -o -name '*.[cm]ts' \) -delete

FROM node:22-alpine
LABEL org.opencontainers.image.title="MeshBot" org.opencontainers.image.licenses="GPL-3.0-only"
ENV NODE_ENV=production MESHBOT_RUN_DIR=/tmp/meshbot
WORKDIR /app
COPY --from=build /build/package.json /build/LICENSE /build/README.md ./
COPY --from=build /build/dist dist
COPY --from=build /build/node_modules node_modules
RUN ln -s /app/dist/main.js /usr/local/bin/meshbot && chmod +x dist/main.js && mkdir /data && chown node:node /data
USER node
VOLUME /data
WORKDIR /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["meshbot", "status", "--data", "/data"]
ENTRYPOINT ["meshbot"]
CMD ["run", "--data", "/data"]
