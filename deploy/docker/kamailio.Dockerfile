# The lines: Kamailio with our configuration; site.cfg names its variables.
# The packages are those of the local runtime. Build from the repository's root.

FROM debian:forky-slim
COPY deploy/local/packages.txt /tmp/packages.txt
RUN apt-get update \
 && grep -E '^kamailio' /tmp/packages.txt | xargs apt-get install --yes --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt
COPY deploy/kamailio /cordboard/deploy/kamailio
ENTRYPOINT ["tini", "--", "kamailio", "-DD", "-E", "-M", "64", "-f", "/cordboard/deploy/kamailio/kamailio.cfg"]
