# The suite as an image: its entry point is pytest with the suite, in the folder /report.
#   docker build -t c2c-conformance .
#   docker run --rm --network host --user "$(id -u)" -v "$PWD:/report" c2c-conformance --target=127.0.0.1:7700
# The base is pinned to a release; who needs the very same bytes names a digest: --build-arg BASE=python@sha256:...
ARG BASE=python:3.11.13-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/c2c && /opt/c2c/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY fixtures fixtures
COPY conformance conformance
COPY reference_impl reference_impl
COPY reports reports
RUN /opt/c2c/bin/pip install --no-cache-dir --no-deps .

FROM ${BASE}
COPY --from=build /opt/c2c /opt/c2c
RUN mkdir -m 1777 /report
ENV PATH=/opt/c2c/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /report
ENTRYPOINT ["pytest", "-p", "no:cacheprovider"]
CMD ["--help"]
