# One image, four roles: the command chooses the process (see docker-compose.yml). Source runs
# directly on Node 24; there is no build step.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY config ./config
COPY scripts ./scripts
COPY src ./src
# Nothing in the image needs to be written at run time: compose mounts it read-only.
USER node
EXPOSE 8080 8090
CMD ["node", "src/ingress/main.ts"]

# The simulators rebuild the scenarios' repositories with git; nothing else needs it.
FROM runtime AS simulators
USER root
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
USER node
CMD ["node", "src/simulators/main.ts"]
