# Lontar's image: what script/setup puts on a machine, run by a user without rights.
# Sites with a package index of their own: --build-arg PIP_INDEX_URL=… --build-arg
# NPM_CONFIG_REGISTRY=… (never kept in the image).
# A certificate of their own: --secret id=ca,src=FILE.

FROM python:3.11.14-slim-bookworm AS built
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
WORKDIR /opt/lontar
COPY requirements/ requirements/
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=ca \
    if [ -s /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca SSL_CERT_FILE=/run/secrets/ca; fi \
 && if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$PIP_INDEX_URL"; fi \
 && python3 -m venv .venv-uv \
 && .venv-uv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
 && .venv-uv/bin/uv venv --quiet --no-python-downloads --python python3 .venv \
 && .venv-uv/bin/uv pip sync --no-cache --require-hashes --compile-bytecode \
      --python .venv/bin/python requirements/runtime.txt requirements/engines.txt \
 && .venv-uv/bin/uv venv --quiet --no-python-downloads --python python3 .venv-node \
 && .venv-uv/bin/uv pip sync --no-cache --require-hashes \
      --python .venv-node/bin/python requirements/node.txt \
 && if [ -n "${SSL_CERT_FILE:-}" ]; then export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"; fi \
 && PATH=$PWD/.venv-node/bin:$PATH npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf .venv-node
COPY . .
# Editable: Lontar runs from its checkout, here as everywhere.
RUN .venv-uv/bin/uv pip install --offline --no-cache --no-deps --no-build-isolation \
      --python .venv/bin/python --editable . \
 && .venv/bin/python -m compileall -q api extract ingest models ocr \
 && .venv/bin/python -m ocr.engines \
 && rm -rf .venv/lib/python3.11/site-packages/khmer_ocr_ocm/assets/fonts \
 && rm -rf .venv-uv

FROM python:3.11.14-slim-bookworm
COPY script/apt-packages.txt /tmp/
RUN apt-get update \
 && sed 's/#.*//' /tmp/apt-packages.txt | DEBIAN_FRONTEND=noninteractive \
      xargs apt-get install -y --no-install-recommends \
 && rm -rf /var/lib/apt/lists/* /tmp/apt-packages.txt \
 && useradd --system --uid 10640 --no-create-home --home-dir /var/lib/lontar lontar \
 && install -d -o lontar -g lontar -m 0700 \
      /var/lib/lontar /var/lib/lontar/forms /var/lib/lontar/calibration
COPY --from=built /opt/lontar /opt/lontar
ENV PATH=/opt/lontar/.venv/bin:$PATH \
    LANG=C.UTF-8 \
    OMP_THREAD_LIMIT=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LONTAR_DATA=/var/lib/lontar \
    LONTAR_HOST=0.0.0.0 \
    LONTAR_PORT=8640
USER lontar
WORKDIR /var/lib/lontar
EXPOSE 8640
# For `lontar api`; docker-compose.yml gives workers a check of their own.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8640/api/v1/health', timeout=4)"]
ENTRYPOINT ["lontar"]
CMD ["api"]
