# The server on PostgreSQL, or on SQLite in /data; or a server for tests, with all data in memory.
# See docs/deployment.md and docs/testing.md.

FROM node:26.10-alpine AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.testing.json ./
COPY scripts/clean.ts scripts/declarations.ts scripts/bundle.ts scripts/
COPY src src
RUN npm run build && chmod 755 dist/cli/bin.js

FROM node:26.10-alpine AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26.10-alpine
LABEL org.opencontainers.image.title="Ticketoffice" \
      org.opencontainers.image.description="SOAP server for identity: logins, session tickets and access tokens" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY package.json LICENSE ./
COPY schemas schemas
COPY seeds seeds
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# The server does not need npm, and without it there is less to update.
RUN ln -s /app/dist/cli/bin.js /usr/local/bin/ticketoffice \
 && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx \
 && mkdir -m 700 /data \
 && chown 65532:65532 /data
ENV NODE_ENV=production \
    NODE_OPTIONS=--disable-warning=ExperimentalWarning \
    TICKETOFFICE_DATA=/data
USER 65532:65532
VOLUME ["/data"]
EXPOSE 8088
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "const { TICKETOFFICE_PORT: port } = process.env; fetch('http://127.0.0.1:' + (/^\\d+$/.test(port) ? port : 8088) + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["ticketoffice"]
CMD ["serve", "--host", "0.0.0.0"]
