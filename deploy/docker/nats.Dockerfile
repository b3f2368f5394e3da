# The facts: NATS with JetStream; nats.conf names its variables.
# The packages are those of the local runtime. Build from the repository's root.

FROM debian:forky-slim
COPY deploy/local/packages.txt /tmp/packages.txt
RUN apt-get update \
 && grep -E '^nats' /tmp/packages.txt | xargs apt-get install --yes --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt
COPY deploy/nats /cordboard/deploy/nats
ENTRYPOINT ["tini", "--", "nats-server", "-c", "/cordboard/deploy/nats/nats.conf"]
