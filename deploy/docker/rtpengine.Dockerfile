# The board: rtpengine; every setting of its file can be given on the command line as well.
# The packages are those of the local runtime. Build from the repository's root.

FROM debian:forky-slim
COPY deploy/local/packages.txt /tmp/packages.txt
RUN apt-get update \
 && grep -E '^rtpengine' /tmp/packages.txt | xargs apt-get install --yes --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt
COPY deploy/rtpengine /cordboard/deploy/rtpengine
ENTRYPOINT ["tini", "--", "rtpengine", "--config-file=/cordboard/deploy/rtpengine/rtpengine.conf"]
