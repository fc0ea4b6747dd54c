# Web, worker, beat and the one-off migration: one image, the command says which. Built from the project's root:
#   docker build -f ops/docker/web.Dockerfile -t parenting-advisor-web .
FROM node:20-bookworm-slim AS console
WORKDIR /console
COPY console/package.json console/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY console/ ./
RUN npm run build

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PROMETHEUS_MULTIPROC_DIR=/tmp/prometheus
WORKDIR /app
RUN pip install torch==2.13.0
COPY requirements/app.lock requirements/app.lock
RUN pip install -r requirements/app.lock
COPY . .
COPY --from=console /console/dist console/dist
RUN pip install --no-deps --no-build-isolation -e . \
    && advisor train --from-tree \
    && useradd --create-home advisor \
    && mkdir -p var /tmp/prometheus \
    && chown -R advisor var build /tmp/prometheus
USER advisor
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["gunicorn", "bot.wsgi:app", "--preload", "-k", "gthread", "-w", "2", "--threads", "64", "-b", "0.0.0.0:8000", \
     "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"]
