# dvgraph as a server. docs/serve.md says how to run it; compose.yaml has more than one way.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE LICENSE-DATA ./
COPY requirements requirements
COPY src src
COPY ontology ontology
COPY data data
COPY queries queries
RUN python -m venv /opt/dvgraph \
    && /opt/dvgraph/bin/pip install --no-cache-dir --no-build-isolation --require-hashes \
        --requirement requirements/serve.txt \
    && /opt/dvgraph/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin dvgraph \
    && install -d -o dvgraph -m 0700 /var/cache/dvgraph
COPY --from=build /opt/dvgraph /opt/dvgraph
ENV PATH=/opt/dvgraph/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8 \
    DVGRAPH_CACHE=/var/cache/dvgraph
USER 10001
# The shipped data is derived here, so that a container with a read-only root starts at once.
RUN dvgraph --version
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/api/health', timeout=8)"]
ENTRYPOINT ["dvgraph"]
CMD ["serve", "--host", "0.0.0.0"]
